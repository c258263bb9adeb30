import type { Push, SocketMessage } from '#shared/contract/push.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '#shared/kernel/clock.ts';

/** The part of a WebSocket that is used. */
export type SocketLike = {
  send(data: string): void;
  close(): void;
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: { readonly type: string; readonly data?: unknown }) => void,
  ): void;
};

export type Timers = {
  readonly now: () => Instant;
  readonly after: (milliseconds: number, run: () => void) => unknown;
  readonly cancel: (timer: unknown) => void;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
};

export type PushState = 'idle' | 'connecting' | 'open' | 'waiting';

export type PushClientOptions = {
  /** Address with a fresh single-use ticket, from `socketTicket`; undefined = not now. */
  readonly address: () => Promise<string | undefined>;
  readonly open: (url: string) => SocketLike;
  readonly timers: Timers;
  readonly onPush: (push: Push) => void;
  /** A socket has opened: fetch over HTTP what was missed meanwhile. */
  readonly onOpen: () => void;
  readonly onState?: (state: PushState) => void;
  /** Reads one message; undefined = not one of ours. Without it the server's word is taken. */
  readonly parse?: (value: unknown) => Push | undefined;
};

export type PushClient = {
  start(): void;
  stop(): void;
  /** The page woke up or the network came back: try now, or test the socket that seems open. */
  wake(): void;
  /** False where no socket is open: what matters goes over HTTP anyway. */
  send(message: SocketMessage): boolean;
  state(): PushState;
};

/** API Gateway cuts a silent socket after 10 minutes and every socket after 2 hours. */
const PING_EVERY = 5 * MINUTE;
const RENEW_AFTER = 2 * HOUR - 10 * MINUTE;
const PONG_WITHIN = 10 * SECOND;
const OPEN_WITHIN = 10 * SECOND;
const FIRST_WAIT = 1 * SECOND;
const LONGEST_WAIT = 30 * SECOND;

/** Wait before the n-th attempt in a row (from 0): doubling from 1 s to 30 s, spread so that nobody returns in step. */
export const waitBefore = (attempt: number, random: number): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);

type Line = { readonly socket: SocketLike; readonly timers: Set<unknown>; alive: boolean };

/**
 * A socket that comes back by itself. It is a speed-up only: whoever uses it works without it. A planned renewal opens
 * the new socket before it closes the old one; what both deliver is deduplicated by sequence number.
 */
export const createPushClient = (options: PushClientOptions): PushClient => {
  const { timers } = options;
  let running = false;
  let state: PushState = 'idle';
  let attempt = 0;
  let line: Line | undefined;
  let retry: unknown;
  let dialling = false;
  let awaitingPong: unknown;

  const become = (next: PushState): void => {
    if (state === next) return;
    state = next;
    options.onState?.(next);
  };

  const later = (target: Line, milliseconds: number, run: () => void): unknown => {
    const timer = timers.after(milliseconds, () => {
      target.timers.delete(timer);
      run();
    });
    target.timers.add(timer);
    return timer;
  };

  const drop = (target: Line): void => {
    target.alive = false;
    for (const timer of target.timers) timers.cancel(timer);
    target.timers.clear();
    if (line === target) {
      line = undefined;
      awaitingPong = undefined;
    }
    target.socket.close();
  };

  const waitAndDial = (): void => {
    if (!running || retry !== undefined) return;
    become('waiting');
    retry = timers.after(waitBefore(attempt, timers.random()), () => {
      retry = undefined;
      void dial();
    });
    attempt += 1;
  };

  const lost = (target: Line): void => {
    if (!target.alive) return;
    const current = line === target || line === undefined;
    drop(target);
    if (current) waitAndDial();
  };

  const ping = (target: Line): void => {
    if (!target.alive || awaitingPong !== undefined) return;
    target.socket.send(JSON.stringify({ action: 'ping' } satisfies SocketMessage));
    awaitingPong = later(target, PONG_WITHIN, () => {
      awaitingPong = undefined;
      lost(target);
    });
  };

  const keepAlive = (target: Line): void => {
    later(target, PING_EVERY * (0.9 + timers.random() / 10), () => {
      ping(target);
      keepAlive(target);
    });
  };

  const opened = (target: Line): void => {
    for (const timer of target.timers) timers.cancel(timer);
    target.timers.clear();
    const previous = line;
    line = target;
    attempt = 0;
    awaitingPong = undefined;
    if (previous !== undefined && previous !== target) drop(previous);
    line = target;
    keepAlive(target);
    later(target, RENEW_AFTER * (0.9 + timers.random() / 10), () => void dial());
    become('open');
    options.onOpen();
  };

  const received = (target: Line, data: unknown): void => {
    const message = readPush(data, options.parse);
    if (message === undefined) return;
    if (message.type === 'pong' && awaitingPong !== undefined) {
      timers.cancel(awaitingPong);
      target.timers.delete(awaitingPong);
      awaitingPong = undefined;
    }
    options.onPush(message);
  };

  const attach = (url: string): void => {
    const target: Line = { socket: options.open(url), timers: new Set(), alive: true };
    target.socket.addEventListener('open', () => {
      if (target.alive) opened(target);
    });
    target.socket.addEventListener('message', (event) => {
      if (target.alive) received(target, event.data);
    });
    target.socket.addEventListener('close', () => lost(target));
    target.socket.addEventListener('error', () => lost(target));
    later(target, OPEN_WITHIN, () => lost(target));
  };

  const dial = async (): Promise<void> => {
    if (!running || dialling) return;
    dialling = true;
    if (line === undefined) become('connecting');
    const url = await options.address().catch(() => undefined);
    dialling = false;
    if (!running) return;
    try {
      if (url !== undefined) return attach(url);
    } catch {
      // An address that the browser refuses counts as a failed attempt.
    }
    if (line === undefined) waitAndDial();
  };

  return {
    start: () => {
      if (running) return;
      running = true;
      attempt = 0;
      void dial();
    },
    stop: () => {
      running = false;
      if (retry !== undefined) timers.cancel(retry);
      retry = undefined;
      if (line !== undefined) drop(line);
      become('idle');
    },
    wake: () => {
      if (!running) return;
      if (line !== undefined) return ping(line);
      if (retry === undefined) return;
      timers.cancel(retry);
      retry = undefined;
      attempt = 0;
      void dial();
    },
    send: (message) => {
      if (line === undefined) return false;
      line.socket.send(JSON.stringify(message));
      return true;
    },
    state: () => state,
  };
};

const readPush = (
  data: unknown,
  parse: ((value: unknown) => Push | undefined) | undefined,
): Push | undefined => {
  if (typeof data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(data);
    if (parse !== undefined) return parse(value);
    const named = typeof (value as { type?: unknown } | null)?.type === 'string';
    return named ? (value as Push) : undefined;
  } catch {
    return undefined;
  }
};
