import { isHan } from '#shared/text/normalise.ts';
import { pairKey, type TermKey, wordKey } from './keys.ts';
import { type Lexicon, lexicon } from './lexicon.ts';
import { NONE, ROOT, stepFrom, type Trie } from './trie.ts';

/** A lexicon word found in a text; `inner` = it lies inside a longer one. */
export type Match = {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly inner: boolean;
};

/** Drops blanks between Han characters (医 院 → 医院) but keeps them between Latin words. */
export const dense = (text: string): string =>
  text.includes(' ') ? text.replace(/(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])/g, '') : text;

const ids: number[] = [];
const ends: number[] = [];

/** Fills `ids` and `ends` with the lexicon words that begin at `start`, shortest first. */
const gatherWords = (idOf: Trie, text: string, start: number): void => {
  ids.length = 0;
  ends.length = 0;
  let node = ROOT;
  for (let at = start; at < text.length; at += 1) {
    node = stepFrom(idOf, node, text.charCodeAt(at));
    if (node === NONE) return;
    const id = idOf.values[node] ?? NONE;
    if (id === NONE || cutsToken(text, start, at + 1)) continue;
    ids.push(id);
    ends.push(at + 1);
  }
};

/** Every lexicon word in the text, by position, longest first. Linear: few steps a position. */
export const findWords = (text: string, { idOf }: Lexicon = lexicon()): Match[] => {
  const found: Match[] = [];
  let reach = 0;
  for (let start = 0; start < text.length; start += 1) {
    gatherWords(idOf, text, start);
    for (let i = ids.length - 1; i >= 0; i -= 1) {
      const end = ends[i] ?? 0;
      found.push({ id: ids[i] ?? 0, start, end, inner: end <= reach });
      if (end > reach) reach = end;
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
  text.match(/[a-z0-9][a-z0-9.+-]*[a-z0-9]/g) ?? [];

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
  const { cues } = lexicon();
  let bits = 0;
  for (let start = 0; start < text.length; start += 1) {
    let node = ROOT;
    for (let at = start; at < text.length; at += 1) {
      node = stepFrom(cues, node, text.charCodeAt(at));
      if (node === NONE) break;
      const types = cues.values[node] ?? NONE;
      if (types !== NONE) bits |= types;
    }
  }
  return bits;
};

/** Axis values named by the words found (`axis << 4 | value`), each once. */
export const axisValuesIn = (matches: readonly Match[]): number[] => {
  const { axisValues } = lexicon();
  const found: number[] = [];
  for (const { id, inner } of matches) {
    if (inner) continue;
    for (const value of axisValues.get(id) ?? []) if (!found.includes(value)) found.push(value);
  }
  return found;
};

export const axisValuesOf = (text: string): number[] => axisValuesIn(findWords(text));
