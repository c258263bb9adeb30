import { normalise } from '#shared/text/normalise.ts';
import type { PreviousTurn } from './answer.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { lexicon } from './lexicon.ts';
import { findWords } from './tokens.ts';

const OPENING = /^(?:那么?|那要是|要是|如果是?|还有|换成|and|what about)/;
const CLOSING = /(?:呢|咧|咯|哩)?[?？。!！~]*$/;
const LONGEST_FOLLOW_UP = 14;

/** A short turn that leans on the one before: 那儿童呢？ 住院的呢 要带什么 */
export const isFollowUp = (question: string): boolean => {
  const text = normalise(question).replace(/\s/g, '');
  return (
    text.length > 0 &&
    text.length <= LONGEST_FOLLOW_UP &&
    (OPENING.test(text) || /(?:呢|咧|哩)[?？]?$/.test(text))
  );
};

/**
 * The question in full: the previous one, with its words replaced where the follow-up names the other value of the same
 * axis (成人 → 儿童), else with the follow-up added.
 */
export const resolveFollowUp = (
  _index: KnowledgeIndex,
  question: string,
  previous: PreviousTurn,
): string => {
  if (!isFollowUp(question)) return question;
  const asked = normalise(question).replace(OPENING, '').replace(CLOSING, '').replace(/的$/, '');
  const before = normalise(previous.query);
  const { axisValues } = lexicon();
  const said = new Map<number, number>();
  for (const match of findWords(asked))
    for (const value of axisValues.get(match.id) ?? []) said.set(value >> 4, value);
  let full = before;
  for (const match of findWords(before).reverse()) {
    const opposed = (axisValues.get(match.id) ?? []).some((value) => {
      const other = said.get(value >> 4);
      return other !== undefined && other !== value;
    });
    if (opposed && !match.inner) full = full.slice(0, match.start) + full.slice(match.end);
  }
  return `${asked}，${full}`;
};
