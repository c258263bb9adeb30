import { adviceFeatures, readRequest, readStatement } from '#shared/domain/advice/features.ts';
import type { StoredAdviceModels } from '#shared/domain/advice/guard.ts';
import { REQUEST_KINDS, STATEMENT_KINDS } from '#shared/domain/advice/kinds.ts';
import { type AdviceRow, isRequestKind, isStatementKind } from './advice-corpus.ts';
import { type Sample, trainLogistic } from './train-logistic.ts';

export type AdviceTraining = {
  readonly requests: readonly AdviceRow[];
  readonly statements: readonly AdviceRow[];
  readonly version: string;
};

/** The four models of the guard; the bits keep all weights together below 150 KB as stored. */
export const trainAdviceModels = ({
  requests,
  statements,
  version,
}: AdviceTraining): StoredAdviceModels => {
  const requestKinds = Object.keys(REQUEST_KINDS);
  const statementKinds = Object.keys(STATEMENT_KINDS);
  const asked = requests.map((row) => ({ row, features: adviceFeatures(readRequest(row.text)) }));
  const said = statements.map((row) => ({
    row,
    features: adviceFeatures(readStatement(row.text)),
  }));
  return {
    version,
    bait: trainLogistic(
      asked.map(
        ({ row, features }): Sample => ({
          features,
          label: Number(row.advice),
          weight: row.weight ?? 1,
        }),
      ),
      { version, labels: ['bait'], bits: 15, c: 20 },
    ),
    requestKind: trainLogistic(
      asked.flatMap(({ row, features }): readonly Sample[] =>
        row.advice && isRequestKind(row.kind)
          ? [{ features, label: requestKinds.indexOf(row.kind) }]
          : [],
      ),
      { version, labels: requestKinds, bits: 11, c: 20 },
    ),
    forbidden: trainLogistic(
      said.map(
        ({ row, features }): Sample => ({
          features,
          label: Number(row.advice),
          weight: row.weight ?? 1,
        }),
      ),
      { version, labels: ['forbidden'], bits: 14, c: 20 },
    ),
    statementKind: trainLogistic(
      said.flatMap(({ row, features }): readonly Sample[] =>
        row.advice && isStatementKind(row.kind)
          ? [{ features, label: statementKinds.indexOf(row.kind) }]
          : [],
      ),
      { version, labels: statementKinds, bits: 11, c: 20 },
    ),
  };
};
