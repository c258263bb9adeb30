import { describe, expect, it } from 'vitest';
import { hotQuestions, weekOf } from '#shared/domain/knowledge/hot-questions.ts';
import { articleSchema } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';

const article = (id: string, category: string, over: object = {}) =>
  articleSchema.parse({ id, category, question: `${category}问题${id}`, answer: '答', ...over });

const index = buildIndex([
  article('kb-1', '挂号'),
  article('kb-2', '挂号'),
  article('kb-3', '医保'),
  article('kb-4', '医保'),
  article('kb-5', '医保'),
  article('kb-6', '住院'),
  article('kb-7', '停车', { effectiveTo: '2026-01-01' }),
]);
const asked = (...pairs: readonly (readonly [string, number])[]) =>
  pairs.map(([articleId, count]) => ({ articleId, count }));
const TODAY = '2026-11-25';
const ids = (found: ReturnType<typeof hotQuestions>) => found.questions.map((q) => q.articleId);

describe('the hot questions of a week', () => {
  it('are what was answered most, from real counts', () => {
    const found = hotQuestions(index, asked(['kb-2', 3], ['kb-6', 30], ['kb-4', 9]), [], TODAY);
    expect(found.basis).toBe('week');
    expect(found.questions.slice(0, 3).map(({ articleId, count }) => [articleId, count])).toEqual([
      ['kb-6', 30],
      ['kb-4', 9],
      ['kb-2', 3],
    ]);
  });

  it('count the week before while this one is young', () => {
    const found = hotQuestions(index, asked(['kb-1', 1]), asked(['kb-3', 5], ['kb-1', 5]), TODAY);
    expect(found.questions.slice(0, 2)).toMatchObject([
      { articleId: 'kb-1', count: 6 },
      { articleId: 'kb-3', count: 5 },
    ]);
    const old = hotQuestions(index, asked(['kb-1', 25]), asked(['kb-3', 500]), TODAY);
    expect(old.questions[0]).toMatchObject({ articleId: 'kb-1', count: 25 });
  });

  it('begin with the usual, one of each category, in a hospital that was asked nothing', () => {
    const found = hotQuestions(index, [], [], TODAY);
    expect(found.basis).toBe('usual');
    expect(ids(found)).toEqual(['kb-3', 'kb-1', 'kb-6']);
  });

  it('never hold what is not true today, nor a question twice', () => {
    const found = hotQuestions(index, asked(['kb-7', 99], ['kb-3', 2]), [], TODAY);
    expect(ids(found)).not.toContain('kb-7');
    expect(new Set(ids(found)).size).toBe(ids(found).length);
  });

  it('belong to the week that begins on Monday', () => {
    expect(weekOf('2026-11-29')).toBe('2026-11-23');
    expect(weekOf('2026-11-23')).toBe('2026-11-23');
  });
});
