import type {
  ConversationView,
  Cursors,
  EntryPage,
  QueuePlace,
} from '#shared/contract/conversations.ts';
import { ENDPOINTS, type EndpointName } from '#shared/contract/endpoints.ts';
import { PROBLEMS, type ProblemCode } from '#shared/contract/problem.ts';
import type { Push, SocketMessage } from '#shared/contract/push.ts';
import type { SiteView } from '#shared/contract/site.ts';
import { advance, INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import type {
  Card,
  ConversationState,
  Entry,
  EntryAuthor,
  EntryBody,
} from '#shared/domain/conversation/entry.ts';
import { HOUR } from '#shared/kernel/clock.ts';

const SITE: SiteView = {
  hospital: {
    name: { 'zh-CN': '示例市第一人民医院', en: "Shili First People's Hospital" },
    emergencyPhone: '0735-0000101',
    hotline: '0735-0000000',
    address: '示例市健康路1号',
  },
  desk: { open: true, opensAt: null, hours: '人工每天7:30—20:00' },
  oidc: { issuer: 'http://127.0.0.1/oidc', clientId: 'console' },
  topics: [
    { icon: 'calendar', 'zh-CN': '预约挂号', en: 'Booking', send: '怎么预约挂号' },
    {
      icon: 'compass',
      'zh-CN': '不知道挂哪个科',
      en: 'Which department',
      send: '我不知道该挂哪个科',
    },
    { icon: 'card', 'zh-CN': '医保报销', en: 'Insurance', send: '异地医保怎么直接结算' },
    { icon: 'report', 'zh-CN': '查报告', en: 'Test results', send: '检查报告怎么查' },
    { icon: 'bed', 'zh-CN': '住院办理', en: 'Admission', send: '住院怎么办理' },
    { icon: 'speech', 'zh-CN': '投诉建议', en: 'Complaint or idea', send: '我要投诉' },
  ],
  release: 'test',
};

type Reply = { readonly text: string; readonly cards: readonly Card[] };
export type Bot = (text: string, seq: number) => Reply | null;

type Conversation = {
  readonly id: string;
  readonly visitor: string;
  readonly channel: 'web' | 'wechat';
  readonly locale: 'zh-CN' | 'en';
  readonly openedAt: number;
  readonly log: Entry[];
  ticketNumber: string | null;
  cursors: Cursors;
};

export type FakeSocket = {
  readonly visitor: string;
  readonly push: (push: Push) => void;
  readonly close?: () => void;
};
export type Answer = { readonly status: number; readonly body: unknown };

type Call = {
  readonly name: EndpointName;
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly visitor: string | null;
};

const problem = (code: ProblemCode): Answer => ({
  status: PROBLEMS[code].status,
  body: {
    type: `about:${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    code,
    correlationId: 'test',
  },
});

const MATCHERS = (
  Object.entries(ENDPOINTS) as [EndpointName, { method: string; path: string }][]
).map(([name, { method, path }]) => ({
  name,
  method,
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

const PATIENT_BODIES: Partial<Record<EndpointName, (body: Record<string, unknown>) => EntryBody>> =
  {
    postMessage: ({ text }) => ({ kind: 'message', text: String(text), cards: [] }),
    requestHandoff: ({ reason }) => ({ kind: 'handoff-requested', reason: String(reason) }),
    giveFeedback: ({ aboutSeq, helpful }) => ({
      kind: 'feedback',
      aboutSeq: Number(aboutSeq),
      helpful: helpful === true,
    }),
    answerEmergency: ({ aboutSeq, happening }) => ({
      kind: 'emergency-answered',
      aboutSeq: Number(aboutSeq),
      happening: happening === true,
    }),
    rate: ({ score, solved, comment }) => ({
      kind: 'rated',
      score: Number(score),
      solved: typeof solved === 'boolean' ? solved : null,
      comment: String(comment),
    }),
  };

const BOT: EntryAuthor = { kind: 'bot', id: null, name: null };

/**
 * The patient's side of the service, kept in memory and true to the contract: base, repeats, conflicts, pushes.
 * Tests drive time, agents and faults from outside.
 */
export const createFakeService = (now: () => number, bot: Bot = () => null) => {
  const conversations = new Map<string, Conversation>();
  const sessions = new Map<string, string>();
  const refreshes = new Map<string, string>();
  const openings = new Map<string, string>();
  const sockets = new Set<FakeSocket>();
  let count = 0;
  let expired = new Set<string>();
  const site = { current: SITE };
  const queue: { current: QueuePlace } = {
    current: { ahead: null, urgentAhead: 0, minutes: null },
  };

  const stateOf = (c: Conversation): ConversationState => c.log.at(-1)?.state ?? INITIAL_STATE;

  const pushTo = (c: Conversation, push: Push): void => {
    for (const socket of sockets) if (socket.visitor === c.visitor) socket.push(push);
  };

  const append = (c: Conversation, by: EntryAuthor, body: EntryBody, entryId: string): Entry => {
    const next = advance(stateOf(c), by, body);
    if (!next.ok) throw new Error(next.error.kind);
    const entry: Entry = { seq: c.log.length, entryId, at: now(), by, body, state: next.value };
    c.log.push(entry);
    if (body.kind === 'message' && c.ticketNumber === null) c.ticketNumber = `2611240${count}42-7`;
    pushTo(c, {
      type: 'entries',
      conversationId: c.id,
      entries: [entry],
      state: entry.state,
      ticketNumber: c.ticketNumber,
    });
    return entry;
  };

  const newSession = (visitor: string): Answer => {
    count += 1;
    const accessToken = `access-${count}`;
    const refreshToken = `refresh-token-number-${count}`;
    sessions.set(accessToken, visitor);
    refreshes.set(refreshToken, visitor);
    return {
      status: 201,
      body: { accessToken, refreshToken, expiresAt: now() + HOUR, subject: visitor },
    };
  };

  const view = (c: Conversation): ConversationView => ({
    conversationId: c.id,
    channel: c.channel,
    locale: c.locale,
    openedAt: c.openedAt,
    lastSeq: c.log.length - 1,
    state: stateOf(c),
    ticketNumber: c.ticketNumber,
    cursors: c.cursors,
  });

  const start = ({ visitor, body }: Call): Answer => {
    const key = `${visitor}:${body['clientId']}`;
    const known = conversations.get(openings.get(key) ?? '');
    if (known !== undefined) return { status: 201, body: view(known) };
    count += 1;
    const none = { delivered: -1, read: -1 };
    const c: Conversation = {
      id: `cnv_${count}`,
      visitor: visitor ?? '',
      channel: 'web',
      locale: 'zh-CN',
      openedAt: now(),
      log: [],
      ticketNumber: null,
      cursors: { patient: none, agent: none },
    };
    conversations.set(c.id, c);
    openings.set(key, c.id);
    append(
      c,
      { kind: 'patient', id: c.visitor, name: null },
      { kind: 'opened', channel: c.channel, locale: c.locale, visitorId: c.visitor },
      'open',
    );
    return { status: 201, body: view(c) };
  };

  const appendPatient = (c: Conversation, call: Call, body: EntryBody): Answer => {
    const base = Number(call.body['base']);
    const clientId = String(call.body['clientId']);
    if (base > c.log.length - 1) return problem('base-ahead');
    const known = c.log.find((e) => e.by.kind === 'patient' && e.entryId === clientId);
    if (known !== undefined && JSON.stringify(known.body) !== JSON.stringify(body))
      return problem('duplicate-id-other-body');
    if (known === undefined) {
      const by: EntryAuthor = { kind: 'patient', id: c.visitor, name: null };
      if (!advance(stateOf(c), by, body).ok) return problem('not-resolved');
      const entry = append(c, by, body, clientId);
      if (body.kind === 'message') answer(c, entry, body.text);
    }
    return {
      status: 200,
      body: { entries: c.log.slice(base + 1), state: stateOf(c), ticketNumber: c.ticketNumber },
    };
  };

  const answer = (c: Conversation, { seq, state }: Entry, text: string): void => {
    const reply = bot(text, seq);
    if (reply === null) return;
    const urgent = reply.cards.some(({ type }) => type === 'emergency');
    if (state.owner !== 'bot' && !urgent) return;
    append(c, BOT, { kind: 'message', text: reply.text, cards: [...reply.cards] }, `re:${seq}`);
  };

  const cardOf = ({ ticketNumber }: Conversation): Answer =>
    ticketNumber === null
      ? problem('not-found')
      : { status: 200, body: { number: ticketNumber, code: '8F3K2M9P' } };

  const inConversation = (call: Call): Answer => {
    const c = conversations.get(call.params['conversationId'] ?? '');
    if (c === undefined || c.visitor !== call.visitor) return problem('not-found');
    const body = PATIENT_BODIES[call.name]?.(call.body);
    if (body !== undefined) return appendPatient(c, call, body);
    if (call.name === 'moveCursor') {
      c.cursors = {
        ...c.cursors,
        patient: { delivered: Number(call.body['delivered']), read: Number(call.body['read']) },
      };
      return { status: 204, body: undefined };
    }
    if (call.name === 'queuePlace') return { status: 200, body: queue.current };
    if (call.name === 'ticketCard') return cardOf(c);
    const after = Number(call.query.get('after') ?? -1);
    const page: EntryPage = {
      entries: c.log.slice(after + 1, after + 1 + 50),
      state: stateOf(c),
      ticketNumber: c.ticketNumber,
      cursors: c.cursors,
      more: c.log.length > after + 51,
    };
    return { status: 200, body: page };
  };

  const PUBLIC: Partial<Record<EndpointName, (call: Call) => Answer>> = {
    site: () => ({ status: 200, body: site.current }),
    openVisitorSession: () => {
      count += 1;
      return newSession(`vst_${count}`);
    },
    refreshSession: ({ body }) => {
      const token = String(body['refreshToken']);
      const visitor = refreshes.get(token);
      if (visitor === undefined) return problem('token-replayed');
      return { ...newSession(visitor), status: 200 };
    },
    endSession: ({ body }) => {
      refreshes.delete(String(body['refreshToken']));
      return { status: 204, body: undefined };
    },
    hotQuestions: () => ({
      status: 200,
      body: {
        basis: 'week',
        questions: [{ articleId: 'kb-028', question: '医生停诊了怎么办？', count: 9 }],
      },
    }),
    suggestions: ({ query }) => ({
      status: 200,
      body: {
        suggestions: ['怎么预约挂号？', '预约挂号能取消吗？', '预约后怎么取号？']
          .filter((question) => question.includes(query.get('q') ?? ''))
          .map((question, index) => ({ articleId: `kb-${index}`, question })),
      },
    }),
  };

  const PRIVATE: Partial<Record<EndpointName, (call: Call) => Answer>> = {
    startConversation: start,
    myConversations: ({ visitor }) => ({
      status: 200,
      body: {
        conversations: [...conversations.values()].filter((c) => c.visitor === visitor).map(view),
      },
    }),
    socketTicket: ({ visitor }) => ({
      status: 201,
      body: { url: 'ws://127.0.0.1/ws', ticket: String(visitor), expiresAt: now() + 30_000 },
    }),
  };

  const handle = (
    method: string,
    address: string,
    text: string | undefined,
    token: string | undefined,
  ): Answer => {
    const url = new URL(address, 'http://127.0.0.1');
    const matcher = MATCHERS.find((one) => one.method === method && one.pattern.test(url.pathname));
    if (matcher === undefined) return problem('not-found');
    const visitor = token === undefined || expired.has(token) ? null : sessions.get(token);
    const call: Call = {
      name: matcher.name,
      params: matcher.pattern.exec(url.pathname)?.groups ?? {},
      query: url.searchParams,
      body: text === undefined || text === '' ? {} : JSON.parse(text),
      visitor: visitor ?? null,
    };
    const open = PUBLIC[matcher.name];
    if (open !== undefined) return open(call);
    if (call.visitor === null) return problem('unauthenticated');
    return (PRIVATE[matcher.name] ?? inConversation)(call);
  };

  const only = (): Conversation => {
    const c = [...conversations.values()].at(-1);
    if (c === undefined) throw new Error('no conversation has been opened');
    return c;
  };

  const agent = (name: string): EntryAuthor => ({ kind: 'agent', id: `stf_${name}`, name });

  return {
    handle,
    site,
    queue,
    conversations,
    /** The conversation opened last. */
    only,
    connect: (socket: FakeSocket): (() => void) => {
      sockets.add(socket);
      return () => sockets.delete(socket);
    },
    receive: (visitor: string, message: SocketMessage): Push | null => {
      if (message.action === 'cursor') {
        const c = conversations.get(message.conversationId);
        const { delivered, read } = message;
        if (c?.visitor === visitor) c.cursors = { ...c.cursors, patient: { delivered, read } };
      }
      return message.action === 'ping' ? { type: 'pong', at: now() } : null;
    },
    claim: (name: string): Entry =>
      append(only(), agent(name), { kind: 'claimed' }, `claim:${only().log.length}`),
    agentSays: (name: string, text: string): Entry =>
      append(
        only(),
        agent(name),
        { kind: 'message', text, cards: [] },
        `agent:${only().log.length}`,
      ),
    resolve: (name: string): Entry =>
      append(
        only(),
        agent(name),
        { kind: 'resolved', outcome: 'solved' },
        `resolve:${only().log.length}`,
      ),
    botSays: (text: string, cards: Card[] = []): Entry =>
      append(only(), BOT, { kind: 'message', text, cards }, `bot:${only().log.length}`),
    agentTypes: (name: string, on: boolean): void =>
      pushTo(only(), { type: 'typing', conversationId: only().id, side: 'agent', name, on }),
    agentReads: (read: number): void => {
      const c = only();
      c.cursors = { ...c.cursors, agent: { delivered: read, read } };
      pushTo(c, { type: 'cursor', conversationId: c.id, side: 'agent', delivered: read, read });
    },
    dropSockets: (): void => {
      for (const socket of [...sockets]) socket.close?.();
    },
    /** Every access token handed out so far is over; refresh tokens still work. */
    expireTokens: (): void => {
      expired = new Set(sessions.keys());
    },
    /** Nobody is signed in any more, and no token helps. */
    revokeAll: (): void => {
      sessions.clear();
      refreshes.clear();
    },
  };
};

export type FakeService = ReturnType<typeof createFakeService>;
