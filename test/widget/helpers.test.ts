import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBeijing } from '#shared/kernel/clock.ts';
import {
  cleanText,
  entersToSend,
  sendRule,
  suggestable,
  TEXT_LIMIT,
} from '../../widget/helpers/composer-rules.ts';
import { dayLabel } from '../../widget/helpers/day-labels.ts';
import { linkParts, telHref } from '../../widget/helpers/links.ts';
import {
  enqueue,
  fromTheBeginning,
  homeless,
  nextToSend,
  type Outbox,
  refusedFor,
  tryAgain,
} from '../../widget/helpers/outbox.ts';
import { contrast, paletteOf, parseHex } from '../../widget/helpers/palette.ts';
import { nextPlace } from '../../widget/helpers/queue-place.ts';
import { badgedTitle, badgeText } from '../../widget/helpers/unread.ts';
import { isLocale, readHostConfig } from '../../widget/host-config.ts';

describe('linkParts', () => {
  it('gives back every text it is given, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(
          linkParts(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('links web addresses and phone numbers only', () => {
    const hrefs = (text: string) =>
      linkParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));
    expect(hrefs('见 https://a.example/x?y=1。电话0735-0000204')).toEqual([
      'https://a.example/x?y=1',
      'tel:07350000204',
    ]);
    expect(hrefs('请立即拨打120，或打12345')).toEqual(['tel:120', 'tel:12345']);
    expect(hrefs('费用120元')).toEqual([]);
    expect(hrefs('javascript:alert(1) data:text/html,x file:///etc/passwd http://')).toEqual([]);
    expect(hrefs('<img src=x onerror=alert(1)>')).toEqual([]);
  });

  it('never makes a link that is neither http(s) nor tel', () => {
    const nasty = fc.constantFrom(
      'http://',
      'https://',
      'javascript:',
      'tel:',
      '//',
      '\u202e',
      '<',
      '"',
      '120',
      '拨打',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(nasty, fc.string({ maxLength: 8 })), { maxLength: 12 }),
        (bits) => {
          for (const part of linkParts(bits.join('')))
            if (part.kind === 'link')
              expect(part.href).toMatch(/^(https?:\/\/[^\s]|tel:[\d+*#]+$)/);
        },
      ),
    );
  });

  it('dials digits, plus, star and hash, and nothing else', () => {
    expect(telHref('0735-0000 101 转 2')).toBe('tel:073500001012');
  });
});

describe('the composer', () => {
  it('takes out what the service would refuse', () => {
    expect(cleanText('  a\u0000b\r\nc\ud83d  ')).toBe('ab\nc');
    expect(cleanText('👨‍👩‍👧 家人')).toBe('👨‍👩‍👧 家人');
  });

  it('sends neither nothing nor too much', () => {
    expect(sendRule(' \n ')).toEqual({ may: false, why: 'empty' });
    expect(sendRule('好'.repeat(TEXT_LIMIT))).toEqual({ may: true });
    expect(sendRule('好'.repeat(TEXT_LIMIT + 1))).toEqual({ may: false, why: 'too-long' });
  });

  it.each([
    ['Enter alone', { key: 'Enter' }, true],
    ['Shift+Enter', { key: 'Enter', shiftKey: true }, false],
    ['Enter that picks a word of an input method', { key: 'Enter', isComposing: true }, false],
    [
      "Enter that Safari reports after the input method's end",
      { key: 'Enter', keyCode: 229 },
      false,
    ],
    ['a letter', { key: 'a' }, false],
  ])('%s', (_, key, sends) => {
    expect(entersToSend({ shiftKey: false, isComposing: false, keyCode: 13, ...key })).toBe(sends);
  });

  it('asks for suggestions while a question begins, not for an essay', () => {
    expect(suggestable('医')).toBeNull();
    expect(suggestable('医保')).toBe('医保');
    expect(suggestable('长'.repeat(31))).toBeNull();
  });
});

describe('the outbox', () => {
  const filled = (): Outbox => {
    let outbox: Outbox = [];
    for (const clientId of ['client-a', 'client-b'])
      outbox = enqueue(outbox, {
        clientId,
        conversationId: 'cnv_1',
        base: 4,
        at: 0,
        body: { kind: 'message', text: clientId },
      });
    return outbox;
  };

  it('sends in the order of writing; what was refused blocks nobody', () => {
    expect(nextToSend(filled())?.clientId).toBe('client-a');
    expect(nextToSend(refusedFor(filled(), 'client-a', 'too-large'))?.clientId).toBe('client-b');
    const again = tryAgain(refusedFor(filled(), 'client-a', 'too-large'), 'client-a');
    expect(nextToSend(again)).toMatchObject({ clientId: 'client-a', base: 4 });
  });

  it('reads from the beginning where the base lies after the end of the log', () => {
    expect(fromTheBeginning(filled(), 'client-a').map(({ base }) => base)).toEqual([-1, 4]);
  });

  it('takes messages to the next conversation, but no answers about the old one', () => {
    const outbox = enqueue(filled(), {
      clientId: 'client-c',
      conversationId: 'cnv_1',
      base: 4,
      at: 0,
      body: { kind: 'feedback', aboutSeq: 3, helpful: true },
    });
    expect(homeless(outbox)).toMatchObject([
      { clientId: 'client-a', conversationId: null, base: -1 },
      { clientId: 'client-b', conversationId: null, base: -1 },
    ]);
  });
});

describe("the hospital's colour", () => {
  it('always carries text that reads at 4.5:1, in both schemes', () => {
    const part = fc.integer({ min: 0, max: 255 }).map((n) => n.toString(16).padStart(2, '0'));
    fc.assert(
      fc.property(fc.tuple(part, part, part), (parts) => {
        const palette = paletteOf(`#${parts.join('')}`);
        const rgb = (name: `--${string}`) => parseHex(palette?.[name] ?? '') ?? [0, 0, 0];
        expect(contrast(rgb('--nx-on-brand'), rgb('--nx-brand'))).toBeGreaterThanOrEqual(4.5);
        expect(contrast(rgb('--nx-brand-ink'), [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(rgb('--nx-brand-ink-dark'), [23, 35, 38])).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('is left alone when it is no colour', () => {
    expect(paletteOf('red; background: url(x)')).toBeNull();
  });
});

describe('what the page may set', () => {
  const read = (attributes: Record<string, string>) =>
    readHostConfig((name) => attributes[name] ?? null, 'https://chat.example');

  it('falls back to the defaults for anything wrong', () => {
    expect(
      read({
        'data-api': '::',
        'data-locale': 'xx',
        'data-color': 'javascript:1',
        'data-position': 'top',
        'data-emergency-phone': '<b>120</b>',
      }),
    ).toMatchObject({
      api: 'https://chat.example',
      locale: null,
      color: null,
      position: 'right',
      emergencyPhone: '',
    });
  });

  it('takes an address apart to its origin', () => {
    expect(read({ 'data-api': 'https://api.example/v1/' }).api).toBe('https://api.example');
  });

  it('knows its languages', () => {
    expect(isLocale('zh-CN')).toBe(true);
    expect(isLocale('zh')).toBe(false);
  });
});

describe('the unread badge', () => {
  it('counts up to nine', () => {
    expect([0, 3, 9, 10].map(badgeText)).toEqual(['', '3', '9', '9+']);
  });

  it('stands in the title of the page once, and leaves it as it was', () => {
    const title = badgedTitle(badgedTitle('医院首页', 3), 12);
    expect(title).toBe('(9+) 医院首页');
    expect(badgedTitle(title, 0)).toBe('医院首页');
  });
});

describe('days and hours', () => {
  const now = fromBeijing('2026-11-24', 600);
  const words = { today: '今天', yesterday: '昨天' };

  it('names a day as shortly as it can', () => {
    const label = (date: string) => dayLabel(date, now, 'zh-CN', words);
    expect(label('2026-11-24')).toBe('今天');
    expect(label('2026-11-23')).toBe('昨天');
    expect(label('2026-03-01')).toBe('3月1日');
    expect(label('2025-12-31')).toBe('2025年12月31日');
    expect(dayLabel('2025-12-31', now, 'en', words)).toBe('Dec 31, 2025');
  });
});

describe('the place in the queue', () => {
  const first = nextPlace(null, { ahead: 2, urgentAhead: 0, minutes: 4 });

  it('counts down, and up only where an emergency went first', () => {
    expect(nextPlace(first, { ahead: 1, urgentAhead: 0, minutes: 2 })).toMatchObject({ ahead: 1 });
    expect(nextPlace(first, { ahead: 3, urgentAhead: 0, minutes: 9 })).toMatchObject({
      ahead: 2,
      minutes: 4,
      overtaken: false,
    });
    expect(nextPlace(first, { ahead: 3, urgentAhead: 1, minutes: 9 })).toMatchObject({
      ahead: 3,
      minutes: 9,
      overtaken: true,
    });
  });

  it('is gone once nobody waits', () => {
    expect(nextPlace(first, { ahead: null, urgentAhead: 0, minutes: null })).toBeNull();
  });
});
