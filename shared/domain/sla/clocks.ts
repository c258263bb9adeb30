import type { Schedule } from '#shared/domain/calendar/hours.ts';
import type { ClockId, Ticket, TicketClock } from '#shared/domain/ticket/ticket.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { addStaffedTime } from './desk-plan.ts';
import { POLICIES } from './policies.ts';

export type Clocks = readonly TicketClock[];

const replaced = (clocks: Clocks, next: TicketClock): TicketClock[] => [
  ...clocks.filter(({ id }) => id !== next.id),
  next,
];

/** The running clock of that name, if there is one. */
export const running = (clocks: Clocks, id: ClockId): TicketClock | undefined =>
  clocks.find((clock) => clock.id === id && clock.stoppedAt === null);

/**
 * Starts a clock, or leaves a running one alone. `schedule` = null where somebody is on duty whatever the plan says, and
 * for clocks in real time.
 */
export const startClock = (
  clocks: Clocks,
  id: ClockId,
  now: Instant,
  schedule: Schedule | null,
): TicketClock[] => {
  if (running(clocks, id) !== undefined) return [...clocks];
  const policy = POLICIES[id];
  const after = (duration: number): Instant =>
    policy.runs === 'real' || schedule === null
      ? now + duration
      : addStaffedTime(schedule, now, duration);
  return replaced(clocks, {
    id,
    generation: (clocks.find((clock) => clock.id === id)?.generation ?? 0) + 1,
    startedAt: now,
    warnAt: policy.warnAfter === null ? null : after(policy.warnAfter),
    dueAt: after(policy.dueAfter),
    done: 'none',
    stoppedAt: null,
    reason: null,
  });
};

export const stopClock = (
  clocks: Clocks,
  id: ClockId,
  now: Instant,
  reason: string,
): TicketClock[] =>
  clocks.map((clock) =>
    clock.id === id && clock.stoppedAt === null ? { ...clock, stoppedAt: now, reason } : clock,
  );

/** The next instant at which this clock has a step to take; null where none is left. */
export const nextStepAt = (clock: TicketClock): Instant | null => {
  if (clock.stoppedAt !== null || clock.done === 'escalated') return null;
  return clock.done === 'none' && clock.warnAt !== null ? clock.warnAt : clock.dueAt;
};

/** When the sweep must look at the ticket next; null keeps it out of the due index. */
export const nextDueAt = (clocks: Clocks): Instant | null => {
  const steps = clocks.map(nextStepAt).filter((at) => at !== null);
  return steps.length === 0 ? null : Math.min(...steps);
};

/** How late the ticket is, for the inbox: the gravest step of a clock that still runs. */
export const escalationOf = (clocks: Clocks): Ticket['escalated'] => {
  const done = clocks
    .filter(({ id, stoppedAt }) => stoppedAt === null && POLICIES[id].atEnd === 'escalate')
    .map((clock) => clock.done);
  if (done.includes('escalated')) return 'escalated';
  return done.includes('warned') ? 'warned' : 'none';
};
