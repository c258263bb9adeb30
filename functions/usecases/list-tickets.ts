import type { Deps, InboxRows } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketApproval } from '#shared/domain/ticket/work.ts';
import { DAY } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { mayRead, rowOf, type TicketRow } from './ticket-view.ts';
import { readableTicket, type WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

export type ListView =
  | 'open'
  | 'mine'
  | 'department'
  | 'due-soon'
  | 'overdue'
  | 'escalated'
  | 'closed'
  | 'category'
  | 'severity'
  | 'state';

const PAGE = 40;
/** Due within so long counts as due soon. */
const SOON = DAY;
/** Pages that are read at the most to fill one: a department sees few of many. */
const READS = 5;

type Wanted = {
  readonly list: string;
  readonly from?: number;
  readonly to?: number;
  readonly newestFirst?: boolean;
};

/** The list that answers a view. A department's people see their department's list, whatever they ask for. */
const listFor = (
  actor: Staff,
  view: ListView,
  value: string | undefined,
  now: number,
): Wanted | undefined => {
  const own = actor.departments[0];
  const base =
    actor.tier === 'department' ? (own === undefined ? undefined : `dep:${own}`) : 'open';
  if (base === undefined) return undefined;
  switch (view) {
    case 'open':
      return { list: base };
    case 'mine':
      return { list: `own:${actor.staffId}` };
    case 'department': {
      const department = value ?? own;
      const foreign = actor.tier === 'department' && !actor.departments.includes(department ?? '');
      return department === undefined || foreign ? undefined : { list: `dep:${department}` };
    }
    case 'due-soon':
      return { list: base, from: now, to: now + SOON };
    case 'overdue':
      return { list: base, to: now - 1 };
    case 'escalated':
      return { list: 'escalated' };
    case 'closed':
      return { list: 'closed', newestFirst: true };
    case 'category':
      return { list: `cat:${value ?? '投诉'}` };
    case 'severity':
      return { list: `sev:${value ?? 'S1'}` };
    case 'state':
      return { list: `state:${value ?? 'new'}` };
  }
};

/** A page of tickets with a case. One query on one list; only what this person may see. */
export const listTickets = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  actor: Actor,
  query: {
    readonly view: ListView;
    readonly value?: string | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<Result<{ rows: TicketRow[]; cursor: string | null }, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.list') !== 'allowed')
    return err({ kind: 'forbidden' });
  const now = deps.clock();
  const wanted = listFor(actor, query.view, query.value, now);
  if (wanted === undefined) return ok({ rows: [], cursor: null });
  const found: Ticket[] = [];
  let cursor: string | null = query.cursor ?? null;
  for (let read = 0; read < READS; read += 1) {
    const page: InboxRows = await deps.tickets.list({ ...wanted, cursor, limit: PAGE });
    found.push(...page.tickets.filter((ticket) => mayRead(actor, ticket)));
    cursor = page.cursor;
    if (cursor === null || found.length >= PAGE / 2) break;
  }
  return ok({ rows: found.map((ticket) => rowOf(ticket, now)), cursor });
};

/** What waits for the decision of this tier. */
export const listApprovals = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  actor: Actor,
): Promise<Result<{ approvals: { row: TicketRow; approval: TicketApproval }[] }, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.decide') !== 'allowed')
    return err({ kind: 'forbidden' });
  const now = deps.clock();
  const tiers =
    actor.tier === 'office' ? (['office', 'supervisor'] as const) : (['supervisor'] as const);
  const pages = await Promise.all(
    tiers.map((tier) => deps.tickets.list({ list: `apv:${tier}`, cursor: null, limit: 100 })),
  );
  const tickets = new Map(
    pages.flatMap((page) => page.tickets).map((ticket) => [ticket.ticketId, ticket]),
  );
  return ok({
    approvals: [...tickets.values()]
      .filter((ticket) => mayRead(actor, ticket))
      .flatMap((ticket) =>
        ticket.approvals
          .filter(({ state, from }) => state === 'pending' && tiers.some((tier) => tier === from))
          .map((approval) => ({ row: rowOf(ticket, now), approval })),
      ),
  });
};

const RECURRENCE = 90 * DAY;
const YEAR = 365 * DAY;

/** The same patient with the same topic, how often the topic came up, praise for the department. */
export const findRecurrences = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  actor: Actor,
  ticketId: string,
): Promise<
  Result<{ samePatient: TicketRow[]; sameTopic: number; praise: number }, WorkFailure>
> => {
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const { ticket } = read.value;
  const now = deps.clock();
  const since = now - RECURRENCE;
  const [mine, sameTopic, praise] = await Promise.all([
    ticket.patientKey === null
      ? { tickets: [] }
      : deps.tickets.list({
          list: `patient:${ticket.patientKey}`,
          from: since,
          newestFirst: true,
          cursor: null,
          limit: 100,
        }),
    ticket.topic === null ? 0 : deps.tickets.countList(`topic:${ticket.topic}`, since),
    deps.tickets.countList(`praise:${ticket.department}`, now - YEAR),
  ]);
  return ok({
    samePatient: mine.tickets
      .filter(
        (other) =>
          other.ticketId !== ticketId &&
          other.topic === ticket.topic &&
          mayRead(read.value.actor, other),
      )
      .map((other) => rowOf(other, now)),
    sameTopic,
    praise,
  });
};
