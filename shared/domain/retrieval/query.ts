import { hashFeature } from '#shared/learn/features.ts';
import { isHan } from '#shared/text/normalise.ts';
import { readable } from './clauses.ts';
import { factsOf } from './facts.ts';
import { pairKey, type TermKey, wordKey } from './keys.ts';
import { type Lexicon, lexicon, type Pattern, visitHeard } from './lexicon.ts';
import { putRight, readLatin } from './rewrite.ts';
import { SETTINGS } from './settings.ts';
import { pairSound, soundOfCode } from './sounds.ts';
import {
  axisValuesOf,
  dense,
  findWords,
  latinTokens,
  type Match,
  questionTypesOf,
} from './tokens.ts';
import { type TopicVector, topicsOf } from './topics.ts';
import { findIn, NONE, ROOT, stepFrom } from './trie.ts';

/**
 * One thing the asker said, to be found in an article in any of its wordings: as the lexicon word `word`, as what `pattern`
 * stands for, or as the term `key` alone. An article earns a slot once, by its best alternative. `sound` (a pair of
 * syllables, 0 = none) lets an index add its own pairs that sound alike.
 */
export type Slot = {
  readonly kind: 'word' | 'pair' | 'single';
  readonly weight: number;
  readonly key: TermKey;
  /** Number of the lexicon word whose alternatives count too; -1 = none. */
  readonly word: number;
  readonly pattern: Pattern | undefined;
  readonly sound: number;
  /** In a clause that asks. */
  readonly asks: boolean;
  /** Words and patterns only. */
  readonly label: string;
};

export type Query = {
  /** What was understood, in simplified Chinese. */
  readonly text: string;
  readonly slots: readonly Slot[];
  readonly questionTypes: number;
  readonly topics: TopicVector;
  /** Each once. */
  readonly axisValues: readonly number[];
};

/** Beyond this many slots a story repeats itself; the rarest terms stay. */
const MAX_SLOTS = 160;

/** 0.1 for what everybody writes, 1 for a rare term; `tenths` as in Lexicon.rarity. */
const telling = (tenths: number): number => {
  if (tenths === NONE) return 1;
  const share = Math.min(1, tenths / 10 / SETTINGS.rarityFull);
  return Math.max(SETTINGS.rarityFloor, share ** SETTINGS.rarityPower);
};

/**
 * The strongest slot for each thing said. Keys of the map stay below 2^30, where numbers are no objects: words by their
 * number, all else by what `placeOf…` gives, in ranges of their own.
 */
class SlotList {
  readonly byPlace = new Map<number, Slot>();
  add(place: number, slot: Slot): void {
    const known = this.byPlace.get(place);
    if (known === undefined || known.weight < slot.weight) this.byPlace.set(place, slot);
  }
}

const SINGLES = 0x10000;
const OTHERS = 0x20000000;
const placeOfHash = (hash: number): number => OTHERS | (hash & 0x1fffffff);
/** Mixed, not packed: two of a question's some hundred pairs meet once in a million questions. */
const placeOfPair = (first: number, second: number): number =>
  placeOfHash(Math.imul((first << 16) | second, 0x9e3779b1) >>> 2);

const SHORT = 24;
const ASKS = /吗|么|呢|怎|咋|哪|啥|多少|几|不能|能不|可以|要不|是不是|有没有|[?？]|不$/;

/** Weight of each position: in a story, clauses that ask count more than those that tell. */
const focusOf = (text: string): { focus: Float64Array; asks: Uint8Array } => {
  const focus = new Float64Array(text.length).fill(1);
  const asks = new Uint8Array(text.length).fill(1);
  if (text.length < SHORT) return { focus, asks };
  let start = 0;
  for (const clause of text.split(/(?<=[,，。;；!！?？ ])/)) {
    const asking = ASKS.test(clause.replace(/[,，。;；!！ ]+$/, ''));
    focus.fill(asking ? SETTINGS.asking : SETTINGS.telling, start, start + clause.length);
    asks.fill(asking ? 1 : 0, start, start + clause.length);
    start += clause.length;
  }
  return { focus, asks };
};

const addWord = (
  list: SlotList,
  id: number,
  factor: number,
  { words, keys, isFunction, wordRarity }: Lexicon,
  asks = false,
): void => {
  const common = isFunction[id] === 1 ? SETTINGS.function : telling(wordRarity[id] ?? NONE);
  list.add(id, {
    kind: 'word',
    weight: factor * common,
    key: keys[id] ?? 0,
    word: id,
    pattern: undefined,
    sound: 0,
    asks,
    label: words[id] ?? '',
  });
};

/** A text with what every step asks about its positions. */
type Reading = {
  readonly text: string;
  readonly focus: Float64Array;
  readonly asks: Uint8Array;
  /** 1 inside known words of two or more characters. */
  readonly covered: Uint8Array;
  /** Numbers of syllables. */
  readonly sounds: Uint16Array;
  readonly factor: number;
};

const addSingle = (
  list: SlotList,
  code: number,
  { weight, rarity, asks }: { weight: number; rarity: number; asks: boolean },
): void =>
  list.add(SINGLES + code, {
    kind: 'single',
    weight: weight * SETTINGS.single * telling(rarity),
    key: code,
    word: NONE,
    pattern: undefined,
    sound: 0,
    asks,
    label: '',
  });

const addGrams = (list: SlotList, reading: Reading, { rarity }: Lexicon): void => {
  const { text, focus, asks, covered, sounds, factor } = reading;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!isHan(code)) continue;
    const weight = factor * (focus[i] ?? 1);
    const node = stepFrom(rarity, ROOT, code);
    addSingle(list, code, {
      weight,
      rarity: node === NONE ? NONE : (rarity.values[node] ?? NONE),
      asks: asks[i] === 1,
    });
    const next = text.charCodeAt(i + 1);
    if (!isHan(next) || (covered[i] === 1 && covered[i + 1] === 1)) continue;
    list.add(placeOfPair(code, next), {
      kind: 'pair',
      weight: weight * SETTINGS.pair * telling(findIn(rarity, text, i, i + 2)),
      key: pairKey(code, next),
      word: NONE,
      pattern: undefined,
      sound: pairSound(sounds[i] ?? 0, sounds[i + 1] ?? 0),
      asks: asks[i] === 1,
      label: '',
    });
  }
};

const hasGap = (covered: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i += 1) if (covered[i] !== 1) return true;
  return false;
};

const LONGEST_HEARD = 4;

/** Stretches outside all known words that sound like a word: 付印病历 → 复印病历. */
const addHeard = (list: SlotList, reading: Reading, lex: Lexicon): void => {
  const { text, covered, sounds, factor } = reading;
  const weight = factor * SETTINGS.heard * SETTINGS.word;
  for (let start = 0; start < text.length - 1; start += 1)
    visitHeard(sounds, start, LONGEST_HEARD, (id, size) => {
      const end = start + size;
      if (hasGap(covered, start, end) && findIn(lex.idOf, text, start, end) === NONE)
        addWord(list, id, weight, lex);
    });
};

/** How far apart the parts of a pattern may stand. */
const PATTERN_REACH = 12;

const partsNear = (text: string, at: number, parts: readonly string[]): boolean => {
  for (let i = 1; i < parts.length; i += 1) {
    const found = text.indexOf(parts[i] ?? '', Math.max(0, at - PATTERN_REACH));
    if (found < 0 || found > at + PATTERN_REACH) return false;
  }
  return true;
};

const addPatternsAt = (
  list: SlotList,
  text: string,
  start: number,
  patterns: readonly Pattern[],
): void => {
  for (const pattern of patterns) {
    if (!partsNear(text, start, pattern.parts)) continue;
    list.add(placeOfHash(0x10000000 | pattern.number), {
      kind: 'word',
      weight: SETTINGS.pattern,
      key: 0,
      word: NONE,
      pattern,
      sound: 0,
      asks: false,
      label: pattern.parts.join('…'),
    });
  }
};

const addPatterns = (list: SlotList, text: string, { firstParts, patternsBy }: Lexicon): void => {
  for (let start = 0; start < text.length; start += 1) {
    let node = ROOT;
    for (let at = start; at < text.length; at += 1) {
      node = stepFrom(firstParts, node, text.charCodeAt(at));
      if (node === NONE) break;
      const patterns = patternsBy[firstParts.values[node] ?? NONE];
      if (patterns !== undefined) addPatternsAt(list, text, start, patterns);
    }
  }
};

/** A Latin token that the lexicon may know as a word too: one place for both. */
const addToken = (list: SlotList, token: string, weight: number, lex: Lexicon): void => {
  const id = findIn(lex.idOf, token);
  list.add(id === NONE ? placeOfHash(hashFeature(token)) : id, {
    kind: 'word',
    weight,
    key: wordKey(token),
    word: NONE,
    pattern: undefined,
    sound: 0,
    asks: false,
    label: token,
  });
};

const addMatches = (
  list: SlotList,
  { covered, focus, asks, factor }: Reading,
  matches: readonly Match[],
  lex: Lexicon,
): void => {
  for (const { id, start, end, inner } of matches) {
    const weight = factor * (focus[start] ?? 1) * (inner ? SETTINGS.inner : SETTINGS.word);
    addWord(list, id, weight, lex, asks[start] === 1);
    if (end - start >= 2) covered.fill(1, start, end);
  }
};

const addText = (list: SlotList, text: string, factor: number, lex: Lexicon): void => {
  const sounds = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) sounds[i] = soundOfCode(text.charCodeAt(i));
  const covered = new Uint8Array(text.length + 1);
  const reading = { text, ...focusOf(text), covered, sounds, factor };
  addMatches(list, reading, findWords(text, lex), lex);
  addGrams(list, reading, lex);
  addHeard(list, reading, lex);
  for (const token of latinTokens(text)) addToken(list, token, factor * SETTINGS.word, lex);
};

const addSyllables = (list: SlotList, sounds: readonly number[], lex: Lexicon): void => {
  for (let i = 0; i + 1 < sounds.length; i += 1) {
    const sound = pairSound(sounds[i] ?? 0, sounds[i + 1] ?? 0);
    list.add(placeOfHash(0x18000000 | sound), {
      kind: 'pair',
      weight: SETTINGS.pair,
      key: 0,
      word: NONE,
      pattern: undefined,
      sound,
      asks: false,
      label: '',
    });
    visitHeard(sounds, i, LONGEST_HEARD, (id) =>
      addWord(list, id, SETTINGS.heard * SETTINGS.word, lex),
    );
  }
};

/** Reads a patient's question: spelling, script, dialect, English and pinyin put right, wordings widened. Never throws. */
export const readQuery = (raw: string): Query => {
  const lex = lexicon();
  const plain = dense(readable(raw));
  const sounds: number[] = [];
  const latinRead = plain.replace(/[a-zü][a-z0-9ü' ,.?!-]*[a-zü]/g, (run) => {
    if (findIn(lex.idOf, run) !== NONE) return run;
    const latin = readLatin(run);
    sounds.push(...latin.sounds);
    return latin.text === '' ? run : ` ${latin.text} `;
  });
  const text = putRight(latinRead, false);
  const list = new SlotList();
  addText(list, text, 1, lex);
  if (text !== latinRead) addText(list, latinRead, SETTINGS.original, lex);
  const guess = putRight(text, true);
  if (guess !== text) addText(list, guess, SETTINGS.guess, lex);
  addPatterns(list, text === plain ? text : `${text} ${plain}`, lex);
  for (const word of factsOf(text)) {
    const id = findIn(lex.idOf, word);
    if (id !== NONE) addWord(list, id, SETTINGS.fact * SETTINGS.word, lex);
  }
  addSyllables(list, sounds, lex);
  let slots = [...list.byPlace.values()];
  if (slots.length > MAX_SLOTS)
    slots = slots.sort((a, b) => b.weight - a.weight).slice(0, MAX_SLOTS);
  return {
    text,
    slots,
    topics: topicsOf(text),
    questionTypes: questionTypesOf(text),
    axisValues: axisValuesOf(text),
  };
};
