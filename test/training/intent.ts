/**
 * Trains the models of intent from test/corpus/intent and writes shared/data/intent/model.json.
 *   node test/training/intent.ts            train on everything but held-out-*, report on the held-out files
 *   node test/training/intent.ts --folds    five folds by block of the corpus, nothing written
 *   node test/training/intent.ts --authors  every author of authors-* read by models trained on all others, nothing written
 *   … --misses                              prints what was misread
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadIntentModels, readIntentWith } from '#shared/domain/intent/intent.ts';
import { hashFeature } from '#shared/learn/features.ts';
import {
  authorFiles,
  heldOutQuestions,
  heldOutRows,
  type IntentRow,
  intentRows,
  trainingRows,
} from './intent-corpus.ts';
import { intentFigures, type Scored } from './intent-figures.ts';
import { trainIntentModels } from './intent-models.ts';

const VERSION = 'intent-2';
const FOLDS = 5;

const score = (train: readonly IntentRow[], test: readonly IntentRow[]): readonly Scored[] => {
  const models = loadIntentModels(trainIntentModels(train, VERSION));
  return test.map((row) => ({ row, reading: readIntentWith(models, row.text) }));
};

const verbose = process.argv.includes('--misses');
const print = (source: string, scored: readonly Scored[]): void =>
  console.log(
    source,
    intentFigures(
      scored.filter(({ row }) => row.source === source),
      verbose,
    ),
  );

const judgeFolds = (): void => {
  const rows = trainingRows();
  const foldOf = (row: IntentRow) => hashFeature(row.group) % FOLDS;
  const scored = Array.from({ length: FOLDS }, (_, fold) =>
    score(
      rows.filter((row) => foldOf(row) !== fold),
      rows.filter((row) => foldOf(row) === fold),
    ),
  ).flat();
  for (const source of new Set(rows.map((row) => row.source))) print(source, scored);
};

const judgeAuthors = (): void => {
  const figures = authorFiles().map((file) => {
    const author = intentRows().filter((row) => row.source === file);
    const scored = score(trainingRows(file), author);
    print(file, scored);
    return intentFigures(scored);
  });
  const mean = (of: (figure: (typeof figures)[number]) => number): string =>
    (figures.reduce((sum, figure) => sum + of(figure), 0) / figures.length).toFixed(4);
  console.log('mean', {
    accuracy: mean((f) => f.accuracy),
    macroF1: mean((f) => f.macroF1),
    wish: mean((f) => f.wish.f1),
    graveRecall: mean((f) => f.grave.recall),
    gravePrecision: mean((f) => f.grave.precision),
    topic: mean((f) => f.topic),
    service: mean((f) => f.service),
  });
};

const build = (): void => {
  const rows = trainingRows();
  const stored = trainIntentModels(rows, VERSION);
  const path = join(import.meta.dirname, '../../shared/data/intent/model.json');
  writeFileSync(path, `${JSON.stringify(stored)}\n`);
  const models = loadIntentModels(stored);
  const held = [...heldOutRows(), ...heldOutQuestions()];
  console.log(`${rows.length} rows trained, ${JSON.stringify(stored).length} bytes stored`);
  const scored = held.map((row) => ({ row, reading: readIntentWith(models, row.text) }));
  for (const source of new Set(held.map((row) => row.source))) print(source, scored);
};

if (process.argv.includes('--folds')) judgeFolds();
else if (process.argv.includes('--authors')) judgeAuthors();
else build();
