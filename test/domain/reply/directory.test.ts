import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import campusPlan from '#shared/data/hospital/campus.json' with { type: 'json' };
import departments from '#shared/data/hospital/departments.json' with { type: 'json' };
import doctors from '#shared/data/hospital/doctors.json' with { type: 'json' };
import {
  asksWay,
  directoryAnswer,
  lookUp,
  personAnswer,
  personLine,
} from '#shared/domain/reply/directory.ts';
import { campus, wayTo } from '#shared/domain/reply/way-finding.ts';

const grounds = campus.parse(campusPlan);

describe('a question for a number, a place or hours', () => {
  it.each([
    ['骨科电话', '骨科'],
    ['病案室在几楼', '病案室'],
    ['病历复印处怎么走', '病案室'],
    ['guke dianhua', '骨科'],
    ['xinneike zaina', '心血管内科'],
    ['gukezaijilou', '骨科'],
    ['请问医保办几点上班？', '医疗保险办公室'],
    ['B超室在哪里', '超声医学科'],
    ['b超室在几楼', '超声医学科'],
  ])('%s is answered with %s', (text, name) => {
    expect(directoryAnswer(departments, text)?.name).toBe(name);
  });

  it.each(['骨科住院要带什么，几点办', '电话', '我骨头疼在哪看', 'where is it', '骨科'])(
    '%s is left to the knowledge base',
    (text) => expect(directoryAnswer(departments, text)).toBeUndefined(),
  );

  it('for a person gives their consultation times', () => {
    const person = personAnswer(doctors, '贺兰舟医生什么时间出诊？');
    expect(person?.department).toBe('骨科');
    expect(person === undefined ? '' : personLine(person)).toBe(
      '贺兰舟 主任医师：周一上午、周三上午出诊，以当天挂号页面为准',
    );
    expect(personAnswer(doctors, '贺兰舟医生态度真差')).toBeUndefined();
  });

  it('asks for the way or only for a number', () => {
    expect(asksWay('病案室在几楼')).toBe(true);
    expect(asksWay('病案室电话')).toBe(false);
  });
});

describe('the look-up', () => {
  const names = (query: string) =>
    lookUp(departments, doctors, query).map(
      ({ department, person }) => person?.name ?? department.name,
    );
  it.each([
    ['骨科', '骨科'],
    ['guke', '骨科'],
    ['sjnk', '神经内科'],
    ['病历复印', '病案室'],
    ['贺兰舟', '贺兰舟'],
    ['helanzhou', '贺兰舟'],
    ['病案室在几楼', '病案室'],
    ['骨科电话', '骨科'],
    ['门诊', '门诊部'],
    ['门诊办公室', '门诊部'],
    ['mazuike', '麻醉科'],
    ['ct室', '放射科'],
    ['停车', '保卫部'],
  ])('finds for %s first %s', (query, name) => expect(names(query)[0]).toBe(name));
  it('finds nothing for nothing, and never throws', () => {
    expect(names('   ')).toEqual([]);
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (q) => names(q).length <= 8));
  });
});

describe('the way', () => {
  it('is known to every department of the demo hospital, and ends where it is', () => {
    for (const { name, floor } of departments) {
      const way = wayTo(grounds, floor);
      expect(way?.steps.at(-1), name).toBe(`到${floor}`);
      expect(
        way?.plan.places.filter(({ here }) => here),
        name,
      ).toHaveLength(1);
    }
  });

  it('takes a lift only where there is a floor to go up to', () => {
    expect(wayTo(grounds, '门诊楼4楼')?.steps).toHaveLength(3);
    expect(wayTo(grounds, '外科住院楼1楼')?.steps).toHaveLength(2);
    expect(wayTo(grounds, '分院2楼')).toBeUndefined();
  });

  it('leads from the gate to the wall of the building that it names', () => {
    const [x, y] = grounds.gate.at;
    for (const { name, line, place } of grounds.buildings) {
      expect(line[0], name).toEqual([x, y]);
      const [endX = 0, endY = 0] = line.at(-1) ?? [];
      const [left, top, width, height] = place;
      expect(endX >= left && endX <= left + width, name).toBe(true);
      expect(endY >= top && endY <= top + height, name).toBe(true);
    }
  });
});
