import { computed, signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { InboxPage, InboxRow } from '#shared/contract/desk.ts';
import { departmentHolder } from '#shared/domain/access/policy.ts';
import { SECOND } from '#shared/kernel/clock.ts';
import {
  type InboxView,
  isDone,
  type Rows,
  rowsOf,
  withChanged,
  withPage,
  withPushed,
} from '../helpers/inbox-rows.ts';
import type { DeskDeps } from './deps.ts';
import { readSaved, save } from './saved.ts';

type ApiView = Exclude<InboxView, 'escalated'>;
type ViewLoad = {
  readonly loaded: boolean;
  readonly cursor: string | null;
  readonly error: CallError | null;
};

const NOT_LOADED: ViewLoad = { loaded: false, cursor: null, error: null };
const SEEN_KEPT = 500;

const apiViewOf = (view: InboxView): ApiView => (view === 'escalated' ? 'all' : view);

/** The lists: rows merged from pages and pushes, one refresh at a time, filters that only hide. */
export const createInbox = (deps: DeskDeps) => {
  const me = deps.staff.staffId;
  const supervises = deps.staff.tier === 'supervisor' || deps.staff.tier === 'office';
  const seenKey = `nuanxin.console.seen.${me}`;
  const rows = signal<Rows>(new Map());
  const view = signal<InboxView>('waiting');
  const counts = signal<InboxPage['counts'] | null>(null);
  const loads = signal<Readonly<Partial<Record<ApiView, ViewLoad>>>>({});
  const query = signal('');
  const category = signal<string | null>(null);
  const seen = signal<Readonly<Record<string, number>>>(readSaved(deps.storage, seenKey, {}));
  /** What an alarm is about; only the push says it. */
  const alarmKinds = signal<ReadonlyMap<string, readonly string[]>>(new Map());
  let tick = 0;
  let timer: unknown;

  const load = computed(() => loads.value[apiViewOf(view.value)] ?? NOT_LOADED);
  const listed = computed(() => rowsOf(rows.value, view.value, me));
  const shown = computed(() => {
    const words = query.value.trim().toLowerCase();
    return listed.value.filter(
      (row) =>
        (category.value === null || row.category === category.value) &&
        (words === '' || textOf(row).includes(words)),
    );
  });
  const alarms = computed(() => [...rows.value.values()].map((h) => h.row).filter((r) => r.alarm));
  const mine = computed(() => rowsOf(rows.value, 'mine', me));
  const escalated = computed(() => rowsOf(rows.value, 'escalated', me));
  const asked = new Set([me, ...deps.staff.departments.map(departmentHolder)]);
  const isOffered = (row: InboxRow): boolean =>
    row.offer !== null && asked.has(row.offer.toAgentId);
  /** What colleagues ask this person to take over, oldest first. */
  const offers = computed(() =>
    [...rows.value.values()]
      .map(({ row }) => row)
      .filter(isOffered)
      .sort((a, b) => (a.offer?.at ?? 0) - (b.offer?.at ?? 0)),
  );
  const isUnread = (row: InboxRow): boolean =>
    row.ownerId === me && !isDone(row) && row.lastSeq > (seen.value[row.conversationId] ?? -1);
  const unread = computed(() => mine.value.filter(isUnread));

  const setLoad = (which: ApiView, change: Partial<ViewLoad>): void => {
    loads.value = { ...loads.value, [which]: { ...NOT_LOADED, ...loads.value[which], ...change } };
  };

  const takeOffers = (page: InboxPage): void => {
    for (const { row } of rows.value.values())
      if (isOffered(row) && !page.offers.some((o) => o.conversationId === row.conversationId))
        rows.value = withChanged(rows.value, row.conversationId, { offer: null }, ++tick);
    for (const row of page.offers) rows.value = withPushed(rows.value, row, ++tick);
  };

  /** Late chats come with every page, so that supervisors see them whatever list is open. */
  const takeEscalations = ({ counts: { escalated: all }, escalations }: InboxPage): void => {
    const late = new Set(escalations.map((row) => row.conversationId));
    if (all <= late.size)
      for (const row of escalated.value)
        if (!late.has(row.conversationId))
          rows.value = withChanged(rows.value, row.conversationId, { escalated: 'none' }, ++tick);
    for (const row of escalations) rows.value = withPushed(rows.value, row, ++tick);
  };

  const fetchPage = async (which: ApiView, cursor: string | null): Promise<void> => {
    const asked = ++tick;
    const answer = await deps.call('inbox', {
      query: { view: which, ...(cursor === null ? {} : { cursor }) },
    });
    if (!answer.ok) return setLoad(which, { error: answer.error });
    const page = answer.value;
    const whole = cursor === null && page.cursor === null;
    rows.value = withPage(
      rows.value,
      { view: which, rows: page.rows, asked, tick: ++tick, whole },
      me,
    );
    takeOffers(page);
    if (supervises) takeEscalations(page);
    counts.value = page.counts;
    setLoad(which, { loaded: true, cursor: page.cursor, error: null });
  };

  /** With sockets blocked an alarm shows in the counts first: then every open list is read. */
  const findAlarms = async (): Promise<void> => {
    if ((counts.value?.alarms ?? 0) <= alarms.value.length) return;
    const others = (['waiting', 'all', 'bot'] as const).filter((v) => v !== apiViewOf(view.value));
    for (const which of others) await fetchPage(which, null);
  };

  const refresh = async (): Promise<void> => {
    const which = apiViewOf(view.value);
    await fetchPage(which, null);
    if (which !== 'mine') await fetchPage('mine', null);
    await findAlarms();
  };

  /** After a burst of pushes one read brings the counts back in line. */
  const refreshSoon = (): void => {
    if (timer !== undefined) return;
    timer = deps.after(1.5 * SECOND, () => {
      timer = undefined;
      void refresh();
    });
  };

  return {
    view,
    counts,
    load,
    listed,
    shown,
    alarms,
    offers,
    mine,
    escalated,
    unread,
    query,
    category,
    isUnread,
    alarmKinds,
    alarmed: (conversationId: string, kinds: readonly string[]): void => {
      alarmKinds.value = new Map(alarmKinds.value).set(conversationId, kinds);
    },
    refresh,
    rowOf: (conversationId: string): InboxRow | null => rows.value.get(conversationId)?.row ?? null,
    choose: (next: InboxView): void => {
      view.value = next;
      void refresh();
    },
    more: async (): Promise<void> => {
      const { cursor } = load.value;
      if (cursor !== null) await fetchPage(apiViewOf(view.value), cursor);
    },
    pushed: (row: InboxRow): void => {
      rows.value = withPushed(rows.value, row, ++tick);
      refreshSoon();
    },
    change: (conversationId: string, change: Partial<InboxRow>): void => {
      rows.value = withChanged(rows.value, conversationId, change, ++tick);
    },
    markSeen: (conversationId: string, seq: number): void => {
      if ((seen.value[conversationId] ?? -1) >= seq) return;
      const kept = Object.entries({ ...seen.value, [conversationId]: seq }).slice(-SEEN_KEPT);
      seen.value = Object.fromEntries(kept);
      save(deps.storage, seenKey, seen.value);
    },
    clearFilters: (): void => {
      query.value = '';
      category.value = null;
    },
  };
};

const textOf = (row: InboxRow): string =>
  [
    row.ticketNumber,
    row.ticketNumber.replaceAll('-', ''),
    row.preview,
    row.category,
    row.department,
    row.ownerName ?? '',
  ]
    .join(' ')
    .toLowerCase();
