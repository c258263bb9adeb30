import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { desk, dueKeys } from '#functions/storage/keys.ts';
import type { Table } from '#functions/storage/table.ts';
import { dynamoCall } from '#infra/local/dynamo-call.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';
import { withCase } from '#shared/domain/ticket/case-work.ts';
import { NO_WORK, type Ticket } from '#shared/domain/ticket/ticket.ts';
import { nextTimer } from '#shared/domain/ticket/timers.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';

const SCHEDULE = officeSchedule({ years: [] });

/** A complaint as it is stored, written down at an instant. */
const complaint = (openedAt: Instant): Ticket => {
  const plain: Ticket = {
    ...NO_WORK,
    ticketId: '',
    number: '',
    conversationId: null,
    visitorId: null,
    channel: 'phone',
    category: '投诉',
    serviceClass: 'E',
    topic: 'E05',
    severity: 'S3',
    urgent: false,
    status: 'resolved',
    department: '门诊部',
    routeReason: '投诉主题的归口部门',
    ownerId: null,
    ownerName: null,
    summary: '候诊太久',
    openedAt,
    updatedAt: openedAt,
    waitingSince: null,
    nextDueAt: null,
    clocks: [],
    escalated: 'none',
    alarm: null,
    followedSeq: 0,
    version: 1,
  };
  const { ticket } = withCase(SCHEDULE, plain, openedAt);
  return { ...ticket, nextDueAt: nextTimer(ticket) };
};

const numbered = (ticket: Ticket, n: number): Ticket => ({
  ...ticket,
  ticketId: `tkt_${String(n).padStart(26, '0')}`,
  number: `261124-${String(n).padStart(5, '0')}-0`,
});

/** One of them under an id of its own; its number is made from the end of the id. */
export const aComplaint = (openedAt: Instant, id: string): Ticket => ({
  ...complaint(openedAt),
  ticketId: `tkt_${id}`,
  number: `261124-${id.slice(-5)}-0`,
});

const CHUNK = 25;
const AT_ONCE = 8;

const itemOf = (ticket: Ticket) => ({
  ...desk.ticket(ticket.ticketId),
  t: 'ticket',
  ...ticket,
  ...dueKeys(ticket.nextDueAt, ticket.ticketId),
});

/** 240 working minutes to accept: after 150 of them half is over, after five none is. */
const kindsAt = (now: Instant) =>
  [complaint(now - 150 * MINUTE), complaint(now - 5 * MINUTE)] as const;

/** A value as DynamoDB's JSON has it. */
const raw = (value: unknown): object => {
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(raw) };
  if (typeof value === 'object') return { M: rawItem(value) };
  if (typeof value === 'number') return { N: String(value) };
  return typeof value === 'boolean' ? { BOOL: value } : { S: String(value) };
};
const rawItem = (item: object): Record<string, object> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, raw(value)]],
    ),
  );

/**
 * The same as `putTickets`, for tens of thousands: the item is made ready once and only its ids change, and requests go
 * straight to the engine, without a client between.
 */
export const seedTickets = async (
  { endpoint, desk: { name } }: { readonly endpoint: string; readonly desk: Table },
  counts: { readonly due: number; readonly open: number },
  now: Instant,
): Promise<void> => {
  const kinds = kindsAt(now);
  const [late, early] = kinds.map((kind) => rawItem(itemOf(numbered(kind, 0))));
  const put = (n: number): object => {
    const ready = n < counts.due ? late : early;
    const { ticketId, number, nextDueAt } = numbered(kinds[n < counts.due ? 0 : 1], n);
    const own = rawItem({
      ...desk.ticket(ticketId),
      ticketId,
      number,
      ...dueKeys(nextDueAt, ticketId),
    });
    return { PutRequest: { Item: { ...ready, ...own } } };
  };
  const total = counts.due + counts.open;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < total) {
      const from = next;
      next += CHUNK;
      const puts = Array.from({ length: Math.min(CHUNK, total - from) }, (_, i) => put(from + i));
      await dynamoCall(endpoint, 'BatchWriteItem', { RequestItems: { [name]: puts } });
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
};

/** Writes `due` tickets whose half-way rung has come at `now`, and `open` that are due later, straight into the table. */
export const putTickets = async (
  table: Table,
  counts: { readonly due: number; readonly open: number },
  now: Instant,
  first = 0,
): Promise<void> => {
  const [late, early] = kindsAt(now);
  const tickets = Array.from({ length: counts.due + counts.open }, (_, n) =>
    numbered(n < counts.due ? late : early, first + n),
  );
  const puts = tickets.map((ticket) => ({
    PutRequest: { Item: itemOf(ticket) },
  }));
  const chunks = Array.from({ length: Math.ceil(puts.length / CHUNK) }, (_, i) =>
    puts.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  for (let i = 0; i < chunks.length; i += AT_ONCE)
    await Promise.all(
      chunks
        .slice(i, i + AT_ONCE)
        .map((chunk) =>
          table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: chunk } })),
        ),
    );
};

/** The same table, counting the read units that DynamoDB says it consumed. */
export const metered = (table: Table): { table: Table; units: () => number } => {
  let units = 0;
  const add = (capacity: unknown): void => {
    for (const one of [capacity].flat())
      units += (one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0;
  };
  const send = async (command: Parameters<Table['client']['send']>[0]): Promise<unknown> => {
    const reads = /^(Query|Get|BatchGet)Command$/.test(command.constructor.name);
    if (reads) Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
    const answer = (await table.client.send(command)) as { ConsumedCapacity?: unknown };
    if (reads) add(answer.ConsumedCapacity);
    return answer;
  };
  return {
    table: { ...table, client: { send } as unknown as Table['client'] },
    units: () => units,
  };
};
