import { splitPinyin } from '#shared/text/pinyin.ts';
import { englishWords, stemOf } from './english.ts';
import { englishPhrases, type Lexicon, lexicon, visitHeard } from './lexicon.ts';
import { numberOfSyllable } from './sounds.ts';
import { findIn, NONE, ROOT, stepFrom } from './trie.ts';

/** Input-method errors and dialect words put right; `unsure` ones only where `withUnsure`. Longest first, left to right. */
export const putRight = (text: string, withUnsure: boolean): string => {
  const lex = lexicon();
  let out = '';
  let kept = 0;
  for (let i = 0; i < text.length; ) {
    const size = sizeOfRewrite(text, i, withUnsure, lex);
    if (size === 0) {
      i += 1;
      continue;
    }
    const row = lex.rewriteRows[findIn(lex.rewrites, text, i, i + size)];
    out += text.slice(kept, i) + (row?.to ?? '');
    i += size;
    kept = i;
  }
  return kept === 0 ? text : out + text.slice(kept);
};

/** Length of the longest rewrite that applies here; 0 = none. */
const sizeOfRewrite = (
  text: string,
  start: number,
  withUnsure: boolean,
  { rewrites, rewriteRows, idOf }: Lexicon,
): number => {
  let node = ROOT;
  let size = 0;
  let unsure = false;
  for (let at = start; at < text.length; at += 1) {
    node = stepFrom(rewrites, node, text.charCodeAt(at));
    if (node === NONE) break;
    const row = rewriteRows[rewrites.values[node] ?? NONE];
    if (row === undefined || (row.unsure && !withUnsure)) continue;
    size = at - start + 1;
    unsure = row.unsure;
  }
  if (size === 0) return 0;
  // What lies inside a longer word that is right stays: 么办 in 怎么办.
  if (start > 0 && findIn(idOf, text, start - 1, start + size) !== NONE) return 0;
  // A guess never replaces a word that is right as it stands.
  return unsure && findIn(idOf, text, start, start + size) !== NONE ? 0 : size;
};

const MAX_PHRASE = 6;

/** English phrases to the hospital's words, longest first; words it does not know are dropped. */
const translate = (words: readonly string[]): { text: string; known: number } => {
  const english = englishPhrases();
  const stems = words.map(stemOf);
  const parts: string[] = [];
  let known = 0;
  for (let i = 0; i < words.length; ) {
    let size = Math.min(MAX_PHRASE, words.length - i);
    let zh: string | undefined;
    for (; size > 0; size -= 1) {
      zh = english.get(stems.slice(i, i + size).join(' '));
      if (zh !== undefined) break;
    }
    if (zh !== undefined) {
      parts.push(zh);
      known += size;
    }
    i += Math.max(1, size);
  }
  return { text: parts.join(' '), known };
};

/** `sounds`: numbers of the syllables (sounds.ts). */
export type Latin = { readonly text: string; readonly sounds: readonly number[] };

/**
 * A run of Latin words becomes the Chinese text it stands for: English by phrase table, pinyin by the longest words
 * that sound so. Syllables that make no known word are handed on, so that the base's own words can match them.
 */
export const readLatin = (run: string): Latin => {
  const words = englishWords(run);
  const readings = words.map((word) =>
    /^[a-zü']+$/.test(word) ? splitPinyin(word.replaceAll("'", '')) : undefined,
  );
  const pinyin = readings.filter((reading) => reading !== undefined).length;
  const { text, known } = translate(words);
  if (known * 2 >= words.length || pinyin * 3 < words.length * 2) return { text, sounds: [] };
  const sounds = readings.flatMap((reading) => reading ?? []).map(numberOfSyllable);
  return { text: soundsLike(sounds), sounds };
};

const MAX_SYLLABLES = 6;
const COST_OF_GAP = 2.2;

type Choice = { readonly cost: number; readonly from: number; readonly word: string };

/** For each end, the word that sounds so from each start on, longest first. */
const heardByEnd = (sounds: readonly number[]): { from: number; word: string }[][] => {
  const { words } = lexicon();
  const byEnd: { from: number; word: string }[][] = sounds.map(() => []);
  for (let start = 0; start < sounds.length; start += 1) {
    let size = 0;
    visitHeard(sounds, start, MAX_SYLLABLES, (id, length) => {
      if (length === size) return;
      size = length;
      byEnd[start + length - 1]?.push({ from: start, word: words[id] ?? '' });
    });
  }
  return byEnd;
};

/** Fewest and longest lexicon words over the syllables; a syllable outside all words leaves a gap. */
const soundsLike = (sounds: readonly number[]): string => {
  const byEnd = heardByEnd(sounds);
  const best: Choice[] = [{ cost: 0, from: 0, word: '' }];
  for (let end = 1; end <= sounds.length; end += 1) {
    let choice = { cost: (best[end - 1]?.cost ?? 0) + COST_OF_GAP, from: end - 1, word: ' ' };
    for (const { from, word } of byEnd[end - 1] ?? []) {
      const cost = (best[from]?.cost ?? 0) + 1;
      if (cost < choice.cost) choice = { cost, from, word };
    }
    best[end] = choice;
  }
  const out: string[] = [];
  for (let end = sounds.length; end > 0; end = best[end]?.from ?? 0)
    out.unshift(best[end]?.word ?? '');
  return out.join('');
};
