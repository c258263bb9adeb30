import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '#infra/local/stack.ts';
import { behave, newDataDir, removeDataDir, startFixture, writeNote } from './fixture-stack.ts';

const dataDir = newDataDir();
let stack: LocalStack;

beforeAll(async () => {
  stack = await startFixture(dataDir);
});
afterAll(async () => {
  await stack.stop();
  removeDataDir(dataDir);
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(stack.url + path, { headers });

describe('the local HTTP API', () => {
  it('hands a function the event of payload format 2.0', async () => {
    const answer = await fetch(`${stack.url}/open/a%20b/part/7?x=1&x=2&empty=`, {
      headers: { cookie: 'one=1; two=2', 'X-Custom': 'Yes' },
    });
    const event = (await answer.json()) as Record<string, unknown>;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /open/{id}/part/{part}',
      rawPath: '/open/a b/part/7',
      rawQueryString: 'x=1&x=2&empty=',
      queryStringParameters: { x: '1,2', empty: '' },
      pathParameters: { id: 'a b', part: '7' },
      cookies: ['one=1', 'two=2'],
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        http: { method: 'GET', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      },
    });
    expect((event['headers'] as Record<string, string>)['x-custom']).toBe('Yes');
    expect(event['headers']).not.toHaveProperty('cookie');
  });

  it('prefers the most specific route and answers 404 where none fits', async () => {
    const routeOf = async (path: string) =>
      ((await (await get(path)).json()) as { routeKey: string }).routeKey;
    expect(await routeOf('/anything/at/all')).toBe('GET /{proxy+}');
    expect(await routeOf('/open/1/part/2')).toBe('GET /open/{id}/part/{part}');
    expect((await get('/')).status).toBe(404);
    const deleted = await fetch(`${stack.url}/notes`, { method: 'DELETE' });
    expect([deleted.status, await deleted.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  it('asks the authorizer and keeps its answer for the time the template says', async () => {
    expect((await get('/notes/1')).status).toBe(401);
    const denied = await get('/notes/1', { authorization: 'Bearer bad' });
    expect([denied.status, await denied.json()]).toEqual([403, { message: 'Forbidden' }]);
    expect((await get('/notes/1', { authorization: 'Bearer broken' })).status).toBe(500);
    expect((await get('/notes/1', { authorization: 'Bearer vague' })).status).toBe(500);
    expect((await writeNote(stack, '1', 'first')).status).toBe(201);
    const found = await get('/notes/1', { authorization: 'Bearer good' });
    expect(await found.json()).toMatchObject({ Item: { text: { S: 'first' } } });
  });

  it('answers preflights itself and owns the CORS headers', async () => {
    const preflight = await fetch(`${stack.url}/notes`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://hospital.example',
        'access-control-request-method': 'POST',
      },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://hospital.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '3600',
    });
    const unauthorized = await get('/notes/1', { origin: 'https://hospital.example' });
    expect(unauthorized.headers.get('access-control-allow-origin')).toBe(
      'https://hospital.example',
    );
    const stranger = await get('/x', { origin: 'https://evil.example' });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    const own = await behave(stack, { do: 'binary' });
    expect(own.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('passes bytes, cookies and plain values on', async () => {
    const binary = await behave(stack, { do: 'binary' });
    expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([0, 255, 1]);
    expect(binary.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    const plain = await behave(stack, { do: 'plain' });
    expect([plain.headers.get('content-type'), await plain.json()]).toEqual([
      'application/json',
      { hello: 'world' },
    ]);
    const sent = await fetch(`${stack.url}/behave`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from('{"do":"plain"}'),
    });
    expect(sent.status).toBe(200);
  });

  it.each([
    ['throws', { do: 'throw' }],
    ['ends its process', { do: 'exit' }],
    ['runs into its timeout', { do: 'hang' }],
    ['answers nonsense', { do: 'malformed' }],
    ['answers more than 6 MB', { do: 'big', bytes: 6_400_000 }],
  ])('answers 500 when a function %s, and goes on', async (_, input) => {
    const failed = await behave(stack, input);
    expect([failed.status, await failed.json()]).toEqual([
      500,
      { message: 'Internal Server Error' },
    ]);
    expect((await behave(stack, { do: 'plain' })).status).toBe(200);
  });

  it('refuses bodies over the limits with 413', async () => {
    const seven = await fetch(`${stack.url}/behave`, {
      method: 'POST',
      body: 'x'.repeat(7_000_000),
    });
    expect(seven.status).toBe(413);
    const eleven = await fetch(`${stack.url}/behave`, {
      method: 'POST',
      body: 'x'.repeat(11_000_000),
    });
    expect(eleven.status).toBe(413);
  });

  it('runs one event at a time in each process, four processes at most', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => behave(stack, { do: 'slow', ms: 150 })),
    );
    const pids = new Set(await Promise.all(answers.map((answer) => answer.text())));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(pids.size).toBeLessThanOrEqual(4);
  });

  it('gives a function its own environment and nothing of the machine’s', async () => {
    const environment = (await (await behave(stack, { do: 'environment' })).json()) as Record<
      string,
      string
    >;
    expect(environment).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      SELF_URL: `${stack.url}/notes`,
    });
    expect(environment).not.toHaveProperty('HOME');
    expect(environment).not.toHaveProperty('VITEST');
  });

  it('answers 429 beyond the throttle of a route', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async () => (await get('/open/1/part/2')).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });
});
