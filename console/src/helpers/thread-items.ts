import type { TimelineEvent } from '#shared/contract/desk.ts';
import type { Entry, EntryAuthor } from '#shared/domain/conversation/entry.ts';
import { beijingDate, MINUTE } from '#shared/kernel/clock.ts';

export type ThreadItem =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'note'; readonly key: string; readonly note: TimelineEvent }
  | { readonly type: 'event'; readonly key: string; readonly entry: Entry }
  | {
      readonly type: 'messages';
      readonly key: string;
      readonly by: EntryAuthor;
      readonly entries: readonly Entry[];
    };

const sameSpeaker = (a: Entry, b: Entry): boolean =>
  a.by.kind === b.by.kind && a.by.id === b.by.id && b.at - a.at < MINUTE;

const isMessage = (entry: Entry): boolean =>
  entry.body.kind === 'message' || entry.body.kind === 'erased';

type Line =
  | { readonly at: number; readonly entry: Entry }
  | { readonly at: number; readonly note: TimelineEvent };

/** Notes stand where they were written: before the first entry that is younger. The log's own order is never touched. */
const interleaved = (
  entries: readonly Entry[],
  notes: readonly TimelineEvent[],
): readonly Line[] => {
  const waiting = notes.toSorted((a, b) => a.at - b.at);
  const lines: Line[] = [];
  for (const entry of entries) {
    while (waiting[0] !== undefined && waiting[0].at < entry.at) {
      const [note] = waiting.splice(0, 1);
      if (note) lines.push({ at: note.at, note });
    }
    lines.push({ at: entry.at, entry });
  }
  return [...lines, ...waiting.map((note) => ({ at: note.at, note }))];
};

const itemOf = (entry: Entry): ThreadItem =>
  isMessage(entry)
    ? { type: 'messages', key: `m${entry.seq}`, by: entry.by, entries: [entry] }
    : { type: 'event', key: `e${entry.seq}`, entry };

/** Day separators, system lines, staff notes, and one sender's messages within a minute as one group. */
export const threadItems = (
  entries: readonly Entry[],
  notes: readonly TimelineEvent[] = [],
): readonly ThreadItem[] => {
  const items: ThreadItem[] = [];
  let day = '';
  for (const line of interleaved(entries, notes)) {
    const today = beijingDate(line.at);
    if (today !== day) items.push({ type: 'day', key: `day-${items.length}`, at: line.at });
    day = today;
    const last = items.at(-1);
    const previous = last?.type === 'messages' ? last.entries.at(-1) : undefined;
    if ('note' in line) items.push({ type: 'note', key: line.note.eventId, note: line.note });
    else if (
      last?.type === 'messages' &&
      previous &&
      isMessage(line.entry) &&
      sameSpeaker(previous, line.entry)
    )
      items[items.length - 1] = { ...last, entries: [...last.entries, line.entry] };
    else items.push(itemOf(line.entry));
  }
  return items;
};
