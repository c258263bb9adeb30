/**
 * Looks for better SETTINGS by trying one change at a time on the tune categories: the likelihood of the right entry under
 * weights fitted on other categories decides. Prints the settings found. Run: nice node test/training/retrieval-search.ts
 */
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { SETTINGS } from '#shared/domain/retrieval/settings.ts';
import {
  crossLoss,
  examplesOf,
  fitWeights,
  lossOf,
  readBase,
  readQuestions,
  recall,
} from './retrieval-ranker.ts';

const base = readBase('shared/data/hospital/faq.json');
const all = readQuestions('test/corpus/retrieval/questions.jsonl');
const tuneQuestions = all.filter(({ split }) => split === 'tune');
const holdQuestions = all.filter(({ split }) => split === 'hold');
const secondBase = readBase('test/corpus/retrieval/second-base/faq.json');
const secondQuestions = readQuestions('test/corpus/retrieval/second-base/questions.jsonl');
const index = buildIndex(base);
const secondIndex = buildIndex(secondBase);

const judge = (): { loss: number; line: string } => {
  const tune = examplesOf(index, tuneQuestions, 1);
  const second = examplesOf(secondIndex, secondQuestions);
  const weights = fitWeights(tune, { steps: 160 });
  const loss = crossLoss(tune, 3) * 0.7 + lossOf(second, weights) * 0.3;
  const show = ({ r1, r3 }: { r1: number; r3: number }): string =>
    `${(r1 * 100).toFixed(1)}/${(r3 * 100).toFixed(1)}`;
  return {
    loss,
    line: `${loss.toFixed(4)} tune ${show(recall(tune, weights))} second ${show(recall(second, weights))}`,
  };
};

const settings: Record<string, number> = SETTINGS;
let best = judge();
console.log(best.line);
for (let round = 0; round < 1; round += 1)
  for (const name of Object.keys(settings))
    for (const factor of [0.7, 1.4]) {
      const before = settings[name] ?? 0;
      settings[name] = before * factor;
      const tried = judge();
      if (tried.loss < best.loss - 0.0005) {
        best = tried;
        console.log(`${name} ${settings[name]?.toFixed(3)}: ${tried.line}`);
      } else settings[name] = before;
    }
const hold = examplesOf(index, holdQuestions);
console.log('hold', recall(hold, fitWeights(examplesOf(index, tuneQuestions))));
console.log(settings);
