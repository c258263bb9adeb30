import { z } from 'zod';
import type { Instant } from '#shared/kernel/clock.ts';
import { AUDIENCES, ENTRY_STATES, type KnowledgeEntry, SENSITIVITIES } from './entry.ts';

const standing = z.object({
  version: z.int(),
  question: z.string(),
  department: z.string(),
  effectiveTo: z.string().nullable(),
  reviewBy: z.string().nullable(),
});

/** An entry as lists and task lists need it: what it is called, whose it is, how it stands. A few hundred bytes. */
export const entryBrief = z.object({
  articleId: z.string(),
  question: z.string(),
  category: z.string(),
  department: z.string(),
  state: z.enum(ENTRY_STATES),
  sensitivity: z.enum(SENSITIVITIES),
  audience: z.enum(AUDIENCES),
  version: z.int(),
  effectiveTo: z.string().nullable(),
  reviewBy: z.string().nullable(),
  tests: z.int(),
  authorName: z.string(),
  updatedAt: z.int(),
  /** What patients see; null where nothing is live. */
  live: standing.nullable(),
});
export type EntryBrief = z.infer<typeof entryBrief>;

export const briefOf = (entry: KnowledgeEntry): EntryBrief => {
  const { articleId, state, version, authorName, updatedAt, content, live } = entry;
  const { question, category, department, sensitivity, audience } = content;
  return {
    articleId,
    question,
    category,
    department,
    state,
    sensitivity,
    audience,
    version,
    effectiveTo: content.effectiveTo,
    reviewBy: content.reviewBy,
    tests: content.testQuestions.length,
    authorName,
    updatedAt,
    live:
      live === null
        ? null
        : {
            version: live.version,
            question: live.content.question,
            department: live.content.department,
            effectiveTo: live.content.effectiveTo,
            reviewBy: live.content.reviewBy,
          },
  };
};

/** Beginning of an answer that is searched. */
const ANSWER_LIMIT = 600;

/** What a search for words looks through, in small letters. */
export const wordsOf = ({ articleId, content }: KnowledgeEntry): string => {
  const { question, similar, keywords, answer } = content;
  return [articleId, question, ...similar, ...keywords, answer.slice(0, ANSWER_LIMIT)]
    .join('\n')
    .toLowerCase();
};

/** A brief with the words that a search looks through. */
export type ListedEntry = { readonly brief: EntryBrief; readonly words: string };

/** What decides when an entry is to be looked at again: what is live, else the draft. */
export const standingDates = ({
  live,
  effectiveTo,
  reviewBy,
}: EntryBrief): { readonly effectiveTo: string | null; readonly reviewBy: string | null } =>
  live ?? { effectiveTo, reviewBy };

/** Where an entry stands in the list: by its last change. */
export type Place = { readonly updatedAt: Instant; readonly articleId: string };
