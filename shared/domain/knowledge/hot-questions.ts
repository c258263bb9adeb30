import { addDays, type CalendarDate, weekdayOf } from '#shared/domain/calendar/day.ts';
import { isEffective } from '#shared/domain/retrieval/article.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';

/** A week by its Monday. */
export const weekOf = (date: CalendarDate): CalendarDate => addDays(date, 1 - weekdayOf(date));

export type AnswerCount = { readonly articleId: string; readonly count: number };
export type HotQuestion = AnswerCount & { readonly question: string };

/** So few questions say nothing of a week: the one before is counted with it. */
const FEW = 20;
const SHOWN = 6;

/** What was answered most, of what is published and true today. Early in a week the week before counts, too. */
export const hotQuestions = (
  index: KnowledgeIndex,
  thisWeek: readonly AnswerCount[],
  lastWeek: readonly AnswerCount[],
  asOf: CalendarDate,
): readonly HotQuestion[] => {
  const total = thisWeek.reduce((sum, { count }) => sum + count, 0);
  const counts = new Map<string, number>();
  for (const { articleId, count } of total < FEW ? [...thisWeek, ...lastWeek] : thisWeek)
    counts.set(articleId, (counts.get(articleId) ?? 0) + count);
  const hot: HotQuestion[] = [];
  for (let document = 0; document < index.count; document += 1) {
    const article = index.article(document);
    const count = counts.get(article.id);
    if (count !== undefined && isEffective(article, asOf))
      hot.push({ articleId: article.id, question: article.question, count });
  }
  return hot
    .sort((a, b) => b.count - a.count || (a.articleId < b.articleId ? -1 : 1))
    .slice(0, SHOWN);
};
