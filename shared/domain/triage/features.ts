import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import { fuzzy, splitPinyin, syllableOf } from '#shared/text/pinyin.ts';

/** A text as the triage code sees it: one normal form, read in three ways. */
export type Reading = {
  /** Normalised, blanks kept between Latin words only. */
  readonly text: string;
  /** Toneless syllables, sound-alikes folded, of Han characters and of Latin runs that are pinyin. */
  readonly sounds: readonly string[];
  readonly words: readonly string[];
};

const TOKEN = /[a-z']+|\d+(?:\.\d+)?|[\u3400-\u9fff]|\p{Extended_Pictographic}/gu;

/** Latin words that are English however well they split into pinyin. */
const ENGLISH =
  /^(?:a|an|the|i|he|she|me|we|my|her|him|his|can|in|on|is|are|was|no|not|and|to|too|or|of|at|it|do|go|so|be|for|you|your|out|after|from|man|men|women|an|here|long|pain|hang|sudden|did|has|have|had|how|what|who|where|when|with|but|our|they|them|this|that|there|about|please|help|age|one|time|an|ate|gone|dead|die|due|fan|fed|son|mum|mom|dad|wife|hand|head|face|arm|leg|lie|eye|ear|test|came|made|make|take|like|bad|big|hot|mine|more|same|line)$/;

const isPinyinMessage = (latin: readonly string[], han: number): boolean => {
  if (latin.length === 0) return false;
  const split = latin.filter((word) => splitPinyin(word) !== undefined).length;
  const english = latin.filter((word) => ENGLISH.test(word)).length;
  return split >= latin.length * 0.75 && english <= Math.max(1, latin.length * 0.34) && (han === 0 || english === 0);
};

export const read = (text: string): Reading => {
  const tokens = text.match(TOKEN) ?? [];
  const latin = tokens.filter((token) => token >= 'a' && token < '{' && token.length <= 60);
  const han = tokens.filter((token) => token.charCodeAt(0) >= 0x3400 && token.charCodeAt(0) <= 0x9fff).length;
  const asPinyin = isPinyinMessage(latin, han);
  const sounds: string[] = [];
  const words: string[] = [];
  for (const token of tokens) {
    const code = token.charCodeAt(0);
    if (code >= 0x3400 && code <= 0x9fff) sounds.push(fuzzy(syllableOf(code)));
    else if (token >= 'a' && token < '{') {
      if (asPinyin) sounds.push(...(splitPinyin(token.slice(0, 60)) ?? []).map(fuzzy));
      else words.push(token);
    } else {
      sounds.push('#');
      words.push('#');
    }
  }
  return { text, sounds, words };
};

export const features = ({ text, sounds, words }: Reading): Set<number> => {
  const out = new Set<number>();
  const han = text.replace(/[^\u3400-\u9fff0-9]+/g, ' ').trim();
  addNgrams(out, han, { channel: 'c', from: 1, to: 4 });
  addNgrams(out, sounds, { channel: 's', from: 1, to: 4 });
  addNgrams(out, words, { channel: 'w', from: 1, to: 3 });
  for (const word of words) addNgrams(out, `<${word}>`, { channel: 'l', from: 3, to: 5 });
  for (const [emoji] of text.matchAll(/\p{Extended_Pictographic}/gu)) out.add(hashFeature(`e${emoji}`));
  return out;
};
