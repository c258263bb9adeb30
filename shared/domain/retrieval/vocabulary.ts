import { isPair } from './keys.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { loosePair, pairSound, soundOfCode } from './sounds.ts';

/** The base's own pairs of characters (numbers of its terms) by how they sound, for what the input method got wrong. */
export type Vocabulary = {
  readonly exact: ReadonlyMap<number, readonly number[]>;
  readonly loose: ReadonlyMap<number, readonly number[]>;
};

const built = new WeakMap<KnowledgeIndex, Vocabulary>();

const push = (map: Map<number, number[]>, sound: number, term: number): void => {
  const list = map.get(sound);
  if (list === undefined) map.set(sound, [term]);
  else list.push(term);
};

const build = ({ keys }: KnowledgeIndex): Vocabulary => {
  const exact = new Map<number, number[]>();
  const loose = new Map<number, number[]>();
  for (let term = 0; term < keys.length; term += 1) {
    const key = keys[term] ?? 0;
    if (!isPair(key)) continue;
    const sound = pairSound(soundOfCode(key >>> 16), soundOfCode(key & 0xffff));
    if (sound === 0) continue;
    push(exact, sound, term);
    push(loose, loosePair(sound), term);
  }
  return { exact, loose };
};

/** Built on the first question that needs it, once an index. */
export const vocabularyOf = (index: KnowledgeIndex): Vocabulary => {
  let vocabulary = built.get(index);
  if (vocabulary === undefined) {
    vocabulary = build(index);
    built.set(index, vocabulary);
  }
  return vocabulary;
};
