import { type EntryContent, entryContent } from '#shared/domain/knowledge/entry.ts';

/** What stands in the fields: lists as the text they are written in. */
export type EntryForm = Omit<EntryContent, 'similar' | 'keywords' | 'testQuestions'> & {
  readonly similar: string;
  readonly keywords: string;
  readonly testQuestions: string;
};

export const EMPTY: EntryForm = {
  category: '',
  question: '',
  similar: '',
  answer: '',
  department: '',
  keywords: '',
  audience: 'everyone',
  sensitivity: 'plain',
  effectiveFrom: null,
  effectiveTo: null,
  reviewBy: null,
  source: '',
  images: [],
  buttons: [],
  testQuestions: '',
};

export const formOf = (content: EntryContent): EntryForm => ({
  ...content,
  similar: content.similar.join('\n'),
  keywords: content.keywords.join('，'),
  testQuestions: content.testQuestions.join('\n'),
});

const parts = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

export type FormRead =
  | { readonly ok: true; readonly content: EntryContent }
  | { readonly ok: false; readonly fields: readonly (keyof EntryContent)[] };

/** The content that the fields make, or which of them are not right yet. */
export const contentOf = (form: EntryForm): FormRead => {
  const read = entryContent.safeParse({
    ...form,
    similar: parts(form.similar, /\n/),
    keywords: parts(form.keywords, /[，,、\n]/),
    testQuestions: parts(form.testQuestions, /\n/),
  });
  if (read.success) return { ok: true, content: read.data };
  const fields = read.error.issues.map(({ path }) => path[0] as keyof EntryContent);
  return { ok: false, fields: [...new Set(fields)] };
};
