import { findPersonalData } from '#shared/domain/privacy/find.ts';
import {
  type PersonalDataKind,
  type PersonalDataSpan,
  personalDataKinds,
} from '#shared/domain/privacy/personal-data.ts';
import { type Evaluation, percent, type Row, ratio } from './rows.ts';

type Counts = { expected: number; hit: number; found: number; right: number };
type Judged = {
  readonly row: Row;
  readonly text: string;
  readonly missed: readonly PersonalDataSpan[];
  readonly wrong: readonly PersonalDataSpan[];
};

/**
 * Rows `{"text","spans":[[start,end,kind]…]}`, UTF-16 offsets. A labelled span is found, and a found span is
 * right, when the two are of the same kind and overlap by at least half of the longer one.
 */
export function evaluatePii(rows: readonly Row[]): Evaluation {
  const counts = new Map<PersonalDataKind, Counts>(
    personalDataKinds.map((kind) => [kind, { expected: 0, hit: 0, found: 0, right: 0 }]),
  );
  const judged = rows.map((row) => judge(row, counts));
  const misses = judged.filter(({ missed, wrong }) => missed.length + wrong.length > 0);
  const total: Counts = { expected: 0, hit: 0, found: 0, right: 0 };
  for (const one of counts.values()) {
    for (const key of ['expected', 'hit', 'found', 'right'] as const) total[key] += one[key];
  }
  const byKind = Object.fromEntries(
    [...counts]
      .filter(([, one]) => one.expected + one.found > 0)
      .map(([kind, one]) => [kind, { n: one.expected, ...rates(one) }]),
  );
  const figures = {
    n: rows.length,
    ...rates(total),
    byKind,
    misses: misses.map(({ row, text, missed, wrong }) => ({
      line: row.line,
      text,
      missed: missed.map((span) => quote(text, span)),
      wrong: wrong.map((span) => quote(text, span)),
    })),
  };
  return { figures, lines: forPeople(rows.length, total, counts, misses) };
}

function rates({ expected, hit, found, right }: Counts) {
  return {
    precision: found === 0 ? 1 : ratio(right, found),
    recall: expected === 0 ? 1 : ratio(hit, expected),
  };
}

function judge(row: Row, counts: ReadonlyMap<PersonalDataKind, Counts>): Judged {
  const text = row.string('text');
  const expected = spansOf(row, text);
  const found = findPersonalData(text);
  const missed = expected.filter((span) => !found.some((other) => agrees(span, other)));
  const wrong = found.filter((span) => !expected.some((other) => agrees(span, other)));
  for (const [kind, count] of counts) {
    const of = (spans: readonly PersonalDataSpan[]) => spans.filter((s) => s.kind === kind).length;
    count.expected += of(expected);
    count.hit += of(expected) - of(missed);
    count.found += of(found);
    count.right += of(found) - of(wrong);
  }
  return { row, text, missed, wrong };
}

function agrees(a: PersonalDataSpan, b: PersonalDataSpan): boolean {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return a.kind === b.kind && 2 * shared >= Math.max(a.end - a.start, b.end - b.start);
}

function spansOf(row: Row, text: string): PersonalDataSpan[] {
  const raw = row.raw('spans');
  const shape = 'a list of [start, end, kind] inside the text';
  if (!Array.isArray(raw)) throw row.wrong('spans', shape);
  return raw.map((item: unknown) => {
    if (!Array.isArray(item)) throw row.wrong('spans', shape);
    const [start, end, name] = item as unknown[];
    const kind = personalDataKinds.find((known) => known === name);
    const inside =
      Number.isInteger(start) &&
      Number.isInteger(end) &&
      0 <= Number(start) &&
      Number(start) < Number(end) &&
      Number(end) <= text.length;
    if (!inside || kind === undefined) throw row.wrong('spans', shape);
    return { start: Number(start), end: Number(end), kind };
  });
}

const quote = (text: string, { start, end, kind }: PersonalDataSpan) => ({
  kind,
  value: text.slice(start, end),
});

function forPeople(
  n: number,
  total: Counts,
  counts: ReadonlyMap<PersonalDataKind, Counts>,
  misses: readonly Judged[],
): readonly string[] {
  const show = (one: Counts) =>
    `found ${one.hit} of ${one.expected} (${percent(rates(one).recall)}), ${one.found - one.right} of ${one.found} reported wrongly (precision ${percent(rates(one).precision)})`;
  return [
    `${n} messages: ${show(total)}`,
    ...[...counts].map(([kind, one]) => `  ${kind}: ${show(one)}`),
    `messages with a difference (${misses.length}):`,
    ...misses.flatMap(({ row, text, missed, wrong }) => [
      `  line ${row.line} ${text}`,
      ...missed.map((span) => `    missed ${span.kind} “${text.slice(span.start, span.end)}”`),
      ...wrong.map((span) => `    wrong ${span.kind} “${text.slice(span.start, span.end)}”`),
    ]),
  ];
}
