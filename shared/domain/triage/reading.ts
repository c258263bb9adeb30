import { normaliseWith } from '#shared/text/normalise.ts';
import { fuzzy, type Readings } from '#shared/text/pinyin.ts';
import { compile, type Matcher, parseLexicon } from './concepts.ts';

/** One concept found in the text. */
export type ConceptHit = {
  readonly concept: string;
  /** UTF-16 offsets in `text`. */
  readonly start: number;
  readonly end: number;
  /** Found by its sound only: a mistyped homophone or full pinyin. */
  readonly bySound: boolean;
};

/** A message as triage sees it. */
export type Reading = {
  /** Normal form, without blanks beside Han characters. */
  readonly text: string;
  /** Toneless syllables, sound-alikes folded; `#` stands for numbers and emoji. */
  readonly sounds: readonly string[];
  /** Latin words that are not pinyin. */
  readonly words: readonly string[];
  /** In order of their start. */
  readonly hits: readonly ConceptHit[];
  /** Distance from the beginning in Han characters (four Latin letters count as one), by offset. */
  readonly place: Float32Array;
  /** Where each of `sounds` and each of `words` begins in `text`. */
  readonly starts: { readonly sounds: readonly number[]; readonly words: readonly number[] };
};

const isHanCode = (code: number): boolean => code >= 0x3400 && code <= 0x9fff;
const isLetter = (char: string): boolean => char >= 'a' && char <= 'z';

const LITERAL: Readonly<Record<string, string>> = { _: ' ', '·': '.' };

/** What a reader is made of; the browser edition has smaller tables than the server. */
export type ReaderTables = {
  readonly concepts: string;
  readonly simplify: (text: string) => string;
  readonly readings: Readings;
};

type Matchers = { readonly exact: Matcher; readonly sound: Matcher };

const matchersOf = ({ concepts, readings }: ReaderTables): Matchers => {
  const lexicon = parseLexicon(concepts);
  return {
    exact: compile(lexicon, (char) => LITERAL[char] ?? char),
    sound: compile(lexicon, (char) =>
      isHanCode(char.charCodeAt(0))
        ? readings.syllableOf(char.charCodeAt(0)) || undefined
        : undefined,
    ),
  };
};

const LATIN = /[a-zü][a-zü']*/y;
const NUMBER = /\d+/y;
const PICTURE = /\p{Extended_Pictographic}/uy;

type Token = { readonly token: string; readonly at: number };

/** Which expression reads on from a character that is no Han character; none for signs and blanks. */
const readerOf = (code: number): RegExp | undefined => {
  if ((code >= 0x61 && code <= 0x7a) || code === 0xfc) return LATIN;
  if (code >= 0x30 && code <= 0x39) return NUMBER;
  return code > 0xa0 ? PICTURE : undefined;
};

/** Han characters one by one, Latin words, numbers and emoji; by hand, since most characters of a message are Han. */
const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const reader = isHanCode(code) ? undefined : readerOf(code);
    if (reader !== undefined) reader.lastIndex = at;
    const token = isHanCode(code) ? text.charAt(at) : (reader?.exec(text)?.[0] ?? '');
    if (token !== '') tokens.push({ token, at });
    at += Math.max(1, token.length);
  }
  return tokens;
};

/** English words that would also split into pinyin syllables. */
const ENGLISH = new Set(
  (
    'a an the i he she me we my her him his can in on is are was no not and to too or of at it do go so be for you your out after from ' +
    'man men women here long pain hang did has have had how what who where when with but our they them this that there about please ' +
    'help age one time ate gone dead die due fan fed son mum mom dad wife hand head face arm leg lie eye ear made make take like bad ' +
    "big hot mine more same line bang can't don't won't"
  ).split(' '),
);

type Sound = { readonly syllable: string; readonly start: number; readonly end: number };

/** Blanks that stand beside a Han character separate nothing. */
const tighten = (text: string): string =>
  text
    .replace(/’/g, "'")
    // Two steps for want of lookbehind: Safari before 16.4 refuses a script that has one.
    .replace(/([\u3400-\u9fff，。！？,!?]) /g, '$1')
    .replace(/ (?=[\u3400-\u9fff，。！？])/g, '');

const isPinyin = (
  latin: readonly string[],
  hasHan: boolean,
  { splitPinyin }: Readings,
): boolean => {
  if (latin.length === 0) return false;
  const english = latin.filter((word) => ENGLISH.has(word)).length;
  const split = latin.filter((word) => splitPinyin(word) !== undefined).length;
  if (hasHan) return english === 0 && split === latin.length;
  return split >= latin.length * 0.75 && english <= Math.max(1, latin.length * 0.3);
};

type Scan = { sounds: Sound[]; words: string[]; wordStarts: number[]; pinyin: boolean };

const scan = (text: string, readings: Readings): Scan => {
  const tokens = tokensOf(text);
  const latin = tokens
    .filter(({ token }) => isLetter(token.charAt(0)))
    .map(({ token }) => token.slice(0, 60));
  const hasHan = tokens.some(({ token }) => isHanCode(token.charCodeAt(0)));
  const pinyin = isPinyin(latin, hasHan, readings);
  const sounds: Sound[] = [];
  const words: string[] = [];
  const wordStarts: number[] = [];
  const addWord = (word: string, at: number): void => {
    words.push(word);
    wordStarts.push(at);
  };
  for (const { token, at } of tokens) {
    if (isHanCode(token.charCodeAt(0))) {
      sounds.push({ syllable: readings.syllableOf(token.charCodeAt(0)), start: at, end: at + 1 });
    } else if (isLetter(token.charAt(0))) {
      if (pinyin) sounds.push(...pinyinSounds(token, at, readings));
      else addWord(token, at);
    } else {
      sounds.push({ syllable: '#', start: at, end: at + token.length });
      addWord('#', at);
    }
  }
  return { sounds, words, wordStarts, pinyin: pinyin && !hasHan };
};

const pinyinSounds = (token: string, at: number, { splitPinyin }: Readings): Sound[] => {
  let start = at;
  return (splitPinyin(token.slice(0, 60)) ?? []).map((syllable) => {
    const sound = { syllable, start, end: start + syllable.length };
    start = sound.end;
    return sound;
  });
};

/** Concepts whose one-syllable words may count in a pinyin message: what else would tong, tu, xue be there. */
const SINGLE_SYLLABLES = new Set([
  'pain',
  'chest',
  'child',
  'elder',
  'person',
  'head',
  'belly',
  'past',
  'negate',
]);

const exactHits = (text: string, { exact }: Matchers): ConceptHit[] =>
  exact
    .find(text)
    .filter((hit) => {
      if (!isLetter(text.charAt(hit.start))) return true;
      return !isLetter(text.charAt(hit.start - 1)) && !isLetter(text.charAt(hit.end));
    })
    .map((hit) => ({
      concept: exact.names[hit.concept] ?? '',
      start: hit.start,
      end: hit.end,
      bySound: false,
    }));

/** In characters the syllables of one word stand side by side: 摔倒，地上 holds no 倒地. */
const crossesClauses = (start: number, end: number, sounds: readonly Sound[]): boolean => {
  for (let at = start + 1; at < end; at += 1)
    if ((sounds[at]?.start ?? 0) > (sounds[at - 1]?.end ?? 0)) return true;
  return false;
};

const soundHits = (
  sounds: readonly Sound[],
  pinyin: boolean,
  { sound }: Matchers,
): ConceptHit[] => {
  const least = pinyin ? 2 : 3;
  return sound
    .find(sounds.map(({ syllable }) => syllable))
    .filter((hit) => {
      const length = hit.end - hit.start;
      if (!pinyin && crossesClauses(hit.start, hit.end, sounds)) return false;
      return length >= least || (pinyin && SINGLE_SYLLABLES.has(sound.names[hit.concept] ?? ''));
    })
    .map((hit) => ({
      concept: sound.names[hit.concept] ?? '',
      start: sounds[hit.start]?.start ?? 0,
      end: sounds[hit.end - 1]?.end ?? 0,
      bySound: true,
    }));
};

/** A concept that was read needs not be heard as well. */
const merge = (exact: readonly ConceptHit[], sound: readonly ConceptHit[]): ConceptHit[] => {
  const covered = new Map<string, Set<number>>();
  for (const { concept, start, end } of exact) {
    const places = covered.get(concept) ?? new Set<number>();
    covered.set(concept, places);
    for (let at = start; at < end; at += 1) places.add(at);
  }
  const isRead = ({ concept, start, end }: ConceptHit): boolean => {
    const places = covered.get(concept);
    if (places === undefined) return false;
    for (let at = start; at < end; at += 1) if (places.has(at)) return true;
    return false;
  };
  const extra = sound.filter((hit) => !isRead(hit));
  return [...exact, ...extra].sort((a, b) => a.start - b.start || b.end - a.end);
};

const places = (text: string): Float32Array => {
  const place = new Float32Array(text.length + 1);
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const width = char < '\u0080' ? 0.25 : 1;
    place[at + 1] = (place[at] ?? 0) + (/[。！？!?;；\n]/.test(char) ? 4 : width);
  }
  return place;
};

/** There are some 400 syllables: each is folded once. */
const known = new Map<string, string>();
const folded = (syllable: string): string => {
  const before = known.get(syllable);
  if (before !== undefined) return before;
  const after = fuzzy(syllable);
  known.set(syllable, after);
  return after;
};

export type Reader = (raw: string) => Reading;

/** A function that reads a message once, for the grammar and the model; linear in the length of the message. */
export const createReader = (tables: ReaderTables): Reader => {
  let loaded: Matchers | undefined;
  return (raw) => {
    loaded ??= matchersOf(tables);
    const text = tighten(normaliseWith(raw, tables.simplify));
    const { sounds, words, wordStarts, pinyin } = scan(text, tables.readings);
    const hits = merge(exactHits(text, loaded), soundHits(sounds, pinyin, loaded));
    return {
      text,
      sounds: sounds.map(({ syllable }) => folded(syllable)),
      words,
      hits,
      place: places(text),
      starts: { sounds: sounds.map(({ start }) => start), words: wordStarts },
    };
  };
};

const firstFrom = (starts: readonly number[], from: number): number => {
  const at = starts.findIndex((start) => start >= from);
  return at < 0 ? starts.length : at;
};

/** What a reading holds from an offset on, as if only that had been written; nothing is looked up again. */
export const tailOf = (reading: Reading, from: number): Reading => {
  const sound = firstFrom(reading.starts.sounds, from);
  const word = firstFrom(reading.starts.words, from);
  const shift = (start: number): number => start - from;
  return {
    text: reading.text.slice(from),
    sounds: reading.sounds.slice(sound),
    words: reading.words.slice(word),
    hits: reading.hits
      .filter((hit) => hit.start >= from)
      .map((hit) => ({ ...hit, start: shift(hit.start), end: shift(hit.end) })),
    place: reading.place.subarray(from),
    starts: {
      sounds: reading.starts.sounds.slice(sound).map(shift),
      words: reading.starts.words.slice(word).map(shift),
    },
  };
};
