import type { Fetch } from '#shared/client/api-client.ts';
import type { SocketLike, Timers } from '#shared/client/push-client.ts';
import type { Push, SocketMessage } from '#shared/contract/push.ts';
import { createPatientApi, type Lock } from '../../widget/services/patient-api.ts';
import type { RedFlagCheck } from '../../widget/services/red-flags.ts';
import { createChatStorage, type KeyValueStore } from '../../widget/services/storage.ts';
import { type Chat, createChat } from '../../widget/store/chat.ts';
import { type Bot, createFakeService, type FakeService } from './fake-service.ts';

/** A clock that moves when it is told to, with the timers that hang on it. */
const createManualTime = (start = Date.UTC(2026, 10, 24, 2, 0)) => {
  type Timer = { readonly at: number; readonly run: () => void; readonly order: number };
  let now = start;
  let order = 0;
  const waiting = new Set<Timer>();
  const timers: Timers = {
    now: () => now,
    after: (milliseconds, run) => {
      order += 1;
      const timer = { at: now + milliseconds, run, order };
      waiting.add(timer);
      return timer;
    },
    cancel: (timer) => {
      waiting.delete(timer as Timer);
    },
    random: () => 0.5,
  };
  /** Lets everything that was promised happen. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
  };
  const pass = async (milliseconds: number): Promise<void> => {
    const until = now + milliseconds;
    await settle();
    for (;;) {
      const next = [...waiting]
        .filter(({ at }) => at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      waiting.delete(next);
      now = Math.max(now, next.at);
      next.run();
      await settle();
    }
    now = until;
    await settle();
  };
  return { timers, now: () => now, settle, pass };
};

export type ManualTime = ReturnType<typeof createManualTime>;

/** What happens to one request: it arrives or not, and so does its answer. */
export type Fate = 'ok' | 'request-lost' | 'answer-lost' | 'busy';
/** What happens to one push. */
export type PushFate = 'ok' | 'lost' | 'twice' | 'late';

export type Faults = {
  readonly request: (address: string) => Fate;
  readonly push: (push: Push) => PushFate;
  readonly socket: () => 'opens' | 'refused';
};

export const NO_FAULTS: Faults = {
  request: () => 'ok',
  push: () => 'ok',
  socket: () => 'opens',
};

const freeLock: Lock = (_name, run) => run();

type Wiring = {
  readonly service: FakeService;
  readonly faults: () => Faults;
  readonly alive: () => boolean;
  readonly sent: SocketMessage[];
};

const soon = (run: () => void): void => void Promise.resolve().then(run);

/** Sockets of one page; pushes meet the fate that is drawn for them. */
const createSockets = ({ service, faults, alive, sent }: Wiring) => {
  const open = new Set<() => void>();
  const late: Push[] = [];

  const carry = (push: Push, deliver: (push: Push) => void): void => {
    const fate = faults().push(push);
    if (fate === 'late') late.push(push);
    if (fate === 'lost' || fate === 'late') return;
    soon(() => {
      deliver(push);
      if (fate === 'twice') deliver(push);
      for (const old of late.splice(0)) deliver(old);
    });
  };

  const openSocket = (url: string): SocketLike => {
    const listeners = new Map<string, ((event: { type: string; data?: unknown }) => void)[]>();
    const tell = (type: string, data?: unknown): void => {
      if (alive()) for (const listener of listeners.get(type) ?? []) listener({ type, data });
    };
    const deliver = (push: Push): void => tell('message', JSON.stringify(push));
    const visitor = decodeURIComponent(/ticket=([^&]+)/.exec(url)?.[1] ?? '');
    let disconnect = (): void => undefined;
    const close = (): void => {
      open.delete(close);
      disconnect();
      tell('close');
    };
    soon(() => {
      if (faults().socket() === 'refused') return tell('error');
      const off = service.connect({ visitor, push: (push) => carry(push, deliver) });
      disconnect = () => void off();
      open.add(close);
      tell('open');
    });
    return {
      addEventListener: (type, listener) => {
        listeners.set(type, [...(listeners.get(type) ?? []), listener]);
      },
      close,
      send: (data) => {
        const message = JSON.parse(data) as SocketMessage;
        sent.push(message);
        const answer = service.receive(visitor, message);
        if (answer !== null) soon(() => deliver(answer));
      },
    };
  };

  return {
    openSocket,
    closeAll: () => {
      for (const close of [...open]) close();
    },
  };
};

/** A fetch that gets there, or does not, or whose answer does not come back. */
const createFetch =
  ({ service, faults, alive }: Wiring, requests: string[]): Fetch =>
  async (address, init) => {
    await Promise.resolve();
    if (!alive()) return new Promise<never>(() => undefined);
    requests.push(`${init.method} ${address}`);
    const fate = faults().request(address);
    if (fate === 'request-lost') throw new TypeError('network');
    if (fate === 'busy') return { status: 502, text: async () => 'bad gateway' };
    const token = init.headers['authorization']?.replace('Bearer ', '');
    const answer = service.handle(init.method, address, init.body, token);
    if (fate === 'answer-lost') throw new TypeError('network');
    await Promise.resolve();
    if (!alive()) return new Promise<never>(() => undefined);
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
    return { status: answer.status, text: async () => text };
  };

/** A device: its storage stays when its page is killed, and the next page finds it. */
export const createDevice = (
  service: FakeService,
  time: ManualTime,
  store: KeyValueStore,
  options: { readonly faults?: () => Faults; readonly redFlags?: RedFlagCheck } = {},
) => {
  let ids = 0;
  const faults = options.faults ?? (() => NO_FAULTS);
  const sent: SocketMessage[] = [];
  const requests: string[] = [];
  const newId = (): string => {
    ids += 1;
    return `client-${String(ids).padStart(6, '0')}`;
  };

  const openPage = (): { readonly chat: Chat; kill(): void } => {
    let living = true;
    const wiring: Wiring = { service, faults, alive: () => living, sent };
    const sockets = createSockets(wiring);
    const storage = createChatStorage(store, 'test');
    const chat = createChat(
      {
        api: (callbacks) =>
          createPatientApi({
            fetch: createFetch(wiring, requests),
            baseUrl: '',
            storage,
            now: time.now,
            lock: freeLock,
            channel: 'web',
            ...callbacks,
          }),
        openSocket: sockets.openSocket,
        storage,
        timers: time.timers,
        newId,
        redFlags: async () => options.redFlags ?? (() => null),
        channel: 'web',
      },
      () => 'zh-CN',
    );
    return {
      chat,
      kill: () => {
        living = false;
        chat.stop();
        sockets.closeAll();
      },
    };
  };

  return { openPage, sent, requests, store };
};

export const createWorld = (bot?: Bot) => {
  const time = createManualTime();
  const service = createFakeService(time.now, bot);
  return { time, service };
};

/** Texts of the thread as it is drawn, in order, with who said them. */
export const drawnTexts = (chat: Chat): readonly string[] =>
  chat.items.value.flatMap((item) => {
    if (item.type !== 'group') return [];
    return item.messages.map(({ text }) => `${item.speaker}: ${text}`);
  });
