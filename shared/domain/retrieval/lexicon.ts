import stored from '#shared/data/retrieval/lexicon.json' with { type: 'json' };
import { syllableOf } from '#shared/text/pinyin.ts';
import { englishWords, stemOf } from './english.ts';
import { pairKey, wordKey } from './keys.ts';

/** What the engine knows about wordings, whatever the base: compiled by test/training/retrieval-lexicon.ts. */
export type Lexicon = {
  readonly beginnings: Beginnings;
  readonly idOf: ReadonlyMap<string, number>;
  readonly words: readonly string[];
  readonly keys: Uint32Array;
  /** Alternatives of word i: targets[starts[i] … starts[i + 1]) with weights 0–100. */
  readonly starts: Uint32Array;
  readonly targets: Uint16Array;
  readonly weights: Uint8Array;
  /** Axis values of a word (`axis << 4 | value`): values of one axis must not be confused. */
  readonly axisValues: ReadonlyMap<number, readonly number[]>;
  readonly rewrites: ReadonlyMap<string, Rewrite>;
  readonly rewriteBeginnings: Beginnings;
  /** Ideas that show by several words near each other (号 … 退), by the first of them. */
  readonly patterns: ReadonlyMap<string, readonly Pattern[]>;
  readonly partBeginnings: Beginnings;
  readonly english: ReadonlyMap<string, string>;
  readonly functionWords: ReadonlySet<string>;
  /** How telling a frequent term is in patients' messages (natural log of its rarity); absent = rare. */
  readonly rarity: ReadonlyMap<string, number>;
  readonly questionTypes: readonly QuestionType[];
};

export type Rewrite = { readonly to: string; readonly unsure: boolean };
/** All parts near each other say one of the words, as `ids` with weights 0–100. */
export type Pattern = {
  readonly parts: readonly string[];
  readonly ids: readonly number[];
  readonly weights: readonly number[];
};
export type QuestionType = { readonly name: string; readonly cues: readonly string[] };

const rows = (text: string): readonly string[] => text.split('\n');

const readWords = () => {
  const lines = rows(stored.words);
  const words: string[] = [];
  const starts = new Uint32Array(lines.length + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  for (const [id, line] of lines.entries()) {
    const [word = '', ...links] = line.split(' ');
    words.push(word);
    for (const item of links) {
      targets.push(Number.parseInt(item.slice(0, -2), 36));
      weights.push(Number.parseInt(item.slice(-2), 36));
    }
    starts[id + 1] = targets.length;
  }
  return { words, starts, targets: Uint16Array.from(targets), weights: Uint8Array.from(weights) };
};

const readAxes = (): Map<number, readonly number[]> => {
  const axes = new Map<number, readonly number[]>();
  for (const line of rows(stored.axes)) {
    const [word, ...values] = line.split(' ');
    const codes = values.map((value) => {
      const [axis = '0', rank = '0'] = value.split('.');
      return (Number(axis) << 4) | Number(rank);
    });
    axes.set(Number(word), codes);
  }
  return axes;
};

const readRewrites = (): Map<string, Rewrite> => {
  const rewrites = new Map<string, Rewrite>();
  for (const line of rows(stored.rewrites)) {
    const [from = '', to = '', mark] = line.split(' ');
    const known = rewrites.get(from);
    if (known === undefined || (known.unsure && mark === undefined))
      rewrites.set(from, { to, unsure: mark !== undefined });
  }
  return rewrites;
};

/** By the stems of the phrase; the first of two rows with equal stems counts. */
const readEnglish = (): Map<string, string> => {
  const english = new Map<string, string>();
  for (const line of rows(stored.english)) {
    const [phrase = '', zh = ''] = line.split('\t');
    const stems = englishWords(phrase).map(stemOf).join(' ');
    if (!english.has(stems)) english.set(stems, zh);
  }
  return english;
};

const readPatterns = (): Map<string, Pattern[]> => {
  const patterns = new Map<string, Pattern[]>();
  for (const line of rows(stored.patterns)) {
    const [cues = '', targets = ''] = line.split('|');
    const pairs = targets.split(' ').map((pair) => pair.split(':').map(Number));
    const ids = pairs.map(([id = 0]) => id);
    const weights = pairs.map(([, weight = 0]) => weight);
    for (const cue of cues.split(' ')) {
      const parts = cue.split('+');
      const [first = ''] = parts;
      const list = patterns.get(first);
      if (list === undefined) patterns.set(first, [{ parts, ids, weights }]);
      else list.push({ parts, ids, weights });
    }
  }
  return patterns;
};

const readRarity = (): Map<string, number> =>
  new Map(
    rows(stored.common).map((line) => {
      const [term = '', tenths = '0'] = line.split(' ');
      return [term, Number(tenths) / 10];
    }),
  );

/** How long a key can be that begins with these two characters, or with this one alone: most places begin none. */
export type Beginnings = ReadonlyMap<number, number>;

const beginningsOf = (keys: Iterable<string>): Beginnings => {
  const longest = new Map<number, number>();
  for (const key of keys) {
    const code =
      key.length === 1 ? key.charCodeAt(0) : pairKey(key.charCodeAt(0), key.charCodeAt(1));
    longest.set(code, Math.max(longest.get(code) ?? 0, key.length));
  }
  return longest;
};

/** Length of the longest key that could begin at `at`, at least 1 where one character alone is a key. */
export const reachAt = (beginnings: Beginnings, text: string, at: number): number => {
  const code = text.charCodeAt(at);
  const pair =
    at + 1 < text.length ? beginnings.get(pairKey(code, text.charCodeAt(at + 1))) : undefined;
  return Math.min(text.length - at, pair ?? beginnings.get(code) ?? 0);
};

const load = (): Lexicon => {
  const { words, ...links } = readWords();
  const rewrites = readRewrites();
  const patterns = readPatterns();
  return {
    words,
    ...links,
    beginnings: beginningsOf(words),
    idOf: new Map(words.map((word, id) => [word, id])),
    keys: Uint32Array.from(words, wordKey),
    axisValues: readAxes(),
    rewrites,
    patterns,
    partBeginnings: beginningsOf(patterns.keys()),
    rewriteBeginnings: beginningsOf(rewrites.keys()),
    english: readEnglish(),
    functionWords: new Set(stored.functionWords),
    rarity: readRarity(),
    questionTypes: Object.entries(stored.questionTypes).map(([name, cues]) => ({ name, cues })),
  };
};

let loaded: Lexicon | undefined;

/** Read once per process, on first use: about 10 ms. */
export const lexicon = (): Lexicon => {
  loaded ??= load();
  return loaded;
};

let byReading: Map<string, number[]> | undefined;

/** Toneless reading of a word, syllables joined by a blank; '' where a character has none. */
export const readingOf = (word: string): string => {
  const parts: string[] = [];
  for (let i = 0; i < word.length; i += 1) {
    const syllable = syllableOf(word.charCodeAt(i));
    if (syllable === '') return '';
    parts.push(syllable);
  }
  return parts.join(' ');
};

/** Words of the lexicon that sound like `reading` (see readingOf). */
export const wordsThatSound = (reading: string): readonly number[] => {
  if (byReading === undefined) {
    byReading = new Map();
    for (const [id, word] of lexicon().words.entries()) {
      const key = readingOf(word);
      if (key === '' || word.length < 2) continue;
      const list = byReading.get(key);
      if (list === undefined) byReading.set(key, [id]);
      else list.push(id);
    }
  }
  return byReading.get(reading) ?? [];
};
