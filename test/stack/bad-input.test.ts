import { request as rawRequest } from 'node:http';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS, type Problem, type ProblemCode, problem } from '#shared/contract/problem.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import {
  freshId,
  idTokenOf,
  type Person,
  staff,
  startTestStack,
  type TestStack,
  value,
  visitor,
} from '#test/support/stack.ts';

let stack: TestStack;
let patient: Person;
let agent: Person;

beforeAll(async () => {
  stack = await startTestStack();
  [patient, agent] = await Promise.all([visitor(stack.url), staff(stack, 'demo-agent-1')]);
});
afterAll(() => stack?.end());

type Raw = {
  readonly method?: string;
  readonly token?: string | null;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One request as it stands, without the typed client's help. */
const send = async (
  path: string,
  { method = 'POST', token = patient.session.accessToken, body, headers = {} }: Raw,
): Promise<{ readonly status: number; readonly type: string; readonly body: unknown }> => {
  const answer = await fetch(stack.url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    body: text === '' ? undefined : JSON.parse(text),
  };
};

/** The problem document of an answer that must be one, complete and with the status of its code. */
const refusal = async (code: ProblemCode, answer: ReturnType<typeof send>): Promise<Problem> => {
  const { status, type, body } = await answer;
  const read = problem.parse(body);
  expect([read.code, status, read.status]).toEqual([
    code,
    PROBLEMS[code].status,
    PROBLEMS[code].status,
  ]);
  expect(type).toContain('application/problem+json');
  expect(read.correlationId).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  return read;
};

/** Each field once: a value may break several rules. */
const fieldsOf = ({ fields }: Problem): string[] => [
  ...new Set((fields ?? []).map(({ field }) => field)),
];

const open = async (who: Person): Promise<string> =>
  value(
    await who.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  ).conversationId;

const messages = (conversationId: string): string => `/v1/conversations/${conversationId}/messages`;

const post = (who: Person, conversationId: string, text: string, base = 0, clientId = freshId()) =>
  who.api.call('postMessage', { params: { conversationId }, body: { clientId, base, text } });

const entriesOf = async (who: Person, conversationId: string): Promise<Entry[]> => {
  const all: Entry[] = [];
  for (;;) {
    const page = value(
      await who.api.call('readEntries', {
        params: { conversationId },
        query: { after: all.at(-1)?.seq ?? -1 },
      }),
    );
    all.push(...page.entries);
    if (!page.more) return all;
  }
};

const said = (entries: readonly Entry[]): string[] =>
  entries.flatMap(({ by, body }) =>
    by.kind === 'patient' && body.kind === 'message' ? [body.text] : [],
  );

describe('a body that is not what the contract says', () => {
  it.each([
    ['cut off', '{"clientId":"abc'],
    ['no JSON at all', 'clientId=1&text=hello'],
    ['with a comma too many', '{"a":1,}'],
    ['a broken escape', '{"text":"\\x41"}'],
  ])('is refused as malformed: %s', async (_, body) => {
    const id = await open(patient);
    await refusal('malformed-json', send(messages(id), { body }));
    expect(said(await entriesOf(patient, id))).toEqual([]);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, ['body.colour']],
    ['a number for a text', { text: 5 }, ['body.text']],
    ['a text for a number', { base: '0' }, ['body.base']],
    ['a fraction for a number', { base: 0.5 }, ['body.base']],
    ['a number beyond all numbers', { base: 1e300 }, ['body.base']],
    ['null for a text', { text: null }, ['body.text']],
    ['a list for a text', { text: ['a'] }, ['body.text']],
    ['a client id that is too short', { clientId: 'a' }, ['body.clientId']],
    ['a client id with other letters', { clientId: 'a#b/c.d e' }, ['body.clientId']],
    ['an empty message', { text: '' }, ['body.text']],
    ['a message of blanks', { text: ' \n\t\u3000' }, ['body.text']],
    ['a message of 10,000 characters', { text: '痛'.repeat(10_000) }, ['body.text']],
    ['half a surrogate pair', { text: 'a\ud83db' }, ['body.text']],
    ['the other half', { text: '\ude00' }, ['body.text']],
    ['a control character', { text: 'a\u0000b' }, ['body.text']],
    ['several at once', { text: '', base: 'x', more: 1 }, ['body.base', 'body.text', 'body.more']],
  ])('names the field: %s', async (_, change, fields) => {
    const id = await open(patient);
    const body = JSON.stringify({ clientId: freshId(), base: 0, text: '你好', ...change });
    const read = await refusal('invalid-request', send(messages(id), { body }));
    expect(fieldsOf(read).sort()).toEqual([...fields].sort());
    expect(said(await entriesOf(patient, id))).toEqual([]);
  });

  it('takes a field called __proto__ for what it is: unknown, and without any effect', async () => {
    const id = await open(patient);
    const body = `{"clientId":"${freshId()}","base":0,"text":"你好","__proto__":{"kind":"staff"}}`;
    const { status } = await send(messages(id), { body });
    expect([200, 422]).toContain(status);
    expect(({} as { kind?: string }).kind).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['null', 'null'],
    ['a text', '"hello"'],
    ['a list', '[]'],
  ])('is no object: %s', async (_, body) => {
    const id = await open(patient);
    const read = await refusal(
      'invalid-request',
      send(messages(id), body === undefined ? {} : { body }),
    );
    expect(fieldsOf(read)).toEqual(['body']);
  });

  it('may be as large as 64 KiB and no larger', async () => {
    const id = await open(patient);
    const sized = (bytes: number): string => {
      const frame = { clientId: freshId(), base: 0, text: '你好', pad: '' };
      return JSON.stringify({
        ...frame,
        pad: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(frame))),
      });
    };
    await refusal('invalid-request', send(messages(id), { body: sized(64 * 1024) }));
    await refusal('too-large', send(messages(id), { body: sized(64 * 1024 + 1) }));
    await refusal('too-large', send(messages(id), { body: sized(5_000_000) }));
  });

  it('reads bytes that are no UTF-8 without falling over', async () => {
    const id = await open(patient);
    const bytes = Buffer.concat([
      Buffer.from(`{"clientId":"${freshId()}","base":0,"text":"`),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}'),
    ]);
    const { status } = await send(messages(id), { body: new Uint8Array(bytes) });
    expect([200, 400, 422]).toContain(status);
  });

  it('carries the red-flag reading in every refusal, even of a message that cannot be stored', async () => {
    const id = await open(patient);
    const read = await refusal(
      'invalid-request',
      send(messages(id), { body: JSON.stringify({ text: '我胸口疼得厉害，喘不上气' }) }),
    );
    expect(read.triage).toMatchObject({ decision: 'fire' });
  });

  it('names fields of addresses and queries as well', async () => {
    const id = await open(patient);
    for (const after of ['x', '-2', '1.5', '1e99', '99999999999']) {
      const path = `/v1/conversations/${id}/entries?after=${encodeURIComponent(after)}`;
      const read = await refusal('invalid-request', send(path, { method: 'GET' }));
      expect(fieldsOf(read)).toEqual(['query.after']);
    }
    const unknown = await refusal(
      'invalid-request',
      send(`/v1/conversations/${id}/entries?page=2`, { method: 'GET' }),
    );
    expect(fieldsOf(unknown)).toEqual(['query.page']);
    const long = await refusal(
      'invalid-request',
      send(`/v1/conversations/${'x'.repeat(200)}/entries`, { method: 'GET' }),
    );
    expect(fieldsOf(long)).toEqual(['params.conversationId']);
  });

  it('refuses half a surrogate pair wherever people write', async () => {
    const id = await open(patient);
    value(await post(patient, id, '请转人工'));
    const step = { clientId: freshId(), base: 0 };
    const token = agent.session.accessToken;
    const bodies: readonly (readonly [string, string | undefined, object, string])[] = [
      [`/v1/conversations/${id}/handoff`, undefined, { ...step, reason: '\ud83d' }, 'body.reason'],
      [
        `/v1/conversations/${id}/rating`,
        undefined,
        { ...step, score: 5, comment: '\udc00' },
        'body.comment',
      ],
      [`/v1/desk/conversations/${id}/messages`, token, { ...step, text: '\ud83d' }, 'body.text'],
      [`/v1/desk/conversations/${id}/release`, token, { ...step, reason: '\ud83d' }, 'body.reason'],
    ];
    for (const [path, caller, body, field] of bodies) {
      const read = await refusal(
        'invalid-request',
        send(path, {
          body: JSON.stringify(body),
          ...(caller === undefined ? {} : { token: caller }),
        }),
      );
      expect(fieldsOf(read)).toEqual([field]);
    }
  });

  it.each([
    ['no base64 at all', '%%%'],
    ['of another making', Buffer.from('{"inboxPk":"x"}').toString('base64url')],
    [
      'with keys of another table',
      Buffer.from(
        JSON.stringify({ pk: 'SES#1', sk: 'SESSION', inboxPk: 'x', inboxSk: 'y' }),
      ).toString('base64url'),
    ],
  ])('starts at the beginning for an inbox cursor %s', async (_, cursor) => {
    const { status } = await send(`/v1/inbox?view=waiting&cursor=${encodeURIComponent(cursor)}`, {
      method: 'GET',
      token: agent.session.accessToken,
    });
    expect([200, 422]).toContain(status);
  });
});

describe('addresses and methods that do not exist', () => {
  it('are refused without reaching any function', async () => {
    for (const [method, path] of [
      ['GET', '/v1/nothing'],
      ['DELETE', '/v1/conversations'],
      ['POST', '/v1/conversations/%00/messages'],
      ['POST', '/v1/conversations/..%2f..%2fetc/messages'],
    ] as const) {
      const { status } = await send(path, { method, ...(method === 'GET' ? {} : { body: '{}' }) });
      expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
      expect(status, `${method} ${path}`).toBeLessThan(500);
    }
  });

  it('survives a path that no URL may have', async () => {
    const { port } = new URL(stack.url);
    const status = await new Promise<number>((resolve, reject) => {
      rawRequest(
        { port, host: '127.0.0.1', path: '/v1/conversations/%E0%A4%A/entries' },
        (answer) => resolve(answer.statusCode ?? 0),
      )
        .once('error', reject)
        .end();
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

describe('tokens', () => {
  const withToken = (token: string) => send('/v1/conversations', { method: 'GET', token });

  it('must be ours, whole and alive', async () => {
    const [head = '', payload = '', mac = ''] = patient.session.accessToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const packed = (change: object): string =>
      Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const foreign = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('a key that somebody else has chosen for himself'));
    for (const token of [
      'x',
      `${head}.${payload}`,
      `${head}.${payload}.${mac.slice(0, -2)}AA`,
      `${head}.${packed({ kind: 'staff', tier: 'office' })}.${mac}`,
      `${head}.${packed({ exp: 9_999_999_999 })}.${mac}`,
      `${none}.${payload}.`,
      foreign,
      'a'.repeat(6_000),
    ]) {
      const { detail } = await refusal('unauthenticated', withToken(token));
      expect(detail).toContain('not one of ours');
    }
  });

  it('of the issuer do not open our own doors, nor ours the other way round', async () => {
    const { idToken } = await idTokenOf(stack, 'demo-agent-2');
    await refusal('unauthenticated', withToken(idToken));
    await refusal(
      'unauthenticated',
      send('/v1/staff-sessions', {
        body: JSON.stringify({ idToken: agent.session.accessToken, nonce: 'any nonce' }),
      }),
    );
    await refusal(
      'unauthenticated',
      send('/v1/sessions/refresh', {
        body: JSON.stringify({ refreshToken: agent.session.accessToken.slice(0, 200) }),
      }),
    );
  });

  it('of the issuer are good once, and for their own sign-in only', async () => {
    const { idToken, nonce } = await idTokenOf(stack, 'demo-agent-2');
    const signIn = (body: object) =>
      send('/v1/staff-sessions', { token: null, body: JSON.stringify(body) });
    const other = await refusal('unauthenticated', signIn({ idToken, nonce: 'another nonce' }));
    expect(other.detail).toContain('another sign-in');
    const [head, payload, mac = ''] = idToken.split('.');
    await refusal(
      'unauthenticated',
      signIn({ idToken: `${head}.${payload}.${mac.slice(0, -4)}AAAA`, nonce }),
    );
    expect((await signIn({ idToken, nonce })).status).toBe(201);
    await refusal('token-replayed', signIn({ idToken, nonce }));
  });

  it('that refresh: an old one proves a thief and ends the whole family', async () => {
    const { session } = await visitor(stack.url);
    const refresh = (refreshToken: string) =>
      send('/v1/sessions/refresh', { token: null, body: JSON.stringify({ refreshToken }) });
    const next = async (token: string): Promise<string> => {
      const { status, body } = await refresh(token);
      expect(status).toBe(200);
      return (body as { refreshToken: string }).refreshToken;
    };
    const second = await next(session.refreshToken);
    // The answer may have been lost: the same rotation gives the same successor.
    expect(await next(session.refreshToken)).toBe(second);
    const third = await next(second);
    await refusal('token-replayed', refresh(session.refreshToken));
    const { detail } = await refusal('unauthenticated', refresh(third));
    expect(detail).toBe('the session has ended');
  });

  it('that refresh: a made-up one ends nobody’s session', async () => {
    const { session } = await visitor(stack.url);
    const [id = '', generation = '', mac = ''] = session.refreshToken.split('.');
    const forged = `${id}.${generation}.${mac.slice(0, -3)}AAA`;
    const refresh = (refreshToken: string) =>
      send('/v1/sessions/refresh', { token: null, body: JSON.stringify({ refreshToken }) });
    await refusal('unauthenticated', refresh(forged));
    await refusal('unauthenticated', refresh(`${id}.9.${mac}`));
    expect((await refresh(session.refreshToken)).status).toBe(200);
  });
});

describe('somebody else’s conversation', () => {
  it('does not exist, for reading, writing, rating, reading marks and asking for a person', async () => {
    const id = await open(patient);
    value(await post(patient, id, '你好'));
    const stranger = (await visitor(stack.url)).session.accessToken;
    const step = { clientId: freshId(), base: 0 };
    const calls: readonly (readonly [string, Raw])[] = [
      [`/v1/conversations/${id}/entries`, { method: 'GET' }],
      [messages(id), { body: JSON.stringify({ ...step, text: '你好' }) }],
      [`/v1/conversations/${id}/handoff`, { body: JSON.stringify(step) }],
      [`/v1/conversations/${id}/rating`, { body: JSON.stringify({ ...step, score: 1 }) }],
      [`/v1/conversations/${id}/cursor`, { body: JSON.stringify({ delivered: 1, read: 1 }) }],
    ];
    for (const [path, raw] of calls) {
      const mine = await refusal('not-found', send(path, { ...raw, token: stranger }));
      // The same words as for one that nobody has: the answer tells nothing.
      const nobodys = await refusal(
        'not-found',
        send(path.replace(id, `${id.slice(0, -6)}zzzzzz`), { ...raw, token: stranger }),
      );
      expect({ ...mine, correlationId: '' }).toEqual({ ...nobodys, correlationId: '' });
    }
    expect(said(await entriesOf(patient, id))).toEqual(['你好']);
  });
});

describe('ids and numbers of the client', () => {
  it('the same message again is stored once and answered the same', async () => {
    const id = await open(patient);
    const clientId = freshId();
    const first = value(await post(patient, id, '食堂在哪里', 0, clientId));
    for (let n = 0; n < 3; n += 1)
      expect(value(await post(patient, id, '食堂在哪里', 0, clientId))).toEqual(first);
    expect(said(await entriesOf(patient, id))).toEqual(['食堂在哪里']);
  });

  it('another message under a used id is refused, however late', async () => {
    const id = await open(patient);
    const clientId = freshId();
    value(await post(patient, id, '食堂在哪里', 0, clientId));
    for (let n = 0; n < 3; n += 1) value(await post(patient, id, `谢谢 ${n}`, 0));
    const body = JSON.stringify({ clientId, base: 0, text: '停车场在哪里' });
    await refusal('duplicate-id-other-body', send(messages(id), { body }));
    expect(said(await entriesOf(patient, id))).not.toContain('停车场在哪里');
  });

  it('a conversation under a used id opens once; with another channel it is refused', async () => {
    const body = { clientId: freshId(), channel: 'web', locale: 'zh-CN' } as const;
    const first = value(await patient.api.call('startConversation', { body }));
    const again = value(await patient.api.call('startConversation', { body }));
    expect(again.conversationId).toBe(first.conversationId);
    await refusal(
      'duplicate-id-other-body',
      send('/v1/conversations', { body: JSON.stringify({ ...body, channel: 'wechat' }) }),
    );
  });

  it('a number from the future is refused and stores nothing', async () => {
    const id = await open(patient);
    for (const base of [1, 500, 9_999_999]) {
      const body = JSON.stringify({ clientId: freshId(), base, text: '你好' });
      await refusal('base-ahead', send(messages(id), { body }));
    }
    expect(said(await entriesOf(patient, id))).toEqual([]);
    const reading = { delivered: 9_999_999, read: 9_999_999 };
    value(await patient.api.call('moveCursor', { params: { conversationId: id }, body: reading }));
    const { cursors } = value(
      await patient.api.call('readEntries', { params: { conversationId: id }, query: {} }),
    );
    expect(cursors.patient).toEqual({ delivered: 0, read: 0 });
  });
});

describe('words that are code elsewhere', () => {
  it.each([
    '<script>alert(document.cookie)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE desk; --",
    '\u0024{jndi:ldap://127.0.0.1/a}',
    '{{constructor.constructor("return 1")()}}',
    '\u202e\u2066txt.exe\u2069',
    '👩‍👩‍👧‍👦 e\u0301 ﷽',
  ])('are stored and given back as they stand, as JSON only: %s', async (text) => {
    const id = await open(patient);
    value(await post(patient, id, text));
    const { type } = await send(`/v1/conversations/${id}/entries`, { method: 'GET' });
    expect(type).toContain('application/json');
    expect(said(await entriesOf(patient, id))).toEqual([text]);
  });
});

describe('a visitor who writes as fast as a machine', () => {
  it('1,000 posts: every acknowledged one is stored once, and nothing else', async () => {
    const id = await open(patient);
    value(await post(patient, id, '请转人工'));
    const POSTS = 1_000;
    const LANES = 8;
    const statuses = new Map<number, number>();
    const acknowledged: string[] = [];
    let next = 0;
    let seen = 0;
    const lane = async (): Promise<void> => {
      while (next < POSTS) {
        const n = next;
        next += 1;
        const { status, body } = await send(messages(id), {
          body: JSON.stringify({
            clientId: `rapid-${id.slice(-8)}-${n}`,
            base: seen,
            text: `第${n}条`,
          }),
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status !== 200) continue;
        acknowledged.push(`第${n}条`);
        const { entries } = body as { entries: Entry[] };
        seen = Math.max(seen, entries.at(-1)?.seq ?? 0);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 429)).toEqual([]);
    const entries = await entriesOf(patient, id);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, n) => n));
    const stored = said(entries).filter((text) => text !== '请转人工');
    expect([...stored].sort()).toEqual([...acknowledged].sort());
    expect(acknowledged.length).toBeGreaterThan(POSTS / 2);
  }, 420_000);
});

it('none of all this was an error of ours', () => {
  const wrong = stack
    .logs()
    .filter(({ text }) => /"level":"error"/i.test(text))
    .map(({ source, text }) => `${source}: ${text.slice(0, 300)}`);
  expect(wrong).toEqual([]);
});
