import { CATEGORY_IDS, SERVICE_CLASS_IDS } from '#shared/domain/intent/categories.ts';
import { intentFeatures, readSigns } from '#shared/domain/intent/features.ts';
import type { StoredIntentModels } from '#shared/domain/intent/intent.ts';
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
  const complaints = rows.filter((row) => row.category === '投诉');
  return {
    version,
    category: trainLogistic(
      rows.map((row) => sample(row, CATEGORY_IDS.indexOf(row.category))),
      { version, labels: CATEGORY_IDS, bits: 14, c: 30 },
    ),
    service: trainLogistic(
      rows.flatMap((row) =>
        row.serviceClass === null || row.category === '投诉'
          ? []
          : [sample(row, SERVICE_CLASS_IDS.indexOf(row.serviceClass))],
      ),
      { version, labels: SERVICE_CLASS_IDS, bits: 12, c: 20 },
    ),
    topic: trainLogistic(
      complaints.flatMap((row) =>
        row.topic === null ? [] : [sample(row, TOPIC_CODES.indexOf(row.topic))],
      ),
      { version, labels: TOPIC_CODES, bits: 11, c: 20 },
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
