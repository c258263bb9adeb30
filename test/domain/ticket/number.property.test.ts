import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTicketNumber, parseTicketNumber, ticketNumber } from '#shared/domain/ticket/number.ts';

const date = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));
const number = fc
  .tuple(date, fc.integer({ min: 0, max: 150_000 }))
  .map(([day, count]) => ticketNumber(day, count));

const digitsOf = (text: string): string => text.replaceAll('-', '');

describe('ticket numbers', () => {
  it('are valid, and readable back however they are written down', () => {
    fc.assert(
      fc.property(number, (n) => {
        const spread = [...digitsOf(n)].join(' ');
        const wide = n.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)));
        for (const written of [n, digitsOf(n), spread, wide])
          expect(parseTicketNumber(written)).toBe(n);
      }),
    );
  });

  it('show every single wrong digit', () => {
    fc.assert(
      fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (n, at, shift) => {
        const digits = [...digitsOf(n)];
        const i = at % digits.length;
        digits[i] = String((Number(digits[i]) + shift) % 10);
        expect(isTicketNumber(digits.join(''))).toBe(false);
      }),
    );
  });

  it('show every swap of unequal neighbours', () => {
    fc.assert(
      fc.property(number, fc.nat(), (n, at) => {
        const digits = [...digitsOf(n)];
        const i = at % (digits.length - 1);
        const [a, b] = [digits[i], digits[i + 1]];
        fc.pre(a !== b);
        digits[i] = b ?? '';
        digits[i + 1] = a ?? '';
        expect(isTicketNumber(digits.join(''))).toBe(false);
      }),
    );
  });

  it('occur once a day, and do not tell how many there were', () => {
    const day = Array.from({ length: 20_000 }, (_, count) => ticketNumber('2026-11-24', count));
    expect(new Set(day).size).toBe(day.length);
    const middles = day.slice(0, 200).map((n) => Number(n.split('-')[1]));
    const rising = middles.filter((m, i) => i > 0 && m > (middles[i - 1] ?? 0)).length;
    expect(rising).toBeGreaterThan(60);
    expect(rising).toBeLessThan(140);
  });

  it('go on with seven digits after the 99,856th of a day', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => ticketNumber('2026-11-24', 99_000 + i));
    expect(new Set(many).size).toBe(many.length);
    expect(many.at(-1)).toMatch(/^261124-\d{7}-\d$/);
    expect(many.every(isTicketNumber)).toBe(true);
  });

  it('are not found in other texts', () => {
    for (const text of ['', '261124', '手机13800000000', '261124-00000-0x', '12345678901234567'])
      expect(parseTicketNumber(text)).toBeUndefined();
  });
});
