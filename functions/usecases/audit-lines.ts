import type { AuditEntry } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { EventKind, TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { isId } from '#shared/kernel/id.ts';

/** Whose name stands under what the service does by itself. */
const SERVICE = { id: 'service', name: '系统', tier: 'system' } as const;

/** Events whose data are ids, clocks and states: no words that people wrote. */
const PLAIN_DATA: ReadonlySet<EventKind> = new Set([
  'warned',
  'escalated',
  'clock',
  'reclassified',
  'answered-late',
  'emergency-acknowledged',
  'closed-idle',
  'transferred',
  'claimed',
  'released',
  'resolved',
]);

/**
 * The line of a change that did not write one itself: a sweep's step, a claim in the chat, a ticket that followed its
 * conversation. It names the event and never repeats what people wrote: that stands in the timeline.
 */
export const lineOfEvent = ({
  ticketId,
  event,
}: {
  readonly ticketId: string;
  readonly event: TicketEvent;
}): { ticketId: string; eventId: string; entry: AuditEntry } => ({
  ticketId,
  eventId: event.eventId,
  entry: {
    at: event.at,
    actorId: event.actorId ?? SERVICE.id,
    actorName: event.actorName ?? (event.actorId === null ? SERVICE.name : ''),
    tier: tierOf(event.actorId),
    action: `event:${event.kind}`,
    ticketId,
    reason: '',
    data: { eventId: event.eventId, ...(PLAIN_DATA.has(event.kind) ? event.data : {}) },
  },
});

const tierOf = (actorId: string | null): string => {
  if (actorId === null) return SERVICE.tier;
  return isId('staff', actorId) ? 'staff' : 'patient';
};

/** The line of something that a member of staff did or saw. */
export const lineOf = (
  { staffId, name, tier }: Extract<Actor, { kind: 'staff' }>,
  now: Instant,
  what: {
    readonly action: string;
    readonly ticketId?: string | null;
    readonly reason?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  },
): AuditEntry => ({
  at: now,
  actorId: staffId,
  actorName: name,
  tier,
  action: what.action,
  ticketId: what.ticketId ?? null,
  reason: what.reason ?? '',
  data: what.data ?? {},
});
