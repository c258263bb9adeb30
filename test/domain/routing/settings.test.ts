import { describe, expect, it } from 'vitest';
import { openAt } from '#shared/domain/calendar/business-time.ts';
import { openCase } from '#shared/domain/case/lifecycle.ts';
import { casePool, needsHandler } from '#shared/domain/routing/case-pool.ts';
import { departmentSchedule, hoursFromWords } from '#shared/domain/routing/department-hours.ts';
import { freshDuty, heldNow, letGo, reserve, touched } from '#shared/domain/routing/duty.ts';
import { presenceNow } from '#shared/domain/routing/presence.ts';
import { DEFAULT_ROUTING, skillsNeeded } from '#shared/domain/routing/settings.ts';
import { MINUTE, SECOND } from '#shared/kernel/clock.ts';

describe('skills that a chat asks for', () => {
  const asked = {
    category: '咨询',
    topic: null,
    department: '医疗保险办公室',
    locale: 'zh-CN',
  } as const;
  it('are those of every rule that it meets', () => {
    const known = new Set(['医保', '投诉', '英语']);
    expect(skillsNeeded(DEFAULT_ROUTING, asked, known)).toEqual(['医保']);
    expect(
      skillsNeeded(DEFAULT_ROUTING, { ...asked, category: '投诉', locale: 'en' }, known),
    ).toEqual(['投诉', '医保', '英语']);
    expect(skillsNeeded(DEFAULT_ROUTING, { ...asked, department: '骨科' }, known)).toEqual([]);
  });
  it('leave out what nobody in the house can do', () => {
    expect(skillsNeeded(DEFAULT_ROUTING, asked, new Set(['投诉']))).toEqual([]);
  });
});

describe('presence', () => {
  it('is what was said while a socket is open or a heartbeat is fresh', () => {
    const said = { state: 'online' as const, at: 0 };
    expect(presenceNow(said, true, 60 * MINUTE)).toBe('online');
    expect(presenceNow(said, false, 90 * SECOND)).toBe('online');
    expect(presenceNow(said, false, 91 * SECOND)).toBe('offline');
    expect(presenceNow({ state: 'away', at: 0 }, true, 1)).toBe('away');
    expect(presenceNow({ state: 'offline', at: 0 }, true, 1)).toBe('offline');
    expect(presenceNow(undefined, true, 1)).toBe('offline');
  });
});

describe('a place that is kept', () => {
  it('counts until it is let go, or half a minute has passed', () => {
    const kept = reserve(reserve(freshDuty('a'), 't1', 0), 't2', 10 * SECOND);
    expect(heldNow(kept, 11 * SECOND)).toEqual(['t1', 't2']);
    expect(heldNow(kept, 30 * SECOND)).toEqual(['t2']);
    expect(heldNow(letGo(kept, 't2', 11 * SECOND), 12 * SECOND)).toEqual(['t1']);
    expect(heldNow(touched(kept, 11 * SECOND, 't1'), 12 * SECOND)).toEqual(['t2']);
    expect(heldNow(touched(kept, 11 * SECOND), 12 * SECOND)).toEqual(['t1', 't2']);
    expect(kept.revision).toBe(2);
  });
});

describe('a department’s hours in words', () => {
  /** 2026-11-24 is a Tuesday, 11-28 a Saturday; Beijing time. */
  const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour - 8);
  it.each([
    ['工作日8:00—12:00、14:00—17:30', 24, 9, true],
    ['工作日8:00—12:00、14:00—17:30', 24, 13, false],
    ['工作日8:00—12:00、14:00—17:30', 28, 9, false],
    ['周一至周六8:00—12:00（周六部分医生出诊）；周日8:00—11:00', 28, 9, true],
    ['24小时', 28, 3, true],
    ['语音24小时；人工每天7:30—20:00', 28, 3, false],
    ['语音24小时；人工每天7:30—20:00', 28, 19, true],
    ['以门诊公告为准', 24, 9, true],
    ['以门诊公告为准', 24, 13, false],
  ])('%s on the %i at %i: %s', (words, day, hour, open) => {
    const schedule = departmentSchedule(words, { years: [] });
    expect(openAt(schedule, at(day, hour)).open).toBe(open);
  });
  it('name no hours where there are none', () => {
    expect(hoursFromWords('以门诊公告为准')).toBeUndefined();
  });
});

describe('whose people a ticket is given to', () => {
  const closed = {
    ticket: { department: '医务部', severity: 'S3' as const },
    restricted: false,
    open: false,
    opens: '明天8:00',
    present: false,
  };
  it('is its department, and of a grave one at night the service centre', () => {
    expect(casePool({ ...closed, open: true }).department).toBe('医务部');
    expect(casePool(closed)).toEqual({
      department: '医务部',
      why: '医务部现在不办公（明天8:00起）',
    });
    const grave = { ...closed, ticket: { department: '医务部', severity: 'S1' as const } };
    expect(casePool(grave).department).toBe('客户服务中心');
    expect(casePool({ ...grave, present: true }).department).toBe('医务部');
  });
  it('is never anybody else for a matter of discipline', () => {
    for (const open of [true, false])
      for (const present of [true, false]) {
        const grave = { department: '纪检监察室', severity: 'S1' as const };
        const pool = casePool({ ...closed, ticket: grave, restricted: true, open, present });
        expect(pool.department).toBe('纪检监察室');
      }
  });
  it('is asked for a case that nobody handles or whose handler it names', () => {
    const record = openCase(0, { hasContact: true, namedStaff: ['a'] });
    expect(needsHandler({ case: null })).toBe(false);
    expect(needsHandler({ case: record })).toBe(true);
    expect(needsHandler({ case: { ...record, handlerId: 'b' } })).toBe(false);
    expect(needsHandler({ case: { ...record, handlerId: 'a' } })).toBe(true);
    for (const state of ['investigating', 'returned', 'closed'] as const)
      expect(needsHandler({ case: { ...record, state } })).toBe(false);
  });
});
