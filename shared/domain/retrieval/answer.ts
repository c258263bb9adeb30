import { isEffective } from './article.ts';
import { resolveFollowUp } from './follow-up.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { type Hit, rankWithConfidence } from './rank.ts';

/** The turn before, for questions that only make sense after it ("那儿童呢？"). */
export type PreviousTurn = { readonly query: string; readonly articleId: string };

export type AskContext = {
  /** Beijing date `YYYY-MM-DD` on which the answer must be true. */
  readonly asOf: string;
  readonly previous?: PreviousTurn;
};

export type Decision =
  | { readonly kind: 'answer'; readonly hit: Hit; readonly alternatives: readonly Hit[] }
  /** Two or three that fit about equally well, best first. */
  | { readonly kind: 'choices'; readonly hits: readonly Hit[] }
  /**
   * A person should answer. `expired`: the entry that fits is not true on this day; `hits[0]` names it, for its owner,
   * and its text must not be shown.
   */
  | {
      readonly kind: 'defer';
      readonly reason: 'no-match' | 'expired' | 'out-of-scope';
      readonly hits: readonly Hit[];
    };

/**
 * `answer`: probability that the best entry is right, from which it is answered directly. `offer`: probability that one of
 * three is right, from which they are offered. Set on the hold categories (README), a little on the careful side.
 */
export const THRESHOLDS = { answer: 0.9, offer: 0.3, choices: 3 };

/**
 * What to do with a question: answer, offer up to three, or pass on. An entry outside its effective dates is never
 * among answers or choices. Pure: same index, question and date, same decision.
 */
export const decideAnswer = (
  index: KnowledgeIndex,
  question: string,
  { asOf, previous }: AskContext,
): Decision => {
  const full = previous === undefined ? question : resolveFollowUp(index, question, previous);
  const { hits, confidence } = rankWithConfidence(index, full, { k: 8 });
  const best = hits[0];
  if (best === undefined) return { kind: 'defer', reason: 'no-match', hits: [] };
  if (confidence.known < THRESHOLDS.offer)
    return { kind: 'defer', reason: 'out-of-scope', hits: [] };
  const sure = confidence.right >= THRESHOLDS.answer;
  const current = hits.filter(({ document }) => isEffective(index.article(document), asOf));
  const [top, ...rest] = current;
  if (top === undefined || (sure && top !== best))
    return { kind: 'defer', reason: 'expired', hits: [best] };
  const others = rest.slice(0, THRESHOLDS.choices - 1);
  return sure
    ? { kind: 'answer', hit: top, alternatives: others }
    : { kind: 'choices', hits: [top, ...others] };
};
