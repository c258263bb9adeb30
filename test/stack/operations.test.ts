import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '#functions/lib/metrics.ts';
import { findPersonalData } from '#shared/domain/privacy/find.ts';
import {
  freshId,
  idTokenOf,
  type Person,
  staff,
  startTestStack,
  type TestStack,
  until,
  visitor,
} from '#test/support/stack.ts';

/** What people write in this journey. None of it, and no piece of it, may stand in any log. */
const WORDS = {
  phone: '我叫王建国，手机13812345678，身份证110101199003070011，住在花园路18号院3号楼',
  emergency: '我胸口疼得厉害，喘不上气',
  person: '请转人工服务',
  complaint: '我要投诉内科门诊的陈大夫态度恶劣',
  question: '异地医保怎么直接结算',
  reply: '王先生您好，已经帮您登记，稍后电话联系',
  note: '患者情绪激动，请回电话优先处理',
  comment: '等了很久才有人回答问题',
  reason: '住院押金怎么退的问题',
  query: '挂号退费怎么',
} as const;

let stack: TestStack;
let patient: Person;
let agent: Person;
let idToken: string;
const secrets: string[] = [];
const asked: { readonly id: string; readonly status: number; readonly path: string }[] = [];

const ask = async (path: string, who: Person | null, body?: unknown, id = `corr-${freshId()}`) => {
  const answer = await fetch(stack.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      'x-correlation-id': id,
      ...(who === null ? {} : { authorization: `Bearer ${who.session.accessToken}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  asked.push({ id, status: answer.status, path });
  expect(answer.headers.get('x-correlation-id')).toBe(id);
  return (await answer.json().catch(() => undefined)) as Record<string, unknown>;
};

let conversationId: string;
let handoffId: string;

beforeAll(async () => {
  stack = await startTestStack();
  patient = await visitor(stack.url);
  const proof = await idTokenOf(stack, 'demo-agent-1');
  idToken = proof.idToken;
  agent = await staff(stack, 'demo-agent-1');
  secrets.push(
    idToken,
    ...[patient, agent].flatMap(({ session }) => [session.accessToken, session.refreshToken]),
  );
  await ask('/v1/site', null);
  await ask(`/v1/suggestions?q=${encodeURIComponent(WORDS.query)}`, null);
  const opened = await ask('/v1/conversations', patient, {
    clientId: freshId(),
    channel: 'web',
    locale: 'zh-CN',
  });
  conversationId = String(opened['conversationId']);
  const mine = `/v1/conversations/${conversationId}`;
  const desk = `/v1/desk/conversations/${conversationId}`;
  const said = (text: string) => ({ clientId: freshId(), base: 0, text });
  const [deskSocket, ownSocket] = [await agent.socket(), await patient.socket()];
  for (const text of [WORDS.question, WORDS.phone, WORDS.complaint, WORDS.emergency])
    await ask(`${mine}/messages`, patient, said(text));
  handoffId = `corr-${freshId()}`;
  await ask(`${mine}/messages`, patient, said(WORDS.person), handoffId);
  await ask(`${mine}/handoff`, patient, { ...said(''), text: undefined, reason: WORDS.reason });
  ownSocket.ws.send(JSON.stringify({ action: 'typing', conversationId, on: true }));
  ownSocket.ws.send(WORDS.phone);
  ownSocket.ws.send(JSON.stringify({ action: WORDS.phone, text: WORDS.emergency }));
  await ask(`${desk}/claim`, agent, { clientId: freshId(), base: 0 });
  await ask(`${desk}/messages`, agent, said(WORDS.reply));
  await ask(`/v1/tickets/${conversationId.replace('cnv_', 'tkt_')}/notes`, agent, {
    clientId: freshId(),
    text: WORDS.note,
  });
  // What is refused holds people's words as well.
  await ask(`${mine}/messages`, patient, `{"text":"${WORDS.phone}`);
  await ask(`${mine}/messages`, patient, { ...said(WORDS.phone), [WORDS.phone]: WORDS.phone });
  await ask(`${mine}/messages`, patient, { ...said(WORDS.phone), base: 9_999 });
  await ask('/v1/staff-sessions', null, { idToken, nonce: WORDS.phone });
  await ask('/v1/sessions/refresh', null, { refreshToken: `${WORDS.phone}${WORDS.phone}` });
  await ask(`${desk}/resolve`, agent, { clientId: freshId(), base: 0, outcome: 'solved' });
  await ask(`${mine}/rating`, patient, {
    clientId: freshId(),
    base: 0,
    score: 2,
    comment: WORDS.comment,
  });
  stack.setFaults(({ action }) => (action === 'PutItem' ? 'server-error' : undefined));
  await ask(`${mine}/messages`, patient, said(WORDS.phone));
  stack.setFaults(undefined);
  await stack.fireSchedule('SlaSweep');
  await stack.streamsDrained();
  deskSocket.ws.close();
  ownSocket.ws.close();
});
afterAll(() => stack?.end());

type Line = Readonly<Record<string, unknown>>;

const lines = (): { readonly source: string; readonly line: Line }[] =>
  stack.logs().flatMap(({ source, text }) => {
    try {
      return [{ source, line: JSON.parse(text) as Line }];
    } catch {
      return [];
    }
  });

describe('one correlation id', () => {
  it('goes from the request’s header to what the stream consumer made of it', async () => {
    const of = (name: string) =>
      lines().filter(
        ({ source, line }) => source.startsWith(name) && line['correlationId'] === handoffId,
      );
    await until('the dispatcher', () => of('Dispatcher').length > 0);
    expect(of('ConversationsApi').map(({ line }) => line['message'])).toContain('request');
    expect(of('Dispatcher').map(({ line }) => line['message'])).toContain('change dispatched');
  });

  it('every request has exactly one line with its outcome', () => {
    const outcomes = lines().filter(({ line }) => line['message'] === 'request');
    for (const { id, status, path } of asked) {
      const own = outcomes.filter(({ line }) => line['correlationId'] === id);
      expect(own, path).toHaveLength(1);
      expect(own[0]?.line).toMatchObject({ status, route: expect.stringContaining(' /v1/') });
    }
    expect(new Set(asked.map(({ status }) => status)).size).toBeGreaterThan(5);
  });
});

describe('the logs of a whole journey', () => {
  it('hold no word that anybody wrote', () => {
    const all = stack.logs().map(({ text }) => text);
    expect(all.length).toBeGreaterThan(30);
    // Whole texts, and every run of six characters of them: previews and quotes count as well.
    for (const text of Object.values(WORDS))
      for (let at = 0; at + 6 <= text.length; at += 1) {
        const piece = text.slice(at, at + 6);
        expect(all.filter((line) => line.includes(piece) || line.includes(escaped(piece)))).toEqual(
          [],
        );
      }
  });

  it('hold no personal data by our own finder, and no token', () => {
    for (const { text } of stack.logs()) {
      expect(findPersonalData(text).map(({ start, end }) => text.slice(start, end))).toEqual([]);
      expect(text).not.toMatch(/eyJ[\w-]{10,}\.|ses_[0-9A-Z]{26}\.\d+\./);
      for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    }
  });
});

describe('figures', () => {
  type Metrics = {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  };

  const embedded = () =>
    lines().flatMap(({ line }) => {
      const aws = line['_aws'] as { CloudWatchMetrics: readonly Metrics[] } | undefined;
      return (aws?.CloudWatchMetrics ?? []).map((metrics) => ({ line, metrics }));
    });

  it('come as embedded metrics under the names and the dimension of the dashboard', () => {
    const totals: Record<string, number> = {};
    for (const { line, metrics } of embedded()) {
      expect([metrics.Namespace, metrics.Dimensions]).toEqual(['Nuanxin', [['stage']]]);
      expect(line['stage']).toBe('local');
      for (const { Name } of metrics.Metrics)
        totals[Name] = (totals[Name] ?? 0) + Number(line[Name]);
    }
    for (const name of Object.keys(totals)) expect(METRICS).toContain(name);
    // Stored ones: refused messages and repeats are none, nor what the database did not take.
    expect(totals).toMatchObject({ PatientMessages: 5, EmergencyCards: 1 });
    expect(totals['BotAnswers'] ?? 0).toBeGreaterThan(1);
    expect(totals['Handoffs'] ?? 0).toBeGreaterThan(0);
  });
});

/** As a JSON line might carry it. */
const escaped = (text: string): string =>
  [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
