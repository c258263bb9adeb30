import {
  CATEGORY_IDS,
  type Category,
  SERVICE_CLASS_IDS,
} from '#shared/domain/intent/categories.ts';
import { intentFeatures, readSigns } from '#shared/domain/intent/features.ts';
import { REFERENCE, type StoredIntentModels } from '#shared/domain/intent/intent.ts';
import { TOPIC_CODES } from '#shared/domain/intent/topics.ts';
import type { IntentRow } from './intent-corpus.ts';
import type { Sample } from './train-logistic.ts';
import { type SparseOptions, trainSparse } from './train-sparse.ts';

const known = new Map<string, ReadonlySet<number>>();
const featuresOf = (text: string): ReadonlySet<number> => {
  const before = known.get(text);
  if (before !== undefined) return before;
  const features = intentFeatures(readSigns(text));
  known.set(text, features);
  return features;
};

const RARITY = 0.3;

/** Rare categories count more: the largest 1, one of a tenth of its size 2. */
const rarityOf = (rows: readonly IntentRow[]): ((category: Category) => number) => {
  const sizes = new Map<Category, number>();
  for (const { category, weight = 1 } of rows)
    sizes.set(category, (sizes.get(category) ?? 0) + weight);
  const largest = Math.max(...sizes.values());
  return (category) => (largest / (sizes.get(category) ?? largest)) ** RARITY;
};

/** Chosen by training on all authors but one and judging on that one. `keep` bounds the size of what is shipped. */
const COMMON = { c: 40, epochs: 30, blankout: 0.5, smoothing: 0.1 } as const;
const OPTIONS = {
  category: { ...COMMON, keep: 18_000, labels: CATEGORY_IDS, reference: REFERENCE },
  service: { ...COMMON, epochs: 20, keep: 4000, labels: SERVICE_CLASS_IDS },
  topic: { ...COMMON, c: 200, epochs: 40, smoothing: 0.15, keep: 11_000, labels: TOPIC_CODES },
  grave: { ...COMMON, epochs: 40, smoothing: 0.05, keep: 12_000, labels: ['grave'] },
  wish: { ...COMMON, smoothing: 0, keep: 14_000, labels: ['wish'] },
} as const satisfies Record<string, Omit<SparseOptions, 'version'>>;

/** The five models of intent from labelled rows. */
export const trainIntentModels = (
  rows: readonly IntentRow[],
  version: string,
): StoredIntentModels => {
  const sample = (row: IntentRow, label: number): Sample => ({
    features: featuresOf(row.text),
    label,
    weight: row.weight ?? 1,
  });
  const train = (model: keyof typeof OPTIONS, samples: readonly Sample[]) =>
    trainSparse(samples, { ...OPTIONS[model], version });
  const rarity = rarityOf(rows);
  const complaints = rows.filter((row) => row.category === '投诉');
  return {
    version,
    category: train(
      'category',
      rows.map((row) => {
        const example = sample(row, CATEGORY_IDS.indexOf(row.category));
        return { ...example, weight: (example.weight ?? 1) * rarity(row.category) };
      }),
    ),
    service: train(
      'service',
      rows.flatMap((row) =>
        row.serviceClass === null || row.category === '投诉'
          ? []
          : [sample(row, SERVICE_CLASS_IDS.indexOf(row.serviceClass))],
      ),
    ),
    topic: train(
      'topic',
      complaints.flatMap((row) =>
        row.topic === null ? [] : [sample(row, TOPIC_CODES.indexOf(row.topic))],
      ),
    ),
    grave: train(
      'grave',
      complaints.flatMap((row) =>
        row.severity === null
          ? []
          : [sample(row, Number(row.severity === 'S1' || row.severity === 'S2'))],
      ),
    ),
    wish: train(
      'wish',
      rows.map((row) => sample(row, Number(row.wantsHuman))),
    ),
  };
};
