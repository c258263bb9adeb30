import { describe, expect, it } from 'vitest';
import { type BoundEndpoint, endpoint, type HttpEvent, serve } from '#functions/lib/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '#shared/contract/endpoints.ts';
import { problem } from '#shared/contract/problem.ts';
import { err, ok } from '#shared/kernel/result.ts';

const STATE = {
  owner: 'bot',
  agentId: null,
  agentName: null,
  status: 'open',
  epoch: 0,
  urgent: false,
} as const;
const APPENDED = { entries: [], state: STATE, ticketNumber: null };

const VISITOR = {
  subject: 'vst_1',
  kind: 'visitor',
  tier: '',
  name: '',
  departments: '[]',
  sessionId: 'ses_1',
  expiresAt: '99999999999',
};
const BODY = { clientId: 'client-01', base: 0, text: '你好' };

type Given = {
  readonly name?: EndpointName;
  readonly body?: string | undefined;
  readonly lambda?: Record<string, string> | null;
  readonly headers?: Record<string, string>;
};

const eventOf = ({ name = 'postMessage', body, lambda = VISITOR, headers = {} }: Given) => {
  const { method, path } = ENDPOINTS[name];
  return {
    routeKey: `${method} ${path}`,
    rawPath: path,
    headers,
    body,
    isBase64Encoded: false,
    pathParameters: { conversationId: 'cnv_1' },
    requestContext: { authorizer: { lambda } },
  } as unknown as HttpEvent;
};

const post = async (given: Given, bound?: BoundEndpoint) => {
  const handler = serve(bound ?? endpoint('postMessage', async () => ok(APPENDED)));
  const answer = await handler(eventOf(given), {} as never);
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    body: answer.body === undefined ? undefined : JSON.parse(answer.body),
  };
};

describe('the edge of every endpoint', () => {
  it('passes a good request on, parsed, and answers through the response schema', async () => {
    const bound = endpoint('postMessage', async ({ actor, body, params }) => {
      expect(actor).toEqual({ kind: 'visitor', visitorId: 'vst_1' });
      expect({ ...params, ...body }).toEqual({ conversationId: 'cnv_1', ...BODY });
      return ok({ ...APPENDED, staffOnly: 'secret' } as typeof APPENDED);
    });
    const answer = await post({ body: JSON.stringify(BODY) }, bound);
    expect(answer).toMatchObject({ status: 200, body: APPENDED });
    expect(answer.body).not.toHaveProperty('staffOnly');
  });

  it.each<[string, Given, number, string, string[]]>([
    ['broken JSON', { body: '{"text":' }, 400, 'malformed-json', []],
    ['no body', { body: undefined }, 422, 'invalid-request', ['body']],
    ['a body of another type', { body: '[]' }, 422, 'invalid-request', ['body']],
    [
      'a wrong type',
      { body: JSON.stringify({ ...BODY, base: '0' }) },
      422,
      'invalid-request',
      ['body.base'],
    ],
    [
      'an unknown field',
      { body: JSON.stringify({ ...BODY, admin: true }) },
      422,
      'invalid-request',
      ['body.admin'],
    ],
    [
      'an empty message',
      { body: JSON.stringify({ ...BODY, text: '  ' }) },
      422,
      'invalid-request',
      ['body.text'],
    ],
    [
      'ten thousand characters',
      { body: JSON.stringify({ ...BODY, text: '长'.repeat(10_000) }) },
      422,
      'invalid-request',
      ['body.text'],
    ],
    [
      'half a surrogate pair',
      { body: `{"clientId":"client-01","base":0,"text":"\\ud83d"}` },
      422,
      'invalid-request',
      ['body.text'],
    ],
    ['a body over the limit', { body: `"${'x'.repeat(70_000)}"` }, 413, 'too-large', []],
    ['nobody', { body: JSON.stringify(BODY), lambda: null }, 401, 'unauthenticated', []],
    [
      'a caller whose token has run out in the authorizer’s cache',
      { body: JSON.stringify(BODY), lambda: { ...VISITOR, expiresAt: '1' } },
      401,
      'unauthenticated',
      [],
    ],
    [
      'staff where patients belong',
      { body: JSON.stringify(BODY), lambda: { ...VISITOR, kind: 'staff', tier: 'agent' } },
      403,
      'forbidden',
      [],
    ],
    [
      'a tier that does not exist',
      { body: JSON.stringify(BODY), lambda: { ...VISITOR, kind: 'staff', tier: 'root' } },
      401,
      'unauthenticated',
      [],
    ],
  ])('answers %s with a problem that names it', async (_, given, status, code, fields) => {
    const answer = await post(given);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const read = problem.parse(answer.body);
    expect(read.code).toBe(code);
    expect((read.fields ?? []).map(({ field }) => field)).toEqual(fields);
  });

  it('refuses half a surrogate pair where no schema looks for one', async () => {
    const bound = endpoint('transfer', async () => ok(APPENDED));
    const handler = serve(bound);
    const lambda = { ...VISITOR, subject: 'stf_1', kind: 'staff', tier: 'agent' };
    const body = `{"clientId":"client-01","base":0,"toStaffId":"\\ud83d","reason":"换班"}`;
    const answer = await handler(eventOf({ name: 'transfer', body, lambda }), {} as never);
    expect(answer.statusCode).toBe(422);
    expect(problem.parse(JSON.parse(answer.body ?? '')).fields).toEqual([
      { field: 'body.toStaffId', message: expect.stringContaining('half a surrogate pair') },
    ]);
  });

  it('carries what was checked beforehand in every refusal, even of strangers', async () => {
    const bound = endpoint('postMessage', async () => err({ kind: 'busy' }), {
      beforehand: (body) => ({ saw: (body as { text?: string }).text }),
    });
    for (const lambda of [VISITOR, null]) {
      const answer = await post({ body: JSON.stringify(BODY), lambda }, bound);
      expect(answer.body.triage).toEqual({ saw: '你好' });
    }
  });

  it('goes on where the check beforehand itself fails', async () => {
    const bound = endpoint('postMessage', async () => ok(APPENDED), {
      beforehand: () => {
        throw new Error('bug');
      },
    });
    expect((await post({ body: JSON.stringify(BODY) }, bound)).status).toBe(200);
  });

  it.each([
    ['a bug', new TypeError('x is not a function: 13800000000'), 500, 'internal'],
    [
      'a throttled database',
      Object.assign(new Error('slow down'), { name: 'ThrottlingException' }),
      503,
      'unavailable',
    ],
    [
      'a database that is gone',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
      503,
      'unavailable',
    ],
  ])('tells nothing of %s but that it happened', async (_, thrown, status, code) => {
    const bound = endpoint('postMessage', async () => {
      throw thrown;
    });
    const answer = await post({ body: JSON.stringify(BODY) }, bound);
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
    expect(JSON.stringify(answer.body)).not.toContain(thrown.message);
    expect(answer.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
  });

  it('keeps a well-formed correlation id and replaces any other', async () => {
    const good = await post({
      body: JSON.stringify(BODY),
      headers: { 'x-correlation-id': 'widget-12345' },
    });
    expect(good.headers['x-correlation-id']).toBe('widget-12345');
    const bad = await post({
      body: JSON.stringify(BODY),
      headers: { 'x-correlation-id': 'a\nb {"level":"error"}' },
    });
    expect(bad.headers['x-correlation-id']).toMatch(/^[0-9a-f]{24}$/);
  });
});
