import { keyOf, type StoredSparseModel } from '#shared/learn/sparse-model.ts';
import type { Sample } from './train-logistic.ts';

export type SparseOptions = {
  readonly version: string;
  /** One label trains a yes/no model, several a softmax model. */
  readonly labels: readonly string[];
  /** Inverse of the L2 penalty: larger trusts the data more. */
  readonly c: number;
  readonly epochs: number;
  /** Share of its features that a text loses, by chance and anew, each time it is shown. */
  readonly blankout: number;
  /** How far the targets stay away from 0 and 1. */
  readonly smoothing: number;
  /** Features kept in the stored model: those with the largest weights. */
  readonly keep: number;
  /** A label of a softmax model to leave out of what is stored: the others are kept relative to it. */
  readonly reference?: string;
};

/** A feature of fewer texts says more about its author than about the label. */
const MIN_TEXTS = 2;
const FIRST_RATE = 4;
const BIAS_RATE = 0.1;

type Row = {
  readonly features: Uint32Array;
  readonly norm: number;
  readonly label: number;
  readonly weight: number;
};

type Random = () => number;

/** Xorshift: the same corpus gives the same model. */
const randomFrom = (seed: number): Random => {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

const shuffle = (order: Uint32Array, random: Random): void => {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
};

type Index = ReadonlyMap<number, number>;

const indexOf = (keys: readonly number[]): Index => new Map(keys.map((key, at) => [key, at]));

/** In how many texts each feature stands. */
const countTexts = (samples: readonly Sample[]): ReadonlyMap<number, number> => {
  const texts = new Map<number, number>();
  for (const { features } of samples)
    for (const key of new Set([...features].map(keyOf))) texts.set(key, (texts.get(key) ?? 0) + 1);
  return texts;
};

const toRow = (sample: Sample, index: Index): Row => {
  const features = [...sample.features].flatMap((feature) => index.get(keyOf(feature)) ?? []);
  return {
    features: Uint32Array.from(features),
    norm: 1 / Math.sqrt(Math.max(1, features.length)),
    label: sample.label,
    weight: sample.weight ?? 1,
  };
};

const sharesOf = (scores: Float64Array): Float64Array => {
  if (scores.length === 1) return scores.map((s) => 1 / (1 + Math.exp(-s)));
  const top = Math.max(...scores);
  const exps = scores.map((s) => Math.exp(s - top));
  const total = exps.reduce((sum, e) => sum + e, 0);
  return exps.map((e) => e / total);
};

const targetOf = (label: number, k: number, count: number, smoothing: number): number => {
  if (count === 1) return label === 1 ? 1 - smoothing : smoothing;
  return label === k ? 1 - smoothing : smoothing / (count - 1);
};

/** A model being fitted: features × labels, feature by feature; the true weights are `weights` · `shrink`. */
type Fit = {
  readonly weights: Float32Array;
  readonly bias: Float64Array;
  shrink: number;
  step: number;
};

const newFit = (known: number, count: number): Fit => ({
  weights: new Float32Array(known * count),
  bias: new Float64Array(count),
  shrink: 1,
  step: 0,
});

const scoresOf = (fit: Fit, features: Uint32Array, norm: number): Float64Array => {
  const count = fit.bias.length;
  const sums = new Float64Array(count);
  for (const feature of features)
    for (let k = 0; k < count; k += 1)
      sums[k] = (sums[k] ?? 0) + (fit.weights[feature * count + k] ?? 0);
  return sums.map((sum, k) => (fit.bias[k] ?? 0) + sum * norm * fit.shrink);
};

/** One step of SGD on one text. */
const learn = (fit: Fit, features: Uint32Array, row: Row, options: Descent): void => {
  const count = fit.bias.length;
  const norm = row.norm * options.louder;
  const rate = FIRST_RATE / (1 + FIRST_RATE * options.lambda * fit.step);
  const slopes = sharesOf(scoresOf(fit, features, norm)).map(
    (share, k) => (share - targetOf(row.label, k, count, options.smoothing)) * row.weight,
  );
  fit.step += 1;
  fit.shrink *= 1 - rate * options.lambda;
  const deltas = slopes.map((slope) => (rate * slope * norm) / fit.shrink);
  for (let k = 0; k < count; k += 1)
    fit.bias[k] = (fit.bias[k] ?? 0) - rate * BIAS_RATE * (slopes[k] ?? 0);
  for (const feature of features)
    for (let k = 0; k < count; k += 1)
      fit.weights[feature * count + k] = (fit.weights[feature * count + k] ?? 0) - (deltas[k] ?? 0);
};

type Descent = SparseOptions & { readonly lambda: number; readonly louder: number };
type Weights = { readonly weights: Float32Array; readonly bias: Float64Array };

/** Adds `part` of the fit as it stands to a mean of fits. */
const addTo = (mean: Weights, fit: Fit, part: number): void => {
  for (let i = 0; i < mean.weights.length; i += 1)
    mean.weights[i] = (mean.weights[i] ?? 0) + (fit.weights[i] ?? 0) * fit.shrink * part;
  for (let k = 0; k < mean.bias.length; k += 1)
    mean.bias[k] = (mean.bias[k] ?? 0) + (fit.bias[k] ?? 0) * part;
};

const descend = (
  rows: readonly Row[],
  known: number,
  options: SparseOptions,
  seed = 1,
): Weights => {
  const count = options.labels.length;
  const fit = newFit(known, count);
  const mean = { weights: new Float32Array(known * count), bias: new Float64Array(count) };
  const random = randomFrom(seed);
  const order = Uint32Array.from(rows, (_, i) => i);
  const half = Math.floor(options.epochs / 2);
  const left = Math.sqrt(1 - options.blankout);
  // What is left of a text counts for what it lost, as far as its length goes.
  const descent = {
    ...options,
    lambda: 1 / (options.c * Math.max(1, rows.length)),
    louder: 1 / left,
  };
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(order, random);
    for (const at of order) {
      const row = rows[at];
      if (row === undefined) continue;
      learn(
        fit,
        row.features.filter(() => random() >= options.blankout),
        row,
        descent,
      );
    }
    if (epoch >= half) addTo(mean, fit, 1 / (options.epochs - half));
  }
  // A whole text is louder than the blanked ones that the weights were fitted to.
  return { weights: mean.weights.map((w) => w * left), bias: mean.bias };
};

/** Trainings that differ in chance alone: their mean depends less on it than any of them. */
const ROUNDS = 4;

const meanOf = (trainings: readonly Weights[]): Weights => {
  const [{ weights, bias } = { weights: new Float32Array(), bias: new Float64Array() }] = trainings;
  const mean = (of: (training: Weights) => Float32Array | Float64Array, at: number): number =>
    trainings.reduce((sum, training) => sum + (of(training)[at] ?? 0), 0) / trainings.length;
  return {
    weights: weights.map((_, at) => mean((training) => training.weights, at)),
    bias: bias.map((_, at) => mean((training) => training.bias, at)),
  };
};

/** Drops the reference label's column after taking it off the others; a softmax does not see the difference. */
const relativeTo = (
  { weights, bias }: Weights,
  labels: readonly string[],
  reference: string | undefined,
): Weights & { readonly labels: readonly string[] } => {
  if (reference === undefined) return { weights, bias, labels };
  const count = labels.length;
  const zero = labels.indexOf(reference);
  const columns = labels.flatMap((_, k) => (k === zero ? [] : [k]));
  const known = weights.length / count;
  const kept = new Float32Array(known * columns.length);
  for (let feature = 0; feature < known; feature += 1)
    columns.forEach((k, to) => {
      kept[feature * columns.length + to] =
        (weights[feature * count + k] ?? 0) - (weights[feature * count + zero] ?? 0);
    });
  return {
    weights: kept,
    bias: Float64Array.from(columns, (k) => (bias[k] ?? 0) - (bias[zero] ?? 0)),
    labels: columns.map((k) => labels[k] ?? ''),
  };
};

const varints = (ascending: readonly number[]): Uint8Array => {
  const bytes: number[] = [];
  let before = 0;
  for (const key of ascending) {
    let distance = key - before;
    before = key;
    for (; distance > 127; distance >>>= 7) bytes.push((distance & 127) | 128);
    bytes.push(distance);
  }
  return Uint8Array.from(bytes);
};

const base64 = (bytes: Uint8Array | Int8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** How much a feature can move one label against another. */
const spreadOf = (weights: Float32Array): number =>
  weights.length === 1
    ? Math.abs(weights[0] ?? 0)
    : Math.max(0, ...weights) - Math.min(0, ...weights);

/**
 * The features worth their place in the stored model: a short training with all of them shows which move the labels in
 * the most texts.
 */
const selectFeatures = (samples: readonly Sample[], options: SparseOptions): Index => {
  const texts = countTexts(samples);
  const shared = [...texts].flatMap(([key, count]) => (count >= MIN_TEXTS ? [key] : []));
  if (shared.length <= options.keep) return indexOf(shared);
  const index = indexOf(shared);
  const rows = samples.map((sample) => toRow(sample, index));
  const epochs = Math.ceil(options.epochs / 3);
  const { weights } = descend(rows, index.size, { ...options, epochs });
  const count = options.labels.length;
  const worth = shared.map((key, at) => ({
    key,
    worth:
      spreadOf(weights.subarray(at * count, (at + 1) * count)) * Math.sqrt(texts.get(key) ?? 0),
  }));
  return indexOf(
    worth
      .sort((a, b) => b.worth - a.worth)
      .slice(0, options.keep)
      .map(({ key }) => key),
  );
};

const store = (
  { weights, bias, labels }: Weights & { readonly labels: readonly string[] },
  index: Index,
  version: string,
): StoredSparseModel => {
  const count = labels.length;
  const kept = [...index].sort(([a], [b]) => a - b);
  const scale = labels.map((_, k) => {
    let top = 1e-9;
    for (let at = k; at < weights.length; at += count)
      top = Math.max(top, Math.abs(weights[at] ?? 0));
    return top / 127;
  });
  const bytes = new Int8Array(kept.length * count);
  kept.forEach(([, at], row) => {
    for (let k = 0; k < count; k += 1)
      bytes[row * count + k] = Math.round((weights[at * count + k] ?? 0) / (scale[k] ?? 1));
  });
  return {
    version,
    labels,
    bias: [...bias].map((b) => Number(b.toFixed(5))),
    scale: scale.map((s) => Number(s.toPrecision(6))),
    keys: base64(varints(kept.map(([key]) => key))),
    weights: base64(bytes),
  };
};

/**
 * L2-regularised logistic or softmax regression by SGD, deterministic. Three things make it read authors it has never
 * seen: features of one text alone are left out; a text loses a random share of its features each time it is shown
 * (blankout), so that weight spreads over all signs of a label instead of resting on the author's pet words; targets
 * stay a little off 0 and 1 (smoothing). What is kept is the mean over the second half of the epochs.
 */
export const trainSparse = (
  samples: readonly Sample[],
  options: SparseOptions,
): StoredSparseModel => {
  const index = selectFeatures(samples, options);
  const rows = samples.map((sample) => toRow(sample, index));
  const trained = meanOf(
    Array.from({ length: ROUNDS }, (_, round) => descend(rows, index.size, options, round + 1)),
  );
  return store(relativeTo(trained, options.labels, options.reference), index, options.version);
};
