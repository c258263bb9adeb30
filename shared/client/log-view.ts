import type { ConversationState, Entry } from '#shared/domain/conversation/entry.ts';

/**
 * What a client has received of one conversation's log, from pushes, answers and pages, in any order and with
 * repeats. Sorted by number, each number once. While a number is missing, what lies after it is held back from
 * display, so that nobody ever reads a conversation in the wrong order.
 */
export type LogView = { readonly entries: readonly Entry[] };

export const EMPTY_LOG: LogView = { entries: [] };

/** Entries never change, with one exception: a personal deletion replaces the content for good. */
const newer = (held: Entry, received: Entry): Entry =>
  received.body.kind === 'erased' && held.body.kind !== 'erased' ? received : held;

/** Adds what was received. Order, repeats and batches do not matter; the same view comes back if nothing is new. */
export const mergeEntries = (view: LogView, received: readonly Entry[]): LogView => {
  const bySeq = new Map(view.entries.map((entry) => [entry.seq, entry]));
  let changed = false;
  for (const entry of received) {
    const held = bySeq.get(entry.seq);
    const kept = held === undefined ? entry : newer(held, entry);
    if (kept === held) continue;
    bySeq.set(entry.seq, kept);
    changed = true;
  }
  if (!changed) return view;
  return { entries: [...bySeq.values()].sort((a, b) => a.seq - b.seq) };
};

/** Number of the last entry before the first missing one; −1 when entry 0 is missing. Fetch `after` this. */
export const contiguousTo = (view: LogView): number => {
  // entries[i].seq === i holds up to the first gap and nowhere after it
  let low = 0;
  let high = view.entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.entries[middle]?.seq === middle) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** Highest number received, gap or not; −1 for nothing. */
export const highestSeq = (view: LogView): number => view.entries.at(-1)?.seq ?? -1;

export const hasGap = (view: LogView): boolean => contiguousTo(view) < highestSeq(view);

/** What may be shown: everything up to the first missing number. */
export const shownEntries = (view: LogView): readonly Entry[] =>
  view.entries.slice(0, contiguousTo(view) + 1);

/** The newest state known, even if entries before it are still missing. */
export const newestState = (view: LogView): ConversationState | null =>
  view.entries.at(-1)?.state ?? null;
