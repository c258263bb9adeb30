import type { Tier } from '#shared/domain/access/policy.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';
import type { StepRefusal } from '#shared/domain/case/lifecycle.ts';
import {
  type CaseClock,
  type ClockRefusal,
  stopCaseClock,
} from '#shared/domain/sla/case-clocks.ts';
import type { CaseClockId } from '#shared/domain/sla/case-policies.ts';
import { beijingDate, beijingTime, type Instant } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Tell } from './case-work.ts';
import type { Ticket } from './ticket.ts';
import type { EventKind } from './timeline.ts';
import type { ChangeOf, TicketChange } from './work.ts';

export type ChangeActor = {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly departments: readonly string[];
};

/** What a change needs to know of the world; looked up by the use case. */
export type ChangeContext = {
  readonly now: Instant;
  readonly schedule: Schedule;
  /** An id that nothing has yet, for what the change makes. */
  readonly freshId: string;
  /** The listed name of the department that the change names; null where there is no such department. */
  readonly department: string | null;
  /** The member of staff that the change names; null where there is none. */
  readonly handler: { readonly id: string; readonly name: string } | null;
  /** The other ticket of a link or merge; null where there is none. */
  readonly other: Ticket | null;
  /** Members of staff of the names that the change names. */
  readonly named?: readonly string[];
};

export type ChangeRefusal =
  | StepRefusal
  | ClockRefusal
  | { readonly kind: 'no-case' }
  | { readonly kind: 'final' }
  | { readonly kind: 'no-such-task' }
  | { readonly kind: 'not-your-task' }
  | { readonly kind: 'unknown-department' }
  | { readonly kind: 'unknown-handler' }
  | { readonly kind: 'unknown-ticket' }
  | { readonly kind: 'nothing-to-change' }
  /** Evidence that only the step proves which it belongs to. */
  | { readonly kind: 'with-its-step' }
  /** The quality office's opinion is written by the quality office, or by who answers for it. */
  | { readonly kind: 'not-quality-office' }
  /** A complaint is merged into a complaint: else it would end as what it is not. */
  | { readonly kind: 'other-category' }
  | { readonly kind: 'other-patient' }
  /** A matter of discipline is not merged into one that everybody reads. */
  | { readonly kind: 'restricted' }
  /** Somebody is still waited for, or it has a case. */
  | { readonly kind: 'not-over' };

export type Changed = {
  readonly ticket: Ticket;
  readonly event: { readonly kind: EventKind; readonly text: string; readonly data: object };
  readonly tells: readonly Tell[];
  /** The other ticket, where it changes as well, and what its timeline says. */
  readonly other?: { readonly ticket: Ticket; readonly text: string };
};

export type Outcome = Result<Changed, ChangeRefusal>;

export type Run<K extends TicketChange['do']> = (
  ticket: Ticket,
  change: ChangeOf<K>,
  actor: ChangeActor,
  context: ChangeContext,
) => Outcome;

export const clockTime = (at: Instant): string => `${beijingDate(at)} ${beijingTime(at)}`;

export const because = (reason: string): string => (reason === '' ? '' : `：${reason}`);

export const replaceClock = (ticket: Ticket, next: CaseClock): Ticket => ({
  ...ticket,
  caseClocks: ticket.caseClocks.map((clock) => (clock.id === next.id ? next : clock)),
});

export const stopped = (
  ticket: Ticket,
  ids: readonly CaseClockId[],
  reason: string,
  now: Instant,
): Ticket => ({
  ...ticket,
  caseClocks: ticket.caseClocks.map((clock) =>
    ids.includes(clock.id) ? stopCaseClock(clock, reason, now) : clock,
  ),
});

export const tellHandler = (ticket: Ticket, title: string): Tell[] => {
  const handlerId = ticket.case?.handlerId ?? null;
  const text = `工单 ${ticket.number} ${title}`;
  return handlerId === null
    ? [{ audience: 'department', to: ticket.department, title, text }]
    : [{ audience: 'staff', to: handlerId, title, text }];
};

export const named = (
  change: { department: string | null; handlerId: string | null },
  ctx: ChangeContext,
) =>
  change.department !== null && ctx.department === null
    ? err({ kind: 'unknown-department' as const })
    : change.handlerId !== null && ctx.handler === null
      ? err({ kind: 'unknown-handler' as const })
      : ok(undefined);
