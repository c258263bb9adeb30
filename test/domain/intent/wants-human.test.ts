import { describe, expect, it } from 'vitest';
import {
  WISH_CLASSES,
  WISH_PATTERN_COUNTERS,
  WISH_PATTERNS,
} from '#shared/data/intent/wish-classes.ts';
import { readIntent } from '#shared/domain/intent/intent.ts';
import { readWish, rowOf } from '#shared/domain/intent/wants-human.ts';

describe('the wish for a person', () => {
  it.each([
    '人工',
    '转人工',
    '有人吗',
    '请让你们护士长给我回个电话',
    '我要见院长',
    '喊个活人来咯，我问透析怎么排班',
    '别发链接了，换个真人跟我说',
    '请财务科的人联系我，多收了三百',
    '轉真人客服',
    'zhuan ren gong',
    'Can I talk to a real person?',
    'Please have someone call me about the bill.',
  ])('is heard in "%s"', (text) => {
    expect(readIntent(text).wantsHuman).toBe(true);
  });

  it.each([
    '人工关节大概多少钱',
    '人工客服几点下班',
    '派个人推一下轮椅，我妈走不动',
    '尊敬的院长：贵院食堂的菜太咸，望改进',
    '客服答应给我回电话，三天了没等到',
    '王主任明天坐诊吗',
    '这件事到底谁来负责',
    '护士长亲自把药送到床边，太感谢了',
    'Where is the nurse station?',
  ])('is not read into "%s"', (text) => {
    expect(readIntent(text).wantsHuman).toBe(false);
  });
});

describe('the grammar of the wish', () => {
  it('reads a clause as a row of word classes', () => {
    expect(rowOf('让值班的打给我')).toBe('bDc');
    expect(rowOf('来个能拍板的')).toBe('b1');
    expect(rowOf('please call me')).toBe('ac');
  });

  it('takes Latin words whole', () => {
    expect(rowOf('callous')).toBe('_');
  });

  it.each([
    '派个懂账的人到病房来跟我说',
    '谁有空跟我连个线',
    '电话里讲行吗，喊你们会计来听',
    '找个说得清的念给我听',
    'jiao ren lai',
  ])('sees the wish in "%s" by pattern, whoever is wanted and however', (text) => {
    expect(readWish(text).wish.length).toBeGreaterThan(0);
  });

  it.each(['我不需要你们回电话', '叫了半个钟头没有护士来', '答应让主任给我回电话，没回'])(
    'is not sure of it in "%s"',
    (text) => {
      expect(readWish(text).wish).toEqual([]);
    },
  );

  it('knows every word in one class only', () => {
    const words = Object.values(WISH_CLASSES).flatMap((list) => list.split(' '));
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  });

  it('uses in its patterns only classes that have words', () => {
    const classes = new Set([...Object.keys(WISH_CLASSES), '1', '_']);
    for (const { pattern } of [...WISH_PATTERNS, ...WISH_PATTERN_COUNTERS])
      for (const letter of pattern.replace(/\{[^}]*\}/g, '').match(/[A-Za-z]/g) ?? [])
        expect(classes).toContain(letter);
  });
});
