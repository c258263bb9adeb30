import { SOUNDED, SPOKEN, SYLLABLE_WORDS } from '#shared/data/advice/spoken.ts';
import { NO_TERMS, TERMS } from '#shared/data/advice/terms.ts';
import { normalise } from '#shared/text/normalise.ts';
import { splitPinyin, syllableOf } from '#shared/text/pinyin.ts';

/** Beyond this a message is read at its two ends: the question stands at one of them. */
const HEAD = 500;
const TAIL = 400;

/** What a run of characters or syllables stands for: its class letter, or the wording it sounds like. */
type Node = { readonly next: Map<string, Node>; means?: string };
type Tables = {
  readonly rules: readonly (readonly [RegExp, string])[];
  /** By first character, longest word first. */
  readonly words: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  readonly sounds: Node;
  readonly syllables: ReadonlyMap<string, string>;
};

const wordsOf = (list: string): readonly string[] =>
  list.split(/\s+/).filter((word) => word !== '');

const HAN = /^[\u4e00-\u9fff]+$/;
const soundOf = (word: string): readonly string[] =>
  [...word].map((char) => syllableOf(char.charCodeAt(0)));

const addSound = (root: Node, syllables: readonly string[], means: string): void => {
  let node = root;
  for (const syllable of syllables) {
    const next = node.next.get(syllable) ?? { next: new Map() };
    node.next.set(syllable, next);
    node = next;
  }
  node.means ??= means;
};

const build = (): Tables => {
  const entries: (readonly [string, string])[] = [];
  for (const [letter, list] of Object.entries(TERMS))
    for (const word of wordsOf(list)) entries.push([word, letter]);
  const plain = wordsOf(NO_TERMS).map((word): readonly [string, string] => [word, word]);
  const words = new Map<string, (readonly [string, string])[]>();
  for (const entry of [...plain, ...entries]) {
    const first = entry[0].charAt(0);
    words.set(first, [...(words.get(first) ?? []), entry]);
  }
  for (const list of words.values()) list.sort(([a], [b]) => b.length - a.length);
  const sounds: Node = { next: new Map() };
  for (const word of wordsOf(SOUNDED)) addSound(sounds, soundOf(word), word);
  for (const [word, means] of entries)
    if (word.length > 1 && HAN.test(word)) addSound(sounds, soundOf(word), means);
  const syllables = new Map<string, string>();
  for (const pair of wordsOf(SYLLABLE_WORDS)) {
    const sound = pair.slice(0, -1);
    if (!syllables.has(sound)) syllables.set(sound, pair.slice(-1));
  }
  return {
    rules: SPOKEN.map(([source, plain]) => [new RegExp(source, 'g'), plain]),
    words,
    sounds,
    syllables,
  };
};

let loaded: Tables | undefined;
const tables = (): Tables => {
  loaded ??= build();
  return loaded;
};

/** Longest run from `at` that sounds like a known wording of `least` syllables or more. */
const soundAt = (
  syllables: readonly string[],
  at: number,
  least: number,
): { readonly means: string; readonly length: number } | undefined => {
  let node: Node | undefined = tables().sounds;
  let found: { readonly means: string; readonly length: number } | undefined;
  for (let length = 1; node !== undefined && at + length <= syllables.length; length += 1) {
    node = node.next.get(syllables[at + length - 1] ?? '');
    if (node?.means !== undefined && length >= least) found = { means: node.means, length };
  }
  return found;
};

/** Below this share of Latin words that are pinyin a text is taken for English. */
const PINYIN_SHARE = 0.85;

/** A message typed in full pinyin, in the wordings it sounds like; any other text as it is. */
const heard = (text: string): string => {
  if (/[\u4e00-\u9fff]/.test(text)) return text;
  const latin = text.match(/[a-z]+/g) ?? [];
  if (latin.length < 2) return text;
  const split = new Map(
    latin.map((word) => [word, word.length <= 40 ? splitPinyin(word) : undefined]),
  );
  if (latin.filter((word) => split.get(word) !== undefined).length < latin.length * PINYIN_SHARE)
    return text;
  const units = (text.match(/[a-z]+|[^a-z\s]+/g) ?? []).flatMap(
    (unit): readonly string[] => split.get(unit) ?? [unit],
  );
  let out = '';
  for (let at = 0; at < units.length; ) {
    const sound = soundAt(units, at, 2);
    const unit = units[at] ?? '';
    out += sound?.means ?? tables().syllables.get(unit) ?? unit;
    at += sound?.length ?? 1;
  }
  return out;
};

const isWordChar = (char: string): boolean => /[a-z0-9]/.test(char);

/** Every known word by its letter; characters that only sound like one of three syllables or more too. */
const lettered = (text: string): string => {
  const { words } = tables();
  const sounds = Array.from(text, (char) =>
    char >= '\u4e00' && char <= '\u9fff' ? syllableOf(char.charCodeAt(0)) : '',
  );
  let out = '';
  let at = 0;
  while (at < text.length) {
    const first = text.charAt(at);
    const hit = words.get(first)?.find(([word]) => {
      if (!text.startsWith(word, at)) return false;
      const cutsLatin = /[a-z]/.test(first) && isWordChar(text.charAt(at - 1) || ' ');
      const cutsTail =
        /[a-z]/.test(word.slice(-1)) && /[a-z]/.test(text.charAt(at + word.length) || ' ');
      return !cutsLatin && !cutsTail;
    });
    const sound =
      (hit === undefined || (hit[0].length < 3 && hit[0] !== hit[1])) &&
      sounds.length === text.length &&
      sounds[at] !== ''
        ? soundAt(sounds, at, 3)
        : undefined;
    if (sound !== undefined && sound.length > (hit?.[0].length ?? 0)) {
      out += sound.means;
      at += sound.length;
    } else if (hit) {
      out += hit[1];
      at += hit[0].length;
    } else {
      out += first;
      at += 1;
    }
  }
  return out;
};

const NUMBER = '(?:\\d+(?:\\.\\d+)?|[一二两三四五六七八九十百半]+)';
const SPANS: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `${NUMBER}多?(?:片|粒|颗|包|袋|支|滴|毫升|毫克|ml|mg|单位|针|勺|瓶|盒|杯|口|副)半?`,
      'g',
    ),
    'U',
  ],
  [
    new RegExp(
      `${NUMBER}多?个?半?(?:天|周(?!岁)|星期|礼拜|月|年(?!纪)|小时|钟头|分钟|晚上)了?`,
      'g',
    ),
    'M',
  ],
];
const WHOSE = /(?:[我你他她]|my |his |her )?(?:家|们家|屋里)?的?P/g;
const VALUE =
  /[<>]?\d+(?:[./]\d+)*(?:-\d+)?\s?(?:mm|cm|毫米|厘米|公分|%|度|级|期|类|岁|斤|kg|公斤)?|[一二三四五]级|[一二三四]期|[+]{1,4}/g;

export type Reading = {
  /** Normalised, shortened to its two ends. */
  readonly written: string;
  /** The same in plain words. */
  readonly text: string;
  /**
   * What it talks about reduced to letters (D medicine, X disease, S complaint, T test, O operation, B body, R report,
   * G department, P relative, U dose, M time span, N number), the rest in plain words: what is asked remains.
   */
  readonly sketch: string;
};

/** Linear in the length. */
export const readingOf = (raw: string): Reading => {
  const whole = normalise(raw);
  const written =
    whole.length <= HEAD + TAIL ? whole : `${whole.slice(0, HEAD)}…${whole.slice(-TAIL)}`;
  const replaceAll = (text: string, rules: Tables['rules']): string =>
    rules.reduce((out, [pattern, instead]) => out.replace(pattern, instead), text);
  const text = replaceAll(heard(written), tables().rules);
  const sketch = lettered(replaceAll(text, SPANS))
    .replace(WHOSE, 'P')
    .replace(VALUE, 'N')
    .replace(/([A-Z])\1+/g, '$1');
  return { written, text, sketch };
};
