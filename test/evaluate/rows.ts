import { readFileSync } from 'node:fs';

/** A complaint about the command line or a file that a person can act on; `run.ts` prints it and exits 2. */
export class UsageError extends Error {}

export type EvaluateOptions = {
  /** Path of the knowledge base for `faq`; the demo hospital's when absent. */
  kb?: string;
  /** ISO date for expiry rules; no expiry when absent. */
  asOf?: string;
};

/** What one evaluation gives back: the JSON of `--json`, and lines for people. */
export type Evaluation = {
  figures: Record<string, unknown>;
  lines: readonly string[];
};

export type Evaluate = (
  rows: readonly Row[],
  options: EvaluateOptions,
) => Evaluation | Promise<Evaluation>;

/**
 * One row of a labelled file with its line number. Readers throw a `UsageError` that names
 * line and field, so a hospital can repair its own test file.
 */
export class Row {
  readonly line: number;
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(line: number, fields: Readonly<Record<string, unknown>>) {
    this.line = line;
    this.fields = fields;
  }

  string(field: string): string {
    const value = this.fields[field];
    if (typeof value !== 'string') throw this.wrong(field, 'a string');
    return value;
  }

  optionalString(field: string): string | undefined {
    return this.fields[field] === undefined ? undefined : this.string(field);
  }

  boolean(field: string): boolean {
    const value = this.fields[field];
    if (typeof value !== 'boolean') throw this.wrong(field, 'true or false');
    return value;
  }

  optionalBoolean(field: string): boolean | undefined {
    return this.fields[field] === undefined ? undefined : this.boolean(field);
  }

  strings(field: string): readonly string[] {
    const value = this.fields[field];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.wrong(field, 'an array of strings');
    }
    return value;
  }

  optionalStrings(field: string): readonly string[] | undefined {
    return this.fields[field] === undefined ? undefined : this.strings(field);
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T {
    const value = this.fields[field];
    const match = allowed.find((candidate) => candidate === value);
    if (match === undefined) throw this.wrong(field, `one of ${allowed.join(', ')}`);
    return match;
  }

  /** The field as it stands, for shapes that only one evaluation knows; use `wrong` to refuse it. */
  raw(field: string): unknown {
    return this.fields[field];
  }

  wrong(field: string, expected: string): UsageError {
    const found = field in this.fields ? JSON.stringify(this.fields[field]) : 'nothing';
    return new UsageError(
      `line ${this.line}: field "${field}" must be ${expected}, found ${found.slice(0, 60)}`,
    );
  }
}

/** Reads a JSON-lines file; blank lines are allowed, anything else that is no JSON object is refused. */
export function readRows(path: string): readonly Row[] {
  const rows = parseRows(readText(path));
  if (rows.length === 0) throw new UsageError(`${path} holds no rows`);
  return rows;
}

export function parseRows(content: string): readonly Row[] {
  const rows: Row[] = [];
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    const text = index === 0 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() !== '') rows.push(parseRow(text, index + 1));
  }
  return rows;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`cannot read ${path}`);
  }
}

function parseRow(text: string, line: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`line ${line}: not valid JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`line ${line}: must be a JSON object`);
  }
  return new Row(line, value as Record<string, unknown>);
}

export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;

/** Nearest-rank percentile of measured milliseconds; 0 for an empty list. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

const GROUPS = [
  ['kind', 'byKind'],
  ['style', 'byStyle'],
  ['trap', 'byTrap'],
] as const;

/**
 * `byKind`, `byStyle`, `byTrap`: the same figures for each value of the row's `kind`, `style`
 * and `trap`. A group is left out when no row has the field.
 */
export function grouped<Item extends { row: Row }>(
  items: readonly Item[],
  figures: (group: readonly Item[]) => Record<string, number>,
): Record<string, Record<string, Record<string, number>>> {
  const result: Record<string, Record<string, Record<string, number>>> = {};
  for (const [field, name] of GROUPS) {
    const groups = Map.groupBy(items, (item) => item.row.optionalString(field));
    const named = [...groups].filter((entry): entry is [string, Item[]] => entry[0] !== undefined);
    if (named.length === 0) continue;
    named.sort(([a], [b]) => (a < b ? -1 : 1));
    result[name] = Object.fromEntries(named.map(([key, group]) => [key, figures(group)]));
  }
  return result;
}

/** One indented line per group, for people. */
export function groupLines(
  groups: Record<string, Record<string, Record<string, number>>>,
): readonly string[] {
  return Object.entries(groups).flatMap(([name, byValue]) => [
    `${name}:`,
    ...Object.entries(byValue).map(([value, figures]) => `  ${value}: ${figureList(figures)}`),
  ]);
}

function figureList(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(3)}`)
    .join(', ');
}
