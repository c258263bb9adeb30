import type { Authority } from '#shared/domain/access/limits.ts';
import { LIMITS } from '#shared/domain/access/limits.ts';
import { startCaseClock, stopCaseClock } from '#shared/domain/sla/case-clocks.ts';
import { LADDER } from '#shared/domain/sla/case-policies.ts';
import { HOUR, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { because, type ChangeActor, type ChangeContext, type Changed } from './change.ts';
import type { Touched } from './change-rights.ts';
import type { Ticket } from './ticket.ts';
import type { TicketApproval, TicketChange } from './work.ts';

/** A decision of a colleague is owed within so many working minutes; then the next tier hears of it. */
const APPROVAL_MINUTES = (4 * HOUR) / MINUTE;

/** The ticket with a request for what lies beyond the actor's limit. */
export const requestApproval = (
  ticket: Ticket,
  change: TicketChange,
  actor: ChangeActor,
  { now, schedule, freshId }: ChangeContext,
  needed: { readonly from: Authority; readonly touched: Touched },
): Changed => {
  const { label } = LIMITS[needed.touched.action];
  const reason = 'reason' in change ? change.reason : '';
  const approval: TicketApproval = {
    approvalId: `apv_${freshId}`,
    action: needed.touched.action,
    amount: needed.touched.amount,
    reason,
    from: needed.from,
    requestedById: actor.id,
    requestedByName: actor.name,
    requestedAt: now,
    change,
    state: 'pending',
    decidedById: null,
    decidedByName: null,
    decidedAt: null,
    decision: '',
    clock: startCaseClock(
      schedule,
      {
        id: 'accept',
        generation: 1,
        span: { unit: 'working-minutes', amount: APPROVAL_MINUTES },
        ladder: LADDER,
      },
      now,
    ),
  };
  return {
    ticket: { ...ticket, approvals: [...ticket.approvals, approval], updatedAt: now },
    event: {
      kind: 'approval',
      text: `申请${label['zh-CN']}${because(reason)}`,
      data: { approvalId: approval.approvalId, action: approval.action, amount: approval.amount },
    },
    tells: [
      {
        audience: needed.from === 'office' ? 'office' : 'supervisors',
        to: null,
        title: '待审批',
        text: `工单 ${ticket.number} 申请${label['zh-CN']}`,
      },
    ],
  };
};

/** Marks an approval as decided; approving then makes the change itself. */
export const decided = (
  ticket: Ticket,
  approval: TicketApproval,
  actor: ChangeActor,
  verdict: { readonly approve: boolean; readonly reason: string },
  now: Instant,
): Ticket => ({
  ...ticket,
  approvals: ticket.approvals.map((one) =>
    one.approvalId === approval.approvalId
      ? {
          ...one,
          state: verdict.approve ? 'approved' : 'refused',
          decidedById: actor.id,
          decidedByName: actor.name,
          decidedAt: now,
          decision: verdict.reason,
          clock: stopCaseClock(one.clock, verdict.approve ? 'approved' : 'refused', now),
        }
      : one,
  ),
});
