import { addDays, type CalendarDate, weekdayOf } from '#shared/domain/calendar/day.ts';
import { isEffective } from '#shared/domain/retrieval/article.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';

/** A week by its Monday. */
export const weekOf = (date: CalendarDate): CalendarDate => addDays(date, 1 - weekdayOf(date));

export type AnswerCount = { readonly articleId: string; readonly count: number };
/** `count` is 0 for a question that stands there for want of asked ones. */
export type HotQuestion = AnswerCount & { readonly question: string };

export type HotQuestions = {
  /** `week`: what was asked; `usual`: too little was asked to speak of, so the list begins with the usual. */
  readonly basis: 'week' | 'usual';
  readonly questions: readonly HotQuestion[];
};

/** So few questions say nothing of a week: the one before is counted with it. */
const FEW = 20;
const SHOWN = 6;
/** Fewer different ones are no list of what people ask. */
const LEAST = 3;

type Listed = HotQuestion & { readonly category: string };

/** One question of each category, the largest categories first: what a new hospital can be asked. */
const usual = (effective: readonly Listed[], wanted: number): readonly Listed[] => {
  const byCategory = new Map<string, Listed[]>();
  for (const one of effective)
    byCategory.set(one.category, [...(byCategory.get(one.category) ?? []), one]);
  return [...byCategory.values()]
    .sort((a, b) => b.length - a.length)
    .flatMap(([first]) => first ?? [])
    .slice(0, wanted);
};

/**
 * What was answered most, of what is published and true today; early in a week the week before counts, too. A list that
 * is shorter than it could be is filled up with usual questions, one of a category.
 */
export const hotQuestions = (
  index: KnowledgeIndex,
  thisWeek: readonly AnswerCount[],
  lastWeek: readonly AnswerCount[],
  asOf: CalendarDate,
): HotQuestions => {
  const total = thisWeek.reduce((sum, { count }) => sum + count, 0);
  const counts = new Map<string, number>();
  for (const { articleId, count } of total < FEW ? [...thisWeek, ...lastWeek] : thisWeek)
    counts.set(articleId, (counts.get(articleId) ?? 0) + count);
  const effective: Listed[] = [];
  for (let document = 0; document < index.count; document += 1) {
    const article = index.article(document);
    const { id: articleId, question, category } = article;
    if (isEffective(article, asOf))
      effective.push({ articleId, question, category, count: counts.get(articleId) ?? 0 });
  }
  const hot = effective
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.articleId < b.articleId ? -1 : 1))
    .slice(0, SHOWN);
  const asked = new Set(hot.map(({ articleId }) => articleId));
  const rest = effective.filter(({ articleId }) => !asked.has(articleId));
  return {
    basis: hot.length >= LEAST ? 'week' : 'usual',
    questions: [...hot, ...usual(rest, SHOWN - hot.length)].map(
      ({ articleId, question, count }) => ({ articleId, question, count }),
    ),
  };
};
