import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { OutboxRow } from '#functions/ports.ts';
import { facetsOf } from '#shared/domain/ticket/facets.ts';
import { listsOf } from '#shared/domain/ticket/lists.ts';
import { type Ticket, ticket as ticketSchema } from '#shared/domain/ticket/ticket.ts';
import { EVENT_KINDS, type EventKind, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { nextTimer } from '#shared/domain/ticket/timers.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { desk, dueKeys, inboxKeys } from './keys.ts';
import type { Item } from './table.ts';

/** An outbox row that the stream consumer has not sent by then is found by the sweep. */
const RESEND_AFTER = 2 * MINUTE;

const KINDS = Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]];
export const eventSchema = z.object({
  eventId: z.string(),
  at: z.int(),
  kind: z.enum(KINDS),
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  text: z.string(),
  data: z.record(z.string(), z.unknown()),
});
const outboxSchema = z.object({
  outboxId: z.string(),
  ticketId: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  audience: z.enum(['desk', 'supervisors', 'office', 'department', 'staff', 'editors', 'patient']),
  to: z.string().nullable().default(null),
  title: z.string(),
  text: z.string(),
  at: z.int(),
});

export const deliverySchema = z.object({
  channel: z.enum(['console', 'webhook', 'robot']),
  attempts: z.int(),
  state: z.enum(['waiting', 'sent', 'refused', 'given-up']),
  result: z.string(),
  at: z.int(),
});
export const storedOutboxSchema = outboxSchema.extend({
  deliveries: z.array(deliverySchema).default([]),
});
export const contactSchema = z.object({
  name: z.string(),
  phone: z.string(),
  relation: z.string(),
});
export const numberSchema = z.object({
  ticketId: z.string(),
  tries: z.int(),
  since: z.int().default(0),
});

export const ticketFromItem = (item: Item): Ticket => ticketSchema.parse(item);
export const eventFromItem = (item: Item): TicketEvent => eventSchema.parse(item);
export const outboxFromItem = (item: Item): OutboxRow => outboxSchema.parse(item);

/**
 * A ticket as it will stand: the timer and the lists follow from its content here, so that no change can forget them.
 */
export const ready = (ticket: Ticket): Ticket => ({
  ...ticket,
  nextDueAt: nextTimer(ticket),
  lists: listsOf(ticket),
  listed: JSON.stringify(facetsOf(ticket)),
});

export const ticketItem = (value: Ticket) => ({
  ...desk.ticket(value.ticketId),
  t: 'ticket',
  ...value,
  ...inboxKeys(value),
  ...dueKeys(value.nextDueAt, value.ticketId),
});

/** `chain` is there until the audit has a line of it: the stream consumer writes what the change itself did not. */
export const eventItem = (ticketId: string, event: TicketEvent, audited: boolean) => ({
  ...desk.event(ticketId, event.eventId),
  t: 'event',
  ...event,
  ...(audited ? {} : { chain: 'due' }),
});
/** Whoever reveals has written the line before looking. */
export const AUDITED_BEFORE: ReadonlySet<EventKind> = new Set(['contact-revealed']);

export const outboxItem = (row: OutboxRow) => ({
  ...desk.outbox(row.ticketId, row.outboxId),
  t: 'outbox',
  ...row,
  ...dueKeys(row.at + RESEND_AFTER, row.outboxId),
});

export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

const placeIn = ({ list, at }: Ticket['lists'][number], ticketId: string) =>
  desk.listed(list, at, ticketId);
const nameOf = ({ list, at }: Ticket['lists'][number]): string => `${at} ${list}`;

/**
 * Moves a ticket from the lists that it stood in to those that it stands in now, and writes beside each place what lists
 * are narrowed by; nothing where both are the same.
 */
export const listWrites = (
  name: string,
  { lists: before, listed }: Pick<Ticket, 'lists' | 'listed'>,
  after: Ticket,
): Writes => {
  const same = listed === after.listed;
  const old = new Set(same ? before.map(nameOf) : []);
  const kept = new Set(after.lists.map(nameOf));
  return [
    ...before
      .filter((place) => !kept.has(nameOf(place)))
      .map((place) => ({ Delete: { TableName: name, Key: placeIn(place, after.ticketId) } })),
    ...after.lists
      .filter((place) => !old.has(nameOf(place)))
      .map((place) => ({
        Put: { TableName: name, Item: { ...placeIn(place, after.ticketId), f: after.listed } },
      })),
  ];
};

export const NOWHERE = { lists: [], listed: '' };
