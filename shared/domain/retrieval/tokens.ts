import { isHan } from '#shared/text/normalise.ts';
import { pairKey, type TermKey, wordKey } from './keys.ts';
import { type Lexicon, lexicon, reachAt } from './lexicon.ts';

/** A lexicon word found in a text; `inner` = it lies inside a longer one. */
export type Match = {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly inner: boolean;
};

/** Drops blanks between Han characters (医 院 → 医院) but keeps them between Latin words. */
export const dense = (text: string): string =>
  text.replace(/(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])/g, '');

/** Every lexicon word in the text, by position, longest first. Linear: few look-ups a position. */
export const findWords = (text: string, { idOf, beginnings }: Lexicon = lexicon()): Match[] => {
  const found: Match[] = [];
  let reach = 0;
  for (let start = 0; start < text.length; start += 1) {
    for (let size = reachAt(beginnings, text, start); size > 0; size -= 1) {
      const id = idOf.get(text.slice(start, start + size));
      const end = start + size;
      if (id === undefined || cutsToken(text, start, end)) continue;
      found.push({ id, start, end, inner: end <= reach });
      reach = Math.max(reach, end);
    }
  }
  return found;
};

const isLatin = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** A match must not begin or end in the middle of a Latin word or a number (ct in active). */
const cutsToken = (text: string, start: number, end: number): boolean =>
  (isLatin(text.charCodeAt(start)) && isLatin(text.charCodeAt(start - 1))) ||
  (isLatin(text.charCodeAt(end - 1)) && isLatin(text.charCodeAt(end)));

/** Latin words and numbers as they stand, longer than one sign. */
export const latinTokens = (text: string): readonly string[] =>
  [...text.matchAll(/[a-z0-9][a-z0-9.+-]*[a-z0-9]/g)].map(([token]) => token);

/** 1 where a character belongs to a known word of two or more. */
export const coverageOf = (text: string, matches: readonly Match[]): Uint8Array => {
  const covered = new Uint8Array(text.length + 1);
  for (const { start, end } of matches) if (end - start >= 2) covered.fill(1, start, end);
  return covered;
};

/** Single Han characters, and pairs of neighbours unless both belong to known words: those count as words. */
export const gramsOf = (text: string): Set<TermKey> => {
  const covered = coverageOf(text, findWords(text));
  const grams = new Set<TermKey>();
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!isHan(code)) continue;
    grams.add(code);
    const next = text.charCodeAt(i + 1);
    if (isHan(next) && (covered[i] === 0 || covered[i + 1] === 0)) grams.add(pairKey(code, next));
  }
  return grams;
};

/** Words and Latin tokens of a text as keys. */
export const wordKeysOf = (text: string): Set<TermKey> => {
  const { keys } = lexicon();
  const found = new Set<TermKey>();
  for (const match of findWords(text)) found.add(keys[match.id] ?? 0);
  for (const token of latinTokens(text)) found.add(wordKey(token));
  return found;
};

/** Bits of the question types whose cues stand in the text. */
export const questionTypesOf = (text: string): number => {
  let bits = 0;
  for (const [i, { cues }] of lexicon().questionTypes.entries())
    if (cues.some((cue) => text.includes(cue))) bits |= 1 << i;
  return bits;
};

/** Axis values named by the words found (`axis << 4 | value`). */
export const axisValuesIn = (matches: readonly Match[]): Set<number> => {
  const { axisValues } = lexicon();
  const found = new Set<number>();
  for (const { id, inner } of matches)
    if (!inner) for (const value of axisValues.get(id) ?? []) found.add(value);
  return found;
};

export const axisValuesOf = (text: string): Set<number> => axisValuesIn(findWords(text));
