import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import {
  addBusinessMinutes,
  addWorkingDays,
  businessMinutes,
  closingMinute,
  openAt,
} from '#shared/domain/calendar/business-time.ts';
import {
  calendarHealth,
  dayKind,
  workingDayAfter,
  yearTable,
} from '#shared/domain/calendar/calendar.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import { type HoursTable, hoursTable, type Schedule } from '#shared/domain/calendar/hours.ts';
import { beijingDate, beijingTime, fromBeijing, MINUTE } from '#shared/kernel/clock.ts';

const calendar = { years: years.map((year) => yearTable.parse(year)) };

const DESK: HoursTable = hoursTable.parse({
  id: 'desk',
  seasons: [
    {
      from: '05-01',
      week: {
        workday: [
          ['08:00', '12:00'],
          ['15:00', '18:00'],
        ],
        restday: [],
      },
    },
    {
      from: '10-01',
      week: {
        workday: [
          ['08:00', '12:00'],
          ['14:30', '17:30'],
        ],
        restday: [],
      },
    },
  ],
});
const schedule: Schedule = { calendar, hours: DESK };
const at = (date: string, time: string) =>
  fromBeijing(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
const shown = (instant: number) => `${beijingDate(instant)} ${beijingTime(instant)}`;

describe('the working calendar', () => {
  it('agrees with chinese-days on every day of 2004–2026', () => {
    const wrong: string[] = [];
    for (let date = '2004-01-01'; date <= '2026-12-31'; date = addDays(date, 1))
      if (dayKind(calendar, date).working !== chineseDays.isWorkday(date)) wrong.push(date);
    expect(wrong).toEqual([]);
  });

  it.each([
    [2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]],
    [2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]],
  ])('counts the working days of each month of %i', (year, expected) => {
    const counts = Array.from({ length: 12 }, () => 0);
    for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1))
      if (dayKind(calendar, date).working)
        counts[Number(date.slice(5, 7)) - 1] = (counts[Number(date.slice(5, 7)) - 1] ?? 0) + 1;
    expect(counts).toEqual(expected);
  });

  // receipt → 1, 3, 5, 10 working days: make-up Saturdays and Sundays, receipts on rest days, long holidays
  it.each([
    ['2025-01-24', '2025-01-26', '2025-02-05', '2025-02-07', '2025-02-13'],
    ['2025-09-30', '2025-10-09', '2025-10-11', '2025-10-14', '2025-10-21'],
    ['2026-01-01', '2026-01-04', '2026-01-06', '2026-01-08', '2026-01-15'],
    ['2026-02-12', '2026-02-13', '2026-02-24', '2026-02-26', '2026-03-04'],
    ['2026-02-13', '2026-02-14', '2026-02-25', '2026-02-27', '2026-03-05'],
    ['2026-02-14', '2026-02-24', '2026-02-26', '2026-02-28', '2026-03-06'],
    ['2026-04-30', '2026-05-06', '2026-05-08', '2026-05-11', '2026-05-18'],
    ['2026-05-02', '2026-05-06', '2026-05-08', '2026-05-11', '2026-05-18'],
    ['2026-09-24', '2026-09-28', '2026-09-30', '2026-10-09', '2026-10-15'],
    ['2026-09-30', '2026-10-08', '2026-10-10', '2026-10-13', '2026-10-20'],
    ['2026-11-20', '2026-11-23', '2026-11-25', '2026-11-27', '2026-12-04'],
  ])('counts from %s to %s, %s, %s and %s', (receipt, ...expected) => {
    const found = [1, 3, 5, 10].map((count) => workingDayAfter(calendar, receipt, count));
    expect(found.map(({ date }) => date)).toEqual(expected);
    expect(found.every(({ status }) => status === 'official')).toBe(true);
    // As deadlines: received in the morning or late in the evening, due at close of business, with a line for each day.
    for (const time of ['08:00', '23:59'])
      for (const [index, count] of [1, 3, 5, 10].entries()) {
        const due = addWorkingDays(calendar, at(receipt, time), count);
        expect(shown(due.at)).toBe(`${expected[index]} 17:30`);
        const counted = due.steps.filter((step) => step['zh-CN'].includes('个工作日'));
        expect(counted).toHaveLength(count);
        expect(counted.at(-1)?.['zh-CN']).toMatch(
          new RegExp(`^${expected[index]}.*第 ${count} 个工作日$`),
        );
      }
  });

  it('says that a due date in a year without an official table is provisional', () => {
    expect(addWorkingDays(calendar, at('2026-12-28', '10:00'), 3)).toMatchObject({
      status: 'official',
      at: at('2026-12-31', '17:30'),
    });
    expect(addWorkingDays(calendar, at('2026-12-28', '10:00'), 1)).toMatchObject({
      status: 'official',
      at: at('2026-12-29', '17:30'),
    });
    const five = addWorkingDays(calendar, at('2026-12-28', '10:00'), 5);
    expect(addWorkingDays(calendar, at('2026-12-28', '10:00'), 10).status).toBe('provisional');
    expect(five.status).toBe('provisional');
    expect(five.steps.at(-1)?.['zh-CN']).toContain('暂按');
    const without = { years: calendar.years.filter(({ year }) => year < 2027) };
    expect(addWorkingDays(without, at('2026-12-28', '10:00'), 5).status).toBe('missing');
  });

  it('ends a period of days at the closing time of the day, of its season and weekday', () => {
    const winter = closingMinute(schedule, '2026-11-24');
    const summer = closingMinute(schedule, '2026-07-01');
    expect([winter, summer]).toEqual([17 * 60 + 30, 18 * 60]);
    const odd = hoursTable.parse({
      id: 'odd',
      seasons: [
        {
          from: '01-01',
          week: {
            workday: [['22:00', '06:00']],
            restday: [],
            weekday: { '3': [['08:00', '12:00']] },
          },
        },
      ],
      exceptions: [
        { date: '2026-11-26', ranges: [], source: '停电' },
        { date: '2026-11-27', ranges: [['08:00', '16:00']], source: '演练' },
      ],
    });
    const closing = (date: string) => closingMinute({ calendar, hours: odd }, date) / 60;
    // Past midnight: the day ends at 24:00. A Wednesday, a closed day (as its season has it), a short day.
    expect(['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'].map(closing)).toEqual([
      24, 12, 24, 16,
    ]);
    const due = addWorkingDays(calendar, at('2026-06-30', '10:00'), 1, (on) =>
      closingMinute(schedule, on),
    );
    expect(shown(due.at)).toBe('2026-07-01 18:00');
  });

  it('warns administrators from November until the next year is official', () => {
    expect(calendarHealth(calendar, at('2026-10-31', '23:59'))).toEqual({ kind: 'fine' });
    expect(calendarHealth(calendar, at('2026-11-01', '00:00'))).toMatchObject({
      year: 2027,
      status: 'provisional',
      daily: false,
    });
    expect(calendarHealth(calendar, at('2026-12-01', '08:00'))).toMatchObject({ daily: true });
  });

  it('refuses a table whose make-up day is no weekend day, by name', () => {
    const broken = yearTable.safeParse({
      year: 2027,
      status: 'official',
      source: 'x',
      off: {},
      work: { '2027-01-04': '调休' },
    });
    expect(broken.error?.issues[0]?.message).toContain('weekend');
  });

  it('counts a receipt after closing time on its own calendar day, also around 16:00Z', () => {
    expect(beijingDate(addWorkingDays(calendar, at('2026-11-20', '23:59'), 1).at)).toBe(
      '2026-11-23',
    );
    expect(beijingDate(addWorkingDays(calendar, Date.parse('2026-11-20T16:00:00Z'), 1).at)).toBe(
      '2026-11-23',
    );
    expect(beijingDate(addWorkingDays(calendar, Date.parse('2026-11-19T16:00:00Z'), 1).at)).toBe(
      '2026-11-23',
    );
  });
});

describe('business time', () => {
  it('leaves out the lunch break and the night', () => {
    const due = addBusinessMinutes(schedule, at('2026-11-23', '11:30'), 240);
    expect(due.ok && shown(due.value.at)).toBe('2026-11-24 08:30');
  });

  it('leaves out the National Day and works on the make-up Sunday', () => {
    const due = addBusinessMinutes(schedule, at('2026-09-19', '09:00'), 60);
    expect(due.ok && shown(due.value.at)).toBe('2026-09-20 09:00');
    const over = addBusinessMinutes(schedule, at('2026-09-30', '17:30'), 60);
    expect(over.ok && shown(over.value.at)).toBe('2026-10-08 08:30');
  });

  it('changes to summer hours with the season', () => {
    const due = addBusinessMinutes(schedule, at('2026-07-01', '12:00'), 30);
    expect(due.ok && shown(due.value.at)).toBe('2026-07-01 15:30');
  });

  it('ends on a whole millisecond, whatever share of a span is asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2_000, noNaN: true }), (minutes) => {
        const due = addBusinessMinutes(schedule, at('2026-11-23', '11:30'), minutes);
        expect(due.ok && Number.isInteger(due.value.at)).toBe(true);
      }),
    );
  });

  it('runs across midnight', () => {
    const night = hoursTable.parse({
      id: 'night',
      seasons: [
        { from: '01-01', week: { workday: [['22:00', '06:00']], restday: [['22:00', '06:00']] } },
      ],
    });
    const due = addBusinessMinutes({ calendar, hours: night }, at('2026-11-23', '05:00'), 90);
    expect(due.ok && shown(due.value.at)).toBe('2026-11-23 22:30');
  });

  it('follows a dated exception and names its source in the explanation', () => {
    const hours = {
      ...DESK,
      exceptions: [{ date: '2026-11-24', ranges: [], source: '台风停诊通知' }],
    };
    const due = addBusinessMinutes({ calendar, hours }, at('2026-11-23', '17:00'), 60);
    expect(due.ok && shown(due.value.at)).toBe('2026-11-25 08:30');
  });

  it('answers never-open instead of searching for ever', () => {
    const closed = hoursTable.parse({
      id: 'closed',
      seasons: [{ from: '01-01', week: { workday: [], restday: [] } }],
    });
    expect(addBusinessMinutes({ calendar, hours: closed }, at('2026-11-23', '09:00'), 1)).toEqual({
      ok: false,
      error: { kind: 'never-open' },
    });
  });

  it('knows when the desk opens next', () => {
    expect(openAt(schedule, at('2026-11-23', '09:00'))).toEqual({ open: true, opensAt: null });
    const closed = openAt(schedule, at('2026-11-21', '09:00'));
    expect(closed.open).toBe(false);
    expect(shown(closed.opensAt ?? 0)).toBe('2026-11-23 08:00');
  });

  const instant = fc.integer({ min: at('2025-01-01', '00:00'), max: at('2026-11-01', '00:00') });
  const minutes = fc.integer({ min: 1, max: 5_000 });

  it('measures back what it added, and ends inside opening hours', () => {
    fc.assert(
      fc.property(instant, minutes, (from, count) => {
        const due = addBusinessMinutes(schedule, from, count);
        if (!due.ok) throw new Error('never open');
        expect(businessMinutes(schedule, from, due.value.at)).toBeCloseTo(count, 6);
        // The very last moment counted: a break may lie before it.
        expect(businessMinutes(schedule, due.value.at - 1, due.value.at)).toBeCloseTo(
          1 / MINUTE,
          6,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is monotone in both arguments', () => {
    fc.assert(
      fc.property(
        instant,
        minutes,
        fc.nat(100_000_000),
        fc.nat(500),
        (from, count, later, more) => {
          const a = addBusinessMinutes(schedule, from, count);
          const b = addBusinessMinutes(schedule, from + later, count + more);
          expect(a.ok && b.ok && a.value.at <= b.value.at).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('adds up over a cut', () => {
    fc.assert(
      fc.property(instant, minutes, minutes, (from, first, second) => {
        const middle = addBusinessMinutes(schedule, from, first);
        const whole = addBusinessMinutes(schedule, from, first + second);
        const rest = middle.ok ? addBusinessMinutes(schedule, middle.value.at, second) : middle;
        expect(rest.ok && whole.ok && rest.value.at).toBe(whole.ok && whole.value.at);
      }),
      { numRuns: 200 },
    );
  });
});
