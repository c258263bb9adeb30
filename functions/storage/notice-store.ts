import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { BellNotice, DeliveryLine, NoticeStore, ReadMarks } from '#functions/ports.ts';
import { DAY, type Instant, SECOND } from '#shared/kernel/clock.ts';
import { desk, placeOf } from './keys.ts';
import { type Item, isConditionFailure, type Table } from './table.ts';
import { deliverySchema } from './ticket-items.ts';

/** How long a bell and the log of what was sent remember. */
const KEPT = 90 * DAY;
const goneAt = (at: Instant): number => Math.floor((at + KEPT) / SECOND);

const noticeSchema = z.object({
  noticeId: z.string(),
  bell: z.string(),
  at: z.int(),
  ticketId: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  title: z.string(),
  text: z.string(),
  restricted: z.boolean(),
});
const marksSchema = z.object({
  upTo: z.int(),
  places: z.array(z.string()),
  revision: z.int(),
});
const deliveryLineSchema = z.object({
  outboxId: z.string(),
  ticketId: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  audience: z.string(),
  title: z.string(),
  at: z.int(),
  restricted: z.boolean(),
  channels: z.array(deliverySchema),
});

const NOTHING_READ = { upTo: 0, places: [], revision: 0 };

/** Before and after everything that may stand in a feed. */
const START = '0';
const END = '~';

const newestFirst = (a: BellNotice, b: BellNotice): number =>
  placeOf(a.at, a.noticeId) < placeOf(b.at, b.noticeId) ? 1 : -1;

/** The same notice may lie in two bells of one person. */
const once = (notices: readonly BellNotice[]): BellNotice[] => [
  ...new Map(notices.map((notice) => [notice.noticeId, notice])).values(),
];

/** Bells, what people have read of them, and the log of what left the house, on the Desk table. */
export const noticeStore = (table: Table): NoticeStore => {
  const { client, name } = table;

  const feed = async (
    pk: string,
    after: string,
    before: string,
    limit: number,
  ): Promise<Item[]> => {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :before',
        ExpressionAttributeValues: { ':pk': pk, ':after': after, ':before': before },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return page.Items ?? [];
  };

  const fromBells = async (
    bells: readonly string[],
    after: string,
    before: string,
    limit: number,
  ): Promise<BellNotice[]> => {
    const pages = await Promise.all(
      bells.map((bell) => feed(desk.notice(bell, 0, '').pk, after, before, limit)),
    );
    return once(pages.flat().map((item) => noticeSchema.parse(item))).sort(newestFirst);
  };

  const readMarks = async (staffId: string) => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: name, Key: desk.noticesRead(staffId), ConsistentRead: true }),
    );
    return item === undefined ? NOTHING_READ : marksSchema.parse(item);
  };

  return {
    add: async (notice) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: {
            ...desk.notice(notice.bell, notice.at, notice.noticeId),
            ...notice,
            expiresAt: goneAt(notice.at),
          },
        }),
      );
    },

    page: async (bells, before, limit) => {
      // `before` is exclusive, BETWEEN is not: one more is read and the place itself left out.
      const found = await fromBells(bells, START, before ?? END, limit + 1);
      return found.filter(({ at, noticeId }) => placeOf(at, noticeId) !== before).slice(0, limit);
    },

    since: (bells, after, limit) => fromBells(bells, placeOf(after, END), END, limit),

    marks: async (staffId): Promise<ReadMarks> => {
      const { upTo, places } = await readMarks(staffId);
      return { upTo, places };
    },

    mark: async (staffId, change) => {
      for (;;) {
        const { revision, ...before } = await readMarks(staffId);
        const next = change(before);
        try {
          await client.send(
            new PutCommand({
              TableName: name,
              Item: { ...desk.noticesRead(staffId), ...next, revision: revision + 1 },
              ConditionExpression: 'attribute_not_exists(pk) OR revision = :read',
              ExpressionAttributeValues: { ':read': revision },
            }),
          );
          return next;
        } catch (error) {
          if (!isConditionFailure(error)) throw error;
        }
      }
    },

    logDelivery: async (line) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: {
            ...desk.delivery(line.at, line.outboxId),
            ...line,
            expiresAt: goneAt(line.at),
          },
        }),
      );
    },

    deliveries: async (before, limit) => {
      const items = await feed(desk.delivery(0, '').pk, START, before ?? END, limit + 1);
      const lines = items
        .map((item): DeliveryLine => deliveryLineSchema.parse(item))
        .filter(({ at, outboxId }) => placeOf(at, outboxId) !== before)
        .slice(0, limit);
      const last = lines.at(-1);
      return {
        lines,
        next: lines.length < limit || last === undefined ? null : placeOf(last.at, last.outboxId),
      };
    },
  };
};
