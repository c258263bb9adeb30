/**
 * Trains shared/domain/retrieval/confidence.generated.ts: two logistic models, "the best entry is right" and "one of the best
 * three is". Learns from the tune categories (worn as in the ranker) and half of the questions that no entry answers;
 * prints what the thresholds of answer.ts would do on the hold categories and the other half. Run: node … [--write]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { CONFIDENCE_FEATURES, confidenceFeatures } from '#shared/domain/retrieval/confidence.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { readQuery } from '#shared/domain/retrieval/query.ts';
import { rankDetailed } from '#shared/domain/retrieval/rank.ts';
import { topicsOf } from '#shared/domain/retrieval/topics.ts';
import { blotted, readBase, readQuestions, seeded } from './retrieval-ranker.ts';

type Judged = { features: Float64Array; right: number; known: number; inScope: boolean };
type Question = { query: string; ids: readonly string[] };

const root = join(import.meta.dirname, '../..');
const DROP = 0.35;

const judge = (index: KnowledgeIndex, questions: readonly Question[], copies: number): Judged[] => {
  const random = seeded(11);
  return questions.flatMap(({ query, ids }) =>
    Array.from({ length: copies + 1 }, (_, copy) => {
      const read = readQuery(query);
      const worn = {
        ...read,
        slots: read.slots.filter(({ kind }) => kind !== 'word' || random() >= DROP),
        topics: topicsOf(blotted(read.text, random)),
      };
      const { matching, ranked } = rankDetailed(index, copy === 0 ? read : worn);
      const place = ranked.findIndex(({ document }) => ids.includes(index.article(document).id));
      return {
        features: confidenceFeatures(matching, ranked),
        right: place === 0 ? 1 : 0,
        known: place >= 0 && place < 3 ? 1 : 0,
        inScope: ids.length > 0,
      };
    }),
  );
};

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const addError = (gradient: Float64Array, { features }: Judged, error: number): void => {
  for (let k = 0; k < features.length; k += 1)
    gradient[k] = (gradient[k] ?? 0) + error * (features[k] ?? 0);
};

const fitLogistic = (rows: readonly Judged[], target: 'right' | 'known'): Float64Array => {
  const size = CONFIDENCE_FEATURES.length;
  const weights = new Float64Array(size);
  const m = new Float64Array(size);
  const v = new Float64Array(size);
  for (let step = 1; step <= 800; step += 1) {
    const gradient = new Float64Array(size);
    for (const row of rows)
      addError(gradient, row, sigmoid(dot(weights, row.features)) - row[target]);
    for (let k = 0; k < size; k += 1) {
      const g = (gradient[k] ?? 0) / rows.length + 0.001 * (weights[k] ?? 0);
      m[k] = 0.9 * (m[k] ?? 0) + 0.1 * g;
      v[k] = 0.999 * (v[k] ?? 0) + 0.001 * g * g;
      weights[k] =
        (weights[k] ?? 0) -
        (0.1 * (m[k] ?? 0)) /
          (1 - 0.9 ** step) /
          (Math.sqrt((v[k] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  return weights;
};

const base = buildIndex(readBase('shared/data/hospital/faq.json'));
const second = buildIndex(readBase('test/corpus/retrieval/second-base/faq.json'));
const third = buildIndex(readBase('test/corpus/retrieval/third-base/faq.json'));
const all = readQuestions('test/corpus/retrieval/questions.jsonl');
const foreign = readQuestions('test/corpus/retrieval/out-of-scope.jsonl');
const more = readQuestions('test/corpus/retrieval/second-base/out-of-scope.jsonl');
const half = (list: readonly Question[], odd: number): Question[] =>
  list.filter((_, i) => i % 2 === odd);

const train = [
  ...judge(
    base,
    all.filter(({ split }) => split === 'tune'),
    2,
  ),
  ...judge(base, readQuestions('test/corpus/retrieval/paraphrases.jsonl'), 2),
  ...judge(second, readQuestions('test/corpus/retrieval/second-base/questions.jsonl'), 1),
  ...judge(third, readQuestions('test/corpus/retrieval/third-base/questions.jsonl'), 1),
  ...judge(base, half(foreign, 0), 2),
  ...judge(base, half(more, 0), 2),
  ...judge(second, half(more, 0), 1),
];
const right = fitLogistic(train, 'right');
const known = fitLogistic(train, 'known');
const test = [
  ...judge(
    base,
    all.filter(({ split }) => split === 'hold'),
    0,
  ),
  ...judge(base, half(foreign, 1), 0),
  ...judge(base, half(more, 1), 0),
];
const asked = test.filter(({ inScope }) => inScope);
const others = test.filter(({ inScope }) => !inScope);
const share = (rows: readonly Judged[], check: (row: Judged) => boolean): string =>
  ((rows.filter(check).length / rows.length) * 100).toFixed(1);
for (const answer of [0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97])
  console.log(
    `answer ≥ ${answer}: answered ${share(asked, (r) => sigmoid(dot(right, r.features)) >= answer)} wrong ${share(asked, (r) => sigmoid(dot(right, r.features)) >= answer && r.right === 0)} out of scope answered ${share(others, (r) => sigmoid(dot(right, r.features)) >= answer)}`,
  );
for (const offer of [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5])
  console.log(
    `offer ≥ ${offer}: in scope deferred ${share(asked, (r) => sigmoid(dot(known, r.features)) < offer)} (of them known ${share(asked, (r) => sigmoid(dot(known, r.features)) < offer && r.known === 1)}) out of scope deferred ${share(others, (r) => sigmoid(dot(known, r.features)) < offer)}`,
  );
if (process.argv.includes('--write')) {
  const list = (weights: Float64Array): string =>
    `[${[...weights].map((value) => value.toFixed(3)).join(', ')}]`;
  writeFileSync(
    join(root, 'shared/domain/retrieval/confidence.generated.ts'),
    `// Generated by test/training/retrieval-confidence.ts. Do not edit.\n/** Logistic weights in the order of CONFIDENCE_FEATURES. */\nexport const CONFIDENCE_WEIGHTS: {\n  readonly right: readonly number[];\n  readonly known: readonly number[];\n} = {\n  right: ${list(right)},\n  known: ${list(known)},\n};\n`,
  );
}
