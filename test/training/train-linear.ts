import type { StoredLinearModel } from '#shared/learn/linear-model.ts';

export type Example = {
  readonly features: ReadonlySet<number>;
  /** Index into labels; for a single-label (yes/no) model 1 = yes, 0 = no. */
  readonly label: number;
  readonly weight?: number;
};

export type TrainingOptions = {
  readonly version: string;
  /** One label trains a yes/no model (logistic), several a softmax model. */
  readonly labels: readonly string[];
  readonly bits: number;
  readonly epochs?: number;
  readonly rate?: number;
  readonly l2?: number;
  readonly seed?: number;
};

const random = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Predicted probability of each label, from raw scores: logistic for one label, softmax for several. */
const probabilities = (scores: Float64Array): Float64Array => {
  if (scores.length === 1) return scores.map((s) => 1 / (1 + Math.exp(-s)));
  const top = Math.max(...scores);
  const exps = scores.map((s) => Math.exp(s - top));
  const total = exps.reduce((sum, e) => sum + e, 0);
  return exps.map((e) => e / total);
};

const shuffle = (order: number[], next: () => number): void => {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
};

/** Logistic or softmax regression by AdaGrad, deterministic for a seed, then rounded to int8. */
export const trainLinear = (
  examples: readonly Example[],
  { version, labels, bits, epochs = 12, rate = 0.5, l2 = 1e-6, seed = 7 }: TrainingOptions,
): StoredLinearModel => {
  const size = 2 ** bits;
  const count = labels.length;
  const weights = new Float32Array(count * size);
  const squares = new Float32Array(count * size).fill(1e-2);
  const bias = new Float64Array(count);
  const biasSquares = new Float64Array(count).fill(1e-2);
  const rows = examples.map((e) => ({
    buckets: Uint32Array.from(e.features, (f) => f & (size - 1)),
    norm: 1 / Math.sqrt(Math.max(1, e.features.size)),
    label: e.label,
    weight: e.weight ?? 1,
  }));
  type Row = (typeof rows)[number];

  const score = (row: Row): Float64Array =>
    bias.map((b, k) => {
      let sum = 0;
      for (const bucket of row.buckets) sum += weights[k * size + bucket] as number;
      return b + sum * row.norm;
    });

  const update = (row: Row, k: number, gradient: number): void => {
    biasSquares[k] = (biasSquares[k] as number) + gradient * gradient;
    bias[k] = (bias[k] as number) - (rate * gradient) / Math.sqrt(biasSquares[k] as number);
    for (const bucket of row.buckets) {
      const at = k * size + bucket;
      const step = gradient * row.norm + l2 * (weights[at] as number);
      squares[at] = (squares[at] as number) + step * step;
      weights[at] = (weights[at] as number) - (rate * step) / Math.sqrt(squares[at] as number);
    }
  };

  const next = random(seed);
  const order = rows.map((_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, next);
    for (const index of order) {
      const row = rows[index] as Row;
      const predicted = probabilities(score(row));
      for (let k = 0; k < count; k += 1) {
        const target = count === 1 ? row.label : Number(row.label === k);
        update(row, k, ((predicted[k] as number) - target) * row.weight);
      }
    }
  }
  return quantise({ version, labels, bits, weights, bias });
};

const quantise = (model: {
  version: string;
  labels: readonly string[];
  bits: number;
  weights: Float32Array;
  bias: Float64Array;
}): StoredLinearModel => {
  const size = 2 ** model.bits;
  const bytes = new Int8Array(model.weights.length);
  const scale = model.labels.map((_, k) => {
    let max = 1e-9;
    for (let i = k * size; i < (k + 1) * size; i += 1)
      max = Math.max(max, Math.abs(model.weights[i] as number));
    for (let i = k * size; i < (k + 1) * size; i += 1)
      bytes[i] = Math.round(((model.weights[i] as number) / max) * 127);
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
