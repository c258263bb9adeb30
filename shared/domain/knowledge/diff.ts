import type { EntryContent } from './entry.ts';

export type DiffPart = { readonly op: 'same' | 'added' | 'removed'; readonly text: string };
export type FieldChange = {
  readonly field: keyof EntryContent;
  readonly parts: readonly DiffPart[];
};

/** Clauses are what editors change; punctuation ends one and stays with it. */
const clauses = (text: string): string[] =>
  text.match(/[^，。；、！？,.;!?\n]*[，。；、！？,.;!?\n]?/g)?.filter((c) => c !== '') ?? [];

const push = (parts: DiffPart[], op: DiffPart['op'], text: string): void => {
  const last = parts.at(-1);
  if (last?.op === op) parts[parts.length - 1] = { op, text: last.text + text };
  else parts.push({ op, text });
};

/** Lengths of the longest common subsequence of all tails: `lengths[i * (b.length + 1) + j]` for a[i…] and b[j…]. */
const tailLengths = (a: readonly string[], b: readonly string[]): Uint16Array => {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return lengths;
};

/** Clause by clause along a longest common subsequence; a 5,000-character answer has a few hundred clauses. */
export const diffText = (before: string, after: string): readonly DiffPart[] => {
  const a = clauses(before);
  const b = clauses(after);
  const lengths = tailLengths(a, b);
  const tail = (i: number, j: number): number => lengths[i * (b.length + 1) + j] ?? 0;
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      push(parts, 'same', a[i] ?? '');
      i += 1;
      j += 1;
    } else if (tail(i + 1, j) >= tail(i, j + 1)) {
      push(parts, 'removed', a[i] ?? '');
      i += 1;
    } else {
      push(parts, 'added', b[j] ?? '');
      j += 1;
    }
  }
  for (const clause of a.slice(i)) push(parts, 'removed', clause);
  for (const clause of b.slice(j)) push(parts, 'added', clause);
  return parts;
};

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value, null, 1);

/** Fields that differ between two versions, with what was added and removed. */
export const diffEntries = (before: EntryContent, after: EntryContent): readonly FieldChange[] =>
  (Object.keys(after) as (keyof EntryContent)[])
    .filter((field) => shown(before[field]) !== shown(after[field]))
    .map((field) => ({ field, parts: diffText(shown(before[field]), shown(after[field])) }));
