import { scoreLabels, sigmoid } from '#shared/learn/linear-model.ts';
import type { Opinion } from './engine.ts';
import { features } from './features.ts';
import { type Analysis, isCalmCue, isSign } from './grammar.ts';
import type { Reading } from './reading.ts';
import type { RedFlagKind, TriageDecision, TriageModel } from './triage.ts';

/**
 * What the model must at least believe to fire or to ask back by itself (see README, "Thresholds"). Where the message has no word
 * for a sign, the model goes by tone alone, and where it also speaks of the past, a fee or a film, it may have met only that
 * wording: in both it must be surer.
 */
export const THRESHOLDS = {
  plain: { fire: 0.35, confirm: 0.05 },
  calm: { fire: 0.6, confirm: 0.08 },
  toneOnly: { fire: 0.7, confirm: 0.05 },
} as const;

/** 胸痛挂什么科: asked back by rule; the words of such a question give the model nothing to add. */
const LONGEST_BARE_QUESTION = 24;

const isBareQuestion = ({ text }: Reading, { findings }: Analysis): boolean => {
  const found = findings.filter(({ decision }) => decision !== 'none');
  return (
    text.length <= LONGEST_BARE_QUESTION &&
    found.length > 0 &&
    found.every(({ calm }) => calm === 'service')
  );
};

const thresholdsFor = ({ hits }: Analysis): { readonly fire: number; readonly confirm: number } => {
  if (hits.some((hit) => isCalmCue(hit.concept))) return THRESHOLDS.calm;
  return hits.some(isSign) ? THRESHOLDS.plain : THRESHOLDS.toneOnly;
};

const decisionOf = (probability: number, reading: Reading, analysis: Analysis): TriageDecision => {
  const { fire, confirm } = thresholdsFor(analysis);
  if (probability >= fire && !isBareQuestion(reading, analysis)) return 'fire';
  return probability >= confirm ? 'confirm' : 'none';
};

/** The model's view of a message: how likely an emergency, and of which kind. */
export const opinionOf = (model: TriageModel, reading: Reading, analysis: Analysis): Opinion => {
  const set = features(reading, analysis);
  const probability = sigmoid(scoreLabels(model.urgency, set)[0] ?? Number.NEGATIVE_INFINITY);
  const decision = decisionOf(probability, reading, analysis);
  return { decision, probability, kind: decision === 'none' ? 'other' : kindOf(model, set) };
};

const kindOf = (model: TriageModel, set: ReadonlySet<number>): RedFlagKind => {
  const scores = scoreLabels(model.kind, set);
  const best = scores.indexOf(Math.max(...scores));
  return (model.kind.labels[best] ?? 'other') as RedFlagKind;
};
