import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { DueItem, InboxRows, InboxView, OutboxRow, TicketStore } from '#functions/ports.ts';
import { type Ticket, ticket as ticketSchema } from '#shared/domain/ticket/ticket.ts';
import { EVENT_KINDS, type EventKind, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { desk, dueKeys, dueShards, dueUpTo, inboxKeys } from './keys.ts';
import {
  collect,
  type Item,
  isConditionFailure,
  queryAll,
  type Table,
  traced,
  transact,
} from './table.ts';

/** Rows of an inbox page, and the most that is counted. */
const PAGE = 50;
const COUNTED = 400;
/** An outbox row that the stream consumer has not sent by then is found by the sweep. */
const RESEND_AFTER = 2 * MINUTE;

const KINDS = Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]];
const eventSchema = z.object({
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
  ticketId: z.string(),
  ticketNumber: z.string(),
  audience: z.enum(['desk', 'supervisors']),
  title: z.string(),
  text: z.string(),
  at: z.int(),
});

export const ticketFromItem = (item: Item): Ticket => ticketSchema.parse(item);
export const outboxFromItem = (item: Item): OutboxRow => outboxSchema.parse(item);

const ticketItem = (value: Ticket) => ({
  ...desk.ticket(value.ticketId),
  t: 'ticket',
  ...value,
  ...inboxKeys(value),
  ...dueKeys(value.nextDueAt, value.ticketId),
});

const eventItem = (ticketId: string, event: TicketEvent) => ({
  ...desk.event(ticketId, event.eventId),
  t: 'event',
  ...event,
});

const outboxItem = (row: OutboxRow) => ({
  ...desk.outbox(row.ticketId, row.outboxId),
  t: 'outbox',
  ...row,
  ...dueKeys(row.at + RESEND_AFTER, row.outboxId),
});

const key = z.string().min(1).max(200);
const cursorSchema = z.strictObject({ pk: key, sk: key, inboxPk: key, inboxSk: key });
const toCursor = (last: Item | undefined): string | null =>
  last === undefined ? null : Buffer.from(JSON.stringify(last)).toString('base64url');
/**
 * A cursor that is not one of ours, or of another list, starts at the beginning: it is a hint, not a right, and the
 * database refuses a key outside of what is asked for.
 */
const fromCursor = (cursor: string | null, { pk, prefix = '' }: InboxQuery): Item | undefined => {
  if (cursor === null) return undefined;
  try {
    const read = cursorSchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    const ours = read.data?.inboxPk === pk && read.data.inboxSk.startsWith(prefix);
    return ours ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/** Where in its instant an event belongs: the opening first, then by the entry or the deadline that caused it. */
const placeOf = ({ kind, data }: TicketEvent): number => {
  if (kind === 'opened') return -1;
  const cause = data['seq'] ?? data['dueAt'];
  return typeof cause === 'number' ? cause : Number.MAX_SAFE_INTEGER;
};

const byTime = (a: TicketEvent, b: TicketEvent): number =>
  a.at - b.at || placeOf(a) - placeOf(b) || (a.eventId < b.eventId ? -1 : 1);

type InboxQuery = { readonly pk: string; readonly prefix?: string; readonly newestFirst?: boolean };

const INBOX: Readonly<Record<InboxView, (staffId: string) => InboxQuery>> = {
  waiting: () => ({ pk: 'waiting' }),
  mine: (staffId) => ({ pk: 'in-hand', prefix: `${staffId}#` }),
  all: () => ({ pk: 'in-hand' }),
  bot: () => ({ pk: 'bot', newestFirst: true }),
  resolved: () => ({ pk: 'resolved', newestFirst: true }),
};

const kindOfDue = (item: Item): DueItem | undefined => {
  const pk = String(item['pk']);
  const sk = String(item['sk']);
  if (pk.startsWith('CNV#')) return { kind: 'conversation', conversationId: pk.slice(4) };
  if (!pk.startsWith('TKT#')) return undefined;
  const ticketId = pk.slice(4);
  return sk.startsWith('OUT#')
    ? { kind: 'outbox', ticketId, outboxId: sk.slice(4) }
    : { kind: 'ticket', ticketId };
};

/** Tickets, their timeline and their outbox, on the Desk table. */
export const ticketStore = (table: Table): TicketStore => {
  const { client, name } = table;

  const get = async (ticketId: string): Promise<Ticket | undefined> => {
    const found = await client.send(
      new GetCommand({ TableName: name, Key: desk.ticket(ticketId), ConsistentRead: true }),
    );
    return found.Item === undefined ? undefined : ticketFromItem(found.Item);
  };

  const inboxPage = async (
    query: InboxQuery,
    cursor: Item | undefined,
    limit: number,
  ): Promise<InboxRows> => {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'inbox',
        KeyConditionExpression:
          query.prefix === undefined
            ? 'inboxPk = :pk'
            : 'inboxPk = :pk AND begins_with(inboxSk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': query.pk,
          ...(query.prefix === undefined ? {} : { ':prefix': query.prefix }),
        },
        ScanIndexForward: query.newestFirst !== true,
        Limit: limit,
        ...(cursor === undefined ? {} : { ExclusiveStartKey: cursor }),
      }),
    );
    return {
      tickets: (page.Items ?? []).map(ticketFromItem),
      cursor: toCursor(page.LastEvaluatedKey),
    };
  };

  return {
    get,

    nextCount: async (date) => {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: name,
          Key: desk.dayCount(date),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.['n']) - 1;
    },

    open: async (ticket, event) => {
      const conversationId = ticket.conversationId;
      const done = await transact(client, [
        {
          Put: {
            TableName: name,
            Item: { ...ticketItem(ticket), ...traced(table) },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        { Put: { TableName: name, Item: eventItem(ticket.ticketId, event) } },
        ...(conversationId === null
          ? []
          : [
              {
                Update: {
                  TableName: name,
                  Key: desk.entry(conversationId, 0),
                  UpdateExpression: 'REMOVE duePk, dueSk',
                },
              },
            ]),
      ]);
      if (done.ok) return { ticket, opened: true };
      const standing = await get(ticket.ticketId);
      return { ticket: standing ?? ticket, opened: false };
    },

    save: async (ticket, events, outbox = []) => {
      const next = { ...ticket, version: ticket.version + 1 };
      const put = {
        TableName: name,
        Item: { ...ticketItem(next), ...traced(table) },
        ConditionExpression: 'version = :read',
        ExpressionAttributeValues: { ':read': ticket.version },
      };
      if (events.length === 0 && outbox.length === 0) {
        try {
          await client.send(new PutCommand(put));
          return ok(next);
        } catch (error) {
          if (isConditionFailure(error)) return err({ kind: 'stale' });
          throw error;
        }
      }
      const done = await transact(client, [
        { Put: put },
        ...events.map((event) => ({
          Put: { TableName: name, Item: eventItem(ticket.ticketId, event) },
        })),
        ...outbox.map((row) => ({
          Put: {
            TableName: name,
            Item: { ...outboxItem(row), ...traced(table) },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        })),
      ]);
      return done.ok ? ok(next) : err({ kind: 'stale' });
    },

    timeline: async (ticketId) => {
      const items = await collect(
        queryAll(table, {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :e)',
          ExpressionAttributeValues: { ':pk': desk.ticket(ticketId).pk, ':e': 'EV#' },
          ConsistentRead: true,
        }),
      );
      return items.map((item): TicketEvent => eventSchema.parse(item)).sort(byTime);
    },

    addEvent: async (ticketId, event) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: eventItem(ticketId, event),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return { event, added: true };
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const found = await client.send(
          new GetCommand({
            TableName: name,
            Key: desk.event(ticketId, event.eventId),
            ConsistentRead: true,
          }),
        );
        return { event: eventSchema.parse(found.Item), added: false };
      }
    },

    inbox: async (view, staffId, cursor) => {
      const query = INBOX[view](staffId);
      const page = await inboxPage(query, fromCursor(cursor, query), PAGE);
      if (view !== 'all' || cursor !== null) return page;
      // Everything active: those who wait come first, as a whole, on the first page.
      const waiting = await inboxPage(INBOX.waiting(staffId), undefined, COUNTED);
      return { tickets: [...waiting.tickets, ...page.tickets], cursor: page.cursor };
    },

    active: async () => {
      const pages = await Promise.all(
        [INBOX.waiting(''), INBOX.all('')].map((query) => inboxPage(query, undefined, COUNTED)),
      );
      return pages.flatMap(({ tickets }) => tickets);
    },

    due: async function* (now: Instant) {
      for (const shard of dueShards())
        for await (const item of queryAll(table, {
          IndexName: 'due',
          KeyConditionExpression: 'duePk = :pk AND dueSk <= :now',
          ExpressionAttributeValues: { ':pk': shard, ':now': dueUpTo(now) },
        })) {
          const due = kindOfDue(item);
          if (due !== undefined) yield due;
        }
    },

    outboxRow: async (ticketId, outboxId) => {
      const found = await client.send(
        new GetCommand({
          TableName: name,
          Key: desk.outbox(ticketId, outboxId),
          ConsistentRead: true,
        }),
      );
      return found.Item === undefined ? undefined : outboxFromItem(found.Item);
    },

    markSent: async (ticketId, outboxId, at) => {
      await client.send(
        new UpdateCommand({
          TableName: name,
          Key: desk.outbox(ticketId, outboxId),
          UpdateExpression: 'SET sentAt = if_not_exists(sentAt, :at) REMOVE duePk, dueSk',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    },
  };
};
