import type { Schedule } from '#shared/domain/calendar/hours.ts';
import {
  type CaseClock,
  dueSteps,
  nextRungAt,
  pauseEndsAt,
  resumeClock,
  type TakenStep,
} from '#shared/domain/sla/case-clocks.ts';
import { nextDueAt } from '#shared/domain/sla/clocks.ts';
import { HOUR, type Instant } from '#shared/kernel/clock.ts';
import { isTaskOpen } from './case-work.ts';
import type { Ticket } from './ticket.ts';

/** A conversation with the bot alone that nobody goes on with is over after so long. */
export const IDLE_CLOSE = 24 * HOUR;

const timerOf = (clock: CaseClock): Instant | null => pauseEndsAt(clock) ?? nextRungAt(clock);

const idleAt = (ticket: Ticket): Instant | null =>
  ticket.status === 'bot' && ticket.case === null && nextDueAt(ticket.clocks) === null
    ? ticket.updatedAt + IDLE_CLOSE
    : null;

/**
 * When the sweep must look at a ticket next: the earliest of its chat clocks, case clocks, open tasks, pending
 * approvals, and the hour in which an idle consultation is closed. Null keeps it out of the due index.
 */
export const nextTimer = (ticket: Ticket): Instant | null => {
  const timers = [
    nextDueAt(ticket.clocks),
    ...ticket.caseClocks.map(timerOf),
    ...ticket.tasks.filter(isTaskOpen).map(({ clock }) => timerOf(clock)),
    ...ticket.approvals
      .filter(({ state }) => state === 'pending')
      .map(({ clock }) => timerOf(clock)),
    idleAt(ticket),
  ].filter((at) => at !== null);
  return timers.length === 0 ? null : Math.min(...timers);
};

/** A rung of a ticket's clock that has come, with whose clock it is. */
export type CaseStepTaken = TakenStep & {
  readonly about: 'case' | 'task' | 'approval';
  readonly clock: CaseClock;
  /** Department or tier that the clock belongs to, for tasks and approvals. */
  readonly whose: string | null;
};

export type CaseSwept = {
  readonly ticket: Ticket;
  readonly steps: readonly CaseStepTaken[];
  /** Pauses whose time is over and that ended now. */
  readonly resumed: number;
  readonly closedIdle: boolean;
};

const RANK = { none: 0, handler: 1, 'department-head': 2, supervisor: 3, office: 4 } as const;

const climbed = (
  clock: CaseClock,
  key: string,
  now: Instant,
): { clock: CaseClock; steps: readonly TakenStep[] } => {
  const steps = dueSteps(key, clock, now);
  return steps.length === 0
    ? { clock, steps }
    : { clock: { ...clock, taken: clock.taken + steps.length }, steps };
};

const pauseOver = (schedule: Schedule, clock: CaseClock, now: Instant): CaseClock => {
  const ends = pauseEndsAt(clock);
  if (ends === null || now < ends) return clock;
  const resumed = resumeClock(schedule, clock, now);
  return resumed.ok ? resumed.value : clock;
};

/**
 * Takes every rung of a ticket's case, tasks and approvals that has come and was not taken: pure, so sweeping the
 * outcome again finds nothing. Ids are `ticket#clock#generation#step`, with the task or approval in between.
 */
export const sweepCase = (schedule: Schedule, ticket: Ticket, now: Instant): CaseSwept => {
  const steps: CaseStepTaken[] = [];
  let resumed = 0;
  const take = (
    given: CaseClock,
    key: string,
    about: CaseStepTaken['about'],
    whose: string | null,
  ): CaseClock => {
    const fresh = pauseOver(schedule, given, now);
    if (fresh !== given) resumed += 1;
    const done = climbed(fresh, key, now);
    for (const step of done.steps) steps.push({ ...step, about, clock: done.clock, whose });
    return done.clock;
  };
  const { ticketId } = ticket;
  const caseClocks = ticket.caseClocks.map((clock) => take(clock, ticketId, 'case', null));
  const tasks = ticket.tasks.map((task) =>
    isTaskOpen(task)
      ? {
          ...task,
          clock: take(task.clock, `${ticketId}#${task.taskId}`, 'task', task.department),
        }
      : task,
  );
  const approvals = ticket.approvals.map((approval) =>
    approval.state === 'pending'
      ? {
          ...approval,
          clock: take(
            approval.clock,
            `${ticketId}#${approval.approvalId}`,
            'approval',
            approval.from,
          ),
        }
      : approval,
  );
  const highest = steps
    .filter(({ about }) => about === 'case')
    .reduce<Ticket['escalation']>(
      (top, { tells }) => (RANK[tells] > RANK[top] ? tells : top),
      ticket.escalation,
    );
  const idle = idleAt(ticket);
  const closedIdle = idle !== null && idle <= now;
  return {
    ticket: {
      ...ticket,
      caseClocks,
      tasks,
      approvals,
      escalation: highest,
      status: closedIdle ? 'closed' : ticket.status,
    },
    steps,
    resumed,
    closedIdle,
  };
};
