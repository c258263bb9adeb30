import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { conversationIdOf } from './ids.ts';

/** One line of the inbox, in domain words. */
export type InboxLine = {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly ticketNumber: string;
  readonly channel: ChannelId;
  readonly category: string;
  readonly department: string;
  readonly urgent: boolean;
  readonly status: string;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly preview: string;
  readonly lastSeq: number;
  readonly lastAt: Instant;
  readonly waitingSince: Instant | null;
  readonly alarm: boolean;
  readonly nextDueAt: Instant | null;
  readonly offer: Ticket['offer'];
  readonly escalated: Ticket['escalated'];
};

const PREVIEW = 80;

/** The patient's words: the last ones where the patient spoke last, else what the matter began with. Never our own answer. */
const previewOf = (ticket: Ticket, last: Entry | undefined): string =>
  last?.body.kind === 'message' && last.by.kind === 'patient' && last.body.text !== ''
    ? [...last.body.text].slice(0, PREVIEW).join('')
    : ticket.summary;

const HIDDEN = '内容受限，由专人办理';

/** The line for those who may know that the matter is there and no more. */
export const forThoseWithout = (line: InboxLine): InboxLine => ({ ...line, preview: HIDDEN });

export const rings = (ticket: Ticket): boolean =>
  ticket.alarm !== null && ticket.alarm.acknowledgedAt === null;

/** The line of a ticket; with the conversation's last entry where it was read. */
export const inboxLine = (ticket: Ticket, last?: Entry): InboxLine => ({
  conversationId: ticket.conversationId ?? conversationIdOf(ticket.ticketId),
  ticketId: ticket.ticketId,
  ticketNumber: ticket.number,
  channel: ticket.channel,
  category: ticket.category,
  department: ticket.department,
  urgent: ticket.urgent,
  status: ticket.status,
  ownerId: ticket.ownerId,
  ownerName: ticket.ownerName,
  preview: previewOf(ticket, last),
  lastSeq: last?.seq ?? ticket.followedSeq,
  lastAt: last?.at ?? ticket.updatedAt,
  waitingSince: ticket.waitingSince,
  alarm: rings(ticket),
  nextDueAt: ticket.nextDueAt,
  offer: ticket.offer,
  escalated: ticket.escalated,
});
