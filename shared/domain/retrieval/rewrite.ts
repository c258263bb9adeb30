import { splitPinyin } from '#shared/text/pinyin.ts';
import { englishWords, stemOf } from './english.ts';
import { lexicon, reachAt, wordsThatSound } from './lexicon.ts';

/** Input-method errors and dialect words put right; `unsure` ones only where `withUnsure`. Longest first, left to right. */
export const putRight = (text: string, withUnsure: boolean): string => {
  let out = '';
  let i = 0;
  while (i < text.length) {
    const rewrite = rewriteAt(text, i, withUnsure);
    out += rewrite?.to ?? text.charAt(i);
    i += rewrite?.length ?? 1;
  }
  return out;
};

const rewriteAt = (
  text: string,
  at: number,
  withUnsure: boolean,
): { to: string; length: number } | undefined => {
  const { rewrites, rewriteBeginnings, idOf } = lexicon();
  for (let length = reachAt(rewriteBeginnings, text, at); length > 0; length -= 1) {
    const from = text.slice(at, at + length);
    const rewrite = rewrites.get(from);
    if (rewrite === undefined || (rewrite.unsure && !withUnsure)) continue;
    // Nor is what lies inside a longer word that is right: 么办 in 怎么办.
    if (at > 0 && idOf.has(text.slice(at - 1, at + length))) return undefined;
    // A guess never replaces a word that is right as it stands.
    return rewrite.unsure && idOf.has(from) ? undefined : { to: rewrite.to, length };
  }
  return undefined;
};

const MAX_PHRASE = 6;

/** English phrases to the hospital's words, longest first; words it does not know are dropped. */
const translate = (words: readonly string[]): { text: string; known: number } => {
  const { english } = lexicon();
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

export type Latin = { readonly text: string; readonly syllables: readonly string[] };

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
  if (known * 2 >= words.length || pinyin * 3 < words.length * 2) return { text, syllables: [] };
  const syllables = readings.flatMap((reading) => reading ?? []);
  return { text: soundsLike(syllables), syllables };
};

const MAX_SYLLABLES = 6;

/** Fewest and longest lexicon words over the syllables; a syllable outside all words leaves a gap. */
const soundsLike = (syllables: readonly string[]): string => {
  const { words } = lexicon();
  const best: { cost: number; from: number; word: string }[] = [{ cost: 0, from: 0, word: '' }];
  for (let end = 1; end <= syllables.length; end += 1) {
    let choice = { cost: (best[end - 1]?.cost ?? 0) + 2.2, from: end - 1, word: ' ' };
    for (let start = Math.max(0, end - MAX_SYLLABLES); start < end - 1; start += 1) {
      const id = wordsThatSound(syllables.slice(start, end).join(' '))[0];
      const cost = (best[start]?.cost ?? 0) + 1;
      if (id !== undefined && cost < choice.cost)
        choice = { cost, from: start, word: words[id] ?? '' };
    }
    best[end] = choice;
  }
  const out: string[] = [];
  for (let end = syllables.length; end > 0; end = best[end]?.from ?? 0)
    out.unshift(best[end]?.word ?? '');
  return out.join('');
};
