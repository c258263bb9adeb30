import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { DueItem, TicketStore } from '#functions/ports.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { desk, dueKeys, dueShards, dueUpTo, HOUSE } from './keys.ts';
import { type Item, isConditionFailure, queryAll, type Table } from './table.ts';

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

const recountSchema = z.object({ id: z.string(), text: z.string(), cursor: z.string().nullable() });

type Timers = Pick<
  TicketStore,
  | 'armAway'
  | 'away'
  | 'endAway'
  | 'due'
  | 'armLook'
  | 'beginLooks'
  | 'armRecount'
  | 'recountJob'
  | 'endRecount'
>;

/** What the sweep finds, on the index `due`, and timers that belong to no ticket. */
export const timersOf = (table: Table): Timers => {
  const { client, name } = table;
  return {
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
  };
};
