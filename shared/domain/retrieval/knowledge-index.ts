import type { Article } from './article.ts';
import type { TermKey } from './keys.ts';

/** Where in an article a term stands: bits 0–5 = question forms (the last bit takes all further ones), then the rest. */
export const FORM_BITS = 6;
export const FORM_MASK = 0b0011_1111;
export const KEYWORD_BIT = 0b0100_0000;
export const ANSWER_BIT = 0b1000_0000;

/**
 * A published base, ready to be asked. Postings of term i are postings[starts[i] … starts[i + 1]): varints of
 * `gap to the next document << 1 | in the answer only`, each followed by a byte saying where unless it is the answer only.
 * Everything is typed arrays, so a snapshot is loaded by pointing at it.
 */
export type KnowledgeIndex = {
  readonly count: number;
  /** Sorted; term i has key keys[i]. */
  readonly keys: Uint32Array;
  readonly starts: Uint32Array;
  readonly frequency: Uint16Array;
  readonly postings: Uint8Array;
  /** Sum of idf over a form's terms, in tenths; FORM_BITS a document. */
  readonly formMass: Uint16Array;
  /** Question-type bits of each document's question forms together. */
  readonly questionTypes: Uint32Array;
  /** Axis values of document d: axisValues[axisStarts[d] … axisStarts[d + 1]), `axis << 4 | value`. */
  readonly axisStarts: Uint32Array;
  readonly axisValues: Uint16Array;
  /** TOPICS_KEPT topics a document with weights 0–255; unused places have weight 0. */
  readonly topics: Uint16Array;
  readonly topicWeights: Uint8Array;
  readonly article: (document: number) => Article;
};

/** Position of a key in `keys`, or -1. */
export const termOf = (index: KnowledgeIndex, key: TermKey): number => {
  const { keys } = index;
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = keys[middle] ?? 0;
    if (value === key) return middle;
    if (value < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};

/** Robertson–Spärck Jones idf, never negative. */
export const idfOf = (count: number, frequency: number): number =>
  Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5));

const COMMON_SHARE = 0.2;
const LARGE_BASE = 1000;

/** A term in more than a fifth of a large base tells nothing and costs most: it has a frequency but no postings. */
export const tellsNothing = (count: number, frequency: number): boolean =>
  count > LARGE_BASE && frequency > count * COMMON_SHARE;
