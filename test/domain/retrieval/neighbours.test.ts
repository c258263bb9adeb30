import { describe, expect, it } from 'vitest';
import { rank } from '#shared/domain/retrieval/rank.ts';
import { demoIndex } from './bases.ts';

describe('neighbours that differ in one word', () => {
  it.each([
    ['大人发烧去哪里看', 'kb-015'],
    ['小孩发烧去哪里看', 'kb-016'],
    ['成人晚上能看病吗', 'kb-008'],
    ['儿童晚上看病到几点', 'kb-009'],
    ['宝宝抽血要空腹吗', 'kb-092'],
    ['门诊的发票怎么开', 'kb-139'],
    ['住院的发票怎么开', 'kb-140'],
    ['职工医保住院报多少', 'kb-154'],
    ['居民医保住院报多少', 'kb-155'],
    ['预约了想取消', 'kb-024'],
    ['预约了想改到后天', 'kb-025'],
    ['普通病房几点探视', 'kb-122'],
    ['ICU几点探视', 'kb-123'],
    ['出生证丢了怎么办', 'kb-287'],
  ])('%s', (question, id) => {
    expect(rank(demoIndex, question)[0]?.id).toBe(id);
  });
});

describe('scripts and spellings', () => {
  it.each([
    ['traditional characters', '發票丟了怎麼補'],
    ['full pinyin', 'fapiao diu le zenme bu'],
    ['an input-method error', '发漂丢了怎么补'],
    ['full width and stray blanks', '发 票 丢 了  怎么补？？？'],
    ['English', 'I lost my receipt, can I get a replacement?'],
  ])('reads %s', (_name, question) => {
    expect(rank(demoIndex, question).map(({ id }) => id)).toContain('kb-142');
  });
});
