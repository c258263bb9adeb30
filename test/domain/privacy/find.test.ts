import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPersonalData } from '#shared/domain/privacy/find.ts';
import { isBankCard, isIdentityNumber } from '#shared/domain/privacy/numbers.ts';

const found = (text: string) =>
  findPersonalData(text).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

describe('findPersonalData', () => {
  it.each([
    ['手机13875512340', 'phone 13875512340'],
    ['打+86 138-7551-2340', 'phone 138-7551-2340'],
    ['号码8613875512340', 'phone 13875512340'],
    ['１３８７５５１２３４０', 'phone １３８７５５１２３４０'],
    ['幺三八七五五幺二三四零', 'phone 幺三八七五五幺二三四零'],
    ['座机(0735)2651187转3', 'phone (0735)2651187'],
    ['身份证11010519491231002X', 'id_card 11010519491231002X'],
    ['证件110105 19491231 002x', 'id_card 110105 19491231 002x'],
    ['卡号6222 0212 3456 7890 128', 'bank_card 6222 0212 3456 7890 128'],
    ['发到li.lei+cz@mail.csu.edu.cn谢谢', 'email li.lei+cz@mail.csu.edu.cn'],
    ['加我微信lvdou_1987', 'wechat lvdou_1987'],
    ['VX：Amy-zhou1992', 'wechat Amy-zhou1992'],
    ['住院号ZY00562317', 'medical_record_no ZY00562317'],
    ['就诊卡6003 1120 78读不出', 'medical_record_no 6003 1120 78'],
    ['我叫欧阳晨曦', 'name 欧阳晨曦'],
    ['患者热依汗·阿不都', 'name 热依汗·阿不都'],
    ['my name is Robert Keller', 'name Robert Keller'],
    ['住桂阳县太和镇长兴村七组', 'address 桂阳县太和镇长兴村七组'],
    ['寄到郴州市北湖区同心路58号3栋2单元502', 'address 郴州市北湖区同心路58号3栋2单元502'],
  ])('finds what identifies a person in “%s”', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  it.each([
    '总共1386元，医保付了902.4',
    '门诊楼3楼A区第12诊室',
    '打12345、120、400-800-1234',
    '血压138/88，心率72，体温36.5',
    '11月25日上午9:30',
    '订单号13875512340',
    '身份证110105194912310021校验不对',
    '卡号6222021234567890129报错',
    '尾号8812',
    '王主任周几坐诊，李教授呢',
    '张阿姨和小李都来了',
    '马应龙痔疮膏、李时珍药房',
    '我是郴州宜章的',
    '国药准字H20013062',
    'wifi密码hospital_guest',
  ])('leaves “%s” alone', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds every kind of a full message, in order and without overlap', () => {
    const text =
      '我是曹子俊，13875512340，身份证11010519491231002X，住院号ZY00562317，邮箱a.cao@qq.com';
    const spans = findPersonalData(text);
    expect(spans.map(({ kind }) => kind)).toEqual([
      'name',
      'phone',
      'id_card',
      'medical_record_no',
      'email',
    ]);
  });

  it('finds a misspelt repeat of a name', () => {
    expect(found('我叫诸葛瑞，不是诸葛端')).toEqual(['name 诸葛瑞', 'name 诸葛端']);
  });

  it('gives offsets in the text as it was written, emoji included', () => {
    expect(found('😀😀电话１３８７５５１２３４０')).toEqual(['phone １３８７５５１２３４０']);
  });
});

describe('findPersonalData on any input', () => {
  const pieces = fc.constantFrom(
    '王小明',
    '13875512340',
    '6222',
    ' ',
    '-',
    '@qq.com',
    'wx',
    'abc_123',
    '住院号',
    '路5号',
    '北湖区',
    '幺三八',
    '😀',
    '\ud800',
    '，',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
  );

  it('never throws and returns sorted spans inside the text that do not overlap', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let free = 0;
        for (const { start, end } of findPersonalData(text)) {
          expect(start).toBeGreaterThanOrEqual(free);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          free = end;
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '一三八',
    '1 ',
    'a@',
    '北湖区',
    '王小明',
    'wx a_',
    '13875512340，',
    '住院号',
    'Li Wei ',
    '(',
    '路5号',
  ])('takes time in proportion to the length of “%s” repeated', (piece) => {
    const time = (length: number) => {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      findPersonalData(text);
      const start = performance.now();
      findPersonalData(text);
      return performance.now() - start;
    };
    expect(time(10_000)).toBeLessThan(Math.max(150, 40 * time(1000)));
  });
});

describe('numbers with a check digit', () => {
  const flipped = (value: string, at: number) =>
    value.slice(0, at) + ((Number(value[at]) + 1) % 10) + value.slice(at + 1);

  it('refuses an identity number with any one digit changed', () => {
    const value = '110105194912310038';
    const valid = [...'0123456789X']
      .map((last) => value.slice(0, 17) + last)
      .filter(isIdentityNumber);
    expect(valid).toHaveLength(1);
    for (let at = 0; at < 17; at++)
      expect(isIdentityNumber(flipped(valid[0] ?? '', at))).toBe(false);
  });

  it('refuses an identity number with an impossible birth date or region', () => {
    expect(isIdentityNumber('110105194902310020')).toBe(false);
    expect(isIdentityNumber('990105194912310023')).toBe(false);
  });

  it('refuses a bank card with any one digit changed', () => {
    const value = '6222021234567890128';
    expect(isBankCard(value)).toBe(true);
    for (let at = 1; at < value.length; at++) expect(isBankCard(flipped(value, at))).toBe(false);
  });
});
