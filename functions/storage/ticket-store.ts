import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TicketStore, TicketWrite } from '#functions/ports.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { type AuditWriter, onChain } from './audit-store.ts';
import { inboxReads } from './inbox-reads.ts';
import { AUDIT_SHARDS, auditShard, desk } from './keys.ts';
import { outboxOfTickets } from './outbox-rows.ts';
import { type ReportUnreadable, readTickets } from './read-tickets.ts';
import { timersOf } from './sweep-timers.ts';
import {
  collect,
  type Item,
  isConditionFailure,
  queryAll,
  type Table,
  traced,
  transact,
} from './table.ts';
import {
  AUDITED_BEFORE,
  contactSchema,
  eventItem,
  eventSchema,
  listWrites,
  NOWHERE,
  outboxItem,
  ready,
  ticketFromItem,
  ticketItem,
  type Writes,
} from './ticket-items.ts';
import { ticketNumbers } from './ticket-numbers.ts';

/** Where a page of a list ended: its place, or undefined where the cursor is not one of this range. */
const placeOfCursor = (cursor: string | null, from: string, to: string): string | undefined => {
  if (cursor === null) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  return /^\d{15}#[\w-]{1,60}$/.test(place) && place >= from && place <= to ? place : undefined;
};

/** Where in its instant an event belongs: the opening first, then by the entry or the deadline that caused it. */
const placeOf = ({ kind, data }: TicketEvent): number => {
  if (kind === 'opened') return -1;
  const cause = data['seq'] ?? data['dueAt'];
  return typeof cause === 'number' ? cause : Number.MAX_SAFE_INTEGER;
};

const byTime = (a: TicketEvent, b: TicketEvent): number =>
  a.at - b.at || placeOf(a) - placeOf(b) || (a.eventId < b.eventId ? -1 : 1);

/** Events that go into the chain at once: a mark and a line each, one head; a transaction takes a hundred. */
const CHAINED_AT_ONCE = 45;

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
    ...inboxReads(table, unreadable),
    ...timersOf(table),
    ...outboxOfTickets(table),
    ...ticketNumbers(table),
    get,

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

    many,

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
