import type { StoredSeenModel } from '#shared/learn/seen-model.ts';

export type SeenSample = {
  readonly features: ReadonlySet<number>;
  readonly yes: boolean;
  readonly weight: number;
};

export type SeenOptions = {
  /** Inverse of the L2 penalty: larger trusts the data more. */
  readonly c: number;
  /** A feature of fewer samples is dropped: it tells of that sample alone. */
  readonly least: number;
  /**
   * Scales every feature by its log-count ratio between yes and no before learning (Wang and Manning, 2012): on short texts
   * that beats both naive Bayes and plain logistic regression.
   */
  readonly logCounts: boolean;
};

const EPOCHS = 25;

/** ln of (share of yes samples with the feature / share of no samples with it), smoothed by one. */
const logCountRatios = (rows: readonly Row[], size: number): Float64Array => {
  const yes = new Float64Array(size).fill(1);
  const no = new Float64Array(size).fill(1);
  for (const row of rows)
    for (const index of row.indices) {
      const side = row.target === 1 ? yes : no;
      side[index] = (side[index] ?? 0) + row.weight;
    }
  const total = (side: Float64Array): number => side.reduce((sum, n) => sum + n, 0);
  const [allYes, allNo] = [total(yes), total(no)];
  return yes.map((n, i) => Math.log(n / allYes / ((no[i] ?? 1) / allNo)));
};

type Row = {
  readonly indices: Int32Array;
  readonly norm: number;
  readonly target: number;
  readonly weight: number;
};

const shuffle = (order: Int32Array, random: () => number): void => {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
};

/** L2-regularised logistic regression by SGD with a decaying rate; deterministic. */
const learn = (
  rows: readonly Row[],
  ratios: Float64Array,
  { c, rate0 }: { c: number; rate0: number },
): { readonly weights: Float64Array; readonly bias: number } => {
  const weights = new Float64Array(ratios.length);
  const lambda = 1 / (c * Math.max(1, rows.length));
  let [bias, shrink, step, seed] = [0, 1, 0, 7];
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const learnRow = (row: Row): void => {
    const rate = rate0 / (1 + rate0 * lambda * step);
    step += 1;
    let sum = 0;
    for (const index of row.indices) sum += (weights[index] ?? 0) * (ratios[index] ?? 0);
    const share = 1 / (1 + Math.exp(-(bias + sum * row.norm * shrink)));
    const gradient = (share - row.target) * row.weight;
    shrink *= 1 - rate * lambda;
    bias -= rate * 0.1 * gradient;
    const delta = (rate * gradient * row.norm) / shrink;
    for (const index of row.indices)
      weights[index] = (weights[index] ?? 0) - delta * (ratios[index] ?? 0);
  };
  const order = Int32Array.from(rows, (_, i) => i);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const row = rows[index];
      if (row) learnRow(row);
    }
  }
  return { weights: weights.map((w, i) => w * shrink * (ratios[i] ?? 0)), bias };
};

/** Weights as int8 with one scale; `factor` multiplies the whole score, for models that are summed. */
const store = (
  hashes: readonly number[],
  weights: Float64Array,
  { bias, factor }: { bias: number; factor: number },
): StoredSeenModel => {
  const scale = weights.reduce((top, w) => Math.max(top, Math.abs(w)), 1e-9) / 127;
  const kept = hashes
    .map((hash, i) => [hash, Math.round((weights[i] ?? 0) / scale)] as const)
    .filter(([, value]) => value !== 0)
    .sort(([a], [b]) => a - b);
  const bytes = Buffer.alloc(4 * kept.length);
  kept.forEach(([hash], i) => {
    bytes.writeUInt32LE(hash, 4 * i);
  });
  return {
    bias: Number((bias * factor).toFixed(5)),
    scale: Number((scale * factor).toPrecision(6)),
    hashes: bytes.toString('base64'),
    weights: Buffer.from(Int8Array.from(kept, ([, value]) => value).buffer).toString('base64'),
  };
};

export const trainSeen = (
  samples: readonly SeenSample[],
  { c, least, logCounts }: SeenOptions,
  factor = 1,
): StoredSeenModel => {
  const counts = new Map<number, number>();
  for (const { features } of samples)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const hashes = [...counts].flatMap(([hash, count]) => (count >= least ? [hash] : []));
  const indexOf = new Map(hashes.map((hash, i) => [hash, i]));
  const rows = samples.map(
    ({ features, yes, weight }): Row => ({
      indices: Int32Array.from([...features].flatMap((feature) => indexOf.get(feature) ?? [])),
      norm: 1 / Math.sqrt(Math.max(1, features.size)),
      target: Number(yes),
      weight,
    }),
  );
  const ratios = logCounts
    ? logCountRatios(rows, hashes.length)
    : new Float64Array(hashes.length).fill(1);
  const { weights, bias } = learn(rows, ratios, { c, rate0: logCounts ? 1 : 4 });
  return store(hashes, weights, { bias, factor });
};
