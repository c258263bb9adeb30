import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import { nextDueAt, startClock } from '#shared/domain/sla/clocks.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { NO_WORK, type Ticket } from './ticket.ts';
import type { TicketEvent } from './timeline.ts';

/** What reading the first message told about the matter. */
export type Matter = Pick<
  Ticket,
  'category' | 'serviceClass' | 'topic' | 'severity' | 'department' | 'routeReason' | 'summary'
>;

export type NewTicket = {
  readonly ticketId: string;
  readonly number: string;
  readonly conversationId: string;
  readonly visitorId: string;
  readonly channel: ChannelId;
  readonly matter: Matter;
  readonly now: Instant;
};

/** A ticket as it stands before it has followed any entry of its conversation. */
export const openTicket = ({ matter, now, ...rest }: NewTicket): Ticket => {
  const clocks = startClock([], 'unanswered', now, null);
  return {
    ...NO_WORK,
    ...rest,
    ...matter,
    urgent: false,
    status: 'bot',
    ownerId: null,
    ownerName: null,
    openedAt: now,
    updatedAt: now,
    waitingSince: null,
    nextDueAt: nextDueAt(clocks),
    clocks,
    escalated: 'none',
    alarm: null,
    followedSeq: 0,
    version: 1,
  };
};

export const openedEvent = (ticket: Ticket): TicketEvent => ({
  eventId: 'opened',
  at: ticket.openedAt,
  kind: 'opened',
  actorId: ticket.visitorId,
  actorName: null,
  text: `工单 ${ticket.number} 已建立，归口${ticket.department}`,
  data: { category: ticket.category, topic: ticket.topic, severity: ticket.severity },
});
