import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { Instant } from '#shared/kernel/clock.ts';

/**
 * Every key pattern, once, with the question that it answers (functions/README.md has the same as a table).
 * No personal data stands in a key. All keys are strings; numbers in them are zero-padded so that text order is
 * number order.
 */

/** One constant for the shards of the due index; raising it needs no migration (old shards stay readable below it). */
const DUE_SHARDS = 4;

const padded = (value: number, width = 15): string => String(value).padStart(width, '0');

export const seqKey = (seq: number): string => `E#${padded(seq, 7)}`;

const hash = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
};

/** Desk table. */
export const desk = {
  /** Entries of a conversation, in order. */
  entry: (conversationId: string, seq: number) => ({
    pk: `CNV#${conversationId}`,
    sk: seqKey(seq),
  }),
  ticket: (ticketId: string) => ({ pk: `TKT#${ticketId}`, sk: 'TICKET' }),
  /** Timeline of a ticket. */
  event: (ticketId: string, eventId: string) => ({ pk: `TKT#${ticketId}`, sk: `EV#${eventId}` }),
  /** What a change must tell people, until it is sent. */
  outbox: (ticketId: string, outboxId: string) => ({
    pk: `TKT#${ticketId}`,
    sk: `OUT#${outboxId}`,
  }),
  /** Count of the day, for ticket numbers. */
  dayCount: (date: string) => ({ pk: `DAY#${date}`, sk: 'COUNT' }),
} as const;

/** Index `due`: what has a timer, by shard and instant. */
export const dueShards = (): string[] =>
  Array.from({ length: DUE_SHARDS }, (_, shard) => `DUE#${shard}`);

export const dueKeys = (at: Instant | null, id: string) =>
  at === null ? {} : { duePk: `DUE#${hash(id) % DUE_SHARDS}`, dueSk: `${padded(at)}#${id}` };

export const dueUpTo = (now: Instant): string => `${padded(now)}#￿`;

/** Index `patient`: a visitor's own conversations, oldest first. Subjects are random, never a phone or an openid. */
export const patientKeys = (visitorId: string, at: Instant, id: string) => ({
  patientPk: `VST#${visitorId}`,
  patientSk: `${padded(at)}#${id}`,
});

/** Index `inbox`: who waits, longest first and emergencies before all; who is in hand, by agent; the rest by time. */
export const inboxKeys = (ticket: Ticket): { inboxPk: string; inboxSk: string } | object => {
  const rings = ticket.alarm !== null && ticket.alarm.acknowledgedAt === null;
  const id = ticket.ticketId;
  if (ticket.status === 'waiting' || (rings && ticket.status === 'bot')) {
    const since = ticket.waitingSince ?? ticket.alarm?.at ?? ticket.updatedAt;
    const rank = ticket.urgent || rings ? 0 : 1;
    return { inboxPk: 'waiting', inboxSk: `${rank}#${padded(since)}#${id}` };
  }
  if (ticket.status === 'in-hand')
    return { inboxPk: 'in-hand', inboxSk: `${ticket.ownerId}#${padded(ticket.updatedAt)}#${id}` };
  return { inboxPk: ticket.status, inboxSk: `${padded(ticket.updatedAt)}#${id}` };
};

/** Live table. Every row carries `expiresAt`; readers filter it. */
export const live = {
  connection: (subject: string, connectionId: string) => ({
    pk: `SUB#${subject}`,
    sk: `CON#${connectionId}`,
  }),
  deskConnection: (connectionId: string) => ({ pk: 'DESK', sk: `CON#${connectionId}` }),
  viewer: (conversationId: string, connectionId: string) => ({
    pk: `VIEW#${conversationId}`,
    sk: `CON#${connectionId}`,
  }),
  viewing: (connectionId: string) => ({ pk: `CON#${connectionId}`, sk: 'VIEWING' }),
  presence: (staffId: string) => ({ pk: 'PRESENCE', sk: `STF#${staffId}` }),
  cursor: (conversationId: string, side: string) => ({ pk: `CUR#${conversationId}`, sk: side }),
  socketTicket: (hashed: string) => ({ pk: `SCK#${hashed}`, sk: 'TICKET' }),
} as const;

/** People table. */
export const people = {
  staff: (staffId: string) => ({ pk: 'STAFF', sk: `STF#${staffId}` }),
  subject: (subject: string) => ({ pk: `SUBJECT#${subject}`, sk: 'STAFF' }),
  session: (sessionId: string) => ({ pk: `SES#${sessionId}`, sk: 'SESSION' }),
  once: (key: string) => ({ pk: `ONCE#${key}`, sk: 'ONCE' }),
} as const;

/** Knowledge table. */
export const knowledge = {
  profile: () => ({ pk: 'HOSPITAL', sk: 'PROFILE' }),
  department: (id: string) => ({ pk: 'DEPARTMENTS', sk: `DEP#${id}` }),
  article: (id: string) => ({ pk: 'ARTICLES', sk: `ART#${id}` }),
  pointer: () => ({ pk: 'SNAPSHOT', sk: 'POINTER' }),
  chunk: (version: string, n: number) => ({
    pk: `SNAPSHOT#${version}`,
    sk: `CHUNK#${padded(n, 4)}`,
  }),
} as const;
