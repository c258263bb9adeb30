import type { InboxRow } from '#shared/contract/desk.ts';

/** The lists of the inbox. `escalated` is cut by the console out of `all`; the others are views of the API. */
export const INBOX_VIEWS = ['waiting', 'mine', 'all', 'bot', 'resolved', 'escalated'] as const;
export type InboxView = (typeof INBOX_VIEWS)[number];

/** A row and when it was learnt, counted in events, so that an answer asked for earlier cannot undo a later push. */
type HeldRow = { readonly row: InboxRow; readonly tick: number };
export type Rows = ReadonlyMap<string, HeldRow>;

const OPEN = new Set(['waiting', 'in-hand']);
const DONE = new Set(['resolved', 'closed']);

export const isDone = (row: InboxRow): boolean => DONE.has(row.status);

/** An unacknowledged emergency stands in every list of open work, whoever owns it. */
const BELONGS: Readonly<Record<InboxView, (row: InboxRow, me: string) => boolean>> = {
  waiting: (row) => row.status === 'waiting' || (row.alarm && !isDone(row)),
  mine: (row, me) => row.ownerId === me && !isDone(row),
  all: (row) => OPEN.has(row.status) || (row.alarm && !isDone(row)),
  bot: (row) => row.status === 'bot',
  resolved: isDone,
  escalated: (row) => row.escalated !== 'none' && !isDone(row),
};

/** Alarms, then urgent, then who has waited longest; those who wait for nothing come last, newest first. */
export const byLongestWait = (a: InboxRow, b: InboxRow): number =>
  Number(b.alarm) - Number(a.alarm) ||
  Number(b.urgent) - Number(a.urgent) ||
  (a.waitingSince ?? Number.POSITIVE_INFINITY) - (b.waitingSince ?? Number.POSITIVE_INFINITY) ||
  b.lastAt - a.lastAt ||
  (a.conversationId < b.conversationId ? -1 : 1);

const byNewest = (a: InboxRow, b: InboxRow): number => b.lastAt - a.lastAt;

export const rowsOf = (rows: Rows, view: InboxView, me: string): readonly InboxRow[] =>
  [...rows.values()]
    .map(({ row }) => row)
    .filter((row) => BELONGS[view](row, me))
    .sort(view === 'resolved' ? byNewest : byLongestWait);

/** A row pushed at `tick`. The log's number tells when a push was overtaken by a later one. */
export const withPushed = (rows: Rows, row: InboxRow, tick: number): Rows => {
  const held = rows.get(row.conversationId);
  if (held !== undefined && held.row.lastSeq > row.lastSeq) return rows;
  return new Map(rows).set(row.conversationId, { row, tick });
};

/** A change made here, ahead of the server's word on it. */
export const withChanged = (
  rows: Rows,
  conversationId: string,
  change: Partial<InboxRow>,
  tick: number,
): Rows => {
  const held = rows.get(conversationId);
  if (held === undefined) return rows;
  return new Map(rows).set(conversationId, { row: { ...held.row, ...change }, tick });
};

export type ReceivedPage = {
  readonly view: InboxView;
  readonly rows: readonly InboxRow[];
  /** Tick at which the page was asked for. */
  readonly asked: number;
  readonly tick: number;
  /** The page holds the whole view: what is not in it has left the view. */
  readonly whole: boolean;
};

const overtaken = (held: HeldRow | undefined, row: InboxRow, asked: number): boolean =>
  held !== undefined &&
  (held.row.lastSeq > row.lastSeq || (held.tick > asked && held.row.lastSeq === row.lastSeq));

/** A page of a view, merged with what was pushed meanwhile. */
export const withPage = (rows: Rows, page: ReceivedPage, me: string): Rows => {
  const next = new Map(rows);
  const listed = new Set(page.rows.map((row) => row.conversationId));
  if (page.whole)
    for (const [id, held] of rows) {
      const gone = !listed.has(id) && held.tick <= page.asked && BELONGS[page.view](held.row, me);
      if (gone) next.delete(id);
    }
  for (const row of page.rows)
    if (!overtaken(rows.get(row.conversationId), row, page.asked))
      next.set(row.conversationId, { row, tick: page.tick });
  return next;
};
