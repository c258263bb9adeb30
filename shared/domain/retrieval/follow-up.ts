import { normalise } from '#shared/text/normalise.ts';
import { lexicon } from './lexicon.ts';
import { findWords, questionTypesOf } from './tokens.ts';

const OPENING = /^(?:那么?|那要是|要是|如果是?|还有|换成|what about|how about|and)/;
const CLOSING = /(?:的?(?:呢|咧|咯|哩))?[?？。!！~]*$/;
const ENDS_ASKING_BACK = /(?:呢|咧|哩)[?？。!！~]*$/;
const LONGEST_FOLLOW_UP = 14;
const LONGEST_UNCLEAR = 10;

/**
 * How a turn leans on the one before. `other-value`: the same question for somebody or something else (那儿童呢？),
 * so the entry just given is not the answer. `follow-up`: more about the same (那要带什么). `short`: may need the turn
 * before (要空腹吗). `complete`: stands alone.
 */
export type Turn = 'other-value' | 'follow-up' | 'short' | 'complete';

/** Only asks (多少钱, 在几楼): what it asks about stands in the turn before. */
const namesNothing = (text: string): boolean => {
  const { isCue } = lexicon();
  const covered = new Uint8Array(text.length);
  for (const { id, start, end } of findWords(text))
    if (isCue[id] === 1) covered.fill(1, start, end);
  const rest = text.split('').filter((char, i) => covered[i] === 0 && !/[\s\p{P}]/u.test(char));
  return rest.length === 0;
};

export const readTurn = (question: string): Turn => {
  const text = normalise(question).replace(/\s/g, '');
  if (text.length > LONGEST_FOLLOW_UP || text === '') return 'complete';
  const asksBack = ENDS_ASKING_BACK.test(text);
  if (asksBack && questionTypesOf(text) === 0) return 'other-value';
  if (asksBack || OPENING.test(text) || namesNothing(text)) return 'follow-up';
  return text.length <= LONGEST_UNCLEAR ? 'short' : 'complete';
};

/** Both turns as one question; words of the first that the second replaces on the same axis (成人 → 儿童) are left out. */
export const joinTurns = (question: string, before: string): string => {
  const asked = normalise(question).replace(OPENING, '').replace(CLOSING, '');
  const { axisValues } = lexicon();
  const said = new Map<number, number>();
  for (const match of findWords(asked))
    for (const value of axisValues.get(match.id) ?? []) said.set(value >> 4, value);
  let rest = normalise(before);
  for (const match of findWords(rest).reverse()) {
    const replaced = (axisValues.get(match.id) ?? []).some((value) => {
      const other = said.get(value >> 4);
      return other !== undefined && other !== value;
    });
    if (replaced && !match.inner) rest = rest.slice(0, match.start) + rest.slice(match.end);
  }
  return `${asked}，${rest}`;
};
