import stored from '#shared/data/guidance/weights.json' with { type: 'json' };
import { decodeBase64 } from '#shared/learn/linear-model.ts';

/**
 * Most weights of the classifier are zero. Stored are pairs (gap to the last stored place, weight) as bytes: the gap
 * in groups of seven bits, lowest first, the high bit for "more follows"; then the weight as a signed byte.
 */
export interface StoredSparseModel {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bits: number;
  readonly bias: readonly number[];
  readonly scale: readonly number[];
  readonly sparse: string;
}

/** The classifier in memory: all labels of a feature lie together, because they are always read together. */
export interface GuidanceModel {
  readonly version: string;
  readonly labels: readonly string[];
  readonly bits: number;
  readonly bias: Float32Array;
  readonly scale: Float32Array;
  readonly weights: Int8Array;
}

export function loadSparseModel({ sparse, ...model }: StoredSparseModel): GuidanceModel {
  const bytes = decodeBase64(sparse);
  const size = 2 ** model.bits;
  const count = model.labels.length;
  const weights = new Int8Array(count * size);
  let place = -1;
  for (let at = 0; at < bytes.length; at++) {
    let gap = 0;
    let shift = 0;
    for (; (bytes[at] ?? 0) >= 128; at++, shift += 7) gap += ((bytes[at] ?? 0) & 127) << shift;
    gap += (bytes[at] ?? 0) << shift;
    place += gap + 1;
    at += 1;
    weights[(place % size) * count + Math.floor(place / size)] = ((bytes[at] ?? 0) << 24) >> 24;
  }
  return {
    ...model,
    bias: Float32Array.from(model.bias),
    scale: Float32Array.from(model.scale),
    weights,
  };
}

let loaded: GuidanceModel | undefined;

/** The classifier, unpacked on first use. */
export function guidanceModel(): GuidanceModel {
  loaded ??= loadSparseModel(stored);
  return loaded;
}

/** Weights of features summed up label by label; sums of two disjoint sets may be added. */
export interface Evidence {
  readonly sums: Int32Array;
  readonly features: number;
}

export function evidenceOf(
  { labels, bits, weights }: GuidanceModel,
  features: ReadonlySet<number>,
): Evidence {
  const sums = new Int32Array(labels.length);
  const mask = 2 ** bits - 1;
  for (const feature of features) {
    const base = (feature & mask) * sums.length;
    for (let label = 0; label < sums.length; label++) {
      sums[label] = (sums[label] ?? 0) + (weights[base + label] ?? 0);
    }
  }
  return { sums, features: features.size };
}

/** One raw score a label, as `scoreLabels` of shared/learn gives it, from one or more pieces of evidence. */
export function scoresOf(
  { bias, scale }: GuidanceModel,
  evidence: readonly Evidence[],
): Float64Array {
  const features = evidence.reduce((sum, piece) => sum + piece.features, 0);
  const norm = 1 / Math.sqrt(Math.max(1, features));
  return Float64Array.from(bias, (start, label) => {
    const sum = evidence.reduce((total, { sums }) => total + (sums[label] ?? 0), 0);
    return start + sum * (scale[label] ?? 0) * norm;
  });
}
