import { CONCEPTS } from '#shared/data/triage/lexicon.ts';
import { splitPinyin, syllableOf } from '#shared/text/pinyin.ts';
import { simplify } from '#shared/text/traditional.ts';
import { createReader } from './reading.ts';

/** The reader of the server edition: whole lexicon, whole writing tables. */
export const readMessage = createReader({
  concepts: CONCEPTS,
  simplify,
  readings: { syllableOf, splitPinyin },
});
