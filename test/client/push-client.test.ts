import { describe, expect, it } from 'vitest';
import {
  createPushClient,
  type PushClientOptions,
  type PushState,
  type SocketLike,
  waitBefore,
} from '#shared/client/push-client.ts';
import { HOUR, MINUTE, SECOND } from '#shared/kernel/clock.ts';

type Listener = (event: { readonly type: string; readonly data?: unknown }) => void;

/** Time that passes when told to. */
const fakeTimers = () => {
  let now = 0;
  let next = 0;
  const waiting = new Map<number, { at: number; run: () => void }>();
  return {
    now: () => now,
    after: (milliseconds: number, run: () => void) => {
      next += 1;
      waiting.set(next, { at: now + milliseconds, run });
      return next;
    },
    cancel: (timer: unknown) => void waiting.delete(timer as number),
    random: () => 1,
    pass: async (milliseconds: number) => {
      const end = now + milliseconds;
      for (;;) {
        const due = [...waiting]
          .filter(([, { at }]) => at <= end)
          .sort(([, a], [, b]) => a.at - b.at)[0];
        if (due === undefined) break;
        waiting.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].run();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
  };
};

const fakeSocket = () => {
  const listeners = new Map<string, Listener>();
  const socket = {
    sent: [] as string[],
    closed: false,
    send: (data: string) => void socket.sent.push(data),
    close: () => {
      socket.closed = true;
    },
    addEventListener: (type: string, listener: Listener) => void listeners.set(type, listener),
    fire: (type: string, data?: unknown) => listeners.get(type)?.({ type, data }),
  };
  return socket;
};

const settle = () => new Promise((resolve) => setImmediate(resolve));

const start = async (more: Partial<PushClientOptions> = {}) => {
  const timers = fakeTimers();
  const sockets: ReturnType<typeof fakeSocket>[] = [];
  const states: PushState[] = [];
  const pushes: string[] = [];
  let opens = 0;
  const client = createPushClient({
    address: async () => 'wss://host/live?ticket=t',
    open: () => {
      const socket = fakeSocket();
      sockets.push(socket);
      return socket as SocketLike;
    },
    timers,
    onPush: ({ type }) => pushes.push(type),
    onOpen: () => {
      opens += 1;
    },
    onState: (state) => states.push(state),
    ...more,
  });
  client.start();
  await settle();
  return { client, timers, sockets, states, pushes, opens: () => opens };
};

describe('the push client', () => {
  it('opens, asks for what was missed, and hands on what comes', async () => {
    const { sockets, states, pushes, opens } = await start();
    sockets[0]?.fire('open');
    sockets[0]?.fire('message', '{"type":"typing"}');
    sockets[0]?.fire('message', 'not json');
    sockets[0]?.fire('message', '{"no":"type"}');
    expect(states).toEqual(['connecting', 'open']);
    expect(pushes).toEqual(['typing']);
    expect(opens()).toBe(1);
  });

  it('comes back after a cut, waiting longer each time but never above thirty seconds', async () => {
    const { sockets, timers } = await start();
    sockets[0]?.fire('close');
    await timers.pass(999);
    expect(sockets).toHaveLength(1);
    await timers.pass(1);
    expect(sockets).toHaveLength(2);
    sockets[1]?.fire('close');
    await timers.pass(1_999);
    expect(sockets).toHaveLength(2);
    await timers.pass(1);
    expect(sockets).toHaveLength(3);
    for (let attempt = 0; attempt < 40; attempt += 1) {
      expect(waitBefore(attempt, 1)).toBeLessThanOrEqual(30 * SECOND);
      expect(waitBefore(attempt, 0)).toBeGreaterThanOrEqual(500);
    }
  });

  it('starts counting anew after it was open', async () => {
    const { sockets, timers } = await start();
    for (let i = 0; i < 4; i += 1) {
      sockets.at(-1)?.fire('close');
      await timers.pass(waitBefore(i, 1));
    }
    sockets.at(-1)?.fire('open');
    sockets.at(-1)?.fire('close');
    const before = sockets.length;
    await timers.pass(SECOND);
    expect(sockets).toHaveLength(before + 1);
  });

  it('pings every five minutes and takes silence for a dead line', async () => {
    const { sockets, timers } = await start();
    sockets[0]?.fire('open');
    await timers.pass(5 * MINUTE);
    expect(sockets[0]?.sent).toEqual(['{"action":"ping"}']);
    sockets[0]?.fire('message', '{"type":"pong","at":1}');
    await timers.pass(4 * MINUTE);
    expect(sockets).toHaveLength(1);
    await timers.pass(MINUTE + 11 * SECOND);
    expect(sockets[0]?.closed).toBe(true);
    await timers.pass(SECOND);
    expect(sockets).toHaveLength(2);
  });

  it('renews before two hours are over, opening the new line before it leaves the old', async () => {
    const { sockets, timers, states } = await start();
    sockets[0]?.fire('open');
    for (let passed = 0; passed < 110; passed += 5) {
      await timers.pass(5 * MINUTE);
      sockets[0]?.fire('message', '{"type":"pong","at":1}');
    }
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closed).toBe(false);
    sockets[1]?.fire('open');
    expect(sockets[0]?.closed).toBe(true);
    sockets[0]?.fire('close');
    await timers.pass(SECOND);
    expect(sockets).toHaveLength(2);
    expect(states).toEqual(['connecting', 'open']);
    expect(timers.now()).toBeLessThan(2 * HOUR);
  });

  it('tries at once when the page wakes up, and tests a line that seems open', async () => {
    const { client, sockets, timers } = await start();
    sockets[0]?.fire('close');
    client.wake();
    await settle();
    expect(sockets).toHaveLength(2);
    sockets[1]?.fire('open');
    client.wake();
    expect(sockets[1]?.sent).toEqual(['{"action":"ping"}']);
    await timers.pass(10 * SECOND);
    expect(sockets[1]?.closed).toBe(true);
  });

  it('waits where no ticket can be had, and where a socket never opens', async () => {
    let tickets = 0;
    const { sockets, timers } = await start({
      address: async () => {
        tickets += 1;
        if (tickets === 1) throw new Error('offline');
        return tickets === 2 ? undefined : 'wss://host/live?ticket=t';
      },
    });
    await timers.pass(3 * SECOND);
    expect(tickets).toBe(3);
    expect(sockets).toHaveLength(1);
    await timers.pass(11 * SECOND);
    expect(sockets[0]?.closed).toBe(true);
  });

  it('sends only while open, and nothing after it was stopped', async () => {
    const { client, sockets, timers } = await start();
    expect(client.send({ action: 'ping' })).toBe(false);
    sockets[0]?.fire('open');
    expect(client.send({ action: 'typing', conversationId: 'cnv_1', on: true })).toBe(true);
    client.stop();
    expect(sockets[0]?.closed).toBe(true);
    sockets[0]?.fire('close');
    await timers.pass(HOUR);
    expect(sockets).toHaveLength(1);
    expect(client.state()).toBe('idle');
  });
});
