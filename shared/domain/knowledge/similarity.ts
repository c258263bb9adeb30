import { normalise } from '#shared/text/normalise.ts';

/** Character bigrams of the normal form, without punctuation: how alike two questions look. */
export const bigrams = (text: string): ReadonlySet<string> => {
  const letters = normalise(text).replace(/[\s\p{P}]/gu, '');
  const out = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i += 1) out.add(letters.slice(i, i + 2));
  if (letters.length === 1) out.add(letters);
  return out;
};

/** Share of common bigrams (Jaccard), 0–1. */
export const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const gram of small) if (large.has(gram)) common += 1;
  return common / (a.size + b.size - common);
};

/** From here on two questions are shown to the editor as perhaps the same. */
export const NEAR_DUPLICATE = 0.72;
