import stored from '#shared/data/advice/model.json' with { type: 'json' };
import type { Localized } from '#shared/kernel/locale.ts';
import {
  type LinearModel,
  loadLinearModel,
  type StoredLinearModel,
  scoreLabels,
  sigmoid,
} from '#shared/learn/linear-model.ts';
import { departmentHint } from './department-hint.ts';
import { adviceFeatures, readRequest, readStatement } from './features.ts';
import { REQUEST_KINDS, type RequestKind, STATEMENT_KINDS, type StatementKind } from './kinds.ts';
import { leaningOf } from './leaning.ts';
import { sentencesOf } from './sentences.ts';

export interface RequestCheck {
  /** True when the text asks for something only a clinician may answer: the bot defers. */
  readonly bait: boolean;
  readonly kind: RequestKind | null;
  /** Name of the demo hospital's department to book with; null when the text does not tell. */
  readonly departmentHint: string | null;
  readonly reasons: readonly Localized[];
  readonly version: string;
}

export interface ForbiddenSentence {
  /** UTF-16 offsets into the text checked. */
  readonly start: number;
  readonly end: number;
  readonly kind: StatementKind;
  readonly reason: Localized;
}

export interface StatementCheck {
  readonly forbidden: boolean;
  readonly sentences: readonly ForbiddenSentence[];
  readonly version: string;
}

export type StoredAdviceModels = {
  readonly version: string;
  readonly bait: StoredLinearModel;
  readonly requestKind: StoredLinearModel;
  readonly forbidden: StoredLinearModel;
  readonly statementKind: StoredLinearModel;
};

export type AdviceModels = {
  readonly version: string;
  readonly bait: LinearModel;
  readonly requestKind: LinearModel;
  readonly forbidden: LinearModel;
  readonly statementKind: LinearModel;
};

export const loadAdviceModels = (models: StoredAdviceModels): AdviceModels => ({
  version: models.version,
  bait: loadLinearModel(models.bait),
  requestKind: loadLinearModel(models.requestKind),
  forbidden: loadLinearModel(models.forbidden),
  statementKind: loadLinearModel(models.statementKind),
});

let shipped: AdviceModels | undefined;
const shippedModels = (): AdviceModels => {
  shipped ??= loadAdviceModels(stored as StoredAdviceModels);
  return shipped;
};

/**
 * From this share on a request is deferred (the safe side: below even). Where the wording settles it, little or much is
 * needed: chosen on five folds of the training corpus.
 */
const BAIT_SHARE = { sureRequest: 0.05, open: 0.28, sureService: 0.8 } as const;
/** Agents are stopped by this: a sentence has to be more likely forbidden than not. */
const FORBIDDEN_SHARE = 0.6;

const yes = (model: LinearModel, features: ReadonlySet<number>): number =>
  sigmoid(scoreLabels(model, features)[0] ?? 0);

const best = (model: LinearModel, features: ReadonlySet<number>): string => {
  const scores = scoreLabels(model, features);
  return model.labels[scores.indexOf(Math.max(...scores))] ?? '';
};

/** {@link checkRequest} with given models: for training and for measuring candidates. */
export const checkRequestWith = (models: AdviceModels, text: string): RequestCheck => {
  const signs = readRequest(text);
  const features = adviceFeatures(signs);
  const { version } = models;
  if (yes(models.bait, features) < BAIT_SHARE[leaningOf(signs.text)])
    return { bait: false, kind: null, departmentHint: null, reasons: [], version };
  const kind = best(models.requestKind, features) as RequestKind;
  return {
    bait: true,
    kind,
    departmentHint: departmentHint(signs.text, kind),
    reasons: [REQUEST_KINDS[kind]],
    version,
  };
};

/** Does a patient's text ask for a diagnosis, drug, dose, report reading, prognosis or a treatment decision? */
export const checkRequest = (text: string): RequestCheck => checkRequestWith(shippedModels(), text);

/** {@link checkStatement} with given models. */
export const checkStatementWith = (models: AdviceModels, text: string): StatementCheck => {
  const sentences = sentencesOf(text).flatMap(({ start, end }): readonly ForbiddenSentence[] => {
    const features = adviceFeatures(readStatement(text.slice(start, end)));
    if (yes(models.forbidden, features) < FORBIDDEN_SHARE) return [];
    const kind = best(models.statementKind, features) as StatementKind;
    return [{ start, end, kind, reason: STATEMENT_KINDS[kind] }];
  });
  return { forbidden: sentences.length > 0, sentences, version: models.version };
};

/**
 * Which sentences of an outgoing text give medical advice, guarantee a result, judge colleagues or admit liability?
 * A bot answer with one is replaced; an agent is shown the sentence and must give a reason.
 */
export const checkStatement = (text: string): StatementCheck =>
  checkStatementWith(shippedModels(), text);
