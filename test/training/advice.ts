/**
 * Trains the models of the advice guard from test/corpus/advice and writes shared/data/advice/model.json.
 *   node test/training/advice.ts            train, report on the held-out files
 *   node test/training/advice.ts --folds    five folds by kind and block, nothing written
 *   … --misses                              print what was read wrongly
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkRequestWith,
  checkStatementWith,
  loadAdviceModels,
} from '#shared/domain/advice/guard.ts';
import { hashFeature } from '#shared/learn/features.ts';
import {
  type AdviceRow,
  heldOutRequests,
  heldOutStatements,
  isRequestKind,
  isStatementKind,
  requestRows,
  statementRows,
} from './advice-corpus.ts';
import { type AdviceTraining, trainAdviceModels } from './advice-models.ts';

const VERSION = 'advice-1';
const FOLDS = 5;
const verbose = process.argv.includes('--misses');

type Judged = { readonly row: AdviceRow; readonly said: boolean; readonly kind: string | null };

const figures = (name: string, judged: readonly Judged[]): void => {
  const yes = judged.filter(({ row }) => row.advice);
  const no = judged.filter(({ row }) => !row.advice);
  if (verbose)
    for (const { row, said } of judged)
      if (said !== row.advice)
        console.log(row.advice ? 'MISS ' : 'FALSE', row.kind, '|', row.text.slice(0, 100));
  const kinds = yes.filter(
    ({ row, said }) => said && (isRequestKind(row.kind) || isStatementKind(row.kind)),
  );
  const share = (part: number, whole: number): string =>
    `${part}/${whole} = ${(part / Math.max(1, whole)).toFixed(4)}`;
  console.log(name, {
    caught: share(yes.filter(({ said }) => said).length, yes.length),
    wronglyCaught: share(no.filter(({ said }) => said).length, no.length),
    kindRight: share(kinds.filter(({ row, kind }) => row.kind === kind).length, kinds.length),
  });
};

const judge = (
  training: AdviceTraining,
  requests: readonly AdviceRow[],
  statements: readonly AdviceRow[],
) => {
  const models = loadAdviceModels(trainAdviceModels(training));
  return {
    requests: requests.map((row): Judged => {
      const { bait, kind } = checkRequestWith(models, row.text);
      return { row, said: bait, kind };
    }),
    statements: statements.map((row): Judged => {
      const { forbidden, sentences } = checkStatementWith(models, row.text);
      return { row, said: forbidden, kind: sentences[0]?.kind ?? null };
    }),
  };
};

const requests = requestRows();
const statements = statementRows();
if (process.argv.includes('--folds')) {
  const inFold = (fold: number) => (row: AdviceRow) => hashFeature(row.group) % FOLDS === fold;
  const all = Array.from({ length: FOLDS }, (_, fold) => {
    const held = inFold(fold);
    const kept = (row: AdviceRow): boolean => !held(row);
    return judge(
      { requests: requests.filter(kept), statements: statements.filter(kept), version: VERSION },
      requests.filter(held),
      statements.filter(held),
    );
  });

  figures(
    'requests, five folds',
    all.flatMap((f) => f.requests).filter(({ row }) => row.source.includes('requests')),
  );
  figures(
    'statements, five folds',
    all.flatMap((f) => f.statements),
  );
} else {
  const stored = trainAdviceModels({ requests, statements, version: VERSION });
  writeFileSync(
    join(import.meta.dirname, '../../shared/data/advice/model.json'),
    `${JSON.stringify(stored)}\n`,
  );
  console.log(
    `${requests.length} requests, ${statements.length} statements, ${JSON.stringify(stored).length} bytes stored`,
  );
  const held = judge(
    { requests, statements, version: VERSION },
    heldOutRequests(),
    heldOutStatements(),
  );
  for (const source of new Set(held.requests.map(({ row }) => row.source)))
    figures(
      source,
      held.requests.filter(({ row }) => row.source === source),
    );
  figures('statements, held out', held.statements);
}
