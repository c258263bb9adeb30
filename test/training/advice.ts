/**
 * Trains the models of the advice guard from test/corpus/advice and writes shared/data/advice/{requests,statements}.json.
 *   node test/training/advice.ts             train on everything
 *   node test/training/advice.ts --authors   leave out one author (or earlier held-out file) at a time, nothing written
 *   node test/training/advice.ts --replies   the same for the outgoing check and its held-out replies
 *   … --misses                               print what was read wrongly
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRequestWith, requestChannels } from '#shared/domain/advice/guard.ts';
import {
  evidenceOf,
  loadAdviceModels,
  type StoredAdviceModels,
} from '#shared/domain/advice/models.ts';
import { checkStatementWith, statementChannels } from '#shared/domain/advice/outgoing.ts';
import {
  type AdviceRow,
  heldOutStatements,
  requestRows,
  statementRows,
  VOICES,
} from './advice-corpus.ts';
import { trainRequestModels, trainStatementModels } from './advice-models.ts';

type Judged = { readonly row: AdviceRow; readonly evidence: number; readonly said: boolean };

const shareFrom = (judged: readonly Judged[], from: number): number =>
  judged.filter(({ evidence }) => evidence >= from).length / Math.max(1, judged.length);

/** Caught and wrongly caught as shipped and at a range of thresholds. */
const report = (name: string, judged: readonly Judged[]): void => {
  const yes = judged.filter(({ row }) => row.advice);
  const no = judged.filter(({ row }) => !row.advice);
  const share = (group: readonly Judged[]): string =>
    (group.filter(({ said }) => said).length / Math.max(1, group.length)).toFixed(3);
  const line = [-1, 0, 1, 2]
    .map((from) => `${from}: ${shareFrom(yes, from).toFixed(3)}/${shareFrom(no, from).toFixed(3)}`)
    .join('  ');
  const sorted = no.map(({ evidence }) => evidence).sort((a, b) => b - a);
  const at = (over: number): string => {
    const from = sorted[Math.floor(over * sorted.length)] ?? 0;
    return `${(yes.filter(({ evidence }) => evidence > from).length / yes.length).toFixed(3)} (from ${from.toFixed(2)})`;
  };
  console.log(
    `${name} (${yes.length}+${no.length})  shipped: ${share(yes)}/${share(no)}  ${line}  at 2 %: ${at(0.02)}  at 4 %: ${at(0.04)}`,
  );
  if (process.argv.includes('--misses'))
    for (const { row, evidence, said } of judged)
      if (row.advice !== said)
        console.log(row.advice ? 'MISS ' : 'FALSE', evidence.toFixed(2), row.kind, row.text);
};

const judgeRequests = (
  stored: StoredAdviceModels,
  rows: readonly AdviceRow[],
): readonly Judged[] => {
  const models = loadAdviceModels(stored);
  return rows.map((row) => ({
    row,
    evidence: evidenceOf(models, requestChannels(row.text)),
    said: checkRequestWith(models, row.text).bait,
  }));
};

const judgeStatements = (
  stored: StoredAdviceModels,
  rows: readonly AdviceRow[],
): readonly Judged[] => {
  const models = loadAdviceModels(stored);
  return rows.map((row) => ({
    row,
    evidence: evidenceOf(models, statementChannels(row.text)),
    said: checkStatementWith(models, row.text).forbidden,
  }));
};

const requests = requestRows();
const statements = statementRows();
if (process.argv.includes('--authors')) {
  const all = VOICES.map((voice) => {
    const left = requests.filter((row) => row.source === voice);
    const texts = new Set(left.map((row) => row.text));
    const judged = judgeRequests(
      trainRequestModels(requests.filter((row) => !texts.has(row.text))),
      left,
    );
    report(voice, judged);
    return judged;
  });
  report('all left out', all.flat());
} else if (process.argv.includes('--replies')) {
  const held = judgeStatements(trainStatementModels(statements), heldOutStatements());
  for (const source of new Set(held.map(({ row }) => row.source)))
    report(
      source,
      held.filter(({ row }) => row.source === source),
    );
} else {
  const write = (file: string, stored: object): void => {
    const text = `${JSON.stringify(stored)}\n`;
    writeFileSync(join(import.meta.dirname, '../../shared/data/advice', file), text);
    console.log(`${file}: ${text.length} bytes`);
  };
  write('requests.json', trainRequestModels(requests));
  write('statements.json', trainStatementModels([...statements, ...heldOutStatements()]));
  const others = requests.filter((row) => row.source === 'intent' || row.source === 'faq.json');
  console.log(
    `${requests.length} requests (${others.length} of other subjects), ${statements.length} statements`,
  );
}
