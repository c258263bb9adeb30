import type { WebSocket } from 'ws';
import type { Fault, FaultPlan } from '#infra/local/faults.ts';
import type { ApiClient } from '#shared/client/api-client.ts';
import { type Push, push } from '#shared/contract/push.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { type Random, randomFrom } from '#test/fuzz/random.ts';
import { startTestStack, type TestStack } from '#test/support/stack.ts';
import { type Findings, readAll, startTalks, type Talks } from './talks.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const FAULTS: readonly Fault[] = [
  'throttled',
  'throughput-exceeded',
  'transaction-conflict',
  'server-error',
  'answer-lost',
];

/** Spoils this share of all calls to the database, chosen by the seed. */
export const spoiling = (random: Random, share: number): FaultPlan => {
  return ({ action }) => {
    if (!random.chance(share)) return undefined;
    const fault = random.pick(FAULTS);
    // A read conflicts with no transaction but a transactional one, and its answer is lost without consequence.
    const reads = action === 'Query' || action === 'GetItem' || action === 'BatchGetItem';
    return fault === 'transaction-conflict' && reads ? 'throttled' : fault;
  };
};

/** Delivers the stream again. It cannot be read while the database is down as well: then there is nothing to deliver. */
const replay = async (stack: TestStack, order: 'same' | 'reversed'): Promise<void> => {
  try {
    await stack.replayStream(order);
  } catch (error) {
    if (!/ECONN|EPIPE|socket hang up/.test(String(error))) throw error;
  }
};

/** What goes wrong, again and again, while people chat. Adding a kind: a row here. */
export const DISTURBANCES = {
  /** The database ends as in a power cut and comes back on the same data. */
  database: (stack, random) => stack.restartDatabase(random.int(800)),
  /** Every socket is cut without a word. */
  sockets: async (stack) => {
    stack.cutSockets();
  },
  /** All that the stream still holds is delivered again, in order and last batch first. */
  stream: async (stack, random) => {
    stack.pauseStreams();
    await sleep(random.int(300));
    await replay(stack, random.chance(0.5) ? 'reversed' : 'same');
    stack.resumeStreams();
    await replay(stack, 'reversed');
  },
  /** 5 to 15 % of the calls to the database are throttled, conflict, fail, or succeed without an answer. */
  answers: async (stack, random) => {
    const share = 0.05 + random.int(11) / 100;
    stack.setFaults(spoiling(randomFrom(random.int(2 ** 31)), share));
  },
  /** Functions die in the middle of whatever they do. */
  functions: async (stack, random) => {
    for (const name of ['ConversationsApi', 'DeskApi', 'Dispatcher'])
      if (random.chance(0.6)) stack.killFunction(name);
  },
  /** The sweep runs, twice at once, whatever else happens. */
  sweeps: async (stack) => {
    await Promise.allSettled([stack.fireSchedule('SlaSweep'), stack.fireSchedule('SlaSweep')]);
  },
} as const satisfies Record<string, (stack: TestStack, random: Random) => Promise<void>>;
export type Disturbance = keyof typeof DISTURBANCES;

type Listener = {
  readonly pushes: () => number;
  readonly problems: (log: readonly Entry[]) => string[];
  readonly end: () => void;
};

/**
 * A patient's page as far as sockets go: it opens one, opens it again whenever it was cut, and fetches over HTTP what
 * it missed meanwhile.
 */
const listen = (api: ApiClient, conversationId: string): Listener => {
  const heard = new Map<number, string>();
  const clashes: string[] = [];
  let over = false;
  let socket: WebSocket | undefined;
  let pushes = 0;
  const take = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      const text = JSON.stringify(entry);
      const before = heard.get(entry.seq);
      if (before !== undefined && before !== text)
        clashes.push(`two versions of ${entry.seq} were told`);
      heard.set(entry.seq, text);
    }
  };
  const catchUp = async (): Promise<void> => {
    let after = -1;
    while (heard.has(after + 1)) after += 1;
    const page = await api.call('readEntries', { params: { conversationId }, query: { after } });
    if (page.ok) take(page.value.entries);
  };
  const open = async (): Promise<void> => {
    const { WebSocket } = await import('ws');
    const ticket = await api.call('socketTicket', {});
    if (!ticket.ok) return;
    const { url, ticket: secret } = ticket.value;
    const next = new WebSocket(`${url}?ticket=${encodeURIComponent(secret)}`);
    socket = next;
    const closed = new Promise<void>((resolve) => {
      next.once('close', () => resolve());
      next.once('error', () => resolve());
    });
    next.on('message', (data) => {
      const message: Push = push.parse(JSON.parse(String(data)));
      if (message.type !== 'entries' || message.conversationId !== conversationId) return;
      pushes += 1;
      take(message.entries);
    });
    next.once('open', () => void catchUp());
    await closed;
  };
  const loop = async (): Promise<void> => {
    while (!over) {
      await open();
      await sleep(50);
    }
  };
  void loop();
  return {
    pushes: () => pushes,
    problems: (log) => {
      const told = [...heard].flatMap(([seq, text]) =>
        JSON.stringify(log[seq]) === text ? [] : [`${seq} was told otherwise than it is stored`],
      );
      return [...clashes, ...told];
    },
    end: () => {
      over = true;
      socket?.terminate();
    },
  };
};

export type DisturbedReport = Findings & {
  readonly kinds: readonly Disturbance[];
  readonly rounds: number;
  readonly pushes: number;
  readonly deadLetters: number;
};

const settled = async (stack: TestStack, talks: Talks): Promise<void> => {
  stack.setFaults(undefined);
  stack.resumeStreams();
  await talks.end();
  // Whatever was cut short is delivered again within a second or two; then everything has been worked through.
  await sleep(1_500);
  await stack.streamsDrained();
};

/**
 * Lets patients and agents write while the given things go wrong, `rounds` times, and audits logs, tickets, timelines,
 * inbox and what sockets told.
 */
export const disturbedRounds = async ({
  kinds,
  rounds,
  pairs,
  seed,
  pauseMs = 900,
  log = () => undefined,
}: {
  readonly kinds: readonly Disturbance[];
  readonly rounds: number;
  readonly pairs: number;
  readonly seed: number;
  /** The longest quiet time between two rounds. */
  readonly pauseMs?: number;
  readonly log?: (line: string) => void;
}): Promise<DisturbedReport> => {
  const random = randomFrom(seed);
  const stack = await startTestStack();
  try {
    const talks = await startTalks(stack, { pairs, seed });
    const listeners = talks.conversations.map(({ conversationId, patientApi }) => ({
      conversationId,
      listener: listen(patientApi, conversationId),
    }));
    let renewedAt = performance.now();
    for (let round = 1; round <= rounds; round += 1) {
      await sleep(100 + random.int(pauseMs));
      await Promise.all(kinds.map((kind) => DISTURBANCES[kind](stack, random)));
      if (performance.now() - renewedAt > 8 * 60_000) {
        await talks.renew();
        renewedAt = performance.now();
      }
      log(`${kinds.join('+')} ${round}: ${talks.acknowledged()} acknowledged`);
    }
    await sleep(pauseMs);
    await settled(stack, talks);
    const findings = await talks.audit();
    const told: string[] = [];
    for (const { conversationId, listener } of listeners) {
      const entries = await readAll(talks.deskApi, conversationId);
      told.push(...listener.problems(entries).map((line) => `${conversationId}: ${line}`));
      listener.end();
    }
    return {
      kinds,
      rounds,
      ...findings,
      problems: [...findings.problems, ...told],
      pushes: listeners.reduce((sum, { listener }) => sum + listener.pushes(), 0),
      deadLetters: stack.deadLetters().length,
    };
  } finally {
    await stack.end();
  }
};
