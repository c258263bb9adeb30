import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDueAt, startClock, stopClock } from '#shared/domain/sla/clocks.ts';
import {
  addStaffedTime,
  type DeskHours,
  isDeskOpen,
  nextOpening,
} from '#shared/domain/sla/desk-hours.ts';
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
const shift = fc
  .record({
    weekday: fc.integer({ min: 1, max: 7 }),
    from: fc.integer({ min: 0, max: 130 }),
    length: fc.integer({ min: 3, max: 14 }),
  })
  .map(({ weekday, from, length }) => ({ weekday, from: from * TEN, to: (from + length) * TEN }));
/** One shift a weekday: shifts that overlap are a mistake of the plan. */
const hours: fc.Arbitrary<DeskHours> = fc
  .uniqueArray(shift, { minLength: 1, maxLength: 7, selector: ({ weekday }) => weekday })
  .map((weekly) => ({ text: '', weekly }));

describe('staffed time', () => {
  it('runs only while the desk is open, and all of it', () => {
    fc.assert(
      fc.property(
        hours,
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 1, max: 20 }),
        (plan, start, duration) => {
          const from = T + start * TEN * MINUTE;
          const end = addStaffedTime(plan, from, duration * TEN * MINUTE);
          let open = 0;
          for (let at = from; at < end; at += TEN * MINUTE) if (isDeskOpen(plan, at)) open += 1;
          expect(open).toBe(duration);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is real time where the desk has no hours', () => {
    expect(addStaffedTime({ text: '', weekly: [] }, T, HOUR)).toBe(T + HOUR);
    expect(nextOpening({ text: '', weekly: [] }, T)).toBeNull();
  });

  it('of a night begins in the morning', () => {
    const plan = { text: '', weekly: [{ weekday: 3, from: 480, to: 1_200 }] };
    // Tuesday 23:00 in Beijing; Wednesday opens at 08:00.
    const night = Date.UTC(2026, 10, 24, 15);
    expect(nextOpening(plan, night)).toBe(Date.UTC(2026, 10, 25, 0));
    expect(addStaffedTime(plan, night, 3 * MINUTE)).toBe(Date.UTC(2026, 10, 25, 0, 3));
  });
});
