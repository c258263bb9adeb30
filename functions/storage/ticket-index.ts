import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ListedTicket, TicketIndex } from '#functions/ports.ts';
import { type Facets, facetsOf, facets as facetsSchema } from '#shared/domain/ticket/facets.ts';
import { savedView } from '#shared/domain/ticket/list-query.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { desk } from './keys.ts';
import { type ReportUnreadable, readTickets } from './read-tickets.ts';
import { collect, type Item, queryAll, type Table } from './table.ts';

/** Places that one query brings: about 400 bytes each, so some ten read units, eventually consistent. */
const SCANNED = 200;
/** What one page looks at before it asks to be asked again. */
const QUERIES = 5;

type Place = { readonly sk: string; readonly ticketId: string; readonly row: Facets | undefined };

const placeFrom = (item: Item): Place => {
  const sk = String(item['sk']);
  const read =
    typeof item['f'] === 'string'
      ? facetsSchema.safeParse(JSON.parse(item['f']))
      : { success: false as const };
  return {
    sk,
    ticketId: sk.slice(sk.indexOf('#') + 1),
    row: read.success ? read.data : undefined,
  };
};

const toCursor = (list: string, sk: string): string =>
  Buffer.from(`${list}|${sk}`).toString('base64url');

/** The place after which a page goes on. One of another list, or not one of ours, begins at the beginning. */
const fromCursor = (cursor: string | null, list: string): string | undefined => {
  if (cursor === null) return undefined;
  const read = Buffer.from(cursor, 'base64url').toString();
  const sk = read.slice(list.length + 1);
  return read.startsWith(`${list}|`) && /^\d{15}#[\w-]{1,60}$/.test(sk) ? sk : undefined;
};

/**
 * The first places that pass, and the last one that was looked at: what was read and not looked at is left to the next
 * page, which begins right behind.
 */
const narrowed = (
  places: readonly Place[],
  room: number,
  keep: (row: Facets) => boolean,
): { readonly kept: Place[]; readonly last: string | undefined; readonly left: boolean } => {
  const kept: Place[] = [];
  for (const [index, place] of places.entries()) {
    if (kept.length === room) return { kept, last: places[index - 1]?.sk, left: true };
    if (place.row === undefined || keep(place.row)) kept.push(place);
  }
  return { kept, last: places.at(-1)?.sk, left: false };
};

const LAST = `${desk.listRange(999_999_999_999_999)}#￿`;

/** Lists of tickets, narrowed; numbers by their parts; saved views. On the Desk table. */
export const ticketIndex = (table: Table, unreadable: ReportUnreadable = () => {}): TicketIndex => {
  const { client, name } = table;

  /** Tickets of some places, in their order; what cannot be read keeps its place. */
  const show = async (places: readonly Place[]): Promise<ListedTicket[]> => {
    const { tickets, unreadable: broken } = await readTickets(
      table,
      places.map(({ ticketId }) => ticketId),
      unreadable,
    );
    const found = new Map<string, Ticket>(tickets.map((ticket) => [ticket.ticketId, ticket]));
    const unread = new Map(broken.map((row) => [row.ticketId, row]));
    return places.flatMap(({ ticketId, row }): ListedTicket[] => {
      const ticket = found.get(ticketId);
      if (ticket !== undefined) return [{ kind: 'ticket', ticket }];
      const broke = unread.get(ticketId);
      return broke === undefined
        ? []
        : [{ kind: 'unreadable', ticketId, number: row?.number ?? broke.number }];
    });
  };

  /** Reads on in a list, some places at a time. */
  const placesOf = ({
    list,
    from,
    to,
    newestFirst,
  }: Pick<Parameters<TicketIndex['page']>[0], 'list' | 'from' | 'to' | 'newestFirst'>) => {
    const { pk } = desk.listed(list, 0, '');
    const first = desk.listRange(Math.max(0, from ?? 0));
    const last = to === undefined ? LAST : `${desk.listRange(Math.max(0, to))}#￿`;
    return async (after: string | undefined) => {
      // The database refuses a range that ends before it begins; it holds nothing.
      if (first > last) return { places: [], more: false };
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': pk, ':from': first, ':to': last },
          ScanIndexForward: !newestFirst,
          Limit: SCANNED,
          ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
        }),
      );
      return {
        places: (page.Items ?? []).map(placeFrom),
        more: page.LastEvaluatedKey !== undefined,
      };
    };
  };

  const idsOfDigits = async (side: 'front' | 'middle' | 'back', prefix: string, limit: number) => {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': `DIGITS#${side}`, ':prefix': prefix },
        // The newest first: whoever has a part of a number in mind means a recent one.
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return (page.Items ?? []).map(({ sk }) => String(sk).slice(String(sk).indexOf('#') + 1));
  };

  return {
    page: async ({ list, from, to, newestFirst, cursor, limit, keep }) => {
      const read = placesOf({ list, from, to, newestFirst });
      const kept: Place[] = [];
      let start = fromCursor(cursor, list);
      let more = true;
      for (let query = 0; more && query < QUERIES && kept.length < limit; query += 1) {
        const page = await read(start);
        const looked = narrowed(page.places, limit - kept.length, keep);
        kept.push(...looked.kept);
        start = looked.last ?? start;
        more = page.more || looked.left;
      }
      const listed = await show(kept);
      return {
        // Narrowed once more by what the tickets say now: a place may lag behind.
        listed: listed.filter((one) => one.kind === 'unreadable' || keep(facetsOf(one.ticket))),
        cursor: more && start !== undefined ? toCursor(list, start) : null,
      };
    },

    facets: async function* (list, from, to) {
      if (from > to) return;
      for await (const item of queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': desk.listed(list, 0, '').pk,
          ':from': desk.listRange(Math.max(0, from)),
          ':to': `${desk.listRange(Math.max(0, to))}#￿`,
        },
      })) {
        const { row } = placeFrom(item);
        if (row !== undefined) yield row;
      }
    },

    byDigits: async (digits, limit) => {
      const backward = [...digits].reverse().join('');
      const ids = await Promise.all([
        idsOfDigits('front', digits, limit),
        idsOfDigits('middle', digits, limit),
        idsOfDigits('back', backward, limit),
      ]);
      const some = [...new Set(ids.flat())].slice(0, limit);
      return show(some.map((ticketId) => ({ sk: '', ticketId, row: undefined })));
    },

    views: async (owner) => {
      const items = await collect(
        queryAll(table, {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': desk.savedView(owner, '').pk },
          ConsistentRead: true,
        }),
      );
      return items.flatMap((item) => savedView.safeParse(item).data ?? []);
    },

    saveView: async (owner, view) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...desk.savedView(owner, view.viewId), ...view },
        }),
      );
    },

    dropView: async (owner, viewId) => {
      await client.send(new DeleteCommand({ TableName: name, Key: desk.savedView(owner, viewId) }));
    },
  };
};
