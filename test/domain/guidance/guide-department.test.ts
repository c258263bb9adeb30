import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guideDepartment } from '#shared/domain/guidance/guide-department.ts';

const names = (text: string, patient = {}) =>
  guideDepartment({ text, patient }).departments.map(({ name }) => name);

describe('guideDepartment', () => {
  it.each([
    ['早上起来手指僵硬，活动半小时才好', '风湿免疫科'],
    ['dai zhuang pao zhen hou hai shi tong', '疼痛科'],
    ['脑壳昏，天旋地转', '神经内科'],
    ['細路仔發燒咳嗽', '儿科'],
    ['toothache, my wisdom tooth is coming in', '口腔科'],
    ['胆节石要开刀', '肝胆胰外科'],
    ['嗯那个我就是大便的时候滴血不痛想问挂哪个科', '肛肠科'],
    ['被隔壁的狗咬了一口', '急诊医学科'],
    ['怀孕五个月建档', '产科'],
  ])('reads “%s” as a case for %s', (text, department) => {
    expect(names(text)[0]).toBe(department);
  });

  it('suggests at most three departments, best first, with scores that sum to at most one', () => {
    const { departments } = guideDepartment({ text: '肚子痛，拉肚子，有点发烧' });
    const scores = departments.map(({ score }) => score);
    expect(departments.length).toBeLessThanOrEqual(3);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeLessThanOrEqual(1);
  });

  it('gives a reason in both languages for every department', () => {
    for (const { reasons } of guideDepartment({ text: '膝盖疼，上下楼困难' }).departments) {
      expect(reasons.length).toBeGreaterThan(0);
      for (const { zh, en } of reasons) expect([zh.length, en.length].every(Boolean)).toBe(true);
    }
  });

  it('quotes only what the patient wrote', () => {
    const text = '空腹血糖8，口渴';
    for (const { reasons } of guideDepartment({ text }).departments) {
      for (const { zh } of reasons) {
        for (const [, quoted] of zh.matchAll(/“([^”]+)”/gu)) expect(text).toContain(quoted);
      }
    }
  });

  it.each(['停车场在哪里', '我要投诉收费窗口', '谢谢', '', '？？？', '转人工'])(
    'abstains from “%s”',
    (text) => {
      expect(guideDepartment({ text })).toMatchObject({
        abstains: true,
        confident: false,
        ask: null,
      });
    },
  );

  it('ranks departments even where it abstains, for whoever asks all the same', () => {
    const { abstains, departments } = guideDepartment({ text: '想找人聊聊' });
    expect(departments.length).toBeGreaterThan(0);
    expect(abstains).toBeTypeOf('boolean');
    expect(guideDepartment({ text: '牙疼' }).abstains).toBe(false);
  });

  it.each([
    ['头颅CT开了单，在哪里做', '放射科'],
    ['心脏彩超在哪做', '超声医学科'],
    ['大便标本送到哪里', '检验科'],
    ['背24小时心电的盒子去哪装', '心电与功能检查科'],
    ['PET-CT找谁预约', '核医学科'],
  ])('sends “%s”, which asks where a test is done, to %s', (text, name) => {
    expect(guideDepartment({ text }).departments[0]?.name).toBe(name);
  });

  it('is not confident where two departments are about equally near', () => {
    expect(guideDepartment({ text: '不舒服' }).confident).toBe(false);
    expect(guideDepartment({ text: '牙疼' }).confident).toBe(true);
  });
});

describe('guideDepartment for a patient it knows', () => {
  it('asks for the age when a child would go elsewhere, and follows the answer', () => {
    const text = '发烧39度';
    expect(guideDepartment({ text }).ask).toBe('age');
    expect(names(text, { ageYears: 5 })[0]).toBe('儿科');
    expect(names(text, { ageYears: 40 })[0]).toBe('感染性疾病科');
    expect(guideDepartment({ text, patient: { ageYears: 40 } }).ask).toBeNull();
  });

  it('does not ask what the text already says', () => {
    expect(guideDepartment({ text: '孩子发烧39度' }).ask).toBeNull();
  });

  it('does not ask where no answer changes the department', () => {
    expect(guideDepartment({ text: '白内障手术' }).ask).toBeNull();
  });

  it('never sends an adult to the departments for children', () => {
    const childrens = ['儿科', '小儿外科', '新生儿科', '儿童保健科'];
    for (const text of ['孩子发烧', '疝气', '包皮过长', '黄疸']) {
      expect(names(text, { ageYears: 30 }).filter((name) => childrens.includes(name))).toEqual([]);
    }
  });

  it('never sends a man to gynaecology or obstetrics', () => {
    const found = names('下腹痛，有分泌物', { sex: 'male' });
    expect(found.filter((name) => ['妇科', '产科'].includes(name))).toEqual([]);
  });
});

describe('guideDepartment in another hospital', () => {
  const departments = [
    { name: '耳鼻喉科' },
    { name: '普外科', aliases: ['普通外科'] },
    { name: '小儿内科' },
    { name: '肝病科' },
  ];

  it('answers with the names of that hospital, found by alias', () => {
    expect(guideDepartment({ text: '鼻子不通气', departments }).departments[0]?.name).toBe(
      '耳鼻喉科',
    );
    expect(guideDepartment({ text: '阑尾炎手术', departments }).departments[0]?.name).toBe(
      '普外科',
    );
    expect(guideDepartment({ text: '乙肝复查', departments }).departments[0]?.name).toBe('肝病科');
  });

  it('passes on to the nearest department where the hospital lacks the right one', () => {
    expect(guideDepartment({ text: '小孩疝气手术', departments }).departments[0]?.name).toBe(
      '小儿内科',
    );
  });

  it('never invents a department', () => {
    const known = departments.map(({ name }) => name);
    for (const text of ['胸口痛', '牙疼', '发烧', '孩子咳嗽', '白内障']) {
      for (const { name } of guideDepartment({ text, departments }).departments) {
        expect(known).toContain(name);
      }
    }
  });
});

describe('guideDepartment on any input', () => {
  it('never throws, and says the same twice', () => {
    const pieces = fc.constantFrom(
      '痛',
      '孩子',
      '怀孕',
      'fever',
      'tou tong',
      '１２',
      '🤒',
      '\ud800',
      '\n',
      '女，35岁',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(guideDepartment({ text })).toEqual(guideDepartment({ text }));
      }),
      { numRuns: 150 },
    );
  });

  it('reads 10,000 characters in well under a second', () => {
    const text = '我头痛，胃也痛，孩子发烧咳嗽，fever and cough，tou teng。'
      .repeat(300)
      .slice(0, 10_000);
    guideDepartment({ text });
    const start = performance.now();
    guideDepartment({ text });
    expect(performance.now() - start).toBeLessThan(500);
  });
});
