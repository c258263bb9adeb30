import { CATEGORY_IDS, type Category } from '#shared/domain/intent/categories.ts';
import { type IntentReading, readIntent } from '#shared/domain/intent/intent.ts';
import {
  type Evaluation,
  grouped,
  groupLines,
  percent,
  percentile,
  type Row,
  ratio,
} from './rows.ts';

type Judged = {
  row: Row;
  text: string;
  category: Category;
  wantsHuman: boolean | undefined;
  high: boolean | undefined;
  reading: IntentReading;
  ms: number;
};

/**
 * Rows `{"text","category","wants_human":bool,"severity":"normal"/"high"}`; high = S1 or S2, complaints only. The last
 * two fields may be absent: such rows do not count in the figures about them.
 */
export function evaluateIntent(rows: readonly Row[]): Evaluation {
  for (const row of rows.slice(0, 200)) readIntent(row.string('text'));
  const judged = rows.map(judge);
  const misses = judged.filter((item) => wrongs(item).length > 0);
  const times = judged.map((item) => item.ms);
  const groups = grouped(judged, groupFigures);
  const figures = {
    n: judged.length,
    accuracy: accuracyOf(judged),
    macroF1: macroF1(judged),
    wantsHumanF1: wishOf(judged).f1,
    severityRecall: severityOf(judged).recall,
    severityPrecision: severityOf(judged).precision,
    confusion: confusionOf(judged),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    ...groups,
    misses: misses.map(report),
  };
  return { figures, lines: forPeople(judged, misses, groups, times) };
}

function judge(row: Row): Judged {
  const text = row.string('text');
  const severity =
    row.raw('severity') === undefined || row.raw('severity') === null
      ? undefined
      : row.oneOf('severity', ['normal', 'high', 'S1', 'S2', 'S3', 'S4']);
  const start = performance.now();
  const reading = readIntent(text);
  return {
    row,
    text,
    category: row.oneOf('category', CATEGORY_IDS),
    wantsHuman: row.optionalBoolean('wants_human'),
    high: severity === undefined ? undefined : ['high', 'S1', 'S2'].includes(severity),
    reading,
    ms: performance.now() - start,
  };
}

const isHigh = (reading: IntentReading): boolean =>
  reading.category === '投诉' && (reading.severity === 'S1' || reading.severity === 'S2');

const accuracyOf = (items: readonly Judged[]): number =>
  ratio(items.filter((item) => item.category === item.reading.category).length, items.length);

type Binary = { readonly truth: boolean; readonly said: boolean };

function binary(pairs: readonly Binary[]) {
  const hits = pairs.filter((pair) => pair.truth && pair.said).length;
  const recall = ratio(hits, pairs.filter((pair) => pair.truth).length);
  const precision = ratio(hits, pairs.filter((pair) => pair.said).length);
  return { recall, precision, f1: ratio(2 * recall * precision, recall + precision) };
}

/** Mean F1 of the categories that the file or the reading knows. */
function macroF1(items: readonly Judged[]): number {
  const present = CATEGORY_IDS.filter((id) => items.some((item) => item.category === id));
  const scores = present.map(
    (id) =>
      binary(
        items.map((item) => ({ truth: item.category === id, said: item.reading.category === id })),
      ).f1,
  );
  return ratio(
    scores.reduce((sum, f1) => sum + f1, 0),
    scores.length,
  );
}

const wishOf = (items: readonly Judged[]) =>
  binary(
    items.flatMap(({ wantsHuman, reading }) =>
      wantsHuman === undefined ? [] : [{ truth: wantsHuman, said: reading.wantsHuman }],
    ),
  );

/** Over all rows that say a severity or are no complaint: a calm row read as grave costs precision. */
const severityOf = (items: readonly Judged[]) =>
  binary(
    items.flatMap(({ category, high, reading }) =>
      category === '投诉' && high === undefined
        ? []
        : [{ truth: category === '投诉' && high === true, said: isHigh(reading) }],
    ),
  );

function confusionOf(items: readonly Judged[]): Record<string, Record<string, number>> {
  return Object.fromEntries(
    CATEGORY_IDS.map((truth) => {
      const row = items.filter((item) => item.category === truth);
      return [
        truth,
        Object.fromEntries(
          CATEGORY_IDS.map((said) => [
            said,
            row.filter((item) => item.reading.category === said).length,
          ]),
        ),
      ];
    }),
  );
}

const groupFigures = (items: readonly Judged[]): Record<string, number> => ({
  n: items.length,
  accuracy: accuracyOf(items),
});

function wrongs({ category, wantsHuman, high, reading }: Judged): readonly string[] {
  const found: string[] = [];
  if (category !== reading.category) found.push(`${category} read as ${reading.category}`);
  if (wantsHuman !== undefined && wantsHuman !== reading.wantsHuman)
    found.push(wantsHuman ? 'wish for a person missed' : 'wish for a person seen wrongly');
  if (category === '投诉' && high !== undefined && high !== isHigh(reading))
    found.push(
      high
        ? `grave read as ${reading.severity ?? 'no complaint'}`
        : `calm read as ${reading.severity}`,
    );
  return found;
}

const report = (item: Judged) => ({
  line: item.row.line,
  text: item.text,
  wrong: wrongs(item),
  category: item.reading.category,
  confidence: item.reading.confidence,
  topic: item.reading.topic,
  severity: item.reading.severity,
  wantsHuman: item.reading.wantsHuman,
  why: item.reading.reasons.map((reason) => reason['zh-CN']),
});

function forPeople(
  judged: readonly Judged[],
  misses: readonly Judged[],
  groups: ReturnType<typeof grouped>,
  times: readonly number[],
): readonly string[] {
  const severity = severityOf(judged);
  return [
    `${judged.length} messages: category right ${percent(accuracyOf(judged))}, macro-F1 ${macroF1(judged).toFixed(3)}`,
    `wish for a person F1 ${wishOf(judged).f1.toFixed(3)}; grave complaints recall ${percent(severity.recall)} at precision ${percent(severity.precision)}`,
    `time per message: median ${percentile(times, 0.5).toFixed(3)} ms, p99 ${percentile(times, 0.99).toFixed(3)} ms`,
    ...Object.entries(confusionOf(judged)).map(
      ([truth, said]) =>
        `  ${truth}: ${Object.entries(said)
          .filter(([, count]) => count > 0)
          .map(([id, count]) => `${id} ${count}`)
          .join(', ')}`,
    ),
    ...groupLines(groups),
    `read wrongly (${misses.length}):`,
    ...misses.map((item) => `  line ${item.row.line} [${wrongs(item).join('; ')}] ${item.text}`),
  ];
}
