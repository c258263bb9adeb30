/** What a benchmark found: a title, columns, rows, and a sentence on how to read it. */
export type BenchTable = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly note?: string;
};

const shown = (value: string | number): string =>
  typeof value === 'string'
    ? value
    : Number.isInteger(value)
      ? String(value)
      : value.toPrecision(3);

/** Columns a terminal gives to a text: Han characters and full-width marks take two. */
const width = (text: string): number =>
  [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);

export const printTable = ({ title, columns, rows, note }: BenchTable): void => {
  const cells = [columns, ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => width(row[i] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd();
  console.log(`\n${title}`);
  console.log(line(columns));
  console.log(widths.map((w) => '-'.repeat(w)).join('  '));
  for (const row of rows) console.log(line(row.map(shown)));
  if (note !== undefined) console.log(note);
};

/** Value below which a share of sorted samples lies. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
};
