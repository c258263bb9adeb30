import { z } from 'zod';
import { isCalendarDate } from '#shared/domain/calendar/day.ts';
import type { Article } from '#shared/domain/retrieval/article.ts';
import { isOwnPicture, PICTURE_ADDRESS } from './picture.ts';

const date = z.string().refine(isCalendarDate, { error: 'a date is written YYYY-MM-DD' });
const line = (max: number) => z.string().trim().min(1, { error: 'must not be empty' }).max(max);

/** What names an entry in an address and in a table of import. */
export const ARTICLE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Who must agree before an answer goes out: two people for what touches treatment, money or rules. */
export const SENSITIVITIES = ['plain', 'policy', 'medical'] as const;
export const AUDIENCES = ['everyone', 'staff'] as const;

/** Pictures of ours. Entries of an earlier release may name pages of others, which patients are not shown. */
const images = z
  .array(
    z.strictObject({
      url: z.union([
        z.string().regex(PICTURE_ADDRESS, { error: 'a picture is uploaded first' }),
        z.url({ protocol: /^https$/ }),
      ]),
      alt: line(120),
    }),
  )
  .max(6);

const buttons = z
  .array(
    z.strictObject({
      label: line(20),
      action: z.discriminatedUnion('do', [
        z.strictObject({ do: z.literal('dial'), number: z.string().regex(/^[\d-]{3,20}$/) }),
        z.strictObject({ do: z.literal('open'), url: z.url({ protocol: /^https$/ }) }),
        z.strictObject({ do: z.literal('send'), text: line(100) }),
      ]),
    }),
  )
  .max(4);

/** What an editor writes. Everything else about an entry (state, version, who, when) is made by the workflow. */
export const entryContent = z
  .strictObject({
    category: line(64),
    question: line(300),
    /** Other ways to ask the same. */
    similar: z.array(line(300)).max(40),
    /** Rich text of `rich-text.ts`: paragraphs, lists, bold, links. */
    answer: line(5_000),
    /** Department that owns the answer and hears of misses and expiry. */
    department: line(64),
    keywords: z.array(line(40)).max(40),
    audience: z.enum(AUDIENCES),
    sensitivity: z.enum(SENSITIVITIES),
    effectiveFrom: date.nullable(),
    effectiveTo: date.nullable(),
    /** The owner looks at it again by then. */
    reviewBy: date.nullable(),
    /** Where the fact stands: a document number, a notice, a price list. */
    source: z.string().trim().max(300),
    images,
    buttons,
    /** Questions that this entry must answer: run before every publication. */
    testQuestions: z.array(line(300)).max(60),
  })
  .refine(
    ({ effectiveFrom, effectiveTo }) =>
      effectiveFrom === null || effectiveTo === null || effectiveFrom <= effectiveTo,
    {
      error: 'ends before it begins',
      path: ['effectiveTo'],
    },
  )
  .refine(({ sensitivity, source }) => sensitivity === 'plain' || source !== '', {
    error: 'policy and medical answers name their source',
    path: ['source'],
  });
export type EntryContent = z.infer<typeof entryContent>;

/** What may be written from now on. */
export const writtenContent = entryContent.refine(
  ({ images }) => images.every(({ url }) => isOwnPicture(url)),
  { error: 'pictures are uploaded, not linked', path: ['images'] },
);

export const ENTRY_STATES = ['draft', 'in-review', 'published', 'retired'] as const;

export const knowledgeEntry = z.object({
  articleId: z.string(),
  state: z.enum(ENTRY_STATES),
  /** Counts every change of content. */
  version: z.int().positive(),
  content: entryContent,
  /** What patients see now, while a newer draft is written or reviewed; null before the first publication. */
  live: z
    .object({ version: z.int().positive(), content: entryContent, publishedAt: z.int() })
    .nullable(),
  authorId: z.string(),
  authorName: z.string(),
  approverId: z.string().nullable(),
  approverName: z.string().nullable(),
  createdAt: z.int(),
  updatedAt: z.int(),
});
export type KnowledgeEntry = z.infer<typeof knowledgeEntry>;

const extras = z.object({ images: images.catch([]), buttons: buttons.catch([]) });

/** Pictures and buttons of a published article; none where a snapshot of an earlier release has none. */
export const extrasOf = (article: Article): z.infer<typeof extras> => extras.parse(article);

/** The published form as retrieval reads it; null where nothing of the entry is live for patients. */
export const toArticle = (entry: KnowledgeEntry, updated: string): Article | null => {
  if (entry.live === null || entry.live.content.audience !== 'everyone') return null;
  const { content } = entry.live;
  return {
    id: entry.articleId,
    category: content.category,
    question: content.question,
    similar: content.similar,
    answer: content.answer,
    department: content.department,
    keywords: content.keywords,
    updated,
    ...(content.effectiveFrom === null ? {} : { effectiveFrom: content.effectiveFrom }),
    ...(content.effectiveTo === null ? {} : { effectiveTo: content.effectiveTo }),
    // The engine keeps what it does not know: an answer comes with everything that it shows.
    ...(content.images.length === 0 ? {} : { images: content.images }),
    ...(content.buttons.length === 0 ? {} : { buttons: content.buttons }),
  };
};
