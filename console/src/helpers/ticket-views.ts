import type { Query } from '#shared/contract/endpoints.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import type { SlaTimes } from './sla.ts';

/** Lists that everybody has, in the order of the tabs. */
export const TICKET_LISTS = [
  'mine',
  'open',
  'new',
  'department',
  'due-soon',
  'overdue',
  'escalated',
  'complaints',
  'closed',
] as const;
export type TicketList = (typeof TICKET_LISTS)[number];

export type TicketFilters = {
  readonly category: string | null;
  readonly severity: string | null;
  readonly state: string | null;
  readonly department: string | null;
  readonly words: string;
};
export const NO_FILTERS: TicketFilters = {
  category: null,
  severity: null,
  state: null,
  department: null,
  words: '',
};

type TicketsQuery = Pick<Query<'tickets'>, 'view' | 'value'>;

const LIST_QUERIES: Readonly<Record<Exclude<TicketList, 'department'>, TicketsQuery>> = {
  mine: { view: 'mine' },
  open: { view: 'open' },
  new: { view: 'state', value: 'new' },
  'due-soon': { view: 'due-soon' },
  overdue: { view: 'overdue' },
  escalated: { view: 'escalated' },
  complaints: { view: 'category', value: '投诉' },
  closed: { view: 'closed' },
};

const FILTER_VIEWS = ['category', 'severity', 'state', 'department'] as const;

/**
 * What to ask the server for. In the list of everything open one filter becomes the server's own view, which then has
 * all its tickets; the other filters narrow what has been loaded.
 */
export const queryFor = (
  list: TicketList,
  filters: TicketFilters,
  ownDepartment: string,
): TicketsQuery => {
  if (list === 'department') return { view: 'department', value: ownDepartment };
  if (list !== 'open') return LIST_QUERIES[list];
  for (const view of FILTER_VIEWS) {
    const value = filters[view];
    if (value !== null) return { view, value };
  }
  return LIST_QUERIES.open;
};

const textOf = (row: TicketRow): string =>
  [
    row.number,
    row.number.replaceAll('-', ''),
    row.summary,
    row.department,
    row.topic ?? '',
    row.handlerName ?? '',
  ]
    .join(' ')
    .toLowerCase();

export const matchesFilters = (row: TicketRow, filters: TicketFilters): boolean => {
  const { category, severity, state, department } = filters;
  const words = filters.words.trim().toLowerCase();
  return (
    (category === null || row.category === category) &&
    (severity === null || row.severity === severity) &&
    (state === null || row.state === state) &&
    (department === null ||
      row.department === department ||
      row.departments.includes(department)) &&
    (words === '' || textOf(row).includes(words))
  );
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
