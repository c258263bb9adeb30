import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TicketStore } from '#functions/ports.ts';
import { LOOKUP_WINDOW } from '#shared/domain/ticket/promise.ts';
import { desk } from './keys.ts';
import { isConditionFailure, type Table } from './table.ts';
import { numberSchema } from './ticket-items.ts';

type Numbers = Pick<TicketStore, 'nextCount' | 'lookup' | 'countTry' | 'clearTries'>;

/** Numbers of tickets: the count of the day, and what a number opens. */
export const ticketNumbers = ({ client, name }: Table): Numbers => {
  return {
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
  };
};
