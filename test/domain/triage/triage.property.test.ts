import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { triageInBrowser } from '#shared/domain/triage/browser.ts';
import { triage } from '#shared/domain/triage/triage.ts';

const PIECES =
  '胸口 痛 冷汗 喘不上气 没有 去年 现在 突然 血 孩子 fever not breathing 😭 ， 。 xiong kou 叫不醒 120 \u200b ( | # * 一 不 了'.split(
    ' ',
  );

const messages = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 80 }).map((words) => words.join('')),
);

describe('any string', () => {
  test('is read without an error, and into a consistent result', () => {
    fc.assert(
      fc.property(messages, (text) => {
        const { decision, entries, level, reasons } = triage({ text });
        expect(entries.length > 0).toBe(decision !== 'none');
        expect(level !== null).toBe(decision !== 'none');
        expect(reasons.length > 0).toBe(decision !== 'none');
      }),
      { numRuns: 300 },
    );
  });

  test('is read without an error in the browser', () => {
    fc.assert(
      fc.property(messages, (text) => void triageInBrowser({ text })),
      { numRuns: 200 },
    );
  });

  test('earlier lines only add', () => {
    const rank = { none: 0, confirm: 1, fire: 2 };
    fc.assert(
      fc.property(messages, messages, (before, text) => {
        const alone = triage({ text }).decision;
        const together = triage({ text, recent: [{ text: before, secondsAgo: 10 }] }).decision;
        expect(rank[together]).toBeGreaterThanOrEqual(rank[alone]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('time', () => {
  /** The best of six: what else the machine does is not the reader's time. */
  const millisecondsFor = (text: string): number => {
    const times = Array.from({ length: 6 }, () => {
      const start = performance.now();
      triage({ text });
      return performance.now() - start;
    });
    return Math.min(...times);
  };

  test.each([
    ['signs', '胸口痛喘不上气'],
    ['denials', '没有不是没有'],
    ['one character', '没'],
    ['Latin letters', 'xiongkoutong'],
    ['lexicon stars', '血压又很高到都'],
  ])('grows with the length, not with its square: %s', (_what, unit) => {
    const short = unit.repeat(Math.ceil(2000 / unit.length)).slice(0, 2000);
    const long = unit.repeat(Math.ceil(10_000 / unit.length)).slice(0, 10_000);
    // Five times the text; a square would take 25 times as long. The floor keeps a busy machine from failing it.
    expect(millisecondsFor(long)).toBeLessThan(Math.max(200, 14 * millisecondsFor(short)));
  });
});
