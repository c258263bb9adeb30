import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAnswer } from '#shared/domain/retrieval/answer.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
import { decodeSnapshot, encodeSnapshot } from '#shared/domain/retrieval/snapshot.ts';
import { suggest } from '#shared/domain/retrieval/suggest.ts';
import { anArticle, demoIndex, questionsOf } from './bases.ts';

const asOf = '2026-11-24';
const said = questionsOf('questions.jsonl').map(({ query }) => query);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(...said),
  fc
    .tuple(fc.constantFrom(...said), fc.string({ unit: 'binary', maxLength: 20 }))
    .map((parts) => parts.join('')),
);

describe('laws of retrieval', () => {
  it('never throws and always gives trust between 0 and 1, best score first', () => {
    fc.assert(
      fc.property(anyText, anyText, (question, before) => {
        const hits = rank(demoIndex, question, { k: 24 });
        for (const [i, hit] of hits.entries()) {
          expect(hit.confidence).toBeGreaterThanOrEqual(0);
          expect(hit.confidence).toBeLessThanOrEqual(1);
          expect(hit.score).toBeLessThanOrEqual(hits[i - 1]?.score ?? Number.POSITIVE_INFINITY);
        }
        decideAnswer(demoIndex, question, {
          asOf,
          previous: { query: before, articleId: 'kb-001' },
        });
        suggest(demoIndex, question, { asOf });
      }),
      { numRuns: 150 },
    );
  });

  it('is deterministic, whatever was asked in between', () => {
    fc.assert(
      fc.property(anyText, anyText, (question, other) => {
        const first = rank(demoIndex, question, { k: 10 });
        rank(demoIndex, other);
        expect(rank(demoIndex, question, { k: 10 })).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });

  it('finds an article by its own question, before and after a snapshot', () => {
    const question = fc.constantFrom(...said.filter((text) => /[\u4e00-\u9fff]{4}/.test(text)));
    fc.assert(
      fc.property(fc.uniqueArray(question, { minLength: 2, maxLength: 12 }), (questions) => {
        const index = buildIndex(
          questions.map((text, i) => anArticle({ id: `q${i}`, question: text })),
        );
        const loaded = decodeSnapshot(encodeSnapshot(index));
        if (!loaded.ok) throw new Error(loaded.error.kind);
        for (const [i, text] of questions.entries()) {
          expect(rank(index, text)[0]?.id).toBe(`q${i}`);
          expect(rank(loaded.value, text, { k: 5 })).toEqual(rank(index, text, { k: 5 }));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('takes no longer than a bounded time for a very long text', () => {
    const story = said.join('，').slice(0, 10_000);
    const timeOf = (text: string): number => {
      const times = Array.from({ length: 7 }, () => {
        const start = performance.now();
        rank(demoIndex, text);
        return performance.now() - start;
      });
      return Math.min(...times);
    };
    timeOf(story);
    expect(timeOf(story)).toBeLessThan(20 * Math.max(1, timeOf(story.slice(0, 500))));
    expect(timeOf('挂'.repeat(10_000))).toBeLessThan(50);
  });
});
