import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPersonalData } from '#shared/domain/privacy/find.ts';
import { type MaskLevel, maskPersonalData, maskText, scrub } from '#shared/domain/privacy/mask.ts';

const levels: readonly MaskLevel[] = ['partial', 'strict', 'full'];
const messages = readFileSync(
  new URL('../../corpus/privacy/held-out.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { text: string }).text);

describe('maskText', () => {
  it.each([
    ['手机13875512340', '手机138****2340'],
    ['手机138-7551-2340', '手机138****2340'],
    ['身份证11010519491231002X', '身份证110***********002X'],
    ['卡号6222021234567890128', '卡号***************0128'],
    ['我叫王建国', '我叫王**'],
    ['我叫欧阳晨曦', '我叫欧阳**'],
    ['发到lilei@qq.com', '发到l***@qq.com'],
    ['住院号ZY00562317', '住院号******2317'],
    ['寄到郴州市北湖区同心路58号3栋2单元502', '寄到郴州市北湖区***'],
  ])('keeps of “%s” what the convention keeps', (text, masked) => {
    expect(maskText(text, findPersonalData(text), 'partial')).toBe(masked);
  });

  it('keeps at most two signs when strict', () => {
    expect(maskPersonalData('王建国，13875512340', 'strict')).toBe('***，*********40');
  });

  it('leaves a text without personal data as it is', () => {
    expect(maskText('门诊几点下班', [], 'full')).toBe('门诊几点下班');
  });
});

describe('scrub', () => {
  it('names the kind in place of the value', () => {
    expect(scrub('我是王建国，电话13875512340，微信lvdou_1987')).toBe(
      '我是[姓名]，电话[电话]，微信[微信号]',
    );
  });
});

describe.each(levels)('maskPersonalData at level %s', (level) => {
  it('leaves nothing to be found and changes nothing the second time', () => {
    for (const message of messages) {
      const masked = maskPersonalData(message, level);
      expect(findPersonalData(masked)).toEqual([]);
      expect(maskPersonalData(masked, level)).toBe(masked);
    }
  });

  it('does so on any mixture of fragments', () => {
    const pieces = fc.constantFrom(
      '王小明',
      '李',
      '13875512340',
      '138',
      '6222021234567890128',
      ' ',
      '，',
      'a@qq.com',
      '微信',
      'abc_123',
      '住院号',
      'ZY0012345',
      '郴州市北湖区',
      '同心路58号',
      '我叫',
      '*',
      '[姓名]',
      '[微信号]',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 16 }), (list) => {
        const masked = maskPersonalData(list.join(''), level);
        expect(findPersonalData(masked)).toEqual([]);
        expect(maskPersonalData(masked, level)).toBe(masked);
      }),
      { numRuns: 200 },
    );
  });
});
