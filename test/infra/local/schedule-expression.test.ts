import { describe, expect, it } from 'vitest';
import { readTimetable } from '#infra/local/schedule-expression.ts';

const at = (text: string): number => Date.parse(text);

const fires = (expression: string, zone: string, instant: string): boolean => {
  const timetable = readTimetable(expression, zone);
  return timetable.kind === 'cron' && timetable.matches(at(instant));
};

describe('schedule expressions', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('reads %s', (expression, everyMs) => {
    expect(readTimetable(expression)).toEqual({ kind: 'rate', everyMs });
  });

  it.each([
    ['cron(30 8 * * ? *)', 'Asia/Shanghai', '2026-11-24T00:30:00Z', true],
    ['cron(30 8 * * ? *)', 'Asia/Shanghai', '2026-11-24T08:30:00Z', false],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-24T10:45:00Z', true],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-24T10:46:00Z', false],
    ['cron(0 9 ? * MON-FRI *)', 'Asia/Shanghai', '2026-11-28T01:00:00Z', false],
    ['cron(0 9 ? * MON-FRI *)', 'Asia/Shanghai', '2026-11-27T01:00:00Z', true],
    ['cron(0 0 L * ? *)', 'UTC', '2026-02-28T00:00:00Z', true],
    ['cron(0 0 L * ? *)', 'UTC', '2028-02-28T00:00:00Z', false],
    ['cron(0 0 1 JAN,JUL ? 2027)', 'UTC', '2027-07-01T00:00:00Z', true],
    ['cron(0 0 1 JAN,JUL ? 2027)', 'UTC', '2028-07-01T00:00:00Z', false],
  ])('%s in %s at %s: %s', (expression, zone, instant, expected) => {
    expect(fires(expression, zone, instant)).toBe(expected);
  });

  it('reads a local time once, in its zone', () => {
    expect(readTimetable('at(2026-12-01T09:00:00)', 'Asia/Shanghai')).toEqual({
      kind: 'at',
      instant: at('2026-12-01T01:00:00Z'),
    });
  });

  it.each([
    ['rate(0 minutes)', 'UTC'],
    ['rate(1 fortnight)', 'UTC'],
    ['cron(0 9 ? * 2#1 *)', 'UTC'],
    ['cron(0 9 15W * ? *)', 'UTC'],
    ['cron(0 9 * *)', 'UTC'],
    ['at(tomorrow)', 'UTC'],
    ['rate(1 minute)', 'Asia/Peking'],
    ['every minute', 'UTC'],
  ])('stops at %s (%s)', (expression, zone) => {
    expect(() => readTimetable(expression, zone)).toThrow('cannot read the schedule');
  });
});
