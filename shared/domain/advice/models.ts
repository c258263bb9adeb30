import {
  type LinearModel,
  loadLinearModel,
  type StoredLinearModel,
  scoreLabels,
} from '#shared/learn/linear-model.ts';
import {
  loadSeenModel,
  type SeenModel,
  type StoredSeenModel,
  scoreSeen,
} from '#shared/learn/seen-model.ts';
import type { Channels } from './channels.ts';

/** One model a view of the text and one for the kind, as shared/data/advice/requests.json and statements.json hold them. */
export type StoredAdviceModels = {
  readonly version: string;
  readonly wording: StoredSeenModel;
  readonly sketch: StoredSeenModel;
  readonly signs: StoredSeenModel;
  readonly kind: StoredLinearModel;
};

export type AdviceModels = {
  readonly version: string;
  readonly wording: SeenModel;
  readonly sketch: SeenModel;
  readonly signs: SeenModel;
  readonly kind: LinearModel;
};

export const loadAdviceModels = (stored: StoredAdviceModels): AdviceModels => ({
  version: stored.version,
  wording: loadSeenModel(stored.wording),
  sketch: loadSeenModel(stored.sketch),
  signs: loadSeenModel(stored.signs),
  kind: loadLinearModel(stored.kind),
});

/** Evidence for advice, the sum of three opinions: 0 is undecided. */
export const evidenceOf = (models: AdviceModels, channels: Channels): number =>
  scoreSeen(models.wording, channels.wording) +
  scoreSeen(models.sketch, channels.sketch) +
  scoreSeen(models.signs, channels.signs);

/** What the kind is read from. */
export const kindFeatures = ({ sketch, signs }: Channels): ReadonlySet<number> =>
  new Set([...sketch, ...signs]);

export const kindOf = (models: AdviceModels, channels: Channels): string => {
  const scores = scoreLabels(models.kind, kindFeatures(channels));
  return models.kind.labels[scores.indexOf(Math.max(...scores))] ?? '';
};
