/**
 * Trains shared/domain/retrieval/ranker.generated.ts: one weight a feature, by softmax over the candidates of each question.
 * Folds leave whole categories out, so the printed figures are for categories never trained on.
 * Run: node test/training/retrieval-ranker.ts [--write]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Article, articleSchema } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { FEATURES } from '#shared/domain/retrieval/features.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { type Query, readQuery } from '#shared/domain/retrieval/query.ts';
import { rankDetailed } from '#shared/domain/retrieval/rank.ts';
import { topicsOf } from '#shared/domain/retrieval/topics.ts';

export type Example = { group: string; features: Float64Array[]; right: boolean[]; query: string };
type Question = { query: string; ids: string[]; split?: string };

const root = join(import.meta.dirname, '../..');
export const readBase = (path: string): Article[] =>
  articleSchema.array().parse(JSON.parse(readFileSync(join(root, path), 'utf8')));
export const readQuestions = (path: string): Question[] =>
  readFileSync(join(root, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question);

export const examplesOf = (
  index: KnowledgeIndex,
  questions: readonly Question[],
  copies = 0,
  change: (query: Query) => Query = (query) => query,
): Example[] => {
  const category = new Map<string, string>();
  for (let document = 0; document < index.count; document += 1)
    category.set(index.article(document).id, index.article(document).category);
  const random = seeded(7);
  const example = (read: Query, query: string, ids: readonly string[]): Example => {
    const { ranked } = rankDetailed(index, read);
    return {
      query,
      group: category.get(ids[0] ?? '') ?? '',
      features: ranked.map(({ features }) => features),
      right: ranked.map(({ document }) => ids.includes(index.article(document).id)),
    };
  };
  return questions.flatMap(({ query, ids }) => {
    const read = change(readQuery(query));
    const examples = [example(read, query, ids)];
    for (let copy = 0; copy < copies; copy += 1) {
      const slots = read.slots.filter(({ kind }) => kind !== 'word' || random() >= DROP);
      const topics =
        read.topics.topics.length === 0 ? read.topics : topicsOf(blotted(read.text, random));
      examples.push(example({ ...read, slots, topics }, query, ids));
    }
    return examples;
  });
};

/**
 * The tune questions helped to find wordings for the lexicon, so they are known too well. Copies that lose a share of their
 * words stand for questions said in words that nobody listed.
 */
const DROP = 0.4;

/** A text with one character in three gone, so that topics see wordings they do not know whole. */
export const blotted = (text: string, random: () => number): string =>
  [...text].map((char) => (random() < BLOT ? ' ' : char)).join('');
const BLOT = 0.33;

export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/** Adds (expected − wanted) features of one question to the gradient. */
const addGradient = (
  gradient: Float64Array,
  weights: Float64Array,
  { features, right }: Example,
): void => {
  const scores = features.map((f) => dot(weights, f));
  const top = Math.max(...scores);
  const exps = scores.map((score) => Math.exp(score - top));
  const total = exps.reduce((a, b) => a + b, 0);
  const good = exps.reduce((a, b, i) => a + (right[i] ? b : 0), 0);
  for (const [i, f] of features.entries()) {
    const pull = (exps[i] ?? 0) / total - (right[i] ? (exps[i] ?? 0) / good : 0);
    for (let k = 0; k < f.length; k += 1) gradient[k] = (gradient[k] ?? 0) + pull * (f[k] ?? 0);
  }
};

/** Adam on the negative log likelihood of the right candidates. */
export const fitWeights = (
  examples: readonly Example[],
  { steps = 200, rate = 0.2, l2 = 0.002 } = {},
): Float64Array => {
  const usable = examples.filter(({ right }) => right.some(Boolean) && !right.every(Boolean));
  const size = FEATURES.length;
  const weights = new Float64Array(size);
  const m = new Float64Array(size);
  const v = new Float64Array(size);
  for (let step = 1; step <= steps; step += 1) {
    const gradient = new Float64Array(size);
    for (const example of usable) addGradient(gradient, weights, example);
    for (let k = 0; k < size; k += 1) {
      const g = (gradient[k] ?? 0) / usable.length + l2 * (weights[k] ?? 0);
      m[k] = 0.9 * (m[k] ?? 0) + 0.1 * g;
      v[k] = 0.999 * (v[k] ?? 0) + 0.001 * g * g;
      weights[k] =
        (weights[k] ?? 0) -
        (rate * (m[k] ?? 0)) /
          (1 - 0.9 ** step) /
          (Math.sqrt((v[k] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  return weights;
};

export const recall = (
  examples: readonly Example[],
  weights: Float64Array,
): { r1: number; r3: number } => {
  let r1 = 0;
  let r3 = 0;
  for (const { features, right } of examples) {
    const order = features.map((f, i) => ({ s: dot(weights, f), i })).sort((a, b) => b.s - a.s);
    const place = order.findIndex(({ i }) => right[i]);
    if (place === 0) r1 += 1;
    if (place >= 0 && place < 3) r3 += 1;
  }
  return { r1: r1 / examples.length, r3: r3 / examples.length };
};

/** Recall with each group judged by weights fitted on the others. */
export const crossRecall = (
  examples: readonly Example[],
  folds = 6,
): { r1: number; r3: number } => {
  const groups = [...new Set(examples.map(({ group }) => group))].sort();
  let r1 = 0;
  let r3 = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const out = new Set(groups.filter((_, i) => i % folds === fold));
    const test = examples.filter(({ group }) => out.has(group));
    const result = recall(test, fitWeights(examples.filter(({ group }) => !out.has(group))));
    r1 += result.r1 * test.length;
    r3 += result.r3 * test.length;
  }
  return { r1: r1 / examples.length, r3: r3 / examples.length };
};

/** Mean negative log likelihood of the right candidates; a question whose entry was not even found costs log 200. */
export const lossOf = (examples: readonly Example[], weights: Float64Array): number => {
  let sum = 0;
  for (const { features, right } of examples) {
    const scores = features.map((f) => dot(weights, f));
    const top = Math.max(...scores, 0);
    const exps = scores.map((s) => Math.exp(s - top));
    const good = exps.reduce((a, b, i) => a + (right[i] ? b : 0), 0);
    sum += good === 0 ? Math.log(200) : -Math.log(good / exps.reduce((a, b) => a + b, 0));
  }
  return sum / examples.length;
};

export const crossLoss = (examples: readonly Example[], folds: number): number => {
  const groups = [...new Set(examples.map(({ group }) => group))].sort();
  let sum = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const out = new Set(groups.filter((_, i) => i % folds === fold));
    const test = examples.filter(({ group }) => out.has(group));
    sum +=
      lossOf(
        test,
        fitWeights(
          examples.filter(({ group }) => !out.has(group)),
          { steps: 160 },
        ),
      ) * test.length;
  }
  return sum / examples.length;
};

/** Categories of the demo base whose questions never fit weights or settings when the held-out categories are judged. */
export const HELD: ReadonlySet<string> = new Set([
  '住院',
  '妇产儿科',
  '药事',
  '线上服务',
  '号码查询',
]);
/** Four people who wrote in different voices without seeing corpus or code. */
export const AUTHORS = ['p', 'q', 'r', 's'] as const;

const CORPUS = 'test/corpus/retrieval';
export const corpusQuestions = (name: string): Question[] =>
  readQuestions(`${CORPUS}/${name}.jsonl`);
export const corpusBase = (name: string): KnowledgeIndex =>
  buildIndex(readBase(`${CORPUS}/${name}-base/faq.json`));
export const demoBase = (): KnowledgeIndex => buildIndex(readBase('shared/data/hospital/faq.json'));
const inScope = ({ ids }: Question): boolean => ids.length > 0;
const ofSplit =
  (wanted: string) =>
  ({ split }: Question): boolean =>
    split === wanted;

const percent = ({ r1, r3 }: { r1: number; r3: number }): string =>
  `${(r1 * 100).toFixed(1)} / ${(r3 * 100).toFixed(1)} %`;

/** Questions as asked and worn ones: the first fit nothing but judge, the second fit. */
type Material = { readonly plain: Example[]; readonly worn: Example[] };
const material = (
  index: KnowledgeIndex,
  questions: readonly Question[],
  copies: number,
): Material => {
  const worn = examplesOf(index, questions, copies);
  return { worn, plain: worn.filter((_, i) => i % (copies + 1) === 0) };
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: { write: { type: 'boolean' }, quiet: { type: 'boolean' } },
  });
  const base = demoBase();
  const second = corpusBase('second');
  const all = corpusQuestions('questions');
  const neighbours = corpusQuestions('neighbours');
  const own = [
    material(base, all.filter(ofSplit('tune')), 3),
    material(base, neighbours.filter(ofSplit('tune')), 3),
    material(base, corpusQuestions('paraphrases'), 3),
    material(
      second,
      [...corpusQuestions('second-base/questions'), ...corpusQuestions('second-base/other-voice')],
      2,
    ),
    material(base, corpusQuestions('other-voice'), 1),
    material(base, corpusQuestions('general'), 4),
  ].flatMap(({ worn }) => worn);
  const authors = AUTHORS.map((author) =>
    material(base, corpusQuestions(`authors-${author}`).filter(inScope), 2),
  );
  for (const [i, author] of AUTHORS.entries()) {
    const others = authors.filter((_, k) => k !== i).flatMap(({ worn }) => worn);
    const left = authors[i]?.plain ?? [];
    console.log(
      `author ${author} left out: ${percent(recall(left, fitWeights([...own, ...others])))}`,
    );
  }
  const rows = [...own, ...authors.flatMap(({ worn }) => worn)];
  const blind = fitWeights(rows.filter(({ group }) => !HELD.has(group)));
  const judge = (name: string, index: KnowledgeIndex, questions: readonly Question[]): void => {
    const examples = examplesOf(index, questions);
    console.log(
      `${name}: ${percent(recall(examples, blind))} loss ${lossOf(examples, blind).toFixed(3)}`,
    );
  };
  judge('held-out categories', base, all.filter(ofSplit('hold')));
  judge('neighbours, held out', base, neighbours.filter(ofSplit('hold')));
  judge('third base', corpusBase('third'), corpusQuestions('third-base/questions'));
  judge('fourth base', corpusBase('fourth'), corpusQuestions('fourth-base/questions'));
  const weights = fitWeights(rows);
  if (values.quiet !== true)
    for (const [i, name] of FEATURES.entries())
      console.log(name.padEnd(16), (weights[i] ?? 0).toFixed(3));
  if (values.write === true)
    writeFileSync(
      join(root, 'shared/domain/retrieval/ranker.generated.ts'),
      `// Generated by test/training/retrieval-ranker.ts. Do not edit.\n/** One weight a feature, in the order of FEATURES. */\nexport const RANKER_WEIGHTS: readonly number[] = [\n${FEATURES.map((name, i) => `  ${(weights[i] ?? 0).toFixed(4)}, // ${name}`).join('\n')}\n];\n`,
    );
}
