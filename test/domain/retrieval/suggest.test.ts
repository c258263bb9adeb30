import { describe, expect, it } from 'vitest';
import { relatedArticles } from '#shared/domain/retrieval/related.ts';
import { suggest } from '#shared/domain/retrieval/suggest.ts';
import { demoIndex } from './bases.ts';

const asOf = '2026-11-24';
const texts = (typed: string): string[] =>
  suggest(demoIndex, typed, { asOf }).map(({ text }) => text);

describe('suggest', () => {
  it('puts questions that begin as typed first', () => {
    expect(texts('发票')[0]).toMatch(/^发票/);
  });

  it.each(['tingche', 'tc', '停车', '停車'])('finds 停车 by “%s”', (typed) => {
    expect(texts(typed).some((text) => text.includes('停车'))).toBe(true);
  });

  it('shows an article once and keeps to the limit', () => {
    const found = suggest(demoIndex, '挂号', { asOf, limit: 4 });
    expect(found).toHaveLength(4);
    expect(new Set(found.map(({ id }) => id)).size).toBe(4);
  });

  it('shows nothing for nothing, and no expired entry', () => {
    expect(texts('  ')).toEqual([]);
    expect(suggest(demoIndex, '国庆', { asOf }).map(({ id }) => id)).not.toContain('kb-018');
    expect(suggest(demoIndex, '国庆', { asOf: '2026-10-01' }).map(({ id }) => id)).toContain(
      'kb-018',
    );
  });
});

describe('relatedArticles', () => {
  it('names neighbours, not the article itself and no expired one', () => {
    const related = relatedArticles(demoIndex, 'kb-015', { asOf });
    expect(related).toHaveLength(3);
    expect(related.map(({ id }) => id)).toContain('kb-016');
    expect(related.map(({ id }) => id)).not.toContain('kb-015');
    expect(relatedArticles(demoIndex, 'unknown', { asOf })).toEqual([]);
  });
});
