import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { escalationOf, nextDueAt, stopClock } from '#shared/domain/sla/clocks.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type EnterFailure, enter } from './enter.ts';
import { rings } from './inbox-row.ts';

const ROUNDS = 5;

/** Somebody has seen the emergency: the alarm falls silent for all. Repeating it changes nothing. */
export const acknowledgeAlarm = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
): Promise<Result<undefined, EnterFailure | { kind: 'busy' }>> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const entered = await enter(deps, actor, 'desk.acknowledge', conversationId, 'last');
    if (!entered.ok) return entered;
    const { ticket } = entered.value.scene;
    if (actor.kind !== 'staff') return err({ kind: 'forbidden' });
    if (ticket === undefined || ticket.alarm === null || !rings(ticket)) return ok(undefined);
    const now = deps.clock();
    const clocks = stopClock(ticket.clocks, 'emergency', now, 'acknowledged');
    const next: Ticket = {
      ...ticket,
      alarm: { ...ticket.alarm, acknowledgedAt: now, acknowledgedBy: actor.staffId },
      clocks,
      nextDueAt: nextDueAt(clocks),
      escalated: escalationOf(clocks),
      updatedAt: now,
    };
    const saved = await deps.tickets.save(next, [
      {
        eventId: `ack:${ticket.alarm.seq}`,
        at: now,
        kind: 'emergency-acknowledged',
        actorId: actor.staffId,
        actorName: actor.name,
        text: '已看到急症提醒',
        data: { seq: ticket.alarm.seq },
      },
    ]);
    if (saved.ok) return ok(undefined);
  }
  return err({ kind: 'busy' });
};
