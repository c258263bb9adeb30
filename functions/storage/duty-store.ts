import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { DutyStore } from '#functions/ports.ts';
import { DAY, SECOND } from '#shared/kernel/clock.ts';
import { live } from './keys.ts';
import { collect, type Item, isConditionFailure, queryAll, type Table } from './table.ts';

const LIFE = 30 * DAY;

const dutySchema = z.object({
  staffId: z.string(),
  idleSince: z.int(),
  holds: z.array(z.object({ id: z.string(), at: z.int() })),
  revision: z.int(),
});

/** What the router remembers of people, on the Live table. Losing it costs the order of who was idle longest. */
export const dutyStore = (table: Table): DutyStore => {
  const { client, name } = table;
  const read = (item: Item) => dutySchema.parse(item);
  return {
    all: async () =>
      (
        await collect(
          queryAll(table, {
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': live.duty('').pk },
            ConsistentRead: true,
          }),
        )
      ).map(read),

    get: async (staffId) => {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: name, Key: live.duty(staffId), ConsistentRead: true }),
      );
      return item === undefined ? undefined : read(item);
    },

    save: async (duty) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: {
              ...live.duty(duty.staffId),
              ...duty,
              expiresAt: Math.ceil((duty.idleSince + LIFE) / SECOND),
            },
            ...(duty.revision === 1
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: 'revision = :before',
                  ExpressionAttributeValues: { ':before': duty.revision - 1 },
                }),
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
