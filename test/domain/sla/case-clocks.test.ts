import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { hoursTable, type Schedule } from '#shared/domain/calendar/hours.ts';
import {
  type CaseClock,
  dueSteps,
  extendClock,
  nextRungAt,
  pauseClock,
  recountClock,
  resumeClock,
  SHORTEST_NOTICE,
  startCaseClock,
  stopCaseClock,
  widenLegal,
} from '#shared/domain/sla/case-clocks.ts';
import { type CaseClockId, policiesFor } from '#shared/domain/sla/case-policies.ts';
import { beijingDate, beijingTime, DAY, fromBeijing, HOUR } from '#shared/kernel/clock.ts';

const schedule: Schedule = {
  calendar: { years: years.map((year) => yearTable.parse(year)) },
  hours: hoursTable.parse({
    id: 'desk',
    seasons: [
      {
        from: '01-01',
        week: {
          workday: [
            ['08:00', '12:00'],
            ['14:30', '17:30'],
          ],
          restday: [],
        },
      },
    ],
  }),
};
const at = (date: string, time: string) =>
  fromBeijing(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
const shown = (instant: number | null) =>
  instant === null ? null : `${beijingDate(instant)} ${beijingTime(instant)}`;

const started = (id: CaseClockId, severity: 'S1' | 'S2' | 'S3' | 'S4', now: number): CaseClock => {
  const policy = policiesFor('投诉', severity)[id];
  if (policy === undefined) throw new Error('no such clock');
  return startCaseClock(schedule, { id, ...policy, generation: 1 }, now);
};
const value = <T, E>(result: { ok: true; value: T } | { ok: false; error: E }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const pause = { reason: 'patient-material', byId: 'stf_s' } as const;

describe('the statutory clock', () => {
  it('is due at close of the fifth working day and tells the office a working day before', () => {
    const legal = started('legal', 'S3', at('2026-09-24', '10:00'));
    expect(shown(legal.dueAt)).toBe('2026-10-09 17:30');
    expect(legal.ladder.map(({ step, at: when }) => [step, shown(when)])).toContainEqual([
      'last-day',
      '2026-10-08 17:30',
    ]);
  });

  it('never pauses and is never extended', () => {
    const legal = started('legal', 'S3', at('2026-11-23', '10:00'));
    expect(pauseClock(legal, pause, at('2026-11-24', '10:00'))).toEqual({
      ok: false,
      error: { kind: 'never-pauses' },
    });
    expect(
      extendClock(schedule, legal, { days: 3, reason: 'x', byId: 's' }, at('2026-11-24', '10:00'))
        .ok,
    ).toBe(false);
  });

  it('widens to ten days from the original receipt when a second department joins in time', () => {
    const legal = started('legal', 'S3', at('2026-11-20', '10:00'));
    const wide = value(widenLegal(schedule, legal, at('2026-11-26', '10:00')));
    expect(shown(wide.dueAt)).toBe('2026-12-04 17:30');
    expect(shown(wide.originalDueAt)).toBe('2026-11-27 17:30');
    expect(wide.generation).toBe(2);
    expect(widenLegal(schedule, legal, at('2026-11-27', '17:31'))).toEqual({
      ok: false,
      error: { kind: 'already-due' },
    });
  });

  it('carries a note where it crosses into a year without an official table', () => {
    const legal = started('legal', 'S3', at('2026-12-28', '10:00'));
    expect(legal.status).toBe('provisional');
    expect(legal.steps.at(-1)?.['zh-CN']).toContain('暂按');
  });
});

describe('the internal clock', () => {
  it('moves by the working minutes of a pause, not by the night', () => {
    const clock = started('accept', 'S3', at('2026-11-23', '09:00'));
    expect(shown(clock.dueAt)).toBe('2026-11-23 15:30');
    const internal = started('internal', 'S3', at('2026-11-23', '08:00'));
    expect(shown(internal.dueAt)).toBe('2026-11-26 17:30');
    const paused = value(pauseClock(internal, pause, at('2026-11-24', '17:00')));
    expect(nextRungAt(paused)).toBeNull();
    const resumed = value(resumeClock(schedule, paused, at('2026-11-25', '09:00')));
    expect(shown(resumed.dueAt)).toBe('2026-11-27 09:30');
    expect(resumed.originalDueAt).toBe(internal.dueAt);
  });

  it('climbs the ladder once, each rung with its own id, and announces only the highest after an outage', () => {
    const internal = started('internal', 'S2', at('2026-11-23', '08:00'));
    const late = dueSteps('tkt_1', internal, at('2026-12-10', '08:00'));
    expect(late.map(({ id, notify }) => [id, notify])).toEqual([
      ['tkt_1#internal#1#half', false],
      ['tkt_1#internal#1#near', false],
      ['tkt_1#internal#1#due', false],
      ['tkt_1#internal#1#over', true],
    ]);
    expect(dueSteps('tkt_1', { ...internal, taken: 4 }, at('2026-12-10', '08:00'))).toEqual([]);
  });

  it('takes no step while it is paused or stopped', () => {
    const internal = started('internal', 'S2', at('2026-11-23', '08:00'));
    const far = at('2026-12-10', '08:00');
    expect(
      dueSteps('t', value(pauseClock(internal, pause, at('2026-11-23', '09:00'))), far),
    ).toEqual([]);
    expect(
      dueSteps('t', stopCaseClock(internal, 'feedback', at('2026-11-23', '09:00')), far),
    ).toEqual([]);
  });

  it('keeps the original due time of an extended clock and explains the extension', () => {
    const internal = started('internal', 'S4', at('2026-11-23', '08:00'));
    const extended = value(
      extendClock(
        schedule,
        internal,
        { days: 2, reason: '等待专家意见', byId: 'stf_s' },
        at('2026-11-25', '08:00'),
      ),
    );
    expect(shown(extended.dueAt)).toBe('2026-11-30 17:30');
    expect(extended.originalDueAt).toBe(internal.dueAt);
    expect(extended.steps.at(-1)?.['zh-CN']).toBe('经批准延长 2 个工作日');
  });
});

describe('any clock', () => {
  it('runs in real time for a grave matter, night and holiday alike', () => {
    const alert = started('alert', 'S1', at('2026-10-01', '02:00'));
    expect(alert.ladder.map(({ step, at: when, tells }) => [step, shown(when), tells])).toEqual([
      ['notify', '2026-10-01 02:15', 'supervisor'],
      ['leaders', '2026-10-01 03:00', 'office'],
    ]);
  });

  it('is recounted when the calendar changes, never to less than a day from now', () => {
    const now = at('2026-12-30', '10:00');
    const legal = started('legal', 'S3', at('2026-12-29', '10:00'));
    const worked: Schedule = {
      ...schedule,
      calendar: {
        years: schedule.calendar.years.map((year) =>
          year.year === 2027
            ? {
                ...year,
                status: 'official' as const,
                off: { '2027-01-01': '元旦' },
                work: { '2027-01-02': '调休', '2027-01-03': '调休' },
              }
            : year,
        ),
      },
    };
    const recounted = recountClock(worked, legal, now);
    expect(recounted.status).toBe('official');
    expect(recounted.dueAt).toBeLessThan(legal.dueAt);
    const late = recountClock(worked, legal, legal.dueAt - HOUR);
    expect(late.dueAt).toBe(Math.min(legal.dueAt, legal.dueAt - HOUR + SHORTEST_NOTICE));
  });

  it('has a ladder that never runs backwards and ends at or after the due time', () => {
    const ids: CaseClockId[] = ['accept', 'contact', 'internal', 'legal'];
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.constantFrom('S1' as const, 'S2' as const, 'S3' as const, 'S4' as const),
        fc.integer({ min: at('2025-01-01', '00:00'), max: at('2026-11-01', '00:00') }),
        (id, severity, now) => {
          const clock = started(id, severity, now);
          const times = clock.ladder.map((rung) => rung.at);
          expect([...times].sort((a, b) => a - b)).toEqual(times);
          expect(times.at(-1)).toBeGreaterThanOrEqual(clock.dueAt);
          expect(clock.dueAt).toBeGreaterThan(now);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is monotone: a later start is never due earlier, a pause never makes it earlier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-01-01', '00:00'), max: at('2026-10-01', '00:00') }),
        fc.nat(30 * DAY),
        fc.nat(5 * DAY),
        (now, later, length) => {
          const a = started('internal', 'S3', now);
          expect(started('internal', 'S3', now + later).dueAt).toBeGreaterThanOrEqual(a.dueAt);
          const resumed = value(
            resumeClock(schedule, value(pauseClock(a, pause, now + HOUR)), now + HOUR + length),
          );
          expect(resumed.dueAt).toBeGreaterThanOrEqual(a.dueAt);
        },
      ),
      { numRuns: 100 },
    );
  });
});
