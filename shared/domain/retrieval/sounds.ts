import { fuzzy, syllableOf } from '#shared/text/pinyin.ts';

/**
 * Syllables as small numbers from 1, so that a reading is a short text of such numbers and a pair of them one integer.
 * Numbers are given in the order of first use: they never leave the process.
 */
const numbers = new Map<string, number>();
const names: string[] = [''];
const looseOf: number[] = [0];

export const numberOfSyllable = (syllable: string): number => {
  const known = numbers.get(syllable);
  if (known !== undefined) return known;
  const number = names.push(syllable) - 1;
  numbers.set(syllable, number);
  const loose = fuzzy(syllable);
  looseOf[number] = loose === syllable ? number : numberOfSyllable(loose);
  return number;
};

const FIRST_HAN = 0x3400;
const UNREAD = 0xffff;
const ofHan = new Uint16Array(0xa000 - FIRST_HAN).fill(UNREAD);

/** Number of the syllable that a character is read as; 0 where it has no reading. */
export const soundOfCode = (code: number): number => {
  const known = ofHan[code - FIRST_HAN];
  if (known === undefined) return 0;
  if (known !== UNREAD) return known;
  const syllable = syllableOf(code);
  const number = syllable === '' ? 0 : numberOfSyllable(syllable);
  ofHan[code - FIRST_HAN] = number;
  return number;
};

/** The reading of a word, one code unit a syllable; '' where a character has none. */
export const soundOf = (word: string): string => {
  let sound = '';
  for (let i = 0; i < word.length; i += 1) {
    const number = soundOfCode(word.charCodeAt(i));
    if (number === 0) return '';
    sound += String.fromCharCode(number);
  }
  return sound;
};

const SYLLABLE_BITS = 10;

/** Two syllables as one small integer, 0 where one is missing. */
export const pairSound = (first: number, second: number): number =>
  first === 0 || second === 0 ? 0 : (first << SYLLABLE_BITS) | second;

/** What speakers of southern dialects and hurried typists mix up, made equal. */
export const loosePair = (pair: number): number =>
  ((looseOf[pair >>> SYLLABLE_BITS] ?? 0) << SYLLABLE_BITS) |
  (looseOf[pair & (2 ** SYLLABLE_BITS - 1)] ?? 0);
