import { syllableOf } from '#shared/text/pinyin.ts';
import { isPair, type TermKey } from './keys.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { fuzzyReading } from './query.ts';

/** The base's own pairs of characters by how they sound, for what the input method got wrong. */
export type Vocabulary = {
  readonly exact: ReadonlyMap<string, readonly TermKey[]>;
  readonly fuzzy: ReadonlyMap<string, readonly TermKey[]>;
};

const built = new WeakMap<KnowledgeIndex, Vocabulary>();

const push = (map: Map<string, TermKey[]>, reading: string, key: TermKey): void => {
  const list = map.get(reading);
  if (list === undefined) map.set(reading, [key]);
  else list.push(key);
};

const build = (index: KnowledgeIndex): Vocabulary => {
  const exact = new Map<string, TermKey[]>();
  const loose = new Map<string, TermKey[]>();
  for (const key of index.keys) {
    if (!isPair(key)) continue;
    const reading = `${syllableOf(key >>> 16)} ${syllableOf(key & 0xffff)}`;
    push(exact, reading, key);
    push(loose, fuzzyReading(reading), key);
  }
  return { exact, fuzzy: loose };
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
