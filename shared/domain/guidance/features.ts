import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import { fuzzy, splitPinyin, syllables } from '#shared/text/pinyin.ts';
import { englishTerms, type LexiconHit, lexiconHits, standardTerms } from './lexicon.ts';

/** What the classifier and the reasons are made from. */
export interface ReadText {
  readonly features: ReadonlySet<number>;
  readonly hits: readonly LexiconHit[];
}

/** Han characters one by one, Latin words whole, everything else as one boundary. */
const unitsOf = (text: string): string[] =>
  Array.from(text.matchAll(/\p{Script=Han}|[a-z][a-z'-]*|[^\p{Script=Han}a-z]+/gu), ([unit]) =>
    /^[^\p{Script=Han}a-z]/u.test(unit) ? '|' : unit,
  );

const isWord = (unit: string): boolean => unit >= 'a' && unit <= 'z~';

/** Romanised Chinese: at least two Latin words, all of them made of syllables. */
function isRomanised(words: readonly string[], text: string): boolean {
  if (words.length === 0 || /\p{Script=Han}/u.test(text)) return false;
  return words.every((word) => splitPinyin(word) !== undefined || word.length <= 2);
}

/**
 * Features of a normalised text: characters (1–3), sounds (1–3, dialect-proof), English words (1–2), the words
 * of the departments' lists, and the hospital's words for what was said. Linear in the length of the text.
 */
export function readText(text: string): ReadText {
  const features = new Set<number>();
  const units = unitsOf(text);
  const words = units.filter(isWord);
  const romanised = isRomanised(words, text);
  const sound = syllables(text).map(fuzzy);
  const terms = romanised ? [] : [...standardTerms(text), ...englishTerms(words)];
  if (!romanised) {
    addNgrams(features, units, { channel: 'c', from: 1, to: 3 });
    addNgrams(features, words, { channel: 'e', from: 1, to: 2 });
  }
  const han = romanised || words.length === 0 ? sound : syllables(text.replace(/[a-z]+/gu, ' ')).map(fuzzy);
  addNgrams(features, han, { channel: 'p', from: 1, to: 3 });
  for (const term of terms) {
    addNgrams(features, term, { channel: 'c', from: 1, to: 3 });
    addNgrams(features, syllables(term).map(fuzzy), { channel: 'p', from: 2, to: 3 });
    features.add(hashFeature(`term ${term}`));
  }
  const hits = lexiconHits(`${text} ${terms.join(' ')}`, han);
  for (const { word, departments } of hits) {
    features.add(hashFeature(`word ${word}`));
    for (const name of departments) features.add(hashFeature(`listed ${name}`));
  }
  return { features, hits };
}
