import { computed, signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import {
  matchesFilters,
  NO_FILTERS,
  queryFor,
  type TicketFilters,
  type TicketList,
} from '../helpers/ticket-views.ts';
import type { DeskDeps } from './deps.ts';
import { readSaved, save } from './saved.ts';

/** While a filter hides most of what comes, so many more pages are read by themselves; then a button asks. */
const PAGES_AHEAD = 4;
const ENOUGH = 20;

type Saved = { readonly list: TicketList; readonly filters: TicketFilters };

/** The list of tickets: one view of the server at a time, filters that narrow it, a selection. */
export const createTicketList = (deps: DeskDeps) => {
  const key = `nuanxin.console.tickets.${deps.staff.staffId}`;
  const ownDepartment = deps.staff.departments[0] ?? '';
  const start: TicketList = deps.staff.tier === 'department' ? 'department' : 'open';
  const saved = readSaved<Partial<Saved>>(deps.storage, key, {});
  const list = signal<TicketList>(saved.list ?? start);
  const filters = signal<TicketFilters>({ ...NO_FILTERS, ...saved.filters, words: '' });
  const rows = signal<readonly TicketRow[]>([]);
  const loaded = signal(false);
  const busy = signal(false);
  const cursor = signal<string | null>(null);
  const error = signal<CallError | null>(null);
  const selected = signal<ReadonlySet<string>>(new Set());
  /** The ticket that keys act on, before it is opened. */
  const at = signal<string | null>(null);
  let asked = 0;

  const shown = computed(() => rows.value.filter((row) => matchesFilters(row, filters.value)));
  const chosen = computed(() => shown.value.filter(({ ticketId }) => selected.value.has(ticketId)));

  const page = async (from: string | null): Promise<boolean> => {
    const mine = ++asked;
    const answer = await deps.call('tickets', {
      query: {
        ...queryFor(list.peek(), filters.peek(), ownDepartment),
        ...(from === null ? {} : { cursor: from }),
      },
    });
    if (mine !== asked) return false;
    if (!answer.ok) {
      error.value = answer.error;
      return false;
    }
    const fresh = new Set(answer.value.rows.map(({ ticketId }) => ticketId));
    const kept = from === null ? [] : rows.peek().filter(({ ticketId }) => !fresh.has(ticketId));
    rows.value = [...kept, ...answer.value.rows];
    cursor.value = answer.value.cursor;
    loaded.value = true;
    error.value = null;
    return true;
  };

  const readAhead = async (): Promise<void> => {
    for (let i = 0; i < PAGES_AHEAD && shown.peek().length < ENOUGH; i += 1) {
      const from = cursor.peek();
      if (from === null || !(await page(from))) return;
    }
  };

  const refresh = async (): Promise<void> => {
    busy.value = true;
    if (await page(null)) await readAhead();
    busy.value = false;
  };

  const keep = (): void =>
    save(deps.storage, key, { list: list.peek(), filters: { ...filters.peek(), words: '' } });

  const anew = (): void => {
    keep();
    loaded.value = false;
    rows.value = [];
    cursor.value = null;
    selected.value = new Set();
    void refresh();
  };

  return {
    list,
    filters,
    rows,
    shown,
    chosen,
    loaded,
    busy,
    cursor,
    error,
    selected,
    at,
    ownDepartment,
    refresh,
    choose: (next: TicketList): void => {
      list.value = next;
      anew();
    },
    narrow: (change: Partial<TicketFilters>): void => {
      const before = queryFor(list.peek(), filters.peek(), ownDepartment);
      filters.value = { ...filters.peek(), ...change };
      const after = queryFor(list.peek(), filters.peek(), ownDepartment);
      if (before.view !== after.view || before.value !== after.value) anew();
      else {
        keep();
        void readAhead();
      }
    },
    clear: (): void => {
      filters.value = NO_FILTERS;
      anew();
    },
    more: async (): Promise<void> => {
      const from = cursor.peek();
      if (from !== null && (await page(from))) await readAhead();
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
      rows.value = rows.peek().map((one) => (one.ticketId === row.ticketId ? row : one));
    },
    neighbour: (ticketId: string | null, step: 1 | -1): string | null => {
      const ids = shown.peek().map((row) => row.ticketId);
      const here = ids.indexOf(ticketId ?? '');
      if (here === -1) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
      return ids[here + step] ?? null;
    },
  };
};
