import stored from '#shared/data/retrieval/lexicon.json' with { type: 'json' };
import { wordKey } from './keys.ts';
import { soundOf } from './sounds.ts';
import { findIn, makeTrie, NONE, ROOT, stepFrom, type Trie } from './trie.ts';

/** What the engine knows about wordings, whatever the base: compiled by test/training/retrieval-lexicon.ts. */
export type Lexicon = {
  readonly words: readonly string[];
  /** Number of each word. */
  readonly idOf: Trie;
  readonly keys: Uint32Array;
  /** Alternatives of word i: targets[starts[i] … starts[i + 1]) with weights 0–100. */
  readonly starts: Uint32Array;
  readonly targets: Uint16Array;
  readonly weights: Uint8Array;
  /** 1 for words that only ask, point or link. */
  readonly isFunction: Uint8Array;
  /** 1 for those and for words that only name the kind of question (多少钱, 几点, 在哪). */
  readonly isCue: Uint8Array;
  /** How telling a word is in patients' messages (see rarity), 1 – 65535; 0 = rare. */
  readonly wordRarity: Float32Array;
  /** Axis values of a word (`axis << 4 | value`): values of one axis must not be confused. */
  readonly axisValues: ReadonlyMap<number, readonly number[]>;
  /** Numbers into `rewriteRows`. */
  readonly rewrites: Trie;
  readonly rewriteRows: readonly Rewrite[];
  /** Ideas that show by several words near each other (号 … 退); the first of them leads to `patternsBy`. */
  readonly firstParts: Trie;
  readonly patternsBy: readonly (readonly Pattern[])[];
  /** How telling a frequent term is in patients' messages: tenths of the natural log of its rarity; none = rare. */
  readonly rarity: Trie;
  /** Cues of question types; the number is a set of types, one bit each. */
  readonly cues: Trie;
};

export type Rewrite = { readonly to: string; readonly unsure: boolean };
/** All parts near each other say one of the words, as `ids` with weights 0–100. */
export type Pattern = {
  readonly number: number;
  readonly parts: readonly string[];
  readonly ids: readonly number[];
  readonly weights: readonly number[];
};

const rows = (text: string): readonly string[] => text.split('\n');

/** Value of a digit to the base 36. */
export const digit36 = (code: number): number => (code < 58 ? code - 48 : code - 87);

/** A row's numbers to the base 36, two digits of weight at the end of each; by hand, because a cold start reads 80,000. */
const readLinks = (line: string, from: number, targets: number[], weights: number[]): void => {
  for (let at = from; at < line.length; at += 1) {
    const end = line.indexOf(' ', at) < 0 ? line.length : line.indexOf(' ', at);
    let target = 0;
    for (; at < end - 2; at += 1) target = target * 36 + digit36(line.charCodeAt(at));
    targets.push(target);
    weights.push(digit36(line.charCodeAt(at)) * 36 + digit36(line.charCodeAt(at + 1)));
    at = end;
  }
};

const readWords = () => {
  const lines = rows(stored.words);
  const words: string[] = [];
  const starts = new Uint32Array(lines.length + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  for (let id = 0; id < lines.length; id += 1) {
    const line = lines[id] ?? '';
    const end = line.indexOf(' ');
    words.push(end < 0 ? line : line.slice(0, end));
    if (end >= 0) readLinks(line, end + 1, targets, weights);
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

const readRewrites = () => {
  const found = new Map<string, Rewrite>();
  for (const line of rows(stored.rewrites)) {
    const [from = '', to = '', mark] = line.split(' ');
    const known = found.get(from);
    if (known === undefined || (known.unsure && mark === undefined))
      found.set(from, { to, unsure: mark !== undefined });
  }
  return { rewrites: makeTrie([...found.keys()]), rewriteRows: [...found.values()] };
};

const readPatterns = () => {
  const patterns = new Map<string, Pattern[]>();
  let number = 0;
  for (const line of rows(stored.patterns)) {
    const [cues = '', targets = ''] = line.split('|');
    const pairs = targets.split(' ').map((pair) => pair.split(':').map(Number));
    const ids = pairs.map(([id = 0]) => id);
    const weights = pairs.map(([, weight = 0]) => weight);
    for (const cue of cues.split(' ')) {
      const parts = cue.split('+');
      const pattern = { number, parts, ids, weights };
      number += 1;
      const [first = ''] = parts;
      const list = patterns.get(first);
      if (list === undefined) patterns.set(first, [pattern]);
      else list.push(pattern);
    }
  }
  return { firstParts: makeTrie([...patterns.keys()]), patternsBy: [...patterns.values()] };
};

const readRarity = (): Trie => {
  const pairs = rows(stored.common).map((line) => line.split(' '));
  return makeTrie(
    pairs.map(([term = '']) => term),
    (at) => Number(pairs[at]?.[1] ?? 0),
  );
};

const readCues = (): Trie => {
  const bits = new Map<string, number>();
  for (const [type, cues] of Object.values(stored.questionTypes).entries())
    for (const cue of cues) bits.set(cue, (bits.get(cue) ?? 0) | (1 << type));
  const values = [...bits.values()];
  return makeTrie([...bits.keys()], (at) => values[at] ?? 0);
};

const load = (): Lexicon => {
  const { words, ...links } = readWords();
  const functionWords = new Set<string>(stored.functionWords);
  const rarity = readRarity();
  const cues = readCues();
  return {
    words,
    ...links,
    idOf: makeTrie(words),
    keys: Uint32Array.from(words, wordKey),
    isFunction: Uint8Array.from(words, (word) => (functionWords.has(word) ? 1 : 0)),
    isCue: Uint8Array.from(words, (word) =>
      functionWords.has(word) || findIn(cues, word) !== NONE ? 1 : 0,
    ),
    wordRarity: Float32Array.from(words, (word) => findIn(rarity, word)),
    axisValues: readAxes(),
    ...readRewrites(),
    ...readPatterns(),
    rarity,
    cues,
  };
};

let loaded: Lexicon | undefined;

/** Read once per process, on first use. */
export const lexicon = (): Lexicon => {
  loaded ??= load();
  return loaded;
};

/** Words of two and more characters by how they sound; of those that sound alike the next one is `next[id]`. */
type Heard = { readonly trie: Trie; readonly next: Int32Array };
let heard: Heard | undefined;

const loadHeard = (): Heard => {
  const { words } = lexicon();
  const heads = new Map<string, number>();
  const next = new Int32Array(words.length).fill(NONE);
  for (let id = words.length - 1; id >= 0; id -= 1) {
    const word = words[id] ?? '';
    const sound = word.length < 2 ? '' : soundOf(word);
    if (sound === '') continue;
    next[id] = heads.get(sound) ?? NONE;
    heads.set(sound, id);
  }
  const firsts = [...heads.values()];
  return { trie: makeTrie([...heads.keys()], (at) => firsts[at] ?? NONE), next };
};

export type HeardWord = (id: number, size: number) => void;

/**
 * Calls `visit` for each lexicon word that the syllables from `start` on sound like, shortest first, up to `longest`
 * syllables. `sounds` holds numbers of syllables (sounds.ts), 0 where there is none.
 */
export const visitHeard = (
  sounds: ArrayLike<number>,
  start: number,
  longest: number,
  visit: HeardWord,
): void => {
  heard ??= loadHeard();
  const { trie, next } = heard;
  const end = Math.min(sounds.length, start + longest);
  let node = ROOT;
  for (let at = start; at < end; at += 1) {
    const sound = sounds[at] ?? 0;
    node = sound === 0 ? NONE : stepFrom(trie, node, sound);
    if (node === NONE) return;
    for (let id = trie.values[node] ?? NONE; id !== NONE; id = next[id] ?? NONE)
      visit(id, at - start + 1);
  }
};

let english: ReadonlyMap<string, string> | undefined;

/** English phrases by their stems, one blank between; read at the first question in Latin letters. */
export const englishPhrases = (): ReadonlyMap<string, string> => {
  english ??= new Map(
    rows(stored.english).map((line): [string, string] => {
      const end = line.indexOf('\t');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
  return english;
};
