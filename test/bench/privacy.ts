import { readFileSync } from 'node:fs';
import { findPersonalData } from '#shared/domain/privacy/find.ts';
import type { PersonalDataKind, PersonalDataSpan } from '#shared/domain/privacy/personal-data.ts';
import { type BenchTable, percentile } from './table.ts';

type Row = { text: string; spans: readonly (readonly [number, number, PersonalDataKind])[] };
type Find = (text: string) => readonly PersonalDataSpan[];

const held = ['held-out', 'held-out-b']
  .map((file) =>
    readFileSync(new URL(`../corpus/privacy/${file}.jsonl`, import.meta.url), 'utf8').trim(),
  )
  .join('\n')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

/** The patterns that log scrubbers usually carry. */
const usual: readonly (readonly [PersonalDataKind, RegExp])[] = [
  ['email', /[\w.+-]+@[\w-]+\.[\w.-]+/gu],
  ['id_card', /\d{17}[\dXx]/gu],
  ['bank_card', /\d{16,19}/gu],
  ['phone', /1[3-9]\d{9}|0\d{2,3}-?\d{7,8}/gu],
  ['name', /(?<=姓名[:：]?|我叫|患者)\p{Script=Han}{2,3}/gu],
];

const byPattern: Find = (text) => {
  const spans: PersonalDataSpan[] = [];
  for (const [kind, pattern] of usual) {
    for (const { index, 0: value } of text.matchAll(pattern)) {
      const span = { start: index, end: index + value.length, kind };
      if (!spans.some((other) => other.start < span.end && span.start < other.end))
        spans.push(span);
    }
  }
  return spans;
};

function measure(name: string, find: Find) {
  let expected = 0;
  let found = 0;
  let hit = 0;
  const times: number[] = [];
  for (const { text } of held) find(text);
  for (const { text, spans } of held) {
    const begin = performance.now();
    const own = find(text);
    times.push(performance.now() - begin);
    expected += spans.length;
    found += own.length;
    hit += own.filter(({ start, end, kind }) =>
      spans.some(([from, to, label]) => {
        const shared = Math.min(end, to) - Math.max(start, from);
        return label === kind && 2 * shared >= Math.max(end - start, to - from);
      }),
    ).length;
  }
  return [name, hit / expected, hit / found, percentile(times, 0.5), percentile(times, 0.99)];
}

function curve(): BenchTable {
  const piece = '我是王建国，电话13875512340，住郴州市北湖区同心路58号3栋，微信lvdou_1987。';
  return {
    title: 'Personal data: time by length of the text',
    columns: ['characters', 'ms'],
    rows: [100, 500, 1000, 2500, 5000, 10_000].map((length) => {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      const times = Array.from({ length: 20 }, () => {
        const start = performance.now();
        findPersonalData(text);
        return performance.now() - start;
      });
      return [length, percentile(times, 0.5)];
    }),
  };
}

export function bench(): Promise<readonly BenchTable[]> {
  return Promise.resolve([
    {
      title: `Personal data in ${held.length} held-out messages`,
      columns: ['way', 'recall', 'precision', 'p50 ms', 'p99 ms'],
      rows: [measure('findPersonalData', findPersonalData), measure('usual patterns', byPattern)],
    },
    curve(),
  ]);
}
