import { describe, expect, it } from 'vitest';
import { openingWords } from '#shared/domain/calendar/opening-words.ts';
import { DAY, fromBeijing } from '#shared/kernel/clock.ts';

const now = fromBeijing('2026-11-24', 600);

describe('when a desk opens', () => {
  it('is told as people say it', () => {
    expect(openingWords(fromBeijing('2026-11-24', 810), now)['zh-CN']).toBe('今天13:30');
    expect(openingWords(fromBeijing('2026-11-25', 450), now)['zh-CN']).toBe('明天7:30');
    expect(openingWords(now + 3 * DAY, now)).toEqual({
      'zh-CN': '11月27日10:00',
      en: 'on Nov 27 at 10:00',
    });
  });
});
