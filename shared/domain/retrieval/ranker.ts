import type { FeatureVector } from './features.ts';
import { RANKER_WEIGHTS } from './ranker.generated.ts';

/** Weighted sum of the features; comparable within one question only. */
export const scoreOf = (features: FeatureVector): number => {
  let sum = 0;
  for (let i = 0; i < features.length; i += 1) sum += (features[i] ?? 0) * (RANKER_WEIGHTS[i] ?? 0);
  return sum;
};
