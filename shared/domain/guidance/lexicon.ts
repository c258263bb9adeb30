import departments from '#shared/data/guidance/department-lexicon.json' with { type: 'json' };
import more from '#shared/data/guidance/department-terms.json' with { type: 'json' };
import wording from '#shared/data/guidance/wording.json' with { type: 'json' };
import { fuzzy, syllables } from '#shared/text/pinyin.ts';

/** A word of a department that stands in a text. */
export interface LexiconHit {
  readonly word: string;
  readonly departments: readonly string[];
}

const longestWord = 14;

const byWord = new Map<string, string[]>();
const addWord = (name: string, word: string): void => {
  const key = word.toLowerCase();
  const known = byWord.get(key);
  if (known === undefined) byWord.set(key, [name]);
  else if (!known.includes(name)) known.push(name);
};
for (const { name, diseases, symptoms_lay, tests } of departments) {
  for (const word of [...diseases, ...symptoms_lay, ...tests]) addWord(name, word);
}
for (const [name, words] of Object.entries(more.departments)) {
  for (const word of words) addWord(name, word);
}

/** Every word of the departments' lists, with the departments that list it. */
export const departmentWords: ReadonlyMap<string, readonly string[]> = byWord;

/** Words by their sound, for misspelt and romanised texts; two syllables are too little to go by. */
let bySound: Map<string, string> | undefined;
function sounds(): Map<string, string> {
  if (bySound) return bySound;
  bySound = new Map();
  for (const word of byWord.keys()) {
    const sound = syllables(word).map(fuzzy);
    if (sound.length >= 3) bySound.set(sound.join(' '), word);
  }
  return bySound;
}

/** All dictionary words of a text, longest first at each place, none inside another. */
function* wordsIn<T>(text: string, dictionary: ReadonlyMap<string, T>): Generator<[string, T]> {
  let at = 0;
  while (at < text.length) {
    let step = 1;
    for (let length = Math.min(longestWord, text.length - at); length >= 1; length--) {
      const word = text.slice(at, at + length);
      const value = dictionary.get(word);
      if (value !== undefined) {
        yield [word, value];
        step = length;
        break;
      }
    }
    at += step;
  }
}

/** Words of the departments' lists that a normalised text contains, by characters or by sound. */
export function lexiconHits(text: string, sound: readonly string[]): LexiconHit[] {
  const hits = new Map<string, LexiconHit>();
  for (const [word, names] of wordsIn(text, byWord)) hits.set(word, { word, departments: names });
  const known = sounds();
  for (let at = 0; at < sound.length; at++) {
    for (let length = Math.min(8, sound.length - at); length >= 3; length--) {
      const word = known.get(sound.slice(at, at + length).join(' '));
      if (word !== undefined && !hits.has(word)) {
        hits.set(word, { word, departments: byWord.get(word) ?? [] });
        break;
      }
    }
  }
  return [...hits.values()];
}

const terms = new Map(Object.entries(wording.terms));
const english = new Map(Object.entries(wording.english));

/** The hospital's words for what the patient calls differently: lay words, dialect, misspellings. */
export function standardTerms(text: string): string[] {
  return Array.from(wordsIn(text, terms), ([, standard]) => standard);
}

/** The same for English words and phrases of up to five words. */
export function englishTerms(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at++) {
    for (let length = Math.min(5, words.length - at); length >= 1; length--) {
      const term = english.get(words.slice(at, at + length).join(' '));
      if (term === undefined) continue;
      found.push(term);
      at += length - 1;
      break;
    }
  }
  return found;
}
