import { normalise } from '#shared/text/normalise.ts';
import { type Article, isEffective } from './article.ts';
import { joinTurns, readTurn } from './follow-up.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { type Hit, type Ranking, rankWithConfidence } from './rank.ts';

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
 * three is right, from which they are offered. Set on left-out authors and held-out categories (README), on the careful side.
 */
export const THRESHOLDS = { answer: 0.92, offer: 0.5, choices: 3 };

/** An expired entry with this much of the trust is what was asked for, even where the trust is small. */
const EXPIRED_SHARE = 0.35;

/** Much likelier than the best that holds today: its successor, which fits as well, is not held back. */
const leads = (best: Hit, top: Hit): boolean =>
  best !== top && best.confidence > 1.5 * top.confidence;

const bare = (text: string): string => normalise(text).replace(/[\s\p{P}]/gu, '');

/** Asked in the entry's own words: there is nothing to weigh. */
const isOwnForm = ({ question, similar }: Article, asked: string): boolean =>
  [question, ...similar].some((form) => bare(form) === asked);

/** Who asks in so few characters names no special case because there is none. */
const GENERAL_LENGTH = 8;
const GENERAL_KNOWN = 0.9;
/** Entries with less than this share of the best one's trust are no rivals. */
const RIVAL_SHARE = 0.4;
/** A form that the question says nearly whole, next to rivals of which it says little. */
const WHOLE = 0.7;
const PART = 0.6;

/**
 * The entry that a short, general question means among rivals: the only one that is for no special case (抽血 → adults), or
 * the only one whose question is said whole (怎么预约挂号 → ways to book).
 */
const generalOf = (hits: readonly Hit[]): Hit | undefined => {
  const best = hits[0];
  if (best === undefined) return undefined;
  const rivals = hits.filter(({ confidence }) => confidence >= RIVAL_SHARE * best.confidence);
  const plain = rivals.filter(({ special }) => !special);
  if (plain.length === 1 && rivals.length > 1) return plain[0];
  const whole = rivals.filter(({ cover }) => cover >= WHOLE);
  const [only] = whole;
  const apart = rivals.every((hit) => hit === only || hit.cover < WHOLE * PART);
  return only === best && whole.length === 1 && apart ? only : undefined;
};

const isGeneral = (asked: string, { known }: Ranking['confidence']): boolean =>
  bare(asked).length <= GENERAL_LENGTH && known >= GENERAL_KNOWN;

type Asked = { readonly text: string; readonly asOf: string };

const decide = (
  index: KnowledgeIndex,
  { text, asOf }: Asked,
  { hits, confidence }: Ranking,
): Decision => {
  const best = hits[0];
  if (best === undefined) return { kind: 'defer', reason: 'no-match', hits: [] };
  const [top, ...rest] = hits.filter(({ document }) => isEffective(index.article(document), asOf));
  const others = rest.slice(0, THRESHOLDS.choices - 1);
  if (top === best && isOwnForm(index.article(best.document), bare(text)))
    return { kind: 'answer', hit: top, alternatives: others };
  if (confidence.known < THRESHOLDS.offer)
    return { kind: 'defer', reason: 'out-of-scope', hits: [] };
  if (top === undefined || (best.confidence >= EXPIRED_SHARE && leads(best, top)))
    return { kind: 'defer', reason: 'expired', hits: [best] };
  if (top === best && confidence.right >= THRESHOLDS.answer)
    return { kind: 'answer', hit: top, alternatives: others };
  const choices = [top, ...others];
  const general = isGeneral(text, confidence) ? generalOf(choices) : undefined;
  return general === undefined
    ? { kind: 'choices', hits: choices }
    : { kind: 'answer', hit: general, alternatives: choices.filter((hit) => hit !== general) };
};

const DEPTH = { k: 8 };

/**
 * What to do with a question: answer, offer up to three, or pass on. An entry outside its effective dates is never
 * among answers or choices. After a previous turn, a follow-up is read together with it, and a short question that is
 * not clear alone is read so too if that makes it clear. Pure: same index, question and context, same decision.
 */
export const decideAnswer = (
  index: KnowledgeIndex,
  question: string,
  { asOf, previous }: AskContext,
): Decision => {
  const ask = (text: string, without?: string): Decision =>
    decide(
      index,
      { text, asOf },
      rankWithConfidence(index, text, without === undefined ? DEPTH : { ...DEPTH, without }),
    );
  if (previous === undefined) return ask(question);
  const turn = readTurn(question);
  if (turn === 'other-value') return ask(joinTurns(question, previous.query), previous.articleId);
  if (turn === 'follow-up') return ask(joinTurns(question, previous.query));
  const alone = ask(question);
  if (turn === 'complete' || alone.kind === 'answer') return alone;
  const together = ask(joinTurns(question, previous.query));
  return together.kind === 'answer' ? together : alone;
};
