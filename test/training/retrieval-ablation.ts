/**
 * What each part of the engine is worth: left out, fitted anew on the tune categories, judged on the hold categories and the
 * second base. Prints the table of shared/domain/retrieval/README.md. Run: node test/training/retrieval-ablation.ts
 */
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import type { Query, Slot } from '#shared/domain/retrieval/query.ts';
import { NO_TOPICS } from '#shared/domain/retrieval/topics.ts';
import {
  examplesOf,
  fitWeights,
  lossOf,
  readBase,
  readQuestions,
  recall,
} from './retrieval-ranker.ts';

const base = buildIndex(readBase('shared/data/hospital/faq.json'));
const second = buildIndex(readBase('test/corpus/retrieval/second-base/faq.json'));
const all = readQuestions('test/corpus/retrieval/questions.jsonl');
const secondQuestions = readQuestions('test/corpus/retrieval/second-base/questions.jsonl');

const only =
  (keep: (slot: Slot) => boolean) =>
  (query: Query): Query => ({ ...query, slots: query.slots.filter(keep) });
const asWritten = (query: Query): Query => ({
  ...query,
  slots: query.slots.map((slot) => ({
    ...slot,
    word: -1,
    pattern: undefined,
  })),
});
const withoutTopics = (query: Query): Query => ({ ...query, topics: NO_TOPICS });

const VARIANTS: Readonly<Record<string, (query: Query) => Query>> = {
  everything: (query) => query,
  'without topics': withoutTopics,
  'without alternatives of words': asWritten,
  'without topics and alternatives': (query) => withoutTopics(asWritten(query)),
  'without single characters': only(({ kind }) => kind !== 'single'),
  'without words': only(({ kind }) => kind !== 'word'),
  'without pairs': only(({ kind }) => kind !== 'pair'),
  'without question types': (query) => ({ ...query, questionTypes: 0 }),
  'without axes': (query) => ({ ...query, axisValues: [] }),
  'characters and pairs only': (query) =>
    withoutTopics(
      only(({ kind }) => kind !== 'word')({
        ...query,
        questionTypes: 0,
        axisValues: [],
      }),
    ),
};

for (const [name, change] of Object.entries(VARIANTS)) {
  const tune = examplesOf(
    base,
    all.filter(({ split }) => split === 'tune'),
    1,
    change,
  );
  const hold = examplesOf(
    base,
    all.filter(({ split }) => split === 'hold'),
    0,
    change,
  );
  const other = examplesOf(second, secondQuestions, 0, change);
  const weights = fitWeights(tune, { steps: 250 });
  const show = ({ r1, r3 }: { r1: number; r3: number }): string =>
    `${(r1 * 100).toFixed(1)} / ${(r3 * 100).toFixed(1)}`;
  console.log(
    `| ${name} | ${show(recall(hold, weights))} | ${lossOf(hold, weights).toFixed(2)} | ${show(recall(other, weights))} |`,
  );
}
