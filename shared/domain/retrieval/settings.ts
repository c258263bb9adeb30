/**
 * What a term of a question is worth before the base's own statistics count. Found by test/training/retrieval-search.ts;
 * halfway between what suits the tune categories alone and what suits the four authors.
 */
export const SETTINGS = {
  /** A lexicon word; one inside a longer word; several words that together say one idea. */
  word: 1.44,
  inner: 0.115,
  pattern: 0.94,
  /** A word that a number stands for (5岁 → 儿童). */
  fact: 1,
  /** Two neighbouring characters outside known words; one character. */
  pair: 0.17,
  single: 0.97,
  /** Words without a subject of their own. */
  function: 0.09,
  /** Words that only sound so; the text as typed next to its corrected form; corrections that are guesses. */
  heard: 0.44,
  original: 0.37,
  guess: 0.4,
  /** Pairs of the base that sound as typed: exactly, or as southern speakers mix up. */
  heardPair: 0.65,
  heardFuzzy: 0.45,
  /** How steeply what everybody writes loses weight, and from where. */
  rarityFull: 2.9,
  rarityPower: 2.25,
  rarityFloor: 0.1,
  /** Clauses of a story that ask, and those that only tell. */
  asking: 0.7,
  telling: 0.6,
  /** Likeness of topics, against the whole question. */
  topic: 0.3,
  /** Where in the article the term stands. */
  form: 4.6,
  keyword: 3.63,
  answer: 1.36,
};
