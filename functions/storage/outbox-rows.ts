import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { StoredOutboxRow, TicketStore } from '#functions/ports.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { desk, dueKeys } from './keys.ts';
import { collect, isConditionFailure, queryAll, type Table, traced } from './table.ts';
import { outboxItem, storedOutboxSchema } from './ticket-items.ts';

const turnsSchema = z.object({ sent: z.array(z.number()), revision: z.int() });
const NO_TURNS = { sent: [], revision: 0 };

type Outbox = Pick<
  TicketStore,
  'outboxRow' | 'addOutbox' | 'retryOutbox' | 'noteDeliveries' | 'outboxOf' | 'takeRobotTurn'
>;

/** Notices beside the tickets that they are about, and how sending them went. */
export const outboxOfTickets = (table: Table): Outbox => {
  const { client, name } = table;
  return {
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
  };
};
