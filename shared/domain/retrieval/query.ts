import { isHan } from '#shared/text/normalise.ts';
import { fuzzy, syllableOf } from '#shared/text/pinyin.ts';
import { readable } from './clauses.ts';
import { factsOf } from './facts.ts';
import { pairKey, type TermKey, wordKey } from './keys.ts';
import { type Lexicon, lexicon, reachAt, readingOf, wordsThatSound } from './lexicon.ts';
import { putRight, readLatin } from './rewrite.ts';
import { SETTINGS } from './settings.ts';
import {
  axisValuesOf,
  dense,
  findWords,
  latinTokens,
  type Match,
  questionTypesOf,
} from './tokens.ts';
import { type TopicVector, topicsOf } from './topics.ts';

/**
 * One thing the asker said, to be found in an article in any of its wordings. An article earns a slot once, by its best
 * alternative. `reading` (syllables of a pair) lets an index add its own pairs that sound alike.
 */
export type Slot = {
  readonly kind: 'word' | 'pair' | 'single';
  readonly weight: number;
  readonly keys: TermKey[];
  readonly weights: number[];
  readonly reading?: string;
  readonly label: string;
};

export type Query = {
  /** What was understood, in simplified Chinese. */
  readonly text: string;
  readonly slots: readonly Slot[];
  readonly questionTypes: number;
  readonly topics: TopicVector;
  readonly axisValues: ReadonlySet<number>;
};

/** Beyond this many slots a story repeats itself; the rarest terms stay. */
const MAX_SLOTS = 160;

/** 0.1 for what everybody writes, 1 for a rare term. */
const telling = (term: string, { rarity }: Lexicon): number => {
  const value = rarity.get(term);
  if (value === undefined) return 1;
  const share = Math.min(1, value / SETTINGS.rarityFull);
  return Math.max(SETTINGS.rarityFloor, share ** SETTINGS.rarityPower);
};

class SlotList {
  readonly byKey = new Map<TermKey, Slot>();
  add(slot: Slot): void {
    const key = slot.keys[0];
    if (key === undefined) return;
    const known = this.byKey.get(key);
    if (known === undefined || known.weight < slot.weight) this.byKey.set(key, slot);
  }
}

const SHORT = 24;
const ASKS = /吗|么|呢|怎|咋|哪|啥|多少|几|不能|能不|可以|要不|是不是|有没有|[?？]|不$/;

/** Weight of each position: in a story, clauses that ask count more than those that tell. */
const focusOf = (text: string): Float64Array => {
  const focus = new Float64Array(text.length).fill(1);
  if (text.length < SHORT) return focus;
  let start = 0;
  for (const clause of text.split(/(?<=[,，。;；!！?？ ])/)) {
    const weight = ASKS.test(clause.replace(/[,，。;；!！ ]+$/, ''))
      ? SETTINGS.asking
      : SETTINGS.telling;
    focus.fill(weight, start, start + clause.length);
    start += clause.length;
  }
  return focus;
};

const wordSlot = (match: Match, factor: number, lex: Lexicon): Slot => {
  const word = lex.words[match.id] ?? '';
  const keys = [lex.keys[match.id] ?? 0];
  const weights = [1];
  for (let i = lex.starts[match.id] ?? 0; i < (lex.starts[match.id + 1] ?? 0); i += 1) {
    keys.push(lex.keys[lex.targets[i] ?? 0] ?? 0);
    weights.push((lex.weights[i] ?? 0) / 100);
  }
  const common = lex.functionWords.has(word) ? SETTINGS.function : telling(word, lex);
  return {
    kind: 'word',
    weight: factor * common * (match.inner ? SETTINGS.inner : SETTINGS.word),
    keys,
    weights,
    label: word,
  };
};

const addGrams = (
  list: SlotList,
  text: string,
  covered: Uint8Array,
  focus: Float64Array,
  base: number,
  lex: Lexicon,
): void => {
  for (let i = 0; i < text.length; i += 1) {
    const factor = base * (focus[i] ?? 1);
    const code = text.charCodeAt(i);
    if (!isHan(code)) continue;
    const char = text.charAt(i);
    list.add({
      kind: 'single',
      weight: factor * SETTINGS.single * telling(char, lex),
      keys: [code],
      weights: [1],
      label: char,
    });
    const next = text.charCodeAt(i + 1);
    if (!isHan(next)) continue;
    const pair = text.slice(i, i + 2);
    if (covered[i] === 1 && covered[i + 1] === 1) continue;
    list.add({
      kind: 'pair',
      weight: factor * SETTINGS.pair * telling(pair, lex),
      keys: [pairKey(code, next)],
      weights: [1],
      label: pair,
      reading: `${syllableOf(code)} ${syllableOf(next)}`,
    });
  }
};

const hasGap = (covered: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i += 1) if (covered[i] !== 1) return true;
  return false;
};

const LONGEST_HEARD = 4;

/** Stretches outside all known words that sound like a word: 付印病历 → 复印病历. */
const addHeard = (
  list: SlotList,
  text: string,
  covered: Uint8Array,
  factor: number,
  lex: Lexicon,
): void => {
  const hear = (start: number, end: number): void => {
    const part = text.slice(start, end);
    if (end > text.length || lex.idOf.has(part) || !hasGap(covered, start, end)) return;
    const reading = readingOf(part);
    if (reading === '') return;
    for (const id of wordsThatSound(reading))
      list.add(wordSlot({ id, start, end, inner: false }, factor * SETTINGS.heard, lex));
  };
  for (let start = 0; start < text.length - 1; start += 1)
    for (let size = LONGEST_HEARD; size >= 2; size -= 1) hear(start, start + size);
};

/** How far apart the parts of a pattern may stand. */
const PATTERN_REACH = 12;

const partsNear = (text: string, at: number, parts: readonly string[]): boolean =>
  parts.every((part, i) => {
    if (i === 0) return true;
    const found = text.indexOf(part, Math.max(0, at - PATTERN_REACH));
    return found >= 0 && found <= at + PATTERN_REACH;
  });

const addPatterns = (list: SlotList, text: string, lex: Lexicon): void => {
  for (let start = 0; start < text.length; start += 1)
    for (let size = reachAt(lex.partBeginnings, text, start); size > 0; size -= 1)
      for (const pattern of lex.patterns.get(text.slice(start, start + size)) ?? []) {
        if (!partsNear(text, start, pattern.parts)) continue;
        list.add({
          kind: 'word',
          weight: SETTINGS.pattern,
          keys: [
            wordKey(`\u0002${pattern.parts.join('+')}`),
            ...pattern.ids.map((id) => lex.keys[id] ?? 0),
          ],
          weights: [1, ...pattern.weights.map((weight) => weight / 100)],
          label: pattern.parts.join('…'),
        });
      }
};

const addText = (list: SlotList, text: string, factor: number, lex: Lexicon): void => {
  const focus = focusOf(text);
  const covered = new Uint8Array(text.length + 1);
  for (const match of findWords(text, lex)) {
    list.add(wordSlot(match, factor * (focus[match.start] ?? 1), lex));
    if (match.end - match.start >= 2) covered.fill(1, match.start, match.end);
  }
  addGrams(list, text, covered, focus, factor, lex);
  addHeard(list, text, covered, factor, lex);
  for (const token of latinTokens(text))
    list.add({
      kind: 'word',
      weight: factor * SETTINGS.word,
      keys: [wordKey(token)],
      weights: [1],
      label: token,
    });
};

const addSyllables = (list: SlotList, syllables: readonly string[], lex: Lexicon): void => {
  for (let i = 0; i + 1 < syllables.length; i += 1) {
    const reading = `${syllables[i]} ${syllables[i + 1]}`;
    list.add({
      kind: 'pair',
      weight: SETTINGS.pair,
      keys: [wordKey(`\u0001${reading}`)],
      weights: [1],
      reading,
      label: reading,
    });
    for (let size = 2; size <= 4 && i + size <= syllables.length; size += 1)
      for (const id of wordsThatSound(syllables.slice(i, i + size).join(' ')))
        list.add(wordSlot({ id, start: i, end: i + size, inner: false }, SETTINGS.heard, lex));
  }
};

/** Reads a patient's question: spelling, script, dialect, English and pinyin put right, wordings widened. Never throws. */
export const readQuery = (raw: string): Query => {
  const lex = lexicon();
  const plain = dense(readable(raw));
  const syllables: string[] = [];
  const latinRead = plain.replace(/[a-zü][a-z0-9ü' ,.?!-]*[a-zü]/g, (run) => {
    if (lex.idOf.has(run)) return run;
    const latin = readLatin(run);
    syllables.push(...latin.syllables);
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
    const id = lex.idOf.get(word);
    if (id !== undefined)
      list.add(wordSlot({ id, start: 0, end: word.length, inner: false }, SETTINGS.fact, lex));
  }
  addSyllables(list, syllables, lex);
  let slots = [...list.byKey.values()];
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

export const fuzzyReading = (reading: string): string => reading.split(' ').map(fuzzy).join(' ');
