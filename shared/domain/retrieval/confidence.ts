import { CONFIDENCE_WEIGHTS } from './confidence.generated.ts';
import { FEATURES } from './features.ts';
import type { Matching } from './match.ts';
import type { Ranked } from './rank.ts';

/** What the trust in a ranking is judged by, beside the features of the best entry. */
const OF_THE_QUESTION = [
  'share',
  'margin',
  'shareOfThree',
  'lead',
  'unknown',
  'wordMass',
  'alone',
  'foreign',
  'foreignApart',
  'unknownWords',
  'unknownPairs',
  'met',
  'bias',
] as const;
export const CONFIDENCE_FEATURES: readonly string[] = [...OF_THE_QUESTION, ...FEATURES];

/** A lead in score that leaves no doubt. */
const CLEAR_LEAD = 6;
const MASS_SCALE = 30;
const TOPIC_AT = FEATURES.indexOf('topic');
const NO_FEATURES = new Float64Array(FEATURES.length);

/** Share of each candidate in the trust given to all, by softmax of the scores. */
export const sharesOf = (ranked: readonly Ranked[]): number[] => {
  const top = ranked[0]?.score ?? 0;
  const exps = ranked.map(({ score }) => Math.exp(score - top));
  const total = exps.reduce((sum, value) => sum + value, 0);
  return exps.map((value) => value / total);
};

export const confidenceFeatures = (matching: Matching, ranked: readonly Ranked[]): Float64Array => {
  const shares = sharesOf(ranked);
  const [first = 0, second = 0, third = 0] = shares;
  const mass = Math.max(1, matching.mass);
  const best = ranked[0]?.features;
  const lead = (ranked[0]?.score ?? 0) - (ranked[1]?.score ?? 0);
  const topic = best?.[TOPIC_AT] ?? 0;
  return Float64Array.of(
    first,
    first - second,
    first + second + third,
    Math.min(1, lead / CLEAR_LEAD),
    matching.unknownMass / mass,
    Math.min(1, matching.wordMass / MASS_SCALE),
    matching.wordMass === 0 ? 1 : 0,
    matching.foreign,
    matching.foreign * (1 - topic),
    matching.unknownWordMass / Math.max(1, matching.wordMass),
    matching.unknownPairMass / mass,
    Math.min(1, (ranked[0]?.met ?? 0) / MASS_SCALE),
    1,
    ...(best ?? NO_FEATURES),
  );
};

export type Confidence = {
  /** Probability that the best entry answers the question. */
  readonly right: number;
  /** Probability that one of the best three does. */
  readonly known: number;
};

const chance = (features: Float64Array, weights: readonly number[]): number => {
  let sum = 0;
  for (let i = 0; i < features.length; i += 1) sum += (features[i] ?? 0) * (weights[i] ?? 0);
  return 1 / (1 + Math.exp(-sum));
};

/** Calibrated on questions of left-out categories and on questions that no entry answers (test/training). */
export const confidenceOf = (matching: Matching, ranked: readonly Ranked[]): Confidence => {
  if (ranked.length === 0) return { right: 0, known: 0 };
  const features = confidenceFeatures(matching, ranked);
  return {
    right: chance(features, CONFIDENCE_WEIGHTS.right),
    known: chance(features, CONFIDENCE_WEIGHTS.known),
  };
};
