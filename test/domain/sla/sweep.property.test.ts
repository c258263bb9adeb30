import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAt } from '#shared/domain/calendar/business-time.ts';
import { hoursTable, type Schedule } from '#shared/domain/calendar/hours.ts';
import { nextDueAt, startClock, stopClock } from '#shared/domain/sla/clocks.ts';
import { addStaffedTime, NEVER_OPEN } from '#shared/domain/sla/desk-plan.ts';
import { sweep } from '#shared/domain/sla/sweep.ts';
import type { TicketClock } from '#shared/domain/ticket/ticket.ts';
import { HOUR, MINUTE } from '#shared/kernel/clock.ts';

const T = Date.UTC(2026, 10, 24, 2);
const ticketOf = (clocks: readonly TicketClock[]) => ({
  ticketId: 'tkt_1',
  clocks: [...clocks],
});

const minutes = fc.integer({ min: 0, max: 60 });

describe('sweep', () => {
  it('finds nothing in what it has swept', () => {
    fc.assert(
      fc.property(minutes, (late) => {
        const clocks = startClock(startClock([], 'chat', T, null), 'emergency', T, null);
        const now = T + late * MINUTE;
        const first = sweep(ticketOf(clocks), now);
        expect(sweep(ticketOf(first.clocks), now).steps).toEqual([]);
      }),
    );
  });

  it('takes the same steps however often it runs', () => {
    fc.assert(
      fc.property(fc.array(minutes, { maxLength: 8 }), (moments) => {
        const clocks = startClock([], 'chat', T, null);
        const end = T + 60 * MINUTE;
        const once = sweep(ticketOf(clocks), end).steps.map(({ id }) => id);
        let current: readonly TicketClock[] = clocks;
        const often: string[] = [];
        for (const moment of [...moments.sort((a, b) => a - b), 60]) {
          const swept = sweep(ticketOf(current), T + moment * MINUTE);
          often.push(...swept.steps.map(({ id }) => id));
          current = swept.clocks;
        }
        expect(often).toEqual(once);
      }),
    );
  });

  it('notifies of the gravest step only and has nothing due afterwards', () => {
    const swept = sweep(ticketOf(startClock([], 'chat', T, null)), T + HOUR);
    expect(swept.steps.map(({ step, notify }) => [step, notify])).toEqual([
      ['warn', false],
      ['escalate', true],
    ]);
    expect(swept.nextDueAt).toBeNull();
    expect(swept.escalated).toBe('escalated');
  });

  it('never takes a step of a stopped clock, and counts a restart as another generation', () => {
    const stopped = stopClock(startClock([], 'chat', T, null), 'chat', T + MINUTE, 'claimed');
    expect(sweep(ticketOf(stopped), T + HOUR).steps).toEqual([]);
    expect(nextDueAt(stopped)).toBeNull();
    const again = startClock(stopped, 'chat', T + 2 * MINUTE, null);
    expect(sweep(ticketOf(again), T + 6 * MINUTE).steps[0]?.id).toBe('tkt_1#chat#2#warn');
  });

  it('counts an unanswered check as no escalation', () => {
    const swept = sweep(ticketOf(startClock([], 'unanswered', T, null)), T + HOUR);
    expect(swept.steps.map(({ step }) => step)).toEqual(['check']);
    expect(swept.escalated).toBe('none');
  });
});

/** Everything in steps of ten minutes, so that counting them is exact and quick. */
const TEN = 10;
const timeOf = (steps: number): string =>
  `${String(Math.floor((steps * TEN) / 60)).padStart(2, '0')}:${String((steps * TEN) % 60).padStart(2, '0')}`;
const range = fc
  .tuple(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 3, max: 13 }))
  .map(([from, length]): [string, string] => [timeOf(from), timeOf(from + length)]);
/** Years that nobody entered: Monday to Friday are working days. */
const plan: fc.Arbitrary<Schedule> = fc
  .tuple(fc.array(range, { minLength: 1, maxLength: 3 }), fc.array(range, { maxLength: 2 }))
  .map(([workday, restday]) => planOf(workday, restday));
const planOf = (workday: [string, string][], restday: [string, string][]): Schedule => ({
  calendar: { years: [] },
  hours: hoursTable.parse({ id: 'desk', seasons: [{ from: '01-01', week: { workday, restday } }] }),
});

describe('staffed time', () => {
  it('runs only while the desk is open, and all of it', () => {
    fc.assert(
      fc.property(
        plan,
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 1, max: 20 }),
        (schedule, start, duration) => {
          const from = T + start * TEN * MINUTE;
          const end = addStaffedTime(schedule, from, duration * TEN * MINUTE);
          let open = 0;
          for (let at = from; at < end; at += TEN * MINUTE)
            if (openAt(schedule, at).open) open += 1;
          expect(open).toBe(duration);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is real time where the desk has no hours', () => {
    const never = { calendar: { years: [] }, hours: NEVER_OPEN };
    expect(addStaffedTime(never, T, HOUR)).toBe(T + HOUR);
    expect(openAt(never, T)).toEqual({ open: false, opensAt: null });
  });

  it('of a night begins in the morning', () => {
    const schedule = planOf([['08:00', '20:00']], []);
    // Tuesday 23:00 in Beijing; Wednesday opens at 08:00.
    const night = Date.UTC(2026, 10, 24, 15);
    expect(openAt(schedule, night).opensAt).toBe(Date.UTC(2026, 10, 25, 0));
    expect(addStaffedTime(schedule, night, 3 * MINUTE)).toBe(Date.UTC(2026, 10, 25, 0, 3));
  });

  it('stands still over a public holiday and runs on a make-up workday', () => {
    const calendar = {
      years: [
        {
          year: 2026,
          status: 'official' as const,
          source: 'test',
          off: { '2026-10-01': '国庆节', '2026-10-02': '国庆节' },
          work: { '2026-10-10': '调休' },
        },
      ],
    };
    const schedule = { ...planOf([['08:00', '17:30']], []), calendar };
    const evening = Date.UTC(2026, 8, 30, 12); // Wednesday 20:00 before the holiday
    // Thursday and Friday are off, then the weekend: Monday 08:03.
    expect(addStaffedTime(schedule, evening, 3 * MINUTE)).toBe(Date.UTC(2026, 9, 5, 0, 3));
    expect(openAt(schedule, Date.UTC(2026, 9, 10, 1)).open).toBe(true);
  });
});
