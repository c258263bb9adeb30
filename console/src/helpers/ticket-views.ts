import type { Input, Query } from '#shared/contract/endpoints.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import type { SlaTimes } from './sla.ts';

/** Lists that everybody has, in the order of the tabs. */
export const TICKET_LISTS = [
  'mine',
  'to-accept',
  'open',
  'new',
  'department',
  'due-soon',
  'overdue',
  'escalated',
  'complaints',
  'consultations',
  'closed',
  'all',
] as const;
export type TicketList = (typeof TICKET_LISTS)[number];

/** Conditions beside the list; what is not there is not asked for. */
export type TicketFilters = Omit<NonNullable<Input<'tickets'>['query']>, 'cursor' | 'view'>;
export const NO_FILTERS: TicketFilters = {};

/** What is asked of the server: a view and everything that narrows it. */
export type TicketsQuery = TicketFilters & { readonly view: Query<'tickets'>['view'] };

/** Lists that are a view with a condition of their own; the others are views of the server. */
const FIXED = {
  new: { view: 'open', state: 'new' },
  complaints: { view: 'open', category: '投诉' },
} as const satisfies Partial<Record<TicketList, TicketsQuery>>;

const isFixed = (list: TicketList): list is keyof typeof FIXED => Object.hasOwn(FIXED, list);

/** Conditions that a list sets itself, so that no filter is offered for them. */
export const fixedBy = (list: TicketList): ReadonlySet<keyof TicketFilters> =>
  new Set(isFixed(list) ? (Object.keys(FIXED[list]) as (keyof TicketFilters)[]) : []);

/** What to ask the server for: every filter counts, in every list. */
export const queryFor = (list: TicketList, filters: TicketFilters): TicketsQuery =>
  isFixed(list) ? { ...filters, ...FIXED[list] } : { ...filters, view: list };

/** List and filters of a view that somebody saved. */
export const listOf = ({
  view,
  ...filters
}: TicketsQuery): { readonly list: TicketList; readonly filters: TicketFilters } => ({
  list: view,
  filters,
});

/** The filters after one change: `null` takes a condition away. */
export const narrowed = (
  filters: TicketFilters,
  change: Readonly<Partial<Record<keyof TicketFilters, string | null>>>,
): TicketFilters =>
  Object.fromEntries(
    Object.entries({ ...filters, ...change }).filter(
      ([, value]) => value !== null && value !== undefined && value !== '',
    ),
  ) as TicketFilters;

const textOf = (row: TicketRow): string =>
  [
    row.number,
    row.number.replaceAll('-', ''),
    row.summary,
    row.department,
    row.topic ?? '',
    row.handlerName ?? '',
    ...row.labels,
  ]
    .join(' ')
    .toLowerCase();

/** Whether a row that is on screen has these words. */
export const hasWords = (row: TicketRow, words: string): boolean =>
  textOf(row).includes(words.trim().toLowerCase());

/** Digits alone, as numbers of tickets and phones are: the server is asked, for it knows them all. */
export const isNumeric = (words: string): boolean => {
  const plain = words.normalize('NFKC').trim();
  return /^[\d\s+()-]+$/.test(plain) && plain.replace(/\D/g, '').length >= 3;
};

/** The clock of a row. Where it began is not told: the opening of the ticket stands for it, as most clocks begin there. */
export const rowTimes = (row: TicketRow): SlaTimes | null =>
  row.due === null
    ? null
    : { startedAt: row.openedAt, dueAt: row.due.at, stoppedAt: null, paused: row.due.paused };

/** A number that someone typed or pasted, an address of this console, or an id: the id of a ticket, if it is known here. */
export const ticketIdFrom = (
  text: string,
  known: readonly Pick<TicketRow, 'ticketId' | 'number'>[],
): string | null => {
  const words = text.trim();
  const id = /tkt_[0-9A-Za-z]+/.exec(words)?.[0];
  if (id !== undefined) return id;
  const digits = words.replace(/\D/g, '');
  if (digits === '') return null;
  return known.find(({ number }) => number.replace(/\D/g, '') === digits)?.ticketId ?? null;
};
