import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { InboxRows, InboxView, TicketStore } from '#functions/ports.ts';
import { type ReportUnreadable, readableTicket } from './read-tickets.ts';
import type { Item, Table } from './table.ts';

/** Rows of an inbox page, and the most that is counted. */
const PAGE = 50;
const COUNTED = 400;

type InboxQuery = { readonly pk: string; readonly prefix?: string; readonly newestFirst?: boolean };

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

const INBOX: Readonly<Record<InboxView, (staffId: string) => InboxQuery>> = {
  waiting: () => ({ pk: 'waiting' }),
  mine: (staffId) => ({ pk: 'in-hand', prefix: `${staffId}#` }),
  all: () => ({ pk: 'in-hand' }),
  bot: () => ({ pk: 'bot', newestFirst: true }),
  resolved: () => ({ pk: 'resolved', newestFirst: true }),
};

type InboxReads = Pick<TicketStore, 'inbox' | 'active' | 'waiting' | 'inHandOf'>;

/** The lists of chats, on the index `inbox`. */
export const inboxReads = ({ client, name }: Table, unreadable: ReportUnreadable): InboxReads => {
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

  return {
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
  };
};
