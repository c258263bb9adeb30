import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { HOUR } from '#shared/kernel/clock.ts';
import { metered, seedTickets } from '#test/builders/due-tickets.ts';
import { testDeps } from '#test/doubles/backend.ts';
import { openTables } from '#test/doubles/database.ts';
import type { BenchTable } from './table.ts';

/** Tuesday 17:00 in Beijing. */
const AFTERNOON = Date.UTC(2026, 10, 24, 9);
const root = join(import.meta.dirname, '..', '..');
const kept = join(root, '.build', 'bench', 'sweep.json');

type Run = {
  readonly due: number;
  readonly open: number;
  readonly units: number;
  readonly stepped: number;
  readonly left: number;
  readonly seconds: number;
};

/** What a sweep runs on: results of other code are not results of this. */
const codeNow = (): string => {
  const hash = createHash('sha256');
  for (const file of globSync('{functions,shared}/**/*.ts', { cwd: root }).sort())
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

const readKept = (code: string): Run[] => {
  if (!existsSync(kept)) return [];
  const stored = JSON.parse(readFileSync(kept, 'utf8')) as { code: string; runs: Run[] };
  return stored.code === code ? stored.runs : [];
};

const keep = (code: string, runs: readonly Run[]): void => {
  mkdirSync(join(kept, '..'), { recursive: true });
  writeFileSync(kept, JSON.stringify({ code, runs }));
};

const countDue = async (tickets: ReturnType<typeof ticketStore>): Promise<number> => {
  let left = 0;
  for await (const { kind } of tickets.due(AFTERNOON)) if (kind === 'ticket') left += 1;
  return left;
};

const run = async (due: number, open: number): Promise<Run> => {
  const tables = await openTables();
  try {
    const began = performance.now();
    await seedTickets(tables, { due, open: open - due }, AFTERNOON);
    const seeded = Math.round((performance.now() - began) / 1_000);
    console.error(`${open} tickets written in ${seeded} s`);
    const meter = metered(tables.desk);
    const deps = { ...testDeps(tables, AFTERNOON), tickets: ticketStore(meter.table) };
    const started = performance.now();
    const { stepped } = await runSlaSweep(deps, AFTERNOON + HOUR);
    const seconds = (performance.now() - started) / 1_000;
    const units = meter.units();
    return { due, open, units, stepped, left: await countDue(deps.tickets), seconds };
  } finally {
    await tables.stop();
  }
};

const CASES = [
  [100, 1_000],
  [100, 50_000],
  [5_000, 5_000],
] as const;

/**
 * What a sweep of cases reads and how long it takes, by tickets due and tickets open. A run that was cut off goes on with
 * the case that it was at: finished ones are kept in `.build/bench` until the code changes.
 */
export const bench = async (): Promise<BenchTable> => {
  const code = codeNow();
  const runs = readKept(code);
  for (const [due, open] of CASES) {
    if (runs.some((one) => one.due === due && one.open === open)) continue;
    runs.push(await run(due, open));
    keep(code, runs);
  }
  const of = (open: number) => runs.find((one) => one.due === 100 && one.open === open)?.units ?? 0;
  const apart = Math.abs(of(50_000) / of(1_000) - 1);
  return {
    title: 'Sweep of cases on the embedded database',
    columns: ['due', 'open tickets', 'steps taken', 'due still', 'read units', 'seconds'],
    rows: runs.map(({ due, open, stepped, left, units, seconds }) => [
      due,
      open,
      stepped,
      left,
      units,
      seconds,
    ]),
    note: `Read units of 100 due among 1,000 and among 50,000 open differ by ${(apart * 100).toFixed(1)} %.`,
  };
};
