import type { Deps, ListedTicket } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import {
  type Facets,
  isOpen,
  passes,
  type TicketFilter,
  waitsFor,
} from '#shared/domain/ticket/facets.ts';
import type { TicketsQuery } from '#shared/domain/ticket/list-query.ts';
import { isNumberLength, numbersNear, parseTicketNumber } from '#shared/domain/ticket/number.ts';
import { phoneDigits } from '#shared/domain/ticket/phone.ts';
import type { TicketApproval } from '#shared/domain/ticket/work.ts';
import { DAY, fromBeijing } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isRestricted } from './enter.ts';
import { mayRead, rowOf, type TicketRow, type UnreadableRow } from './ticket-view.ts';
import { readableTicket, type WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

type Listed = { readonly rows: TicketRow[]; readonly unreadable: UnreadableRow[] };

const PAGE = 40;
/** Due within so long counts as due soon. */
const SOON = DAY;

type Source = {
  readonly list: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly newestFirst: boolean;
};

/** First instant of a Beijing day, and of the day after it. */
const startOf = (day: string | undefined): number | undefined =>
  day === undefined ? undefined : fromBeijing(day, 0);
const endOf = (day: string | undefined): number | undefined =>
  day === undefined ? undefined : fromBeijing(day, 0) + DAY;

/** The shortest list of open tickets, by what is due first, that holds everything asked for. */
const shortestOf = (actor: Staff, query: TicketsQuery, handler: string | undefined): string => {
  const { view, severity, state, category, department } = query;
  if (view === 'mine') return `own:${actor.staffId}`;
  if (handler !== undefined && handler !== 'nobody') return `own:${handler}`;
  if (view === 'escalated') return 'escalated';
  const [own, second] = actor.departments;
  const wanted = department ?? (view === 'department' ? own : undefined);
  if (wanted !== undefined) return `dep:${wanted}`;
  // A department's people see what is theirs: of one department that is its list.
  if (actor.tier === 'department' && own !== undefined && second === undefined) return `dep:${own}`;
  if (severity !== undefined) return `sev:${severity}`;
  if (state !== undefined) return `state:${state}`;
  return category === undefined ? 'open' : `cat:${category}`;
};

/** Lists by when a ticket was received, open and closed: for views that are sorted by that. */
const byReceipt = ({ view, topic, sort, from, to }: TicketsQuery): Source => ({
  list: view === 'consultations' ? 'consult' : topic === undefined ? 'all' : `topic:${topic}`,
  from: startOf(from),
  to: to === undefined ? undefined : (endOf(to) ?? 0) - 1,
  newestFirst: sort !== 'oldest',
});

/** Where to read: one list, bounded where the view or the days bound it. */
const sourceFor = (
  actor: Staff,
  query: TicketsQuery,
  handler: string | undefined,
  now: number,
): Source => {
  const { view, sort } = query;
  const byDue = sort === undefined || sort === 'due';
  if (view === 'closed' && byDue) return { list: 'closed', newestFirst: true };
  if (!byDue || view === 'all' || view === 'consultations') return byReceipt(query);
  const list = shortestOf(actor, query, handler);
  if (view === 'overdue') return { list, to: now - 1, newestFirst: false };
  if (view === 'due-soon') return { list, from: now, to: now + SOON, newestFirst: false };
  return { list, newestFirst: false };
};

const OPEN_VIEWS: ReadonlySet<TicketsQuery['view']> = new Set([
  'open',
  'mine',
  'department',
  'to-accept',
  'due-soon',
  'overdue',
  'escalated',
]);

/** What a view shows, whatever list it is read from. */
const inView = (actor: Staff, view: TicketsQuery['view'], row: Facets): boolean => {
  if (OPEN_VIEWS.has(view) && !isOpen(row)) return false;
  switch (view) {
    case 'mine':
      return row.handlerId === actor.staffId;
    case 'department':
      return actor.departments.some((own) => row.department === own || row.partners.includes(own));
    case 'to-accept':
      return waitsFor(row, actor.departments);
    case 'escalated':
      return row.high;
    case 'closed':
      return !isOpen(row);
    default:
      return true;
  }
};

const DUE_OF: Readonly<Partial<Record<TicketsQuery['view'], 'overdue' | 'soon'>>> = {
  overdue: 'overdue',
  'due-soon': 'soon',
};

/** Rows and what could not be read, each at its place. */
const shown = (listed: readonly ListedTicket[], actor: Actor, now: number): Listed => {
  const rows: TicketRow[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const one of listed) {
    if (one.kind === 'unreadable')
      unreadable.push({ ticketId: one.ticketId, number: one.number, before: rows.length });
    else if (mayRead(actor, one.ticket)) rows.push(rowOf(one.ticket, now));
  }
  return { rows, unreadable };
};

const maySee = (actor: Actor, row: Facets): boolean =>
  authorize(actor, 'ticket.read', {
    department: row.department,
    departments: row.partners,
    restricted: isRestricted(row),
  }) === 'allowed';

/**
 * A page of tickets: one list, narrowed by everything asked for and by what this person may see. Cost, in read units
 * (eventually consistent): half a one for every 4 KB of places looked at, about ten places, and half a one for every
 * 4 KB of the at most 40 tickets shown; a page looks at no more than 1,000 places.
 */
export const listTickets = async (
  deps: Pick<Deps, 'ticketIndex' | 'clock'>,
  actor: Actor,
  query: TicketsQuery,
): Promise<Result<Listed & { cursor: string | null }, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.list') !== 'allowed')
    return err({ kind: 'forbidden' });
  const now = deps.clock();
  const { view, from, to, restricted, cursor, sort: _sort, handler: asked, due, ...equal } = query;
  const handler = asked === 'me' ? actor.staffId : asked;
  const filter: TicketFilter = {
    ...equal,
    handler,
    due: due ?? DUE_OF[view],
    soon: SOON,
    from: startOf(from),
    before: endOf(to),
  };
  const page = await deps.ticketIndex.page({
    ...sourceFor(actor, query, handler, now),
    cursor: cursor ?? null,
    limit: PAGE,
    keep: (row) =>
      inView(actor, view, row) &&
      passes(filter, row, now) &&
      (restricted === undefined || isRestricted(row)) &&
      maySee(actor, row),
  });
  return ok({ ...shown(page.listed, actor, now), cursor: page.cursor });
};

/** Lines that a search shows. */
const FOUND = 20;
/** Tickets that are looked at for somebody who may see some of them only. */
const LOOKED_AT = 200;

type Search = Listed & {
  readonly read: 'number' | 'part' | 'phone' | 'nothing';
  readonly typo: boolean;
  readonly more: boolean;
};

/** Tickets of some numbers, those that there are. */
const ofNumbers = async (
  deps: Pick<Deps, 'tickets'>,
  numbers: readonly string[],
): Promise<ListedTicket[]> => {
  const known = await Promise.all(numbers.map((number) => deps.tickets.lookup(number)));
  const tickets = await deps.tickets.many(
    known.flatMap((found) => (found === undefined ? [] : [found.ticketId])),
  );
  return tickets.map((ticket) => ({ kind: 'ticket', ticket }));
};

const PHONE = /^(?:1[3-9]\d{9}|0\d{9,11})$/;
/** Fewer digits say nothing. */
const PART = 3;

/**
 * Finds tickets by number, whole or in part, with or without dashes, or by the phone number that was left. A whole
 * number whose check digit does not fit is answered with the tickets that were probably meant: those whose number
 * differs in one digit or in two swapped neighbours. A phone number is compared as a keyed hash; it is not stored.
 */
export const searchTickets = async (
  deps: Pick<Deps, 'tickets' | 'ticketIndex' | 'tokens' | 'clock'>,
  actor: Actor,
  { text }: { readonly text: string },
): Promise<Result<Search, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.list') !== 'allowed')
    return err({ kind: 'forbidden' });
  const now = deps.clock();
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  const answer = (
    read: Search['read'],
    listed: readonly ListedTicket[],
    typo = false,
  ): Result<Search, WorkFailure> => {
    // What somebody may not see counts for nothing: neither as a line nor as "there are more".
    const own = listed.filter((one) => one.kind === 'unreadable' || mayRead(actor, one.ticket));
    return ok({ ...shown(own.slice(0, FOUND), actor, now), read, typo, more: own.length > FOUND });
  };
  const whole = parseTicketNumber(text);
  if (whole !== undefined) {
    const found = await ofNumbers(deps, [whole]);
    if (found.length > 0) return answer('number', found);
  }
  const phone = PHONE.exec(phoneDigits(text))?.[0];
  if (phone !== undefined && !/^\d{6}-/.test(text.trim())) {
    const page = await deps.ticketIndex.page({
      list: `patient:tel.${await deps.tokens.keyed(phone)}`,
      newestFirst: true,
      cursor: null,
      limit: FOUND + 1,
      keep: (row) => maySee(actor, row),
    });
    if (page.listed.length > 0 || phone.startsWith('1')) return answer('phone', page.listed);
  }
  if (isNumberLength(digits.length) && whole === undefined)
    return answer('number', await ofNumbers(deps, numbersNear(text)), true);
  if (digits.length < PART) return answer('nothing', []);
  const enough = actor.tier === 'department' ? LOOKED_AT : FOUND + 1;
  return answer('part', await deps.ticketIndex.byDigits(digits, enough));
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
          other.case !== null &&
          other.category === ticket.category &&
          other.topic === ticket.topic &&
          mayRead(read.value.actor, other),
      )
      .map((other) => rowOf(other, now)),
    sameTopic,
    praise,
  });
};
