import { describe, expect, it } from 'vitest';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { DAY, HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { metered, putTickets } from '#test/builders/due-tickets.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { testDeps } from '#test/doubles/backend.ts';
import { openTables } from '#test/doubles/database.ts';
import { faultyTable, randomFrom } from '#test/doubles/faults.ts';

/** Tuesday 17:00 in Beijing: of the tickets written down at 14:30, half the time to accept has passed. */
const AFTERNOON = Date.UTC(2026, 10, 24, 9);

const unitsFor = async (due: number, open: number): Promise<{ units: number; steps: number }> => {
  const tables = await openTables();
  try {
    await putTickets(tables.desk, { due, open }, AFTERNOON);
    const meter = metered(tables.desk);
    const deps = { ...testDeps(tables, AFTERNOON), tickets: ticketStore(meter.table) };
    const summary = await runSlaSweep(deps, AFTERNOON + HOUR);
    expect(summary.failed).toBe(0);
    return { units: meter.units(), steps: summary.stepped };
  } finally {
    await tables.stop();
  }
};

describe('the sweep of cases', () => {
  it('reads what is due and nothing else, however many tickets are open', async () => {
    const few = await unitsFor(20, 20);
    const many = await unitsFor(20, 600);
    expect(few.steps).toBe(20);
    expect(many.steps).toBe(20);
    expect(Math.abs(many.units - few.units) / few.units).toBeLessThan(0.1);
  });

  it('takes every step exactly once, however often it is killed, delayed, doubled or refused', async () => {
    const rounds = Number(process.env['ROUNDS'] ?? 5);
    const tables = await openTables();
    try {
      await setUpHospital(testDeps(tables, AFTERNOON), aHospital());
      for (let round = 0; round < rounds; round += 1) {
        const random = randomFrom(round + 1);
        const start = AFTERNOON + round * 40 * DAY;
        const ids = Array.from({ length: 3 }, (_, n) => round * 10 + n);
        await putTickets(tables.desk, { due: 3, open: 0 }, start, round * 10);
        const whole = testDeps(tables, start);
        const faulty = {
          ...whole,
          tickets: ticketStore(
            faultyTable(tables.desk, random, { before: 0.08, after: 0.08, busy: 0.08 }),
          ),
        };
        for (let run = 0; run < 14; run += 1) {
          whole.clock.advance(Math.floor(random() * DAY));
          const copies = 1 + Math.floor(random() * 3);
          await Promise.allSettled(
            Array.from({ length: copies }, () => runSlaSweep(faulty, whole.clock() + MINUTE)),
          );
        }
        whole.clock.advance(20 * DAY);
        await runSlaSweep(whole, whole.clock() + HOUR);
        for (const n of ids) await expectAllOnce(whole, `tkt_${String(n).padStart(26, '0')}`);
      }
    } finally {
      await tables.stop();
    }
  });
});

const RUNGS = ['accept', 'contact', 'internal'].flatMap((clock) =>
  ['half', 'near', 'due', 'over'].map((rung) => `${clock}#1#${rung}`),
);
const LEGAL = ['half', 'last-day', 'due'].map((rung) => `legal#1#${rung}`);

/** Every rung of every clock stands in the timeline once, is counted once, and at least the last was announced. */
const expectAllOnce = async (deps: ReturnType<typeof testDeps>, ticketId: string) => {
  const ids = (await deps.tickets.timeline(ticketId))
    .map(({ eventId }) => eventId)
    .filter((id) => id.startsWith('sweep:'));
  const expected = [...RUNGS, ...LEGAL].map((rung) => `sweep:${ticketId}#${rung}`);
  expect([...ids].sort()).toEqual(expected.sort());
  const ticket = await deps.tickets.get(ticketId);
  expect(ticket?.caseClocks.map(({ taken, ladder }) => taken === ladder.length)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(ticket?.nextDueAt).toBeNull();
  // One version for each save that took steps: no save took a step that another had taken.
  expect((ticket?.version ?? 0) - 1).toBeLessThanOrEqual(expected.length);
  const rows = await deps.tickets.outboxOf(ticketId);
  const announced = rows.map(({ outboxId }) => outboxId);
  expect(new Set(announced).size).toBe(announced.length);
  for (const last of ['accept#1#over', 'contact#1#over', 'internal#1#over', 'legal#1#due'])
    expect(announced).toContain(`${ticketId}#${last}`);
};
