import {
  CATEGORY_IDS,
  type Category,
  SERVICE_CLASS_IDS,
} from '#shared/domain/intent/categories.ts';
import { intentFeatures, readSigns } from '#shared/domain/intent/features.ts';
import { REFERENCE, type StoredIntentModels } from '#shared/domain/intent/intent.ts';
import { TOPIC_CODES } from '#shared/domain/intent/topics.ts';
import type { IntentRow } from './intent-corpus.ts';
import { type Sample, trainLogistic } from './train-logistic.ts';

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

/** The five models of intent from labelled rows; the bits keep all weights together below 300 KB as stored. */
export const trainIntentModels = (
  rows: readonly IntentRow[],
  version: string,
): StoredIntentModels => {
  const sample = (row: IntentRow, label: number): Sample => ({
    features: featuresOf(row.text),
    label,
    weight: row.weight ?? 1,
  });
  const rarity = rarityOf(rows);
  const complaints = rows.filter((row) => row.category === '投诉');
  return {
    version,
    category: trainLogistic(
      rows.map((row) => {
        const example = sample(row, CATEGORY_IDS.indexOf(row.category));
        return { ...example, weight: (example.weight ?? 1) * rarity(row.category) };
      }),
      { version, labels: CATEGORY_IDS, bits: 15, c: 40, epochs: 30, reference: REFERENCE },
    ),
    service: trainLogistic(
      rows.flatMap((row) =>
        row.serviceClass === null || row.category === '投诉'
          ? []
          : [sample(row, SERVICE_CLASS_IDS.indexOf(row.serviceClass))],
      ),
      { version, labels: SERVICE_CLASS_IDS, bits: 11, c: 20 },
    ),
    topic: trainLogistic(
      complaints.flatMap((row) =>
        row.topic === null ? [] : [sample(row, TOPIC_CODES.indexOf(row.topic))],
      ),
      { version, labels: TOPIC_CODES, bits: 10, c: 20 },
    ),
    grave: trainLogistic(
      complaints.flatMap((row) =>
        row.severity === null
          ? []
          : [sample(row, Number(row.severity === 'S1' || row.severity === 'S2'))],
      ),
      { version, labels: ['grave'], bits: 13, c: 20 },
    ),
    wish: trainLogistic(
      rows.map((row) => {
        const example = sample(row, Number(row.wantsHuman));
        return row.wantsHuman ? { ...example, weight: 2 } : example;
      }),
      { version, labels: ['wish'], bits: 13, c: 20 },
    ),
  };
};
