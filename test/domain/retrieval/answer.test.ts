import { describe, expect, it } from 'vitest';
import { type Decision, decideAnswer } from '#shared/domain/retrieval/answer.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { anArticle, demoIndex } from './bases.ts';

const asOf = '2026-11-24';

const shown = (decision: Decision): string[] => {
  if (decision.kind === 'answer')
    return [decision.hit, ...decision.alternatives].map(({ id }) => id);
  return decision.kind === 'choices' ? decision.hits.map(({ id }) => id) : [];
};

describe('decideAnswer', () => {
  it('answers a clear question', () => {
    const decision = decideAnswer(demoIndex, '发票丢了能补开吗', { asOf });
    expect(decision.kind).toBe('answer');
    expect(shown(decision)[0]).toBe('kb-142');
  });

  it.each([
    ['怎么预约挂号', 'kb-020'],
    ['抽血要空腹吗', 'kb-091'],
  ])(
    'answers the short, general question “%s” with the entry for no special case',
    (question, id) => {
      const decision = decideAnswer(demoIndex, question, { asOf });
      expect(decision.kind).toBe('answer');
      expect(shown(decision)[0]).toBe(id);
    },
  );

  it('answers the special case when the question names it', () => {
    const decision = decideAnswer(demoIndex, '小孩抽血要空腹吗', { asOf });
    expect(shown(decision)[0]).toBe('kb-092');
  });

  it('offers no more than three when several entries fit', () => {
    const decision = decideAnswer(demoIndex, '探视', { asOf });
    expect(decision.kind).toBe('choices');
    expect(shown(decision).length).toBeLessThanOrEqual(3);
  });

  it.each(['你好', '帮我写一篇作文', '', '？？？', 'asdfghjkl'])('defers “%s”', (question) => {
    expect(decideAnswer(demoIndex, question, { asOf }).kind).toBe('defer');
  });

  it('names an expired entry for its owner and shows none of its text', () => {
    const decision = decideAnswer(demoIndex, '国庆节放假期间门诊怎么安排', { asOf });
    expect(decision).toMatchObject({ kind: 'defer', reason: 'expired', hits: [{ id: 'kb-018' }] });
  });

  it('shows the same entry on a day on which it holds', () => {
    const decision = decideAnswer(demoIndex, '国庆节放假期间门诊怎么安排', { asOf: '2026-10-08' });
    expect(shown(decision)[0]).toBe('kb-018');
  });

  it('never shows an entry before its first day or after its last', () => {
    const index = buildIndex([
      anArticle({ id: 'old', question: '停车怎么收费', effectiveTo: '2026-01-31' }),
      anArticle({ id: 'new', question: '停车怎么收费', effectiveFrom: '2026-03-01' }),
    ]);
    for (const day of ['2026-01-31', '2026-02-15', '2026-03-01'])
      expect(shown(decideAnswer(index, '停车怎么收费', { asOf: day }))).toEqual(
        { '2026-01-31': ['old'], '2026-02-15': [], '2026-03-01': ['new'] }[day],
      );
  });

  it.each([
    ['那儿童呢？', '成人发烧应该去哪里看', 'kb-015', 'kb-016'],
    ['那住院的呢', '门诊发票怎么开', 'kb-139', 'kb-140'],
    ['居民医保呢？', '职工医保住院报多少', 'kb-154', 'kb-155'],
    ['要空腹吗', '我要做CT平扫', 'kb-086', 'kb-086'],
    ['多少钱', '请护工怎么请', 'kb-126', 'kb-126'],
  ])('reads “%s” together with “%s”', (question, query, articleId, wanted) => {
    const decision = decideAnswer(demoIndex, question, { asOf, previous: { query, articleId } });
    expect(shown(decision)[0]).toBe(wanted);
  });

  it('leaves a question that stands alone as it is', () => {
    const previous = { query: '门诊发票怎么开', articleId: 'kb-139' };
    expect(shown(decideAnswer(demoIndex, '医院停车场在哪里怎么收费', { asOf, previous }))[0]).toBe(
      'kb-224',
    );
  });
});
