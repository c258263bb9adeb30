import type { FeatureVector } from './features.ts';

/** Trained by test/training/retrieval-ranker.ts. */
export const RANKER = { weights: [4, 3, 3, 1, 4, 1, 1, 1, 1, 2, 0.3, -0.2, 0.3, -1, -0.1] };

export const scoreOf = (features: FeatureVector): number => {
  let sum = 0;
  for (let i = 0; i < features.length; i += 1) sum += (features[i] ?? 0) * (RANKER.weights[i] ?? 0);
  return sum;
};
