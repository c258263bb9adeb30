import { hashFeature } from '#shared/learn/features.ts';

/**
 * Terms are 32-bit keys, so that the index is typed arrays only: one character is its code, two are
 * `first << 16 | second`, a lexicon word or a Latin token is a hash in the private-use range E000–F7FF of the upper half,
 * where no two Han characters can land.
 */
export type TermKey = number;

const WORD_RANGE = 0xe0000000;
const WORD_SLOTS = 0x18000000;

export const pairKey = (first: number, second: number): TermKey => ((first << 16) | second) >>> 0;

export const wordKey = (word: string): TermKey =>
  (WORD_RANGE + (hashFeature(word) % WORD_SLOTS)) >>> 0;

export const isPair = (key: TermKey): boolean => key > 0xffff && key < WORD_RANGE;
