import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type {
  Connection,
  Cursor,
  LiveStore,
  PresenceState,
  Side,
  Viewer,
} from '#functions/ports.ts';
import { type Bucket, fullBucket, takeToken } from '#shared/domain/routing/pace.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { ok } from '#shared/kernel/result.ts';
import { live } from './keys.ts';
import { collect, type Item, isConditionFailure, queryAll, type Table } from './table.ts';

/** API Gateway ends every socket after two hours; a row that outlives it is swept by TTL, and by the first 410. */
const CONNECTION_LIFE = 2 * HOUR + 300 * SECOND;
const PRESENCE_LIFE = 12 * HOUR;
const CURSOR_LIFE = 180 * DAY;
const PICKUP_LIFE = 2 * HOUR;
const PACE_LIFE = 10 * MINUTE;
const PICKUPS_READ = 20;
/** Messages of a minute that one process lets pass without a look-up. */
const UNCOUNTED = 5;
const COUNTED_PEOPLE = 5_000;
/** Somebody who writes in parallel everywhere: then the look-up itself decides nothing. */
const PACE_ATTEMPTS = 3;
const NOWHERE: Cursor = { delivered: -1, read: -1 };

/** TTL attributes are epoch seconds. Deletion may take days: readers compare. */
const seconds = (at: Instant): number => Math.ceil(at / SECOND);

const connectionSchema = z.object({
  connectionId: z.string(),
  subject: z.string(),
  kind: z.enum(['visitor', 'staff']),
  tier: z.enum(['agent', 'supervisor', 'office', 'department', 'editor']).nullable(),
  name: z.string(),
  departments: z.array(z.string()),
});
const subjectSchema = connectionSchema.omit({ connectionId: true });
const viewerSchema = z.object({
  connectionId: z.string(),
  staffId: z.string(),
  name: z.string(),
});
const presenceSchema = z.object({
  staffId: z.string(),
  state: z.enum(['online', 'away', 'offline']),
  at: z.int().default(0),
});
const bucketSchema = z.object({ tokens: z.number(), at: z.int() });
const pickupSchema = z.object({ since: z.int(), at: z.int() });
const cursorSchema = z.object({ delivered: z.int(), read: z.int() });

/** Sockets, presence, cursors and socket tickets, on the Live table. Losing it costs a reconnect, nothing else. */
export const liveStore = (table: Table): LiveStore => {
  const { client, name } = table;

  const put = (item: Item): Promise<unknown> =>
    client.send(new PutCommand({ TableName: name, Item: item }));
  const remove = (key: Item): Promise<unknown> =>
    client.send(new DeleteCommand({ TableName: name, Key: key }));
  const alive = (pk: string, now: Instant): Promise<Item[]> => {
    const query: Omit<QueryCommandInput, 'TableName'> = {
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'expiresAt > :now',
      ExpressionAttributeValues: { ':pk': pk, ':now': seconds(now) },
    };
    return collect(queryAll(table, query));
  };

  const presences = async (now: Instant) =>
    (await alive(live.presence('').pk, now)).map((row) => presenceSchema.parse(row));

  /** What the connection has on screen; at most one conversation. */
  const viewing = async (connectionId: string): Promise<string | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: name, Key: live.viewing(connectionId) }),
    );
    const id = item?.['conversationId'];
    return typeof id === 'string' ? id : undefined;
  };

  const leave = async (connectionId: string): Promise<string[]> => {
    const left = await viewing(connectionId);
    if (left === undefined) return [];
    await Promise.all([
      remove(live.viewer(left, connectionId)),
      remove(live.viewing(connectionId)),
    ]);
    return [left];
  };

  /** How many messages of a minute this process has seen, by visitor. */
  const seen = new Map<string, { count: number; since: Instant }>();
  const writesFast = (visitorId: string, now: Instant): boolean => {
    const known = seen.get(visitorId);
    if (known === undefined || now - known.since > MINUTE) {
      if (seen.size >= COUNTED_PEOPLE) seen.clear();
      seen.set(visitorId, { count: 1, since: now });
      return false;
    }
    known.count += 1;
    return known.count > UNCOUNTED;
  };

  const readBucket = async (visitorId: string): Promise<Bucket | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: name, Key: live.pace(visitorId), ConsistentRead: true }),
    );
    return item === undefined ? undefined : bucketSchema.parse(item);
  };

  /** False where somebody was faster. */
  const replaceBucket = async (
    visitorId: string,
    before: Bucket | undefined,
    next: Bucket,
  ): Promise<boolean> => {
    try {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...live.pace(visitorId), ...next, expiresAt: seconds(next.at + PACE_LIFE) },
          ...(before === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'tokens = :tokens AND #at = :at',
                ExpressionAttributeNames: { '#at': 'at' },
                ExpressionAttributeValues: { ':tokens': before.tokens, ':at': before.at },
              }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };

  return {
    admitMessage: async (visitorId, now) => {
      if (!writesFast(visitorId, now)) return ok(undefined);
      for (let attempt = 0; attempt < PACE_ATTEMPTS; attempt += 1) {
        const before = await readBucket(visitorId);
        const taken = takeToken(before ?? fullBucket(now), now);
        if (!taken.ok) return taken;
        if (await replaceBucket(visitorId, before, taken.value)) return ok(undefined);
      }
      return ok(undefined);
    },

    recordPickup: async (ticketId, pickup) => {
      await put({
        ...live.pickup(pickup.at, ticketId),
        ...pickup,
        expiresAt: seconds(pickup.at + PICKUP_LIFE),
      });
    },

    pickups: async (now) => {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'expiresAt > :now',
          ExpressionAttributeValues: { ':pk': live.pickup(0, '').pk, ':now': seconds(now) },
          ScanIndexForward: false,
          Limit: PICKUPS_READ,
        }),
      );
      return (page.Items ?? []).map((item) => pickupSchema.parse(item));
    },

    connect: async (connection: Connection, now) => {
      const row = { ...connection, expiresAt: seconds(now + CONNECTION_LIFE) };
      const { subject, connectionId } = connection;
      await Promise.all([
        put({ ...live.connection(subject, connectionId), ...row }),
        ...(connection.kind === 'staff'
          ? [put({ ...live.deskConnection(connectionId), ...row })]
          : []),
      ]);
    },

    disconnect: async ({ connectionId, subject }) => {
      const [left] = await Promise.all([
        leave(connectionId),
        remove(live.connection(subject, connectionId)),
        remove(live.deskConnection(connectionId)),
      ]);
      return left;
    },

    connectionsOf: async (subject, now) =>
      (await alive(live.connection(subject, '').pk, now)).map((row) => connectionSchema.parse(row)),

    desk: async (now) =>
      (await alive(live.deskConnection('').pk, now)).map((row) => connectionSchema.parse(row)),

    viewers: async (conversationId, now) =>
      (await alive(live.viewer(conversationId, '').pk, now)).map((row) => viewerSchema.parse(row)),

    view: async (viewer: Viewer, conversationId, now) => {
      const left = await leave(viewer.connectionId);
      if (conversationId === null) return left;
      const expiresAt = seconds(now + CONNECTION_LIFE);
      await Promise.all([
        put({ ...live.viewer(conversationId, viewer.connectionId), ...viewer, expiresAt }),
        put({ ...live.viewing(viewer.connectionId), conversationId, expiresAt }),
      ]);
      return [...left.filter((id) => id !== conversationId), conversationId];
    },

    setPresence: async (staffId, state, now) => {
      await put({
        ...live.presence(staffId),
        staffId,
        state,
        at: now,
        expiresAt: seconds(now + PRESENCE_LIFE),
      });
    },

    presence: async (now) => {
      const rows = await presences(now);
      return new Map<string, PresenceState>(rows.map(({ staffId, state }) => [staffId, state]));
    },

    said: async (now) =>
      new Map((await presences(now)).map(({ staffId, state, at }) => [staffId, { state, at }])),

    presenceOf: async (staffId, now) => {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: name, Key: live.presence(staffId), ConsistentRead: true }),
      );
      if (item === undefined || Number(item['expiresAt']) <= seconds(now)) return undefined;
      return presenceSchema.parse(item);
    },

    cursors: async (conversationId) => {
      const rows = await collect(
        queryAll(table, {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': live.cursor(conversationId, '').pk },
        }),
      );
      const of = (side: Side): Cursor => {
        const row = rows.find(({ sk }) => sk === side);
        return row === undefined ? NOWHERE : cursorSchema.parse(row);
      };
      return { patient: of('patient'), agent: of('agent') };
    },

    moveCursor: async (conversationId, side, cursor, now) => {
      // Who has read up to a number has received up to it.
      const next = { delivered: Math.max(cursor.delivered, cursor.read), read: cursor.read };
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: name,
            Key: live.cursor(conversationId, side),
            UpdateExpression: 'SET delivered = :d, #read = :r, expiresAt = :x',
            // Each part moves forward or stays, and one of them moves.
            ConditionExpression:
              'attribute_not_exists(pk) OR (delivered <= :d AND #read <= :r AND (delivered < :d OR #read < :r))',
            ExpressionAttributeNames: { '#read': 'read' },
            ExpressionAttributeValues: {
              ':d': next.delivered,
              ':r': next.read,
              ':x': seconds(now + CURSOR_LIFE),
            },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return cursorSchema.parse(Attributes);
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    },

    issueSocketTicket: async (hash, subject, expiresAt) => {
      await put({ ...live.socketTicket(hash), ...subject, expiresAt: seconds(expiresAt) });
    },

    consumeSocketTicket: async (hash, now) => {
      try {
        const { Attributes } = await client.send(
          new DeleteCommand({
            TableName: name,
            Key: live.socketTicket(hash),
            ConditionExpression: 'attribute_exists(pk) AND expiresAt > :now',
            ExpressionAttributeValues: { ':now': seconds(now) },
            ReturnValues: 'ALL_OLD',
          }),
        );
        return subjectSchema.parse(Attributes);
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    },
  };
};
