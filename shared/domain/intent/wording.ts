import { addNgrams } from '#shared/learn/features.ts';
import { type SparseModel, weightsOf } from '#shared/learn/sparse-model.ts';
import type { Category } from './categories.ts';

/** Words of one or two characters; a stretch of Latin letters is one word. */
const WORD = /[a-z']{3,}|[\u4e00-\u9fff](?=([\u4e00-\u9fff])?)/g;

const featureOf = (word: string): number => {
  const out = new Set<number>();
  const latin = /^[a-z']/.test(word);
  addNgrams(out, latin ? [word] : word, {
    channel: latin ? 'w' : 'c',
    from: latin ? 1 : word.length,
    to: word.length,
  });
  return out.values().next().value ?? 0;
};

/** How far a word speaks for one category against the mean of the others. */
const lean = (model: SparseModel, word: string, category: Category): number => {
  const weights = weightsOf(model, featureOf(word));
  if (weights === undefined) return 0;
  // The category that is not stored has weight 0 throughout.
  const mean = weights.reduce((sum, w) => sum + w, 0) / (weights.length + 1);
  return (weights[model.labels.indexOf(category)] ?? 0) - mean;
};

/** Pairs and Latin words of a plain text that speak most for the category, best first, none twice. */
export const wordingOf = (
  model: SparseModel,
  plain: string,
  category: Category,
  count: number,
): readonly string[] => {
  const words = new Set(
    Array.from(plain.matchAll(WORD), ([own, next]) => own + (next ?? '')).filter(
      (word) => word.length > 1,
    ),
  );
  return [...words]
    .map((word) => ({ word, lean: lean(model, word, category) }))
    .filter((said) => said.lean > 0)
    .sort((a, b) => b.lean - a.lean)
    .slice(0, count)
    .map(({ word }) => word);
};
