import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { type Ticket, ticket as ticketSchema } from '#shared/domain/ticket/ticket.ts';
import { desk } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A row that is there and says something that nobody understands. */
export type Unreadable = { readonly ticketId: string; readonly number: string };
/** Tells whoever counts: an unreadable row is a defect, but it must not take a whole list with it. */
export type ReportUnreadable = (row: Unreadable) => void;

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The ticket of a row, or undefined where the row cannot be read, which is reported. */
export const readableTicket = (item: Item, report: ReportUnreadable): Ticket | undefined => {
  const read = ticketSchema.safeParse(item);
  if (read.success) return read.data;
  report({ ticketId: wordOf(item['ticketId']), number: wordOf(item['number']) });
  return undefined;
};

/** The most that one BatchGetItem reads. */
const BATCH = 100;

/** Several tickets, in the order asked for; those that are gone are left out, those that cannot be read are named. */
export const readTickets = async (
  { client, name }: Table,
  ids: readonly string[],
  report: ReportUnreadable,
): Promise<{ readonly tickets: Ticket[]; readonly unreadable: Unreadable[] }> => {
  const found = new Map<string, Ticket>();
  const unreadable: Unreadable[] = [];
  let keys: Item[] = [...new Set(ids)].map((id) => desk.ticket(id));
  for (let round = 0; keys.length > 0 && round < 8; round += 1) {
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: keys.slice(0, BATCH) } } }),
    );
    for (const item of answer.Responses?.[name] ?? []) {
      const ticket = readableTicket(item, (row) => {
        // The key says whose row it is, whatever became of the rest.
        const named = { ...row, ticketId: wordOf(item['pk']).slice('TKT#'.length) };
        unreadable.push(named);
        report(named);
      });
      if (ticket !== undefined) found.set(ticket.ticketId, ticket);
    }
    keys = [...(answer.UnprocessedKeys?.[name]?.Keys ?? []), ...keys.slice(BATCH)];
  }
  return { tickets: ids.flatMap((id) => found.get(id) ?? []), unreadable };
};
