import { decodeBase64 } from './linear-model.ts';

/**
 * A linear classifier over hashed binary features that keeps the features it was trained on and nothing else: what it
 * has never seen counts nothing, instead of falling on another feature's weight. score(label) = bias + scale · Σ weight
 * / √known features. Weights are int8, feature by feature. Trained by test/training/train-sparse.ts.
 */
export type SparseModel = {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bias: Float32Array;
  readonly scale: Float32Array;
  /** Known features, ascending, {@link KEY_BITS} bits each. */
  readonly keys: Uint32Array;
  /** Where the keys of each run of 2^SHELF_BITS start; one more entry marks the end. */
  readonly shelves: Uint32Array;
  /** keys × labels, key by key. */
  readonly weights: Int8Array;
};

/** The form a model is stored in: JSON-able, keys as varint distances and weights in base64. */
export type StoredSparseModel = {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bias: readonly number[];
  readonly scale: readonly number[];
  readonly keys: string;
  readonly weights: string;
};

export const KEY_BITS = 24;
const KEY_MASK = 2 ** KEY_BITS - 1;
const SHELF_BITS = 12;

export const keyOf = (feature: number): number => feature & KEY_MASK;

const decodeKeys = (bytes: Uint8Array): Uint32Array => {
  const keys = new Uint32Array(bytes.length);
  let count = 0;
  let key = 0;
  let distance = 0;
  let shift = 0;
  for (const byte of bytes) {
    distance |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    key += distance;
    keys[count++] = key;
    distance = 0;
    shift = 0;
  }
  return keys.slice(0, count);
};

const shelvesOf = (keys: Uint32Array): Uint32Array => {
  const shelves = new Uint32Array(2 ** (KEY_BITS - SHELF_BITS) + 1).fill(keys.length);
  for (let at = keys.length - 1; at >= 0; at -= 1) shelves[(keys[at] ?? 0) >>> SHELF_BITS] = at;
  for (let shelf = shelves.length - 2; shelf >= 0; shelf -= 1)
    shelves[shelf] = Math.min(shelves[shelf] ?? 0, shelves[shelf + 1] ?? 0);
  return shelves;
};

export const loadSparseModel = (stored: StoredSparseModel): SparseModel => {
  const keys = decodeKeys(decodeBase64(stored.keys));
  return {
    version: stored.version,
    labels: stored.labels,
    bias: Float32Array.from(stored.bias),
    scale: Float32Array.from(stored.scale),
    keys,
    shelves: shelvesOf(keys),
    weights: new Int8Array(decodeBase64(stored.weights).buffer),
  };
};

/** Place of a feature among the keys, -1 where the model does not know it. */
const placeOf = ({ keys, shelves }: SparseModel, feature: number): number => {
  const key = keyOf(feature);
  const end = shelves[(key >>> SHELF_BITS) + 1] ?? 0;
  for (let at = shelves[key >>> SHELF_BITS] ?? 0; at < end; at += 1)
    if (keys[at] === key) return at;
  return -1;
};

/** One raw score a label, in the order of `model.labels`. */
export const scoreSparse = (model: SparseModel, features: ReadonlySet<number>): Float64Array => {
  const { length } = model.labels;
  const sums = new Float64Array(length);
  let known = 0;
  for (const feature of features) {
    const place = placeOf(model, feature);
    if (place < 0) continue;
    known += 1;
    for (let label = 0; label < length; label += 1)
      sums[label] = (sums[label] ?? 0) + (model.weights[place * length + label] ?? 0);
  }
  const norm = 1 / Math.sqrt(Math.max(1, known));
  return sums.map((sum, k) => (model.bias[k] ?? 0) + sum * (model.scale[k] ?? 0) * norm);
};

/** Weights of one feature, label by label, in the model's own scale; undefined where it does not know the feature. */
export const weightsOf = (model: SparseModel, feature: number): readonly number[] | undefined => {
  const place = placeOf(model, feature);
  if (place < 0) return undefined;
  const { length } = model.labels;
  return model.labels.map(
    (_, k) => (model.weights[place * length + k] ?? 0) * (model.scale[k] ?? 0),
  );
};
