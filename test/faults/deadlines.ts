import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TicketStore } from '#functions/ports.ts';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import type { Push } from '#shared/contract/push.ts';
import { nextRungAt } from '#shared/domain/sla/case-clocks.ts';
import { nextDueAt, startClock } from '#shared/domain/sla/clocks.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { aComplaint } from '#test/builders/due-tickets.ts';
import { type Random, randomFrom } from '#test/fuzz/random.ts';
import { staff, startTestStack, type TestStack } from '#test/support/stack.ts';
import { spoiling } from './disturb.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type DeadlineReport = {
  readonly rounds: number;
  readonly tickets: number;
  /** Steps that had to be taken, once each. */
  readonly steps: number;
  readonly sweeps: number;
  readonly killed: number;
  readonly doubled: number;
  readonly delayed: number;
  readonly spoiled: number;
  readonly notices: number;
  readonly problems: readonly string[];
};

/** A round lasts so long: every step of its tickets becomes due within it, at a random moment. */
const ROUND = 1_600;
const TICKETS = 4;

/** Instants within the round, in order: what becomes due one after the other. */
const instants = (random: Random, count: number, now: number): number[] =>
  Array.from({ length: count }, () => now + random.int(ROUND)).sort((a, b) => a - b);

/** A complaint and its waiting chat, all of whose steps come within the round. */
const aTicketDueSoon = (random: Random, id: string, now: number): Ticket => {
  const plain = aComplaint(now, id);
  const caseClocks = plain.caseClocks.map((clock) => {
    const at = instants(random, clock.ladder.length, now);
    return {
      ...clock,
      ladder: clock.ladder.map((rung, i) => ({ ...rung, at: at[i] ?? now })),
      dueAt: at.at(-1) ?? now,
    };
  });
  const [warnAt = now, dueAt = now] = instants(random, 2, now);
  const clocks = startClock([], 'chat', now, null).map((clock) => ({ ...clock, warnAt, dueAt }));
  return { ...plain, caseClocks, clocks, nextDueAt: nextDueAt(clocks) };
};

/** Ids of all steps that a ticket has to take. */
const expectedSteps = ({ ticketId, caseClocks, clocks }: Ticket): string[] => [
  ...caseClocks.flatMap(({ id, generation, ladder }) =>
    ladder.map(({ step }) => `${ticketId}#${id}#${generation}#${step}`),
  ),
  ...clocks.flatMap(({ id, generation }) =>
    ['warn', 'escalate'].map((step) => `${ticketId}#${id}#${generation}#${step}`),
  ),
];

/** What of a ticket shows that a step was lost, or taken twice. */
const audit = async (
  tickets: TicketStore,
  ticket: Ticket,
  heard: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<string[]> => {
  const { ticketId } = ticket;
  const [after, timeline, outbox] = await Promise.all([
    tickets.get(ticketId),
    tickets.timeline(ticketId),
    tickets.outboxOf(ticketId),
  ]);
  const problems: string[] = [];
  const check = (fine: boolean, what: string): void => {
    if (!fine) problems.push(`${ticketId}: ${what}`);
  };
  const wanted = expectedSteps(ticket).sort();
  const events = timeline.filter(({ eventId }) => eventId.startsWith('sweep:'));
  const taken = events.map(({ eventId }) => eventId.slice('sweep:'.length)).sort();
  check(
    JSON.stringify(taken) === JSON.stringify(wanted),
    `steps ${taken.join()} of ${wanted.join()}`,
  );
  check(
    after?.caseClocks.every(
      (clock) => clock.taken === clock.ladder.length && nextRungAt(clock) === null,
    ) === true && after.clocks.every(({ done }) => done === 'escalated'),
    'a clock stands before its end',
  );
  check(after?.nextDueAt === null, 'something is due still');
  // Each save stamps its events with its own instant: a step that was taken twice would be a save more than stamps.
  const stamps = new Set(events.map(({ at }) => at)).size;
  check(
    (after?.version ?? 0) - ticket.version === stamps,
    `${after?.version} saves, ${stamps} stamps`,
  );
  const ids = outbox.map(({ outboxId }) => outboxId);
  check(new Set(ids).size === ids.length, 'a notice stands twice');
  const known = new Set([...wanted, ...wanted.map((id) => `${id}#patient`)]);
  check(
    ids.every((id) => known.has(id)),
    'a notice of no step',
  );
  // The gravest step of every clock is announced whatever came together with it.
  for (const { id, generation, ladder } of ticket.caseClocks)
    check(
      ids.includes(`${ticketId}#${id}#${generation}#${ladder.at(-1)?.step}`),
      `nobody hears of the last step of ${id}`,
    );
  for (const [noticeId, texts] of heard)
    if (noticeId.startsWith(ticketId)) check(texts.size === 1, `${noticeId} was told in two ways`);
  return problems;
};

type Counts = { sweeps: number; killed: number; doubled: number; delayed: number; spoiled: number };

/** Sweeps for the length of a round: late, several at once, killed in the middle, with a database that fails. */
const disturb = async (stack: TestStack, random: Random, counts: Counts): Promise<void> => {
  const end = performance.now() + ROUND;
  const fire = async (): Promise<void> => {
    counts.sweeps += 1;
    await stack.fireSchedule('SlaSweep').catch(() => undefined);
  };
  while (performance.now() < end) {
    if (random.chance(0.4)) {
      counts.delayed += 1;
      await sleep(random.int(600));
    }
    if (random.chance(0.4)) {
      counts.spoiled += 1;
      stack.setFaults(spoiling(randomFrom(random.int(2 ** 31)), 0.1));
    }
    const copies = 1 + random.int(3);
    if (copies > 1) counts.doubled += 1;
    const running = Array.from({ length: copies }, fire);
    if (random.chance(0.5)) {
      await sleep(random.int(120));
      counts.killed += stack.killFunction('SlaSweep');
    }
    await Promise.all(running);
    stack.setFaults(undefined);
  }
};

const heardBy = (received: readonly Push[]): Map<string, Set<string>> => {
  const heard = new Map<string, Set<string>>();
  for (const message of received)
    if (message.type === 'notice')
      heard.set(message.noticeId, (heard.get(message.noticeId) ?? new Set()).add(message.text));
  return heard;
};

/**
 * Lets the steps of complaints become due while the sweep is killed, delayed, doubled and refused, `rounds` times, on the
 * running stack; then audits state, timeline and notices of every ticket: each step exactly once.
 */
export const deadlineRounds = async ({
  rounds,
  seed,
  log = () => undefined,
}: {
  readonly rounds: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}): Promise<DeadlineReport> => {
  const random = randomFrom(seed);
  const stack = await startTestStack();
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: stack.databaseEndpoint,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  const counts: Counts = { sweeps: 0, killed: 0, doubled: 0, delayed: 0, spoiled: 0 };
  const problems: string[] = [];
  let steps = 0;
  let notices = 0;
  try {
    const tickets = ticketStore({ client, name: stack.tableName('Desk') });
    const office = await staff(stack, 'demo-office');
    for (let round = 1; round <= rounds; round += 1) {
      const socket = await office.socket();
      const now = Date.now();
      const made = await Promise.all(
        Array.from({ length: TICKETS }, async (_, n) => {
          const id = String(round * 100 + n).padStart(26, '0');
          const ticket = aTicketDueSoon(random, id, now);
          const done = await tickets.open(ticket, {
            eventId: 'opened',
            at: now,
            kind: 'opened',
            actorId: null,
            actorName: null,
            text: '',
            data: {},
          });
          return done.ticket;
        }),
      );
      await disturb(stack, random, counts);
      // As the next minutes would: until one sweep has gone through everything.
      for (let n = 0; n < 20; n += 1) {
        const summary = await stack.fireSchedule('SlaSweep').catch(() => undefined);
        const { stale, failed } = (summary ?? { stale: 1 }) as { stale?: number; failed?: number };
        if (summary !== undefined && (stale ?? 0) + (failed ?? 0) === 0) break;
        await sleep(100);
      }
      await stack.streamsDrained();
      const heard = heardBy(socket.received);
      notices += heard.size;
      socket.ws.close();
      for (const ticket of made) {
        steps += expectedSteps(ticket).length;
        problems.push(...(await audit(tickets, ticket, heard)));
      }
      log(`round ${round}: ${steps} steps, ${problems.length} problems`);
    }
    return { rounds, tickets: rounds * TICKETS, steps, ...counts, notices, problems };
  } finally {
    stack.setFaults(undefined);
    client.destroy();
    await stack.end();
  }
};
