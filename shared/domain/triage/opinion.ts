import { scoreLabels, sigmoid } from '#shared/learn/linear-model.ts';
import type { Opinion } from './engine.ts';
import { features } from './features.ts';
import { type Analysis, isSign } from './grammar.ts';
import type { Reading } from './reading.ts';
import type { RedFlagKind, TriageDecision, TriageModel } from './triage.ts';

/**
 * What the model must at least believe to fire or to ask back by itself (see README, "Thresholds"). Where the message has no word
 * for a sign, the model goes by tone alone, and must be surer.
 */
export const THRESHOLDS = { fire: 0.42, fireWithoutSign: 0.8, confirm: 0.08 } as const;

const decisionOf = (probability: number, { hits }: Analysis): TriageDecision => {
  const fire = hits.some(isSign) ? THRESHOLDS.fire : THRESHOLDS.fireWithoutSign;
  if (probability >= fire) return 'fire';
  return probability >= THRESHOLDS.confirm ? 'confirm' : 'none';
};

/** The model's view of a message: how likely an emergency, and of which kind. */
export const opinionOf = (model: TriageModel, reading: Reading, analysis: Analysis): Opinion => {
  const set = features(reading, analysis);
  const probability = sigmoid(scoreLabels(model.urgency, set)[0] ?? Number.NEGATIVE_INFINITY);
  const decision = decisionOf(probability, analysis);
  return { decision, probability, kind: decision === 'none' ? 'other' : kindOf(model, set) };
};

const kindOf = (model: TriageModel, set: ReadonlySet<number>): RedFlagKind => {
  const scores = scoreLabels(model.kind, set);
  const best = scores.indexOf(Math.max(...scores));
  return (model.kind.labels[best] ?? 'other') as RedFlagKind;
};
