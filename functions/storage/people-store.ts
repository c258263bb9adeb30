import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { PeopleStore } from '#functions/ports.ts';
import { defaultCapacity } from '#shared/domain/routing/settings.ts';
import { type Instant, SECOND } from '#shared/kernel/clock.ts';
import { people } from './keys.ts';
import { collect, type Item, isConditionFailure, queryAll, type Table } from './table.ts';

const seconds = (at: Instant): number => Math.ceil(at / SECOND);

const staffSchema = z
  .object({
    staffId: z.string(),
    subject: z.string(),
    name: z.string(),
    tier: z.enum(['agent', 'supervisor', 'office', 'department', 'editor']),
    departments: z.array(z.string()),
    skills: z.array(z.string()),
    /** Rows of before there were limits have none. */
    capacity: z.int().optional(),
    ticketCapacity: z.int().optional(),
    active: z.boolean(),
  })
  .transform((row) => {
    const usual = defaultCapacity(row.tier);
    return {
      ...row,
      capacity: row.capacity ?? usual.capacity,
      ticketCapacity: row.ticketCapacity ?? usual.ticketCapacity,
    };
  });

const sessionSchema = z.object({
  sessionId: z.string(),
  subject: z.string(),
  kind: z.enum(['visitor', 'staff']),
  salt: z.string(),
  generation: z.int(),
  tokenHash: z.string(),
  rotatedAt: z.int(),
  startedAt: z.int(),
  /** Milliseconds; the TTL attribute `expiresAt` holds seconds. */
  endsAt: z.int(),
  revokedAt: z.int().nullable(),
});

/** Staff, sessions and consumed tokens, on the People table. */
export const peopleStore = (table: Table): PeopleStore => {
  const { client, name } = table;

  const get = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item;

  const staff = async (staffId: string) => {
    const item = await get(people.staff(staffId));
    return item === undefined ? undefined : staffSchema.parse(item);
  };

  const sessionItem = ({ expiresAt, ...rest }: Parameters<PeopleStore['createSession']>[0]) => ({
    ...people.session(rest.sessionId),
    ...rest,
    endsAt: expiresAt,
    expiresAt: seconds(expiresAt),
  });

  return {
    staff,

    staffBySubject: async (subject) => {
      const pointer = await get(people.subject(subject));
      const staffId = pointer?.['staffId'];
      return typeof staffId === 'string' ? staff(staffId) : undefined;
    },

    allStaff: async () => {
      const items = queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': people.staff('').pk },
      });
      return (await collect(items)).map((item) => staffSchema.parse(item));
    },

    putStaff: async (member) => {
      await client.send(
        new PutCommand({ TableName: name, Item: { ...people.staff(member.staffId), ...member } }),
      );
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...people.subject(member.subject), staffId: member.staffId },
        }),
      );
    },

    setAbilities: async (staffId, { skills, capacity, ticketCapacity }) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName: name,
            Key: people.staff(staffId),
            UpdateExpression: 'SET skills = :s, #capacity = :c, ticketCapacity = :t',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#capacity': 'capacity' },
            ExpressionAttributeValues: { ':s': skills, ':c': capacity, ':t': ticketCapacity },
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    createSession: async (session) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: sessionItem(session),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    },

    session: async (sessionId) => {
      const item = await get(people.session(sessionId));
      if (item === undefined) return undefined;
      const { endsAt, ...rest } = sessionSchema.parse(item);
      return { ...rest, expiresAt: endsAt };
    },

    rotate: async (next, fromGeneration) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: sessionItem(next),
            ConditionExpression: 'generation = :from AND revokedAt = :none',
            ExpressionAttributeValues: { ':from': fromGeneration, ':none': null },
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    revoke: async (sessionId, at) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName: name,
            Key: people.session(sessionId),
            UpdateExpression: 'SET revokedAt = :at',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':at': at },
          }),
        );
      } catch (error) {
        // A session that expired meanwhile needs no revoking.
        if (!isConditionFailure(error)) throw error;
      }
    },

    consumeOnce: async (key, expiresAt) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: { ...people.once(key), expiresAt: seconds(expiresAt) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },
  };
};
