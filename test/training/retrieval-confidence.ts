/**
 * Trains shared/domain/retrieval/confidence.generated.ts: two logistic models, "the best entry is right" and "one of the best
 * three is". Learns from the tune categories (worn as in the ranker), the authors and half of the questions that no entry
 * answers; prints what thresholds would do on each author left out, the held-out categories, another voice and another base,
 * all but the first never fitted. Run: node test/training/retrieval-confidence.ts [--write]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIDENCE_FEATURES, confidenceFeatures } from '#shared/domain/retrieval/confidence.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { readQuery } from '#shared/domain/retrieval/query.ts';
import { rankDetailed } from '#shared/domain/retrieval/rank.ts';
import { topicsOf } from '#shared/domain/retrieval/topics.ts';
import {
  AUTHORS,
  blotted,
  corpusBase,
  corpusQuestions,
  demoBase,
  seeded,
} from './retrieval-ranker.ts';

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
  for (let step = 1; step <= 400; step += 1) {
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

const base = demoBase();
const second = corpusBase('second');
const third = corpusBase('third');
const all = corpusQuestions('questions');
const foreign = corpusQuestions('out-of-scope');
const more = corpusQuestions('second-base/out-of-scope');
const half = (list: readonly Question[], odd: number): Question[] =>
  list.filter((_, i) => i % 2 === odd);
const ofSplit = (wanted: string): Question[] => all.filter(({ split }) => split === wanted);

const own = [
  ...judge(base, ofSplit('tune'), 2),
  ...judge(base, corpusQuestions('paraphrases'), 2),
  ...judge(base, corpusQuestions('general'), 2),
  ...judge(second, corpusQuestions('second-base/questions'), 1),
  ...judge(third, corpusQuestions('third-base/questions'), 1),
  ...judge(base, half(foreign, 0), 2),
  ...judge(base, half(more, 0), 2),
  ...judge(base, corpusQuestions('out-of-scope-more'), 1),
  ...judge(second, half(more, 0), 1),
];
const authors = AUTHORS.map((author) => judge(base, corpusQuestions(`authors-${author}`), 2));

type Trust = { readonly right: Float64Array; readonly known: Float64Array };
const fitTrust = (rows: readonly Judged[]): Trust => ({
  right: fitLogistic(rows, 'right'),
  known: fitLogistic(rows, 'known'),
});
type Trusted = Judged & { readonly trustRight: number; readonly trustKnown: number };
const trusted = (rows: readonly Judged[], { right, known }: Trust): Trusted[] =>
  rows.map((row) => ({
    ...row,
    trustRight: sigmoid(dot(right, row.features)),
    trustKnown: sigmoid(dot(known, row.features)),
  }));

const share = (rows: readonly Trusted[], check: (row: Trusted) => boolean): string =>
  ((rows.filter(check).length / rows.length) * 100).toFixed(1);
const report = (name: string, rows: readonly Trusted[]): void => {
  const asked = rows.filter(({ inScope }) => inScope);
  const others = rows.filter(({ inScope }) => !inScope);
  console.log(`${name}: ${asked.length} in scope, ${others.length} not`);
  for (const answer of [0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96])
    console.log(
      `  answer ≥ ${answer}: answered ${share(asked, (r) => r.trustRight >= answer)} wrong ${share(asked, (r) => r.trustRight >= answer && r.right === 0)} out of scope answered ${share(others, (r) => r.trustRight >= answer)}`,
    );
  for (const offer of [0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    console.log(
      `  offer ≥ ${offer}: in scope deferred ${share(asked, (r) => r.trustKnown < offer)} (of them known ${share(asked, (r) => r.trustKnown < offer && r.known === 1)}) out of scope deferred ${share(others, (r) => r.trustKnown < offer)}`,
    );
};

/** Rows as asked: each stands before its worn copies. */
const COPIES = 3;
const asAsked = (rows: readonly Judged[]): Judged[] => rows.filter((_, i) => i % COPIES === 0);
report(
  'authors, each left out',
  authors.flatMap((left, i) =>
    trusted(asAsked(left), fitTrust([...own, ...authors.filter((_, k) => k !== i).flat()])),
  ),
);
const shipped = fitTrust([...own, ...authors.flat()]);
report(
  'held-out categories and the other half of the foreign questions',
  trusted(
    [
      ...judge(base, ofSplit('hold'), 0),
      ...judge(base, half(foreign, 1), 0),
      ...judge(base, half(more, 1), 0),
    ],
    shipped,
  ),
);
report('other voice', trusted(judge(base, corpusQuestions('other-voice'), 0), shipped));
report(
  'fourth base, asked what it answers and what others are asked',
  trusted(
    [
      ...judge(corpusBase('fourth'), corpusQuestions('fourth-base/questions'), 0),
      ...judge(corpusBase('fourth'), [...foreign, ...more], 0),
    ],
    shipped,
  ),
);
if (process.argv.includes('--write')) {
  const list = (weights: Float64Array): string =>
    `[${[...weights].map((value) => value.toFixed(3)).join(', ')}]`;
  writeFileSync(
    join(root, 'shared/domain/retrieval/confidence.generated.ts'),
    `// Generated by test/training/retrieval-confidence.ts. Do not edit.\n/** Logistic weights in the order of CONFIDENCE_FEATURES. */\nexport const CONFIDENCE_WEIGHTS: {\n  readonly right: readonly number[];\n  readonly known: readonly number[];\n} = {\n  right: ${list(shipped.right)},\n  known: ${list(shipped.known)},\n};\n`,
  );
}
