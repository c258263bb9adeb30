import {
  type LinearModel,
  loadLinearModel,
  type StoredLinearModel,
  scoreLabels,
} from '#shared/learn/linear-model.ts';
import {
  loadSparseModel,
  type SparseModel,
  type StoredSparseModel,
  scoreSparse,
} from '#shared/learn/sparse-model.ts';
import type { Channels } from './channels.ts';

/** One model a view of the text and one for the kind, as shared/data/advice/requests.json and statements.json hold them. */
export type StoredAdviceModels = {
  readonly version: string;
  readonly wording: StoredSparseModel;
  readonly sketch: StoredSparseModel;
  readonly signs: StoredSparseModel;
  readonly kind: StoredLinearModel;
};

export type AdviceModels = {
  readonly version: string;
  readonly wording: SparseModel;
  readonly sketch: SparseModel;
  readonly signs: SparseModel;
  readonly kind: LinearModel;
};

export const loadAdviceModels = (stored: StoredAdviceModels): AdviceModels => ({
  version: stored.version,
  wording: loadSparseModel(stored.wording),
  sketch: loadSparseModel(stored.sketch),
  signs: loadSparseModel(stored.signs),
  kind: loadLinearModel(stored.kind),
});

/** Evidence for advice, the sum of three opinions: 0 is undecided. */
export const evidenceOf = (models: AdviceModels, channels: Channels): number =>
  scoreSparse(models.wording, channels.wording) +
  scoreSparse(models.sketch, channels.sketch) +
  scoreSparse(models.signs, channels.signs);

/** What the kind is read from. */
export const kindFeatures = ({ sketch, signs }: Channels): ReadonlySet<number> =>
  new Set([...sketch, ...signs]);

export const kindOf = (models: AdviceModels, channels: Channels): string => {
  const scores = scoreLabels(models.kind, kindFeatures(channels));
  return models.kind.labels[scores.indexOf(Math.max(...scores))] ?? '';
};
