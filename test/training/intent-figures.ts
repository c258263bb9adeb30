import { CATEGORY_IDS } from '#shared/domain/intent/categories.ts';
import type { IntentReading } from '#shared/domain/intent/intent.ts';
import type { IntentRow } from './intent-corpus.ts';

export type Scored = { readonly row: IntentRow; readonly reading: IntentReading };

const isGrave = (severity: string | null): boolean => severity === 'S1' || severity === 'S2';
const ratio = (part: number, whole: number): number =>
  whole === 0 ? 1 : Number((part / whole).toFixed(4));

const binary = (pairs: readonly (readonly [boolean, boolean])[]) => {
  const hit = pairs.filter(([truth, said]) => truth && said).length;
  const recall = ratio(hit, pairs.filter(([truth]) => truth).length);
  const precision = ratio(hit, pairs.filter(([, said]) => said).length);
  return { recall, precision, f1: ratio(2 * recall * precision, recall + precision) };
};

/** Figures of scored rows, with the misses printed where asked. */
export const intentFigures = (scored: readonly Scored[], verbose = false) => {
  const confusion: Record<string, Record<string, number>> = {};
  for (const { row, reading } of scored) {
    const line = confusion[row.category] ?? {};
    confusion[row.category] = line;
    line[reading.category] = (line[reading.category] ?? 0) + 1;
    if (!verbose) continue;
    const short = row.text.slice(0, 90);
    if (row.category !== reading.category)
      console.log(`C ${row.category}→${reading.category} ${reading.confidence} | ${short}`);
    if (row.wantsHuman !== reading.wantsHuman)
      console.log(`W ${row.wantsHuman ? 'miss' : 'false'} | ${short}`);
    if (row.severity !== null && isGrave(row.severity) !== isGrave(reading.severity))
      console.log(`S ${row.topic} ${row.severity}→${reading.topic} ${reading.severity} | ${short}`);
  }
  const f1s = CATEGORY_IDS.filter((id) => scored.some(({ row }) => row.category === id)).map(
    (id) =>
      binary(scored.map(({ row, reading }) => [row.category === id, reading.category === id])).f1,
  );
  const complaints = scored.filter(({ row }) => row.category === '投诉' && row.topic !== null);
  const wish = binary(scored.map(({ row, reading }) => [row.wantsHuman, reading.wantsHuman]));
  // A complaint whose grade nobody set says nothing about grading.
  const graded = scored.filter(({ row }) => row.category !== '投诉' || row.severity !== null);
  const grave = binary(
    graded.map(({ row, reading }) => [isGrave(row.severity), isGrave(reading.severity)]),
  );
  return {
    n: scored.length,
    accuracy: ratio(
      scored.filter(({ row, reading }) => row.category === reading.category).length,
      scored.length,
    ),
    macroF1: ratio(
      f1s.reduce((a, b) => a + b, 0),
      f1s.length,
    ),
    wish,
    grave,
    topic: ratio(
      complaints.filter(({ row, reading }) => row.topic === reading.topic).length,
      complaints.length,
    ),
    service: ratio(
      scored.filter(
        ({ row, reading }) =>
          row.serviceClass === null || row.serviceClass === reading.serviceClass,
      ).length,
      scored.length,
    ),
    confusion: JSON.stringify(confusion),
  };
};
