import { scoreLabels, sigmoid } from '#shared/learn/linear-model.ts';
import type { Opinion } from './engine.ts';
import { features } from './features.ts';
import type { Analysis } from './grammar.ts';
import type { Reading } from './reading.ts';
import type { RedFlagKind, TriageDecision, TriageModel } from './triage.ts';

/** What the model must at least believe to fire or to ask back by itself (see README, "Thresholds"). */
export const THRESHOLDS = { fire: 0.6, confirm: 0.12 } as const;

const decisionOf = (probability: number): TriageDecision => {
  if (probability >= THRESHOLDS.fire) return 'fire';
  return probability >= THRESHOLDS.confirm ? 'confirm' : 'none';
};

/** The model's view of a message: how likely an emergency, and of which kind. */
export const opinionOf = (model: TriageModel, reading: Reading, analysis: Analysis): Opinion => {
  const set = features(reading, analysis);
  const probability = sigmoid(scoreLabels(model.urgency, set)[0] ?? Number.NEGATIVE_INFINITY);
  const decision = decisionOf(probability);
  return { decision, probability, kind: decision === 'none' ? 'other' : kindOf(model, set) };
};

const kindOf = (model: TriageModel, set: ReadonlySet<number>): RedFlagKind => {
  const scores = scoreLabels(model.kind, set);
  const best = scores.indexOf(Math.max(...scores));
  return (model.kind.labels[best] ?? 'other') as RedFlagKind;
};
