import { ticketStore } from '#functions/storage/ticket-store.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { HOUR } from '#shared/kernel/clock.ts';
import { metered, putTickets } from '#test/builders/due-tickets.ts';
import { testDeps } from '#test/doubles/backend.ts';
import { openTables } from '#test/doubles/database.ts';
import type { BenchTable } from './table.ts';

/** Tuesday 17:00 in Beijing. */
const AFTERNOON = Date.UTC(2026, 10, 24, 9);

const run = async (due: number, open: number) => {
  const tables = await openTables();
  try {
    await putTickets(tables.desk, { due, open: open - due }, AFTERNOON);
    const meter = metered(tables.desk);
    const deps = { ...testDeps(tables, AFTERNOON), tickets: ticketStore(meter.table) };
    const started = performance.now();
    const summary = await runSlaSweep(deps, AFTERNOON + HOUR);
    const seconds = (performance.now() - started) / 1_000;
    return { due, open, units: meter.units(), stepped: summary.stepped, seconds };
  } finally {
    await tables.stop();
  }
};

/** What a sweep of cases reads and how long it takes, by tickets due and tickets open. */
export const bench = async (): Promise<BenchTable> => {
  const runs = [await run(100, 1_000), await run(100, 50_000), await run(5_000, 5_000)];
  const [few, many] = runs;
  const apart = few === undefined || many === undefined ? 0 : Math.abs(many.units / few.units - 1);
  return {
    title: 'Sweep of cases on the embedded database',
    columns: ['due', 'open tickets', 'steps taken', 'read units', 'seconds'],
    rows: runs.map(({ due, open, stepped, units, seconds }) => [
      due,
      open,
      stepped,
      units,
      seconds,
    ]),
    note: `Read units of 100 due among 1,000 and among 50,000 open differ by ${(apart * 100).toFixed(1)} %.`,
  };
};
