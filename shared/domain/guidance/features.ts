import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import { fuzzy, splitPinyin, syllables } from '#shared/text/pinyin.ts';
import { complaintsIn } from './complaints.ts';
import { englishTerms, type LexiconHit, lexiconHits, standardTerms } from './lexicon.ts';
import type { Who } from './who.ts';

/** What the classifier and the reasons are made from. */
export interface ReadText {
  /** Without those that say of whom the text speaks; see `whoFeatures`. */
  readonly features: ReadonlySet<number>;
  readonly hits: readonly LexiconHit[];
  readonly complaints: readonly string[];
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
 * of the departments' lists, the hospital's words for what was said, and complaints as part × sign. Linear in the
 * length of the text.
 */
export function readText(text: string): ReadText {
  const features = new Set<number>();
  const units = unitsOf(text);
  const words = units.filter(isWord);
  const romanised = isRomanised(words, text);
  const terms = romanised ? [] : [...standardTerms(text), ...englishTerms(words)];
  if (!romanised) {
    addNgrams(features, units, { channel: 'c', from: 1, to: 3 });
    addNgrams(features, words, { channel: 'e', from: 1, to: 2 });
  }
  const sounds = syllables(romanised ? text : text.replace(/[a-z]+/gu, ' ')).map(fuzzy);
  addNgrams(features, sounds, { channel: 'p', from: 1, to: 3 });
  for (const term of terms) addTerm(features, term);
  const said = terms.length === 0 ? text : `${text} ${terms.join(' ')}`;
  const complaints = complaintsIn(said);
  for (const complaint of complaints) features.add(hashFeature(complaint));
  const hits = lexiconHits(said, sounds);
  for (const hit of hits) addHit(features, hit);
  return { features, hits, complaints };
}

function addTerm(features: Set<number>, term: string): void {
  addNgrams(features, term, { channel: 'c', from: 1, to: 3 });
  addNgrams(features, syllables(term).map(fuzzy), { channel: 'p', from: 2, to: 3 });
  features.add(hashFeature(`term ${term}`));
}

function addHit(features: Set<number>, { word, departments }: LexiconHit): void {
  features.add(hashFeature(`word ${word}`));
  for (const name of departments) features.add(hashFeature(`listed ${name}`));
}

/** Of whom the text speaks, alone and together with each part of the body and each sign. */
export function whoFeatures(people: ReadonlySet<Who>, { complaints }: ReadText): Set<number> {
  const single = complaints.filter((complaint) => /^(?:part|sign) /u.test(complaint));
  const features = new Set<number>();
  for (const who of people) {
    features.add(hashFeature(`who ${who}`));
    for (const complaint of single) features.add(hashFeature(`who ${who} ${complaint}`));
  }
  return features;
}
