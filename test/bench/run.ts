/**
 * `npm run bench [-- name …]`: runs the benchmarks of this folder one after the other and prints their tables. Each
 * bench file exports `bench(): Promise<BenchTable | BenchTable[]>`; figures are compared within one run only.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { BenchTable } from './table.ts';
import { printTable } from './table.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !['run.ts', 'table.ts'].includes(file))
  .map((file) => file.slice(0, -3))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(2);
}

console.log(
  `Node ${process.version}, ${availableParallelism()} cores. Compare figures within one run only.`,
);
for (const name of asked.length > 0 ? asked : names) {
  const { bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as {
    bench?: () => Promise<BenchTable | readonly BenchTable[]>;
  };
  if (bench === undefined) throw new Error(`test/bench/${name}.ts exports no bench()`);
  const result = await bench();
  for (const table of Array.isArray(result) ? result : [result]) printTable(table as BenchTable);
}
