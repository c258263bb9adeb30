import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ENDPOINTS, type Endpoint, type EndpointName } from '#shared/contract/endpoints.ts';
import { problem } from '#shared/contract/problem.ts';
import { OFFICE_HOURS } from '#shared/domain/sla/office-hours.ts';
import { aContent } from '#test/builders/knowledge.ts';
import { randomFrom } from '#test/fuzz/random.ts';
import { valid } from '#test/fuzz/values.ts';
import {
  freshId,
  type Person,
  staff,
  startTestStack,
  type TestStack,
  until,
  value,
  visitor,
} from '#test/support/stack.ts';

const CALLERS = [
  'nobody',
  'visitor',
  'other visitor',
  'agent',
  'supervisor',
  'office',
  'department',
  'editor',
  'expired',
  'forged',
] as const;
type Caller = (typeof CALLERS)[number];

/** `pass`: beyond the door, whatever comes then (a missing base, a wrong state); a number: refused with that status. */
type Verdict = 'pass' | 401 | 403 | 404;
type Row = Readonly<Record<Caller, Verdict>>;

const strangers = { nobody: 401, expired: 401, forged: 401 } as const;
const allStaff = (verdict: Verdict) =>
  ({
    agent: verdict,
    supervisor: verdict,
    office: verdict,
    department: verdict,
    editor: verdict,
  }) as const;

const PUBLIC: Row = {
  nobody: 'pass',
  visitor: 'pass',
  'other visitor': 'pass',
  ...allStaff('pass'),
  expired: 'pass',
  forged: 'pass',
};
const SIGNED_IN: Row = {
  ...strangers,
  visitor: 'pass',
  'other visitor': 'pass',
  ...allStaff('pass'),
};
const VISITOR: Row = { ...strangers, visitor: 'pass', 'other visitor': 'pass', ...allStaff(403) };
const OWN: Row = { ...VISITOR, 'other visitor': 404 };
const STAFF: Row = { ...strangers, visitor: 403, 'other visitor': 403, ...allStaff('pass') };
/** Agents and above; departments and editors do not answer patients. */
const DESK: Row = { ...STAFF, department: 403, editor: 403 };
/** A department reads what is its own; this conversation is another's, so it does not even exist for it. */
const DESK_READ: Row = { ...STAFF, department: 404, editor: 403 };

/** A department answers what was handed to it; this conversation was not. */
const HELD: Row = { ...DESK, department: 404 };

/** Writes answers; departments their own. */
const KEEPER: Row = { ...STAFF, agent: 403 };
/** Publishes for the whole house. */
const PUBLISHER: Row = { ...KEEPER, department: 403 };

const MATRIX: Readonly<Record<EndpointName, Row>> = {
  site: PUBLIC,
  openapi: PUBLIC,
  departments: PUBLIC,
  suggestions: PUBLIC,
  directory: PUBLIC,
  hotQuestions: PUBLIC,
  openVisitorSession: PUBLIC,
  refreshSession: PUBLIC,
  endSession: PUBLIC,
  staffSignIn: PUBLIC,
  socketTicket: SIGNED_IN,
  startConversation: VISITOR,
  myConversations: VISITOR,
  readEntries: OWN,
  postMessage: OWN,
  requestHandoff: OWN,
  queuePlace: OWN,
  giveFeedback: OWN,
  answerEmergency: OWN,
  rate: OWN,
  moveCursor: OWN,
  me: STAFF,
  colleagues: STAFF,
  setPresence: STAFF,
  inbox: { ...STAFF, editor: 403 },
  routing: { ...DESK },
  setRouting: { ...DESK, agent: 403 },
  staffList: { ...DESK, agent: 403 },
  setAbilities: { ...DESK, agent: 403 },
  deskConversation: DESK_READ,
  deskEntries: DESK_READ,
  claim: DESK,
  reply: HELD,
  release: HELD,
  transfer: HELD,
  acceptTransfer: HELD,
  declineTransfer: HELD,
  takeOver: { ...DESK, agent: 403 },
  resolve: HELD,
  acknowledgeAlarm: DESK,
  deskCursor: DESK_READ,
  addNote: DESK_READ,
  ticket: DESK_READ,
  tickets: { ...STAFF, editor: 403 },
  searchTickets: { ...STAFF, editor: 403 },
  ticketViews: { ...STAFF, editor: 403 },
  saveTicketView: { ...STAFF, editor: 403 },
  dropTicketView: { ...STAFF, editor: 403 },
  praise: { ...STAFF, editor: 403 },
  openLookup: DESK,
  ticketCard: OWN,
  createTicket: DESK,
  changeTicket: DESK_READ,
  decideApproval: { ...DESK_READ, agent: 403, department: 403 },
  approvals: { ...DESK, agent: 403 },
  recurrences: DESK_READ,
  revealContact: DESK,
  deliveries: DESK,
  lookupTicket: PUBLIC,
  notices: STAFF,
  readNotices: STAFF,
  deliveryLog: { ...DESK, agent: 403 },
  retryDelivery: { ...DESK, agent: 403 },
  auditRows: { ...DESK, agent: 403 },
  exportAudit: { ...DESK, agent: 403 },
  verifyAudit: { ...DESK, agent: 403 },
  calendar: { ...STAFF, editor: 403, department: 403 },
  readCalendar: { ...DESK, agent: 403 },
  importCalendar: { ...DESK, agent: 403 },
  officeHours: { ...STAFF, editor: 403, department: 403 },
  changeOfficeHours: { ...DESK, agent: 403 },
  previewClocks: { ...STAFF, editor: 403, department: 403 },
  knowledgeEntries: STAFF,
  knowledgeEntry: STAFF,
  knowledgeVersion: STAFF,
  knowledgeDiff: STAFF,
  askKnowledge: STAFF,
  publications: STAFF,
  publication: STAFF,
  knowledgeMisses: STAFF,
  exportKnowledge: STAFF,
  createKnowledgeEntry: KEEPER,
  editKnowledgeEntry: KEEPER,
  stepKnowledgeEntry: PUBLISHER,
  draftFromMiss: KEEPER,
  publishKnowledge: PUBLISHER,
  rollbackKnowledge: PUBLISHER,
  importKnowledge: PUBLISHER,
  knowledgeTasks: STAFF,
  knowledgeOverview: STAFF,
  departmentHours: STAFF,
  changeDepartmentHours: KEEPER,
  decideHours: PUBLISHER,
  withdrawHours: KEEPER,
  uploadPicture: KEEPER,
};

/** Bodies that chance would hardly make. */
const BODIES: Readonly<Partial<Record<EndpointName, unknown>>> = {
  createKnowledgeEntry: { content: aContent({ department: '医疗保险办公室' }) },
  editKnowledgeEntry: { revision: 99, content: aContent({ department: '医疗保险办公室' }) },
  stepKnowledgeEntry: { revision: 99, step: 'publish', reason: '' },
  draftFromMiss: { department: '医疗保险办公室', category: '医保政策' },
  publishKnowledge: { articleIds: ['kb-none'] },
  rollbackKnowledge: { version: '1-abcdef', reason: '测试' },
  importKnowledge: { format: 'csv', data: 'YQ==', apply: false },
  uploadPicture: { data: 'YQ==' },
  changeDepartmentHours: {
    services: [
      {
        name: '窗口',
        hours: { id: 'h', seasons: [{ from: '01-01', week: { workday: [], restday: [] } }] },
      },
    ],
  },
  decideHours: {
    departmentId: null,
    from: '2020-01-01',
    to: '2020-01-01',
    ranges: [],
    reason: '测试',
  },
  setRouting: { mode: 'queue', rules: [] },
  createTicket: { channel: 'phone', category: '投诉', topic: 'E05', text: '候诊太久' },
  changeTicket: { change: { do: 'proof', evidence: { kind: 'measure', text: '整改' } } },
  searchTickets: { text: '261124' },
  decideApproval: { approve: true },
  changeOfficeHours: { table: OFFICE_HOURS, revision: 99, reason: '冬季作息' },
  previewClocks: { receivedAt: 1_795_485_600_000, category: '投诉', severity: 'S3' },
  saveTicketView: { name: '超时投诉', filters: { view: 'overdue', category: '投诉' } },
};
const QUERIES: Readonly<Partial<Record<EndpointName, string>>> = {
  suggestions: '?q=%E6%8C%82%E5%8F%B7',
  directory: '?q=guke',
  knowledgeVersion: '?version=1',
  knowledgeDiff: '?from=1&to=1',
  exportKnowledge: '?format=csv',
  praise: '?from=2026-11-01&to=2026-11-30',
  verifyAudit: '?from=2026-11-24&to=2026-11-24',
  auditRows: '?from=2026-11-24&to=2026-11-24',
  exportAudit: '?from=2026-11-24&to=2026-11-24',
};

/** The credential of these lies in the body: a made-up one is refused whoever sends it. */
const CREDENTIAL_IN_BODY: readonly EndpointName[] = ['refreshSession', 'endSession', 'staffSignIn'];

let stack: TestStack;
let tokens: Record<Caller, string | null>;
let people: { owner: Person; other: Person; agent: Person };
let byCaller: Partial<Record<Caller, Person>>;
let conversationId: string;
let ticketId: string;

beforeAll(async () => {
  stack = await startTestStack();
  const owner = await visitor(stack.url);
  const other = await visitor(stack.url);
  const byRole = async (word: string) => {
    const account = stack.accounts.find(({ subject }) => subject.startsWith(`demo-${word}`));
    if (account === undefined)
      throw new Error(`no demo account for ${word}: ${JSON.stringify(stack.accounts)}`);
    return staff(stack, account.subject);
  };
  const agent = await byRole('agent');
  const [supervisor, office, department, editor] = await Promise.all(
    ['supervisor', 'office', 'department', 'editor'].map(byRole),
  );
  const conversation = value(
    await owner.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  );
  conversationId = conversation.conversationId;
  value(
    await owner.api.call('postMessage', {
      params: { conversationId },
      body: { clientId: freshId(), base: 0, text: '我要找人工客服' },
    }),
  );
  const detail = await until('the ticket', async () => {
    const outcome = await agent.api.call('deskConversation', { params: { conversationId } });
    return outcome.ok ? (outcome.value.ticket ?? undefined) : undefined;
  });
  ticketId = detail.ticketId;
  const expired = await new SignJWT({ kind: 'staff', tier: 'office' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('stf_x')
    .setExpirationTime(1)
    .sign(new TextEncoder().encode('not the key of this stack, and expired'));
  const [head, , tail] = agent.session.accessToken.split('.');
  const payload = Buffer.from(
    JSON.stringify({
      sub: 'stf_x',
      kind: 'staff',
      tier: 'office',
      name: 'x',
      departments: [],
      sid: 'x',
      exp: 9e9,
    }),
  ).toString('base64url');
  people = { owner, other, agent };
  byCaller = {
    visitor: owner,
    'other visitor': other,
    agent,
    ...(supervisor && { supervisor }),
    ...(office && { office }),
    ...(department && { department }),
    ...(editor && { editor }),
  };
  tokens = {
    nobody: null,
    visitor: owner.session.accessToken,
    'other visitor': other.session.accessToken,
    agent: agent.session.accessToken,
    supervisor: supervisor?.session.accessToken ?? '',
    office: office?.session.accessToken ?? '',
    department: department?.session.accessToken ?? '',
    editor: editor?.session.accessToken ?? '',
    expired,
    forged: `${head}.${payload}.${tail}`,
  };
});
afterAll(() => stack?.end());

const send = async (
  name: EndpointName,
  caller: Caller,
): Promise<{ status: number; body: unknown }> => {
  const endpoint: Endpoint = ENDPOINTS[name];
  const random = randomFrom(7);
  const sample = (schema: z.ZodType) =>
    valid(
      random,
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Parameters<
        typeof valid
      >[1],
    );
  const path = endpoint.path
    .replace('{conversationId}', conversationId)
    .replace('{ticketId}', ticketId)
    .replace('{articleId}', 'kb-152')
    .replace('{staffId}', 'stf_none')
    .replace('{jobId}', 'pub_none')
    .replace('{clusterId}', 'mis_none')
    .replace('{viewId}', 'view-0001')
    .replace('{departmentId}', 'dept-a05')
    .replace('{overrideId}', 'ovr_none');
  const query = QUERIES[name] ?? '';
  const token = tokens[caller];
  const body =
    endpoint.body instanceof z.ZodUndefined
      ? undefined
      : {
          ...((BODIES[name] ?? sample(endpoint.body)) as object),
          ...('clientId' in ((endpoint.body as z.ZodObject).shape ?? {})
            ? { clientId: freshId() }
            : {}),
        };
  const answer = await fetch(`${stack.url}${path}${query}`, {
    method: endpoint.method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
};

const cells = (Object.keys(MATRIX) as EndpointName[]).flatMap((name) =>
  CALLERS.map((caller) => [name, caller, MATRIX[name][caller]] as const),
);

describe('who may call what, on the running stack', () => {
  it.each(cells)('%s by %s: %s', async (name, caller, verdict) => {
    const { status, body } = await send(name, caller);
    if (verdict === 'pass') {
      expect(status).toBeLessThan(500);
      if (!CREDENTIAL_IN_BODY.includes(name)) expect([401, 403]).not.toContain(status);
      return;
    }
    expect(status).toBe(verdict);
    const parsed = problem.safeParse(body);
    if (parsed.success)
      expect(parsed.data.code).toBe(
        { 401: 'unauthenticated', 403: 'forbidden', 404: 'not-found' }[verdict],
      );
    else expect(caller).toBe('nobody');
  });
});

/** What the sender of a frame hears: nothing, or a problem of this code. Strangers get no socket (`socketTicket` above). */
const FRAMES = {
  ping: {
    visitor: null,
    'other visitor': null,
    agent: null,
    supervisor: null,
    office: null,
    department: null,
    editor: null,
  },
  typing: {
    visitor: null,
    'other visitor': 'not-found',
    agent: null,
    supervisor: null,
    office: null,
    department: 'not-found',
    editor: 'forbidden',
  },
  cursor: {
    visitor: null,
    'other visitor': 'not-found',
    agent: null,
    supervisor: null,
    office: null,
    department: 'not-found',
    editor: 'forbidden',
  },
  view: {
    visitor: 'forbidden',
    'other visitor': 'forbidden',
    agent: null,
    supervisor: null,
    office: null,
    department: 'not-found',
    editor: 'forbidden',
  },
} as const;

const frameOf = (action: string): object =>
  ({
    typing: { action, conversationId, on: true },
    cursor: { action, conversationId, delivered: 0, read: 0 },
    view: { action, conversationId },
  })[action] ?? { action };

const frames = Object.entries(FRAMES).flatMap(([action, row]) =>
  Object.entries(row).map(([caller, code]) => [action, caller as Caller, code] as const),
);

describe('each socket action by each caller', () => {
  it.each(frames)('%s by %s: %s', async (action, caller, code) => {
    const person = byCaller[caller];
    if (person === undefined) throw new Error(`nobody plays ${caller}`);
    const { ws, received } = await person.socket();
    const problems = () => received.flatMap((m) => (m.type === 'problem' ? [m.code] : []));
    ws.send(JSON.stringify(frameOf(action)));
    if (code === null) {
      if (action !== 'ping') await new Promise((resolve) => setTimeout(resolve, 400));
      ws.send(JSON.stringify({ action: 'ping' }));
      await until('the pong', () => received.some(({ type }) => type === 'pong'));
      expect(problems()).toEqual([]);
    } else {
      await until('the problem', () => problems().length > 0);
      expect(problems()).toEqual([code]);
    }
    ws.close();
  });
});

describe('who may do what over a socket', () => {
  it('opens for a ticket once, and not for a made-up one', async () => {
    const ticket = value(await people.owner.api.call('socketTicket', {}));
    const open = (text: string) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(`${ticket.url}?ticket=${encodeURIComponent(text)}`);
        socket.onopen = () => {
          socket.close();
          resolve(true);
        };
        socket.onerror = () => resolve(false);
      });
    expect(await open(ticket.ticket)).toBe(true);
    expect(await open(ticket.ticket)).toBe(false);
    expect(await open('made-up')).toBe(false);
    expect(await open('')).toBe(false);
  });

  it('relays typing and reading to the other side of the own conversation only', async () => {
    const mine = value(
      await people.owner.api.call('startConversation', {
        body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
      }),
    );
    const { conversationId } = mine;
    value(
      await people.owner.api.call('postMessage', {
        params: { conversationId },
        body: { clientId: freshId(), base: 0, text: '请转人工' },
      }),
    );
    const [desk, own, foreign] = await Promise.all([
      people.agent.socket(),
      people.owner.socket(),
      people.other.socket(),
    ]);
    const seen = () =>
      desk.received.filter((message) => message.type === 'typing' || message.type === 'cursor');
    foreign.ws.send(JSON.stringify({ action: 'typing', conversationId, on: true }));
    foreign.ws.send(JSON.stringify({ action: 'cursor', conversationId, delivered: 1, read: 1 }));
    foreign.ws.send(JSON.stringify({ action: 'view', conversationId }));
    desk.ws.send(JSON.stringify({ action: 'view', conversationId }));
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(seen()).toEqual([]);
    expect(foreign.received.filter(({ type }) => type === 'viewers' || type === 'entries')).toEqual(
      [],
    );
    own.ws.send(JSON.stringify({ action: 'cursor', conversationId, delivered: 1, read: 1 }));
    await until('the own cursor', () => seen().length > 0);
    for (const { ws } of [desk, own, foreign]) ws.close();
  });
});
