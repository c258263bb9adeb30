import type { StoredLinearModel } from '#shared/learn/linear-model.ts';

/** One training text: hashed features, index of its label (yes/no models: 1 = yes), optional weight. */
export type Sample = {
  readonly features: ReadonlySet<number>;
  readonly label: number;
  readonly weight?: number;
};

export type LogisticOptions = {
  readonly version: string;
  /** One label trains a yes/no model, several a softmax model. */
  readonly labels: readonly string[];
  readonly bits: number;
  /** Inverse of the L2 penalty, as in C of the usual solvers: larger trusts the data more. */
  readonly c?: number;
  readonly epochs?: number;
  /** A label of a softmax model to leave out of what is stored: the others are kept relative to it. */
  readonly reference?: string;
};

type Row = {
  readonly buckets: Uint32Array;
  readonly norm: number;
  readonly label: number;
  readonly weight: number;
};

const toRow = (sample: Sample, size: number): Row => ({
  buckets: Uint32Array.from(sample.features, (f) => f & (size - 1)),
  norm: 1 / Math.sqrt(Math.max(1, sample.features.size)),
  label: sample.label,
  weight: sample.weight ?? 1,
});

const probabilitiesOf = (scores: Float64Array): Float64Array => {
  if (scores.length === 1) return scores.map((s) => 1 / (1 + Math.exp(-s)));
  const top = Math.max(...scores);
  const exps = scores.map((s) => Math.exp(s - top));
  const total = exps.reduce((sum, e) => sum + e, 0);
  return exps.map((e) => e / total);
};

const shuffledOrder = (count: number, seed: number): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let state = seed >>> 0;
  for (let i = count - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
};

/**
 * L2-regularised logistic or softmax regression by dual-free SGD with a decaying rate; deterministic. Unlike AdaGrad
 * (train-linear.ts) all features share one rate, so weight goes to what many texts share and not to what one text
 * alone contains: on texts of other authors that is worth several points.
 */
export const trainLogistic = (
  samples: readonly Sample[],
  { version, labels, bits, c = 20, epochs = 40, reference }: LogisticOptions,
): StoredLinearModel => {
  const size = 2 ** bits;
  const count = labels.length;
  const rows = samples.map((s) => toRow(s, size));
  const lambda = 1 / (c * Math.max(1, rows.length));
  const weights = new Float32Array(count * size);
  const bias = new Float64Array(count);
  let shrink = 1;
  let step = 0;
  const rate0 = 4;
  const decay = rate0 * lambda;

  const scoresOf = (row: Row): Float64Array =>
    bias.map((b, k) => {
      let sum = 0;
      const base = k * size;
      for (const bucket of row.buckets) sum += weights[base + bucket] ?? 0;
      return b + sum * row.norm * shrink;
    });

  const learn = (row: Row): void => {
    const rate = rate0 / (1 + decay * step);
    step += 1;
    const predicted = probabilitiesOf(scoresOf(row));
    shrink *= 1 - rate * lambda;
    for (let k = 0; k < count; k += 1) {
      const target = count === 1 ? row.label : Number(row.label === k);
      const gradient = ((predicted[k] ?? 0) - target) * row.weight;
      bias[k] = (bias[k] ?? 0) - rate * 0.1 * gradient;
      const delta = (rate * gradient * row.norm) / shrink;
      const base = k * size;
      for (const bucket of row.buckets)
        weights[base + bucket] = (weights[base + bucket] ?? 0) - delta;
    }
  };

  for (let epoch = 0; epoch < epochs; epoch += 1)
    for (const index of shuffledOrder(rows.length, epoch + 1)) {
      const row = rows[index];
      if (row) learn(row);
    }
  const model = { version, labels, bits, weights: weights.map((w) => w * shrink), bias };
  return quantise(reference === undefined ? model : relativeTo(reference, model));
};

type Trained = {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bits: number;
  readonly weights: Float32Array;
  readonly bias: Float64Array;
};

/** The same softmax model with one label less: its weights taken off those of all others, its own score always 0. */
const relativeTo = (reference: string, model: Trained): Trained => {
  const size = 2 ** model.bits;
  const base = model.labels.indexOf(reference) * size;
  const kept = model.labels.flatMap((label, k) => (label === reference ? [] : [k]));
  const weights = new Float32Array(kept.length * size);
  kept.forEach((k, to) => {
    for (let i = 0; i < size; i += 1)
      weights[to * size + i] = (model.weights[k * size + i] ?? 0) - (model.weights[base + i] ?? 0);
  });
  const zero = model.bias[model.labels.indexOf(reference)] ?? 0;
  return {
    ...model,
    labels: kept.map((k) => model.labels[k] ?? ''),
    weights,
    bias: Float64Array.from(kept, (k) => (model.bias[k] ?? 0) - zero),
  };
};

const quantise = (model: Trained): StoredLinearModel => {
  const size = 2 ** model.bits;
  const bytes = new Int8Array(model.weights.length);
  const scale = model.labels.map((_, k) => {
    const part = model.weights.subarray(k * size, (k + 1) * size);
    const max = part.reduce((top, w) => Math.max(top, Math.abs(w)), 1e-9);
    for (let i = 0; i < size; i += 1)
      bytes[k * size + i] = Math.round(((part[i] ?? 0) / max) * 127);
    return max / 127;
  });
  return {
    version: model.version,
    labels: model.labels,
    bits: model.bits,
    bias: [...model.bias].map((b) => Number(b.toFixed(5))),
    scale: scale.map((s) => Number(s.toPrecision(6))),
    weights: Buffer.from(bytes.buffer).toString('base64'),
  };
};
