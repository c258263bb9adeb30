import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LocalStack } from '#infra/local/stack.ts';
import { newDataDir, removeDataDir, startFixture, until } from './fixture-stack.ts';

const dataDir = newDataDir();
let stack: LocalStack;

beforeAll(async () => {
  stack = await startFixture(dataDir, { socketLimits: { idleMs: 1500, lifetimeMs: 60_000 } });
});
afterAll(async () => {
  await stack.stop();
  removeDataDir(dataDir);
});

type Client = {
  readonly socket: WebSocket;
  readonly next: () => Promise<Record<string, unknown>>;
  readonly closed: Promise<number>;
};

const connect = (ticket: string): Promise<Client> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${stack.wsUrl}?ticket=${ticket}`);
    const received: string[] = [];
    socket.on('message', (data) => received.push(data.toString()));
    const closed = new Promise<number>((done) => socket.on('close', (code) => done(code)));
    socket.on('unexpected-response', (_, response) => reject(new Error(`${response.statusCode}`)));
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        socket,
        closed,
        next: async () => {
          await until(() => received.length > 0);
          return JSON.parse(received.shift() ?? '') as Record<string, unknown>;
        },
      }),
    );
  });

const ask = async (client: Client, message: object): Promise<Record<string, unknown>> => {
  client.socket.send(JSON.stringify(message));
  return client.next();
};

const events = (type: string) =>
  stack
    .logs()
    .flatMap(({ text }) =>
      text.startsWith('{') ? [JSON.parse(text) as Record<string, unknown>] : [],
    )
    .filter(({ eventType }) => eventType === type);

describe('the local WebSocket API', () => {
  it.each([
    ['without a ticket', '', '401'],
    ['with a ticket the authorizer denies', 'bad', '403'],
    ['when the authorizer answers as only HTTP APIs understand', 'simple', '500'],
    ['when $connect does not answer 2xx', 'good-but-full', '503'],
  ])('refuses a connection %s', async (_, ticket, status) => {
    await expect(connect(ticket)).rejects.toThrow(status);
  });

  it('selects the route by the message and returns the function’s answer', async () => {
    const client = await connect('good');
    const text = JSON.stringify({ action: 'echo', words: '胸口疼' });
    client.socket.send(text);
    expect(await client.next()).toMatchObject({ echo: text });
    client.socket.terminate();
  });

  it('tells $connect and messages who the authorizer let in', async () => {
    const client = await connect('good-vera');
    await ask(client, { action: 'echo' });
    expect(events('MESSAGE').at(-1)).toMatchObject({
      routeKey: 'echo',
      authorizer: { principalId: 'good-vera', role: 'guest' },
    });
    client.socket.terminate();
  });

  it('posts to a connection and says 410 for one that is gone', async () => {
    const left = await connect('good-left');
    const right = await connect('good-right');
    const { connectionId } = await ask(right, { action: 'echo' });
    expect(await ask(left, { to: connectionId, text: '{"from":"left"}' })).toEqual({ status: 200 });
    expect(await right.next()).toEqual({ from: 'left' });
    right.socket.terminate();
    await until(() => stack.socketCount() === 1);
    expect(await ask(left, { to: connectionId, text: 'anyone?' })).toEqual({ status: 410 });
    left.socket.terminate();
  });

  it('holds the management API to the role’s rights and the size limit', async () => {
    const client = await connect('good');
    expect(await ask(client, { method: 'DELETE' })).toEqual({ status: 403 });
    expect(await ask(client, { bytes: '140000' })).toEqual({ status: 413 });
    client.socket.terminate();
    const { connectionId } = { connectionId: 'x' };
    const stranger = await fetch(`${stack.url}/ws/@connections/${connectionId}`, {
      method: 'POST',
      body: 'hello',
    });
    expect(stranger.status).toBe(403);
  });

  it('answers a failing function with an error frame and keeps the connection', async () => {
    const client = await connect('good');
    expect(await ask(client, { do: 'throw' })).toMatchObject({ message: 'Internal server error' });
    expect(await ask(client, { action: 'echo' })).toHaveProperty('echo');
    client.socket.terminate();
  });

  it('closes on messages over 128 kB and on binary frames', async () => {
    const big = await connect('good');
    big.socket.send('x'.repeat(132_000));
    expect(await big.closed).toBe(1009);
    const binary = await connect('good');
    binary.socket.send(Buffer.from([1, 2]));
    expect(await binary.closed).toBe(1003);
  });

  it('closes idle connections and tells $disconnect', async () => {
    const client = await connect('good-idle');
    expect(await client.closed).toBe(1001);
    await until(() =>
      events('DISCONNECT').some(
        ({ authorizer, disconnectStatusCode }) =>
          (authorizer as { principalId: string }).principalId === 'good-idle' &&
          disconnectStatusCode === 1001,
      ),
    );
  });

  it('cuts connections as a lost network does', async () => {
    const client = await connect('good-cut');
    expect(stack.cutSockets()).toBe(1);
    expect(await client.closed).toBe(1006);
  });
});
