/**
 * A linear classifier over hashed binary features: score(label) = bias + Σ weight / √features. Weights are int8
 * with one scale a label, so that a model of 2^15 buckets takes 32 KB a label. Trained by test/training/train-linear.ts.
 */
export type LinearModel = {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bits: number;
  readonly bias: Float32Array;
  readonly scale: Float32Array;
  /** labels × 2^bits, label by label. */
  readonly weights: Int8Array;
};

/** The form a model is stored in: JSON-able, weights in base64. */
export type StoredLinearModel = {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bits: number;
  readonly bias: readonly number[];
  readonly scale: readonly number[];
  readonly weights: string;
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 without the host's help (atob and Buffer are not in every runtime that `shared` must run on). */
export const decodeBase64 = (text: string): Uint8Array => {
  const clean = text.replace(/=+$/, '');
  const out = new Uint8Array(Math.floor((clean.length * 3) / 4));
  const value = new Uint8Array(128);
  for (let i = 0; i < 64; i += 1) value[ALPHABET.charCodeAt(i)] = i;
  for (let i = 0, o = 0; i < clean.length; i += 4) {
    const word =
      ((value[clean.charCodeAt(i)] ?? 0) << 18) |
      ((value[clean.charCodeAt(i + 1)] ?? 0) << 12) |
      ((value[clean.charCodeAt(i + 2)] ?? 0) << 6) |
      (value[clean.charCodeAt(i + 3)] ?? 0);
    out[o++] = (word >> 16) & 255;
    if (o < out.length) out[o++] = (word >> 8) & 255;
    if (o < out.length) out[o++] = word & 255;
  }
  return out;
};

export const loadLinearModel = (stored: StoredLinearModel): LinearModel => ({
  ...stored,
  bias: Float32Array.from(stored.bias),
  scale: Float32Array.from(stored.scale),
  weights: new Int8Array(decodeBase64(stored.weights).buffer),
});

/** One raw score a label, in the order of `model.labels`. */
export const scoreLabels = (model: LinearModel, features: ReadonlySet<number>): Float64Array => {
  const size = 2 ** model.bits;
  const mask = size - 1;
  const scores = new Float64Array(model.labels.length);
  const norm = 1 / Math.sqrt(Math.max(1, features.size));
  for (let label = 0; label < scores.length; label += 1) {
    let sum = 0;
    const base = label * size;
    for (const feature of features) sum += model.weights[base + (feature & mask)] ?? 0;
    scores[label] = (model.bias[label] ?? 0) + sum * (model.scale[label] ?? 0) * norm;
  }
  return scores;
};

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const softmax = (scores: Float64Array): Float64Array => {
  const top = Math.max(...scores);
  const exps = scores.map((s) => Math.exp(s - top));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((e) => e / sum);
};
