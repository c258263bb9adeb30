import type { ClockId, Ticket, TicketClock } from '#shared/domain/ticket/ticket.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { escalationOf, nextDueAt, nextStepAt } from './clocks.ts';
import { POLICIES } from './policies.ts';

export type SweepStep = {
  /** `ticket#clock#generation#step`: the same step is the same id whoever finds it, however often. */
  readonly id: string;
  readonly clock: ClockId;
  readonly step: 'warn' | 'escalate' | 'check';
  readonly dueAt: Instant;
  /** Only the gravest of the steps found at once is told to people; all are recorded. */
  readonly notify: boolean;
};

export type Swept = {
  readonly steps: readonly SweepStep[];
  readonly clocks: readonly TicketClock[];
  readonly nextDueAt: Instant | null;
  readonly escalated: Ticket['escalated'];
};

type Found = Omit<SweepStep, 'notify'>;

const stepsOfClock = (ticketId: string, clock: TicketClock, now: Instant) => {
  const steps: Found[] = [];
  let current = clock;
  for (let at = nextStepAt(current); at !== null && at <= now; at = nextStepAt(current)) {
    const warns = current.done === 'none' && current.warnAt !== null;
    const step = warns ? 'warn' : POLICIES[clock.id].atEnd;
    steps.push({
      id: `${ticketId}#${clock.id}#${clock.generation}#${step}`,
      clock: clock.id,
      step,
      dueAt: at,
    });
    current = { ...current, done: warns ? 'warned' : 'escalated' };
  }
  return { steps, clock: current };
};

const GRAVITY = { check: 0, warn: 1, escalate: 2 } as const;

/**
 * What is due on a ticket: every step whose instant has passed and that was not taken yet, with the clocks as they stand
 * afterwards. Pure: sweeping the outcome again finds nothing, so repeated, late and overlapping sweeps change nothing
 * twice; after an outage all missed steps are found at once.
 */
export const sweep = (ticket: Pick<Ticket, 'ticketId' | 'clocks'>, now: Instant): Swept => {
  const swept = ticket.clocks.map((clock) => stepsOfClock(ticket.ticketId, clock, now));
  const found = swept.flatMap(({ steps }) => steps);
  const gravest = Math.max(0, ...found.map(({ step }) => GRAVITY[step]));
  const clocks = swept.map(({ clock }) => clock);
  return {
    steps: found.map((step) => ({
      ...step,
      notify: step.step !== 'check' && GRAVITY[step.step] === gravest,
    })),
    clocks,
    nextDueAt: nextDueAt(clocks),
    escalated: escalationOf(clocks),
  };
};
