import { INTENT_CUES, type IntentCue } from '#shared/data/intent/cues.ts';
import { TOPIC_CUES } from '#shared/data/intent/topic-cues.ts';
import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import { normalise } from '#shared/text/normalise.ts';
import { fuzzy, syllables } from '#shared/text/pinyin.ts';
import { inPlainWords } from './plain-words.ts';
import { severityFacts } from './severity.ts';
import { readWish, type WishSigns } from './wants-human.ts';

/** Longer texts are read at both ends: people say what they want first or last. */
const HEAD = 700;
const TAIL = 500;
/** A cue counts as this many equal n-grams, so that one concept can outweigh a handful of chance n-grams. */
const COPIES = 6;

export type IntentSigns = {
  /** Normalised text, shortened to its two ends. */
  readonly text: string;
  /** The same in plain words: what the models read. */
  readonly plain: string;
  readonly cues: readonly IntentCue[];
  readonly topicCues: readonly string[];
  /** Facts that bear on the grade of a complaint. */
  readonly facts: readonly string[];
  readonly wish: WishSigns;
};

let cuePatterns: readonly (readonly [IntentCue, RegExp])[] | undefined;
let topicPatterns: readonly (readonly [string, RegExp])[] | undefined;

/** Reads a text once: what every rule and model of intent looks at. */
export const readSigns = (raw: string): IntentSigns => {
  cuePatterns ??= INTENT_CUES.map((cue) => [cue, new RegExp(cue.pattern)]);
  topicPatterns ??= Object.entries(TOPIC_CUES).map(([code, cue]) => [code, new RegExp(cue)]);
  const whole = normalise(raw);
  const text =
    whole.length <= HEAD + TAIL ? whole : `${whole.slice(0, HEAD)}…${whole.slice(-TAIL)}`;
  const plain = inPlainWords(text);
  const said = (pattern: RegExp): boolean =>
    pattern.test(text) || (plain !== text && pattern.test(plain));
  return {
    text,
    plain,
    cues: cuePatterns.flatMap(([cue, pattern]) => (said(pattern) ? [cue] : [])),
    topicCues: topicPatterns.flatMap(([code, pattern]) => (said(pattern) ? [code] : [])),
    facts: severityFacts(text),
    wish: readWish(text),
  };
};

/** Pairs of characters with one between them: 没…回, 不…管. */
const addGapped = (out: Set<number>, text: string): void => {
  const units = [...text].slice(2).map((char, i) => `${text[i]}${char}`);
  addNgrams(out, units, { channel: 's', from: 1, to: 1 });
};

const addCue = (out: Set<number>, name: string, copies = COPIES): void => {
  for (let copy = 0; copy < copies; copy += 1) out.add(hashFeature(`${copy}:${name}`));
};

const lengthBand = (length: number): string => {
  if (length <= 4) return '4';
  if (length <= 8) return '8';
  if (length <= 16) return '16';
  if (length <= 40) return '40';
  return length <= 100 ? '100' : 'long';
};

const addShape = (out: Set<number>, text: string): void => {
  addCue(out, `len:${lengthBand(text.length)}`, 3);
  addCue(out, `start:${text.slice(0, 2)}`, 2);
  addCue(out, `end:${text.slice(-2)}`, 2);
  if (/[?？] ?$/.test(text)) addCue(out, 'mark:?', 2);
  if (text.includes('!')) addCue(out, 'mark:!', 2);
  if (!/[\u4e00-\u9fff]/.test(text))
    addCue(out, /[a-z]/.test(text) ? 'script:latin' : 'script:none', 2);
};

const addWish = (out: Set<number>, { wish, doubtful, counter }: WishSigns): void => {
  addCue(out, `wish:${wish.length > 0 ? 'some' : 'none'}`);
  if (wish.length > 1) addCue(out, 'wish:many');
  if (doubtful.length > 0 && wish.length === 0) addCue(out, 'wish:doubtful');
  for (const id of wish) addCue(out, `w+${id}`, 3);
  for (const id of doubtful) addCue(out, `w?${id}`, 2);
  for (const id of counter) addCue(out, `w-${id}`, 2);
};

/** Hashed features of a text, the same for every model of intent. */
export const intentFeatures = ({
  plain: text,
  cues,
  topicCues,
  facts,
  wish,
}: IntentSigns): ReadonlySet<number> => {
  const out = new Set<number>();
  addNgrams(out, text, { channel: 'c', from: 1, to: 2 });
  addGapped(out, text);
  addNgrams(out, syllables(text).map(fuzzy), { channel: 'p', from: 2, to: 3 });
  addNgrams(out, text.match(/[a-z']+/g) ?? [], { channel: 'w', from: 1, to: 2 });
  cues.forEach((cue, i) => {
    addCue(out, `q:${cue.id}`);
    for (const other of cues.slice(i + 1)) addCue(out, `qq:${cue.id}+${other.id}`, 1);
  });
  for (const code of topicCues) addCue(out, `t:${code}`, 4);
  for (const id of facts) addCue(out, `f:${id}`, 4);
  addShape(out, text);
  addWish(out, wish);
  return out;
};
