import { computed, signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import type { SavedView } from '#shared/domain/ticket/list-query.ts';
import {
  hasWords,
  isNumeric,
  listOf,
  NO_FILTERS,
  narrowed,
  queryFor,
  type TicketFilters,
  type TicketList,
} from '../helpers/ticket-views.ts';
import type { DeskDeps } from './deps.ts';
import { readSaved, save } from './saved.ts';

/** While words hide most of what comes, so many more pages are read by themselves; then a button asks. */
const PAGES_AHEAD = 4;
const ENOUGH = 20;
/** A search for a number begins when somebody has stopped typing for so long. */
const SEARCH_AFTER = 250;

type Page = Response<'tickets'>;
type Unreadable = Page['unreadable'][number];
export type Found = Response<'searchTickets'>;
/** A line of the list: a ticket, or the number of one that cannot be read. */
export type Line =
  | { readonly kind: 'ticket'; readonly row: TicketRow }
  | { readonly kind: 'unreadable'; readonly ticketId: string; readonly number: string };

type Saved = { readonly list: TicketList; readonly filters: TicketFilters };

/** Rows with what cannot be read at its place among them. */
const linesOf = (rows: readonly TicketRow[], broken: readonly Unreadable[]): Line[] =>
  [...rows, null].flatMap((row, index): Line[] => [
    ...broken
      .filter(({ before }) => before === index)
      .map(({ ticketId, number }): Line => ({ kind: 'unreadable', ticketId, number })),
    ...(row === null ? [] : [{ kind: 'ticket', row } as const]),
  ]);

const idOf = (line: Line): string => (line.kind === 'ticket' ? line.row.ticketId : line.ticketId);

/** Later lines behind earlier ones; a ticket that has moved meanwhile is shown once, where it stands now. */
const joined = (earlier: readonly Line[], later: readonly Line[]): Line[] => {
  const fresh = new Set(later.map(idOf));
  return [...earlier.filter((line) => !fresh.has(idOf(line))), ...later];
};

/** The list of tickets: a view of the server with filters, a search, views that were saved, a selection. */
export const createTicketList = (deps: DeskDeps) => {
  const key = `nuanxin.console.tickets.${deps.staff.staffId}`;
  const ownDepartment = deps.staff.departments[0] ?? '';
  const start: TicketList = deps.staff.tier === 'department' ? 'to-accept' : 'open';
  const saved = readSaved<Partial<Saved>>(deps.storage, key, {});
  const list = signal<TicketList>(saved.list ?? start);
  const filters = signal<TicketFilters>(saved.filters ?? NO_FILTERS);
  const words = signal('');
  const found = signal<Found | null>(null);
  const all = signal<readonly Line[]>([]);
  const pages = signal(0);
  const loaded = signal(false);
  const busy = signal(false);
  const cursor = signal<string | null>(null);
  const error = signal<CallError | null>(null);
  const selected = signal<ReadonlySet<string>>(new Set());
  const views = signal<readonly SavedView[]>([]);
  /** The ticket that keys act on, before it is opened. */
  const at = signal<string | null>(null);
  let asked = 0;
  let searched = 0;
  let typing: unknown;

  const numeric = computed(() => isNumeric(words.value));
  /** What is on screen: what a search found, or the list with the words in it. */
  const lines = computed((): readonly Line[] => {
    if (numeric.value)
      return found.value === null ? [] : linesOf(found.value.rows, found.value.unreadable);
    return words.value.trim() === ''
      ? all.value
      : all.value.filter((line) => line.kind === 'ticket' && hasWords(line.row, words.value));
  });
  const shown = computed(() =>
    lines.value.flatMap((line) => (line.kind === 'ticket' ? [line.row] : [])),
  );
  const rows = computed(() =>
    all.value.flatMap((line) => (line.kind === 'ticket' ? [line.row] : [])),
  );
  const chosen = computed(() => shown.value.filter(({ ticketId }) => selected.value.has(ticketId)));

  const page = async (from: string | null): Promise<Page | null> => {
    const mine = ++asked;
    const answer = await deps.call('tickets', {
      query: {
        ...queryFor(list.peek(), filters.peek()),
        ...(from === null ? {} : { cursor: from }),
      },
    });
    if (mine !== asked) return null;
    if (!answer.ok) {
      error.value = answer.error;
      return null;
    }
    error.value = null;
    return answer.value;
  };

  const more = async (): Promise<boolean> => {
    const from = cursor.peek();
    const next = from === null ? null : await page(from);
    if (next === null) return false;
    all.value = joined(all.peek(), linesOf(next.rows, next.unreadable));
    cursor.value = next.cursor;
    pages.value += 1;
    return true;
  };

  const readAhead = async (): Promise<void> => {
    for (let i = 0; i < PAGES_AHEAD && shown.peek().length < ENOUGH; i += 1)
      if (numeric.peek() || !(await more())) return;
  };

  /** As many pages as are on screen, read anew and put there together, so that nothing jumps away under a reader. */
  const refresh = async (): Promise<void> => {
    busy.value = true;
    const wanted = Math.max(1, pages.peek());
    let next = await page(null);
    let read: Line[] = [];
    let count = 0;
    while (next !== null) {
      read = joined(read, linesOf(next.rows, next.unreadable));
      count += 1;
      if (count >= wanted || next.cursor === null) break;
      next = await page(next.cursor);
    }
    if (next !== null) {
      all.value = read;
      cursor.value = next.cursor;
      pages.value = count;
      loaded.value = true;
      await readAhead();
    }
    busy.value = false;
  };

  const anew = (): void => {
    save(deps.storage, key, { list: list.peek(), filters: filters.peek() });
    loaded.value = false;
    all.value = [];
    pages.value = 0;
    cursor.value = null;
    selected.value = new Set();
    void refresh();
  };

  const search = async (text: string): Promise<void> => {
    const mine = ++searched;
    const answer = await deps.call('searchTickets', { body: { text } });
    if (mine !== searched) return;
    if (answer.ok) found.value = answer.value;
    else error.value = answer.error;
  };

  const readViews = async (): Promise<void> => {
    const answer = await deps.call('ticketViews', {});
    if (answer.ok) views.value = answer.value.views;
  };

  return {
    list,
    filters,
    words,
    found,
    numeric,
    lines,
    rows,
    shown,
    chosen,
    loaded,
    busy,
    cursor,
    error,
    selected,
    views,
    at,
    ownDepartment,
    refresh,
    choose: (next: TicketList): void => {
      list.value = next;
      anew();
    },
    narrow: (change: Readonly<Partial<Record<keyof TicketFilters, string | null>>>): void => {
      filters.value = narrowed(filters.peek(), change);
      anew();
    },
    /** Words narrow what is on screen; digits ask for a number. */
    seek: (text: string): void => {
      words.value = text;
      found.value = null;
      searched += 1;
      if (typing !== undefined) deps.cancel(typing);
      typing = undefined;
      if (isNumeric(text)) typing = deps.after(SEARCH_AFTER, () => void search(text));
      else void readAhead();
    },
    clear: (): void => {
      filters.value = NO_FILTERS;
      words.value = '';
      found.value = null;
      anew();
    },
    more: async (): Promise<void> => {
      if (await more()) await readAhead();
    },
    readViews,
    apply: (view: SavedView): void => {
      const next = listOf(view.filters);
      list.value = next.list;
      filters.value = next.filters;
      anew();
    },
    keepView: async (name: string, shared: boolean): Promise<CallError | null> => {
      const answer = await deps.call('saveTicketView', {
        params: { viewId: deps.newClientId() },
        body: { name, shared, filters: queryFor(list.peek(), filters.peek()) },
      });
      if (!answer.ok) return answer.error;
      await readViews();
      return null;
    },
    dropView: async ({ viewId, shared }: SavedView): Promise<CallError | null> => {
      const answer = await deps.call('dropTicketView', {
        params: { viewId },
        query: { shared: shared ? 'yes' : 'no' },
      });
      if (!answer.ok) return answer.error;
      await readViews();
      return null;
    },
    toggle: (ticketId: string): void => {
      const next = new Set(selected.peek());
      if (!next.delete(ticketId)) next.add(ticketId);
      selected.value = next;
    },
    selectAll: (on: boolean): void => {
      selected.value = new Set(on ? shown.peek().map(({ ticketId }) => ticketId) : []);
    },
    /** A row as a change left it; it stays in sight until the next refresh, so that nothing jumps away. */
    replace: (row: TicketRow): void => {
      all.value = all
        .peek()
        .map((line) =>
          line.kind === 'ticket' && line.row.ticketId === row.ticketId
            ? { kind: 'ticket', row }
            : line,
        );
    },
    neighbour: (ticketId: string | null, step: 1 | -1): string | null => {
      const ids = shown.peek().map((row) => row.ticketId);
      const here = ids.indexOf(ticketId ?? '');
      if (here === -1) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
      return ids[here + step] ?? null;
    },
  };
};
