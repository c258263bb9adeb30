import { decodeBase64 } from './linear-model.ts';

/**
 * A yes/no linear classifier over hashed binary features that keeps only the features it has seen: a feature nobody has
 * weighed counts nothing, where a table of buckets would give it a stranger's weight. score = bias + Σ weight / √features.
 */
export type SeenModel = {
  readonly bias: number;
  readonly weights: ReadonlyMap<number, number>;
};

/** The form a model is stored in: hashes ascending (uint32, little-endian) and int8 weights, both in base64. */
export type StoredSeenModel = {
  readonly bias: number;
  readonly scale: number;
  readonly hashes: string;
  readonly weights: string;
};

export const loadSeenModel = (stored: StoredSeenModel): SeenModel => {
  const hashes = new DataView(decodeBase64(stored.hashes).buffer);
  const values = new Int8Array(decodeBase64(stored.weights).buffer);
  const weights = new Map<number, number>();
  values.forEach((value, i) => {
    weights.set(hashes.getUint32(4 * i, true), value * stored.scale);
  });
  return { bias: stored.bias, weights };
};

export const scoreSeen = (model: SeenModel, features: ReadonlySet<number>): number => {
  let sum = 0;
  for (const feature of features) sum += model.weights.get(feature) ?? 0;
  return model.bias + sum / Math.sqrt(Math.max(1, features.size));
};
