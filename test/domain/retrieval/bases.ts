import { readFileSync } from 'node:fs';
import { type Article, articleSchema } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

export const demoBase = (): Article[] =>
  articleSchema.array().parse(JSON.parse(read('shared/data/hospital/faq.json')));

export const demoIndex = buildIndex(demoBase());

export type LabelledQuestion = { query: string; ids: string[]; split?: string };

export const questionsOf = (path: string): LabelledQuestion[] =>
  read(`test/corpus/retrieval/${path}`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledQuestion);

export const anArticle = (over: Partial<Article> & { id: string; question: string }): Article =>
  articleSchema.parse({ answer: '请到一楼服务台。', ...over });
