import { describe, expect, test } from 'vitest';
import ADVICE from '#shared/data/triage/advice.json' with { type: 'json' };
import ENTRIES from '#shared/data/triage/entries.json' with { type: 'json' };
import { emergencyCard } from '#shared/domain/triage/cards.ts';
import { RED_FLAG_KINDS, TRIAGE_TARGETS, triage } from '#shared/domain/triage/triage.ts';

const cardOf = (text: string, locale: 'zh-CN' | 'en' = 'zh-CN', site = {}) =>
  emergencyCard(triage({ text }), locale, site);

test('nothing found, no card', () => {
  expect(cardOf('请问几点下班')).toBeUndefined();
});

describe('the card of an emergency', () => {
  const card = cardOf('我爸胸口压榨样疼，满头大汗', 'zh-CN', { emergencyPhone: '0731-8888 1234' });

  test('says in at most thirty characters to call 120', () => {
    expect(card?.line).toContain('120');
    expect(card?.line.length).toBeLessThanOrEqual(30);
  });

  test('offers 120 first and the hospital after it', () => {
    expect(card?.buttons.map((button) => (button.kind === 'call' ? button.href : ''))).toEqual([
      'tel:120',
      'tel:073188881234',
    ]);
  });

  test('keeps to six points and one question, and waits for sign-off', () => {
    expect((card?.do.length ?? 0) + (card?.dont.length ?? 0)).toBeLessThanOrEqual(6);
    expect(card?.question).toMatch(/？$/);
    expect(card?.needsSignOff).toBe(true);
  });
});

test('a doubtful sign is asked about, with 120 in sight', () => {
  const card = cardOf('胸痛挂什么科');
  expect(card?.tone).toBe('ask');
  expect(card?.buttons).toContainEqual({ kind: 'call', label: '拨打120', href: 'tel:120' });
  expect(card?.buttons.filter((button) => button.kind === 'answer')).toHaveLength(2);
});

test('a wish to die is answered with care, people first', () => {
  const card = cardOf('我不想活了');
  expect(card?.tone).toBe('care');
  expect(card?.buttons[0]).toMatchObject({ href: 'tel:12356' });
  expect(card?.line).toContain('谢谢你');
  expect(card?.buttons.some((button) => button.kind === 'answer' && button.value === 'stay')).toBe(
    true,
  );
});

test('an English reader gets English throughout', () => {
  const card = cardOf('my dad is not breathing', 'en');
  const words = [
    card?.line,
    card?.question,
    card?.disclaimer,
    card?.title,
    ...(card?.do ?? []),
    ...(card?.dont ?? []),
  ];
  for (const text of words) expect(text).not.toMatch(/[\u4e00-\u9fff]/);
});

describe('the data of the cards', () => {
  test('every entry has a sheet of known points and a known kind and target', () => {
    const sheets: Record<string, number[]> = ADVICE.sheets;
    for (const entry of ENTRIES) {
      const sheet = sheets[entry.id] ?? [];
      expect(sheet.length, entry.id).toBeGreaterThanOrEqual(3);
      for (const point of sheet) expect(ADVICE.points[point], entry.id).toBeDefined();
      expect(RED_FLAG_KINDS).toContain(entry.kind);
      expect(TRIAGE_TARGETS).toContain(entry.target);
    }
  });

  test('no point names a dose or promises an outcome', () => {
    for (const point of ADVICE.points) {
      expect(point.zh).not.toMatch(/\d+\s*(毫克|mg|片|粒)|保证|一定能治/);
      expect(point.en).not.toMatch(/\d+\s*mg|guarantee/i);
    }
  });
});
