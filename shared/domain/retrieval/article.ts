import { z } from 'zod';

/** `YYYY-MM-DD`, a Beijing calendar date; plain text order is date order. */
const calendarDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/**
 * One entry of a hospital's knowledge base as the engine needs it. Fields it does not know (audience, source, owner, …)
 * are kept untouched, so the editor's entry survives a round trip through the index.
 */
export const articleSchema = z.looseObject({
  id: z.string().min(1).max(64),
  category: z.string().max(64).default(''),
  question: z.string().min(1).max(500),
  /** Other ways to ask the same; every form is matched on its own. */
  similar: z.array(z.string().max(500)).max(64).default([]),
  answer: z.string().max(20_000),
  department: z.string().max(64).default(''),
  keywords: z.array(z.string().max(64)).max(64).default([]),
  updated: z.string().default(''),
  /** First and last day on which the answer is true; an absent side is open. */
  effectiveFrom: calendarDate.optional(),
  effectiveTo: calendarDate.optional(),
});

export type Article = z.infer<typeof articleSchema>;

/** The dates that decide whether an answer may be shown. */
export type Validity = Pick<Article, 'effectiveFrom' | 'effectiveTo'>;

/** Whether the answer is true on `date` (`YYYY-MM-DD`, Beijing). Both ends belong to the period. */
export const isEffective = (article: Validity, date: string): boolean =>
  (article.effectiveFrom === undefined || article.effectiveFrom <= date) &&
  (article.effectiveTo === undefined || date <= article.effectiveTo);
