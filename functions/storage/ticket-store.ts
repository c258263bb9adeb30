import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type {
  DueItem,
  InboxRows,
  InboxView,
  OutboxRow,
  StoredOutboxRow,
  TicketStore,
  TicketWrite,
} from '#functions/ports.ts';
import { facetsOf } from '#shared/domain/ticket/facets.ts';
import { listsOf } from '#shared/domain/ticket/lists.ts';
import { LOOKUP_WINDOW } from '#shared/domain/ticket/promise.ts';
import { type Ticket, ticket as ticketSchema } from '#shared/domain/ticket/ticket.ts';
import { EVENT_KINDS, type EventKind, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { nextTimer } from '#shared/domain/ticket/timers.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { type AuditWriter, onChain } from './audit-store.ts';
import {
  AUDIT_SHARDS,
  auditShard,
  desk,
  dueKeys,
  dueShards,
  dueUpTo,
  HOUSE,
  inboxKeys,
} from './keys.ts';
import { type ReportUnreadable, readableTicket, readTickets } from './read-tickets.ts';
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
const storedOutboxSchema = outboxSchema.extend({
  deliveries: z.array(deliverySchema).default([]),
});
const contactSchema = z.object({ name: z.string(), phone: z.string(), relation: z.string() });
const numberSchema = z.object({
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
const ready = (ticket: Ticket): Ticket => ({
  ...ticket,
  nextDueAt: nextTimer(ticket),
  lists: listsOf(ticket),
  listed: JSON.stringify(facetsOf(ticket)),
});

const ticketItem = (value: Ticket) => ({
  ...desk.ticket(value.ticketId),
  t: 'ticket',
  ...value,
  ...inboxKeys(value),
  ...dueKeys(value.nextDueAt, value.ticketId),
});

/** `chain` is there until the audit has a line of it: the stream consumer writes what the change itself did not. */
const eventItem = (ticketId: string, event: TicketEvent, audited: boolean) => ({
  ...desk.event(ticketId, event.eventId),
  t: 'event',
  ...event,
  ...(audited ? {} : { chain: 'due' }),
});
/** Whoever reveals has written the line before looking. */
const AUDITED_BEFORE: ReadonlySet<EventKind> = new Set(['contact-revealed']);

const outboxItem = (row: OutboxRow) => ({
  ...desk.outbox(row.ticketId, row.outboxId),
  t: 'outbox',
  ...row,
  ...dueKeys(row.at + RESEND_AFTER, row.outboxId),
});

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

const placeIn = ({ list, at }: Ticket['lists'][number], ticketId: string) =>
  desk.listed(list, at, ticketId);
const nameOf = ({ list, at }: Ticket['lists'][number]): string => `${at} ${list}`;

/**
 * Moves a ticket from the lists that it stood in to those that it stands in now, and writes beside each place what lists
 * are narrowed by; nothing where both are the same.
 */
const listWrites = (
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

const NOWHERE = { lists: [], listed: '' };

/** Where a page of a list ended: its place, or undefined where the cursor is not one of this range. */
const placeOfCursor = (cursor: string | null, from: string, to: string): string | undefined => {
  if (cursor === null) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  return /^\d{15}#[\w-]{1,60}$/.test(place) && place >= from && place <= to ? place : undefined;
};

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
  if (pk === HOUSE && sk === 'RECOUNT') return { kind: 'recount' };
  if (pk === HOUSE && sk === 'KNOWLEDGE') return { kind: 'knowledge' };
  if (pk === HOUSE) return { kind: 'outbox', ticketId: null, outboxId: sk.slice(4) };
  if (pk.startsWith('CNV#')) return { kind: 'conversation', conversationId: pk.slice(4) };
  if (pk.startsWith('AWAY#')) return { kind: 'away', staffId: pk.slice(5) };
  if (!pk.startsWith('TKT#')) return undefined;
  const ticketId = pk.slice(4);
  return sk.startsWith('OUT#')
    ? { kind: 'outbox', ticketId, outboxId: sk.slice(4) }
    : { kind: 'ticket', ticketId };
};

/** Events that go into the chain at once: a mark and a line each, one head; a transaction takes a hundred. */
const CHAINED_AT_ONCE = 45;

const recountSchema = z.object({ id: z.string(), text: z.string(), cursor: z.string().nullable() });
const turnsSchema = z.object({ sent: z.array(z.number()), revision: z.int() });
const NO_TURNS = { sent: [], revision: 0 };

/** Tickets, their timeline, lists and outbox, on the Desk table. Changes that are audited need the audit's writer. */
export const ticketStore = (
  table: Table,
  audit?: () => AuditWriter,
  unreadable: ReportUnreadable = () => {},
): TicketStore => {
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
      tickets: (page.Items ?? []).flatMap((item) => readableTicket(item, unreadable) ?? []),
      cursor: toCursor(page.LastEvaluatedKey),
    };
  };

  const nextVersion = (ticket: Ticket): Ticket => ({
    ...ready(ticket),
    version: ticket.version + 1,
  });

  /** What a ticket's change writes: the ticket first, then events, notices, lists. */
  const writesOf = ({ ticket, events, outbox, isNew }: TicketWrite, audited = false): Writes => {
    const next = isNew ? ready(ticket) : nextVersion(ticket);
    return [
      {
        Put: {
          TableName: name,
          Item: { ...ticketItem(next), ...traced(table) },
          ...(isNew
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'version = :read',
                ExpressionAttributeValues: { ':read': ticket.version },
              }),
        },
      },
      ...(isNew && next.code !== ''
        ? [
            {
              Put: {
                TableName: name,
                Item: { ...desk.number(next.number), ticketId: next.ticketId, tries: 0 },
              },
            },
            ...desk
              .digits(next.number, next.ticketId)
              .map((key) => ({ Put: { TableName: name, Item: key } })),
          ]
        : []),
      ...events.map((event) => ({
        Put: {
          TableName: name,
          Item: { ...eventItem(ticket.ticketId, event, audited), ...traced(table) },
        },
      })),
      ...outbox.map((row) => ({
        Put: {
          TableName: name,
          Item: { ...outboxItem(row), ...traced(table) },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      })),
      ...listWrites(name, isNew ? NOWHERE : ticket, next),
    ];
  };

  /** Several tickets, in the order asked for; those that are gone or cannot be read are left out. */
  const many = async (ids: readonly string[]): Promise<Ticket[]> =>
    (await readTickets(table, ids, unreadable)).tickets;

  type Due = Parameters<TicketStore['chainEvents']>[0][number];

  /** Lines of events of one shard in one transaction; those that have a line already are left out. */
  const chainSome = async (writer: AuditWriter, given: readonly Due[]): Promise<void> => {
    let left = [...given];
    await onChain(async () => {
      if (left.length === 0) return 'done';
      const marks: Writes = left.map(({ ticketId, eventId }) => ({
        Update: {
          TableName: name,
          Key: desk.event(ticketId, eventId),
          UpdateExpression: 'REMOVE chain',
          ConditionExpression: 'chain = :due',
          ExpressionAttributeValues: { ':due': 'due' },
        },
      }));
      const lines = await writer.writesFor(...left.map(({ entry }) => entry));
      const done = await transact(client, [...marks, ...lines]);
      if (done.ok) return 'done';
      const stale = new Set(done.error.refused);
      left = left.filter((_, index) => !stale.has(index));
      return 'place-taken';
    });
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

    open: async (ticket, event, outbox = []) => {
      const conversationId = ticket.conversationId;
      const fresh = ready(ticket);
      const done = await transact(client, [
        ...writesOf({ ticket: fresh, events: [event], outbox, isNew: true }),
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
      if (done.ok) return { ticket: fresh, opened: true };
      const standing = await get(ticket.ticketId);
      return { ticket: standing ?? fresh, opened: false };
    },

    save: async (ticket, events, outbox = []) => {
      const writes = writesOf({ ticket, events, outbox });
      const next = nextVersion(ticket);
      const alone = writes[0]?.Put;
      if (writes.length === 1 && alone !== undefined) {
        try {
          await client.send(new PutCommand(alone));
          return ok(next);
        } catch (error) {
          if (isConditionFailure(error)) return err({ kind: 'stale' });
          throw error;
        }
      }
      const done = await transact(client, writes);
      return done.ok ? ok(next) : err({ kind: 'stale' });
    },

    commit: async (writes, entry, extra = {}) => {
      const contact = extra.contact;
      const first = writes[0];
      const own: Writes = [
        ...writes.flatMap((write) => writesOf(write, entry !== null && audit !== undefined)),
        ...(contact === undefined || first === undefined
          ? []
          : [
              {
                Put: {
                  TableName: name,
                  Item: { ...desk.contact(first.ticket.ticketId), ...contact },
                },
              },
            ]),
      ];
      let stale = false;
      await onChain(async () => {
        const chain = entry === null || audit === undefined ? [] : await audit().writesFor(entry);
        const done = await transact(client, [...own, ...chain]);
        if (done.ok) return 'done';
        stale = done.error.refused.some((index) => index < own.length);
        return stale ? 'done' : 'place-taken';
      });
      return stale
        ? err({ kind: 'stale' })
        : ok(writes.map(({ ticket, isNew }) => (isNew ? ready(ticket) : nextVersion(ticket))));
    },

    event: async (ticketId, eventId) => {
      const found = await client.send(
        new GetCommand({
          TableName: name,
          Key: desk.event(ticketId, eventId),
          ConsistentRead: true,
        }),
      );
      return found.Item === undefined ? undefined : eventSchema.parse(found.Item);
    },

    contact: async (ticketId) => {
      const found = await client.send(
        new GetCommand({ TableName: name, Key: desk.contact(ticketId), ConsistentRead: true }),
      );
      return found.Item === undefined ? undefined : contactSchema.parse(found.Item);
    },

    list: async ({ list, from, to, newestFirst, cursor, limit }) => {
      const { pk } = desk.listed(list, 0, '');
      const first = desk.listRange(from ?? 0);
      const last = `${desk.listRange(to ?? 999_999_999_999_999)}#￿`;
      const start = placeOfCursor(cursor, first, last);
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': pk,
            ':from': first,
            ':to': last,
          },
          ScanIndexForward: newestFirst !== true,
          Limit: limit,
          ...(start === undefined ? {} : { ExclusiveStartKey: { pk, sk: start } }),
        }),
      );
      const ids = (page.Items ?? []).map(({ sk }) => String(sk).slice(String(sk).indexOf('#') + 1));
      const end = page.LastEvaluatedKey?.['sk'];
      return {
        tickets: await many(ids),
        cursor: typeof end === 'string' ? Buffer.from(end).toString('base64url') : null,
      };
    },

    countList: async (list, from) => {
      let count = 0;
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: name,
            KeyConditionExpression: 'pk = :pk AND sk >= :from',
            ExpressionAttributeValues: {
              ':pk': desk.listed(list, 0, '').pk,
              ':from': desk.listRange(from),
            },
            Select: 'COUNT',
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        );
        count += page.Count ?? 0;
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return count;
    },

    lookup: async (number) => {
      const found = await client.send(
        new GetCommand({ TableName: name, Key: desk.number(number), ConsistentRead: true }),
      );
      return found.Item === undefined ? undefined : numberSchema.parse(found.Item);
    },

    countTry: async (number, now) => {
      const first = {
        UpdateExpression: 'SET tries = :one, since = :now',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(since) OR since <= :over)',
        ExpressionAttributeValues: { ':one': 1, ':now': now, ':over': now - LOOKUP_WINDOW },
      };
      const another = {
        UpdateExpression: 'ADD tries :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':one': 1 },
      };
      const count = async (update: typeof first | typeof another): Promise<number> => {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: name,
            Key: desk.number(number),
            ReturnValues: 'UPDATED_NEW',
            ...update,
          }),
        );
        return Number(Attributes?.['tries']);
      };
      try {
        return await count(first);
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        return count(another);
      }
    },

    clearTries: async (number) => {
      await client.send(
        new UpdateCommand({
          TableName: name,
          Key: desk.number(number),
          UpdateExpression: 'SET tries = :none, since = :none',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':none': 0 },
        }),
      );
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
            Item: {
              ...eventItem(ticketId, event, AUDITED_BEFORE.has(event.kind)),
              ...traced(table),
            },
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

    waiting: async () => (await inboxPage(INBOX.waiting(''), undefined, COUNTED)).tickets.slice(),

    inHandOf: async (staffId) =>
      (await inboxPage(INBOX.mine(staffId), undefined, COUNTED)).tickets.slice(),

    armAway: async (staffId, { since, dueAt }) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...desk.away(staffId), since, ...dueKeys(dueAt, staffId) },
        }),
      );
    },

    away: async (staffId) => {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: name, Key: desk.away(staffId), ConsistentRead: true }),
      );
      return item === undefined ? undefined : { since: Number(item['since']) };
    },

    endAway: async (staffId, since) => {
      try {
        await client.send(
          new DeleteCommand({
            TableName: name,
            Key: desk.away(staffId),
            ConditionExpression: 'since = :since',
            ExpressionAttributeValues: { ':since': since },
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },

    due: async function* (now: Instant) {
      const shards = dueShards();
      // Every minute begins with another one: what time did not allow is not always the same.
      const first = Math.floor(now / MINUTE) % shards.length;
      for (const shard of [...shards.slice(first), ...shards.slice(0, first)])
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
      return found.Item === undefined ? undefined : storedOutboxSchema.parse(found.Item);
    },

    addOutbox: async (row) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: { ...outboxItem(row), ...traced(table) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    retryOutbox: async (ticketId, outboxId, deliveries, at) => {
      const due = dueKeys(at, outboxId);
      try {
        await client.send(
          new UpdateCommand({
            TableName: name,
            Key: desk.outbox(ticketId, outboxId),
            // The change of `retryAt` is what the stream consumer sees; the timer is there should it miss it.
            UpdateExpression: `SET deliveries = :log, retryAt = :at, ${Object.keys(due)
              .map((field) => `${field} = :${field}`)
              .join(', ')} REMOVE sentAt`,
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: {
              ':log': deliveries,
              ':at': at,
              ...Object.fromEntries(Object.entries(due).map(([field, to]) => [`:${field}`, to])),
            },
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    noteDeliveries: async (row, deliveries, again, at) => {
      const due = dueKeys(again, row.outboxId);
      await client.send(
        new UpdateCommand({
          TableName: name,
          Key: desk.outbox(row.ticketId, row.outboxId),
          UpdateExpression:
            again === null
              ? 'SET deliveries = :log, sentAt = if_not_exists(sentAt, :at) REMOVE duePk, dueSk'
              : 'SET deliveries = :log, duePk = :duePk, dueSk = :dueSk',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: {
            ':log': deliveries,
            ...('duePk' in due ? { ':duePk': due.duePk, ':dueSk': due.dueSk } : { ':at': at }),
          },
        }),
      );
    },

    outboxOf: async (ticketId) => {
      const items = await collect(
        queryAll(table, {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :o)',
          ExpressionAttributeValues: { ':pk': desk.ticket(ticketId).pk, ':o': 'OUT#' },
        }),
      );
      return items
        .map((item): StoredOutboxRow => storedOutboxSchema.parse(item))
        .sort((a, b) => a.at - b.at);
    },

    takeRobotTurn: async (now, perMinute) => {
      for (;;) {
        const { Item: item } = await client.send(
          new GetCommand({ TableName: name, Key: desk.robot(), ConsistentRead: true }),
        );
        const before = item === undefined ? NO_TURNS : turnsSchema.parse(item);
        // What lies ahead was written by a clock that is ahead: it counts as well.
        const recent = before.sent.filter((at) => at > now - MINUTE);
        const oldest = recent.toSorted((a, b) => a - b).at(-perMinute);
        if (oldest !== undefined) return oldest + MINUTE;
        try {
          await client.send(
            new PutCommand({
              TableName: name,
              Item: { ...desk.robot(), sent: [...recent, now], revision: before.revision + 1 },
              ConditionExpression: 'attribute_not_exists(pk) OR revision = :read',
              ExpressionAttributeValues: { ':read': before.revision },
            }),
          );
          return null;
        } catch (error) {
          if (!isConditionFailure(error)) throw error;
        }
      }
    },

    many,

    armLook: async (at) => {
      await client.send(
        new PutCommand({ TableName: name, Item: { ...desk.look(), ...dueKeys(at, 'knowledge') } }),
      );
    },
    beginLooks: async (at) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: { ...desk.look(), ...dueKeys(at, 'knowledge') },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },

    armRecount: async (job, at) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...desk.recount(), ...job, ...dueKeys(at, job.id) },
        }),
      );
    },

    recountJob: async () => {
      const found = await client.send(
        new GetCommand({ TableName: name, Key: desk.recount(), ConsistentRead: true }),
      );
      return found.Item === undefined ? undefined : recountSchema.parse(found.Item);
    },

    endRecount: async (id) => {
      try {
        await client.send(
          new DeleteCommand({
            TableName: name,
            Key: desk.recount(),
            ConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': id },
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },

    chainEvents: async (events) => {
      if (audit === undefined) return;
      for (let shard = 0; shard < AUDIT_SHARDS; shard += 1) {
        const own = [
          ...new Map(
            events
              .filter(({ ticketId }) => auditShard(ticketId) === shard)
              .map((event) => [`${event.ticketId} ${event.eventId}`, event]),
          ).values(),
        ];
        for (let i = 0; i < own.length; i += CHAINED_AT_ONCE)
          await chainSome(audit(), own.slice(i, i + CHAINED_AT_ONCE));
      }
    },
  };
};
