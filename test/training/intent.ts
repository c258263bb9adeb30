/**
 * Trains the models of intent from test/corpus/intent and writes shared/data/intent/model.json.
 *   node test/training/intent.ts            train on everything but held-out-*, report on the held-out files
 *   node test/training/intent.ts --folds    five folds by block of the corpus, nothing written
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadIntentModels, readIntentWith } from '#shared/domain/intent/intent.ts';
import { hashFeature } from '#shared/learn/features.ts';
import { heldOutQuestions, heldOutRows, type IntentRow, trainingRows } from './intent-corpus.ts';
import { intentFigures, type Scored } from './intent-figures.ts';
import { trainIntentModels } from './intent-models.ts';

const VERSION = 'intent-1';
const FOLDS = 5;

const score = (train: readonly IntentRow[], test: readonly IntentRow[]): readonly Scored[] => {
  const models = loadIntentModels(trainIntentModels(train, VERSION));
  return test.map((row) => ({ row, reading: readIntentWith(models, row.text) }));
};

const rows = trainingRows();
const verbose = process.argv.includes('--misses');
if (process.argv.includes('--folds')) {
  const foldOf = (row: IntentRow) => hashFeature(row.group) % FOLDS;
  const scored = Array.from({ length: FOLDS }, (_, fold) =>
    score(
      rows.filter((row) => foldOf(row) !== fold),
      rows.filter((row) => foldOf(row) === fold),
    ),
  ).flat();
  for (const source of new Set(rows.map((row) => row.source)))
    console.log(
      source,
      intentFigures(
        scored.filter(({ row }) => row.source === source),
        verbose,
      ),
    );
} else {
  const stored = trainIntentModels(rows, VERSION);
  const path = join(import.meta.dirname, '../../shared/data/intent/model.json');
  writeFileSync(path, `${JSON.stringify(stored)}\n`);
  const models = loadIntentModels(stored);
  const held = [...heldOutRows(), ...heldOutQuestions()];
  console.log(`${rows.length} rows trained, ${JSON.stringify(stored).length} bytes stored`);
  const scored = held.map((row) => ({ row, reading: readIntentWith(models, row.text) }));
  for (const source of new Set(held.map((row) => row.source)))
    console.log(
      source,
      intentFigures(
        scored.filter(({ row }) => row.source === source),
        verbose,
      ),
    );
}
