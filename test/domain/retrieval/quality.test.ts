import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evaluateFaq } from '#test/evaluate/faq.ts';
import { type Row, readRows } from '#test/evaluate/rows.ts';

const corpus = (path: string): string =>
  fileURLToPath(new URL(`../../corpus/retrieval/${path}`, import.meta.url));

const figures = (rows: readonly Row[], kb?: string): Record<string, number> =>
  evaluateFaq(rows, kb === undefined ? {} : { kb }).figures as Record<string, number>;

const every = (rows: readonly Row[], odd: number): Row[] => rows.filter((_, i) => i % 2 === odd);

describe('quality of answers', () => {
  it('finds the entry for questions of held-out categories', () => {
    const hold = readRows(corpus('questions.jsonl')).filter(
      (row) => row.string('split') === 'hold',
    );
    const result = figures(hold);
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.88);
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.94);
    expect(result['answeredWrong']).toBeLessThanOrEqual(0.02);
    expect(result['abstainedWrong']).toBeLessThanOrEqual(0.04);
  });

  it('finds the entry for four authors, and answers or passes on as it should', () => {
    const rows = ['p', 'q', 'r', 's'].flatMap((author) =>
      readRows(corpus(`authors-${author}.jsonl`)),
    );
    const result = figures(rows);
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.95);
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.99);
    expect(result['answered']).toBeGreaterThanOrEqual(0.75);
    expect(result['answeredWrong']).toBeLessThanOrEqual(0.02);
    expect(result['abstainedWrong']).toBeLessThanOrEqual(0.02);
    expect(result['outOfScopeAnswered']).toBeLessThanOrEqual(0.06);
  });

  it('finds the entry for one more voice whose questions train nothing but the weights', () => {
    const result = figures(readRows(corpus('other-voice.jsonl')));
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.93);
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.98);
    expect(result['answeredWrong']).toBeLessThanOrEqual(0.02);
  });

  it('tells neighbours apart that differ in one word', () => {
    const held = readRows(corpus('neighbours.jsonl')).filter(
      (row) => row.string('split') === 'hold',
    );
    expect(figures(held)['recallAt1']).toBeGreaterThanOrEqual(0.95);
  });

  it('finds the entry in another hospital’s base', () => {
    const result = figures(
      readRows(corpus('second-base/questions.jsonl')),
      corpus('second-base/faq.json'),
    );
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.95);
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.98);
    expect(result['abstainedWrong']).toBeLessThanOrEqual(0.04);
  });

  it('finds the entry in a third base whose questions train nothing but the confidence', () => {
    const result = figures(
      readRows(corpus('third-base/questions.jsonl')),
      corpus('third-base/faq.json'),
    );
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.95);
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.98);
  });

  it('finds the entry in a fourth base of other specialties whose questions fit nothing', () => {
    const result = figures(
      readRows(corpus('fourth-base/questions.jsonl')),
      corpus('fourth-base/faq.json'),
    );
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.82);
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.95);
    expect(result['answeredWrong']).toBeLessThanOrEqual(0.02);
  });

  it('rarely answers what no entry answers', () => {
    const foreign = [
      ...every(readRows(corpus('out-of-scope.jsonl')), 1),
      ...every(readRows(corpus('second-base/out-of-scope.jsonl')), 1),
    ];
    expect(figures(foreign)['outOfScopeAnswered']).toBeLessThanOrEqual(0.05);
  });
});
