/** One line that a function or the runner wrote. */
export type LogLine = { readonly source: string; readonly text: string };

export type LogSink = {
  /** A line of a function's standard output or error, as it was written. */
  readonly functionLine: (functionName: string, text: string) => void;
  /** Something the platform has to say about a function, as AWS writes into its log. */
  readonly note: (source: string, level: Level, text: string) => void;
  readonly lines: () => readonly LogLine[];
};

type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

const keep = 50_000;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asJson = (text: string): Record<string, unknown> | undefined => {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const colours: Readonly<Record<string, string>> = {
  ERROR: '\u001b[31m',
  FATAL: '\u001b[31m',
  WARN: '\u001b[33m',
};

const shortValue = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
};

/** Fields that every structured line carries and that the printed line shows already, or never needs. */
const shown = new Set([
  'timestamp',
  'time',
  'level',
  'message',
  'msg',
  'function',
  'release',
  'stage',
]);

/**
 * `10:31:07 conversations-api INFO Message stored entry=12 ms=8`: one line for people. Metrics (embedded metric
 * format) are for CloudWatch and not shown.
 */
const readable = (source: string, text: string, at: Date, coloured = false): string | undefined => {
  const time = at.toTimeString().slice(0, 8);
  const json = asJson(text);
  if (json === undefined) return `${time} ${source} ${text}`;
  if ('_aws' in json) return undefined;
  const level = String(json['level'] ?? 'INFO').toUpperCase();
  const message = shortValue(json['message'] ?? json['msg'] ?? json['errorMessage'] ?? '');
  const rest = Object.entries(json)
    .filter(([key]) => !shown.has(key))
    .map(([key, value]) => `${key}=${shortValue(value)}`);
  const line = [time, source, level, message, ...rest].join(' ');
  const colour = coloured ? colours[level] : undefined;
  return colour === undefined ? line : `${colour}${line}\u001b[0m`;
};

/** Keeps what was written (for tests) and prints it (for people). */
export const createLogs = (options: {
  readonly print: ((line: string) => void) | undefined;
  /** Logical names are shorter to read than physical ones. */
  readonly shortName: (functionName: string) => string;
  readonly coloured?: boolean;
}): LogSink => {
  const lines: LogLine[] = [];
  const add = (source: string, text: string): void => {
    if (text.trim() === '') return;
    lines.push({ source, text });
    if (lines.length > keep) lines.splice(0, keep / 10);
    const line = readable(source, text, new Date(), options.coloured);
    if (line !== undefined) options.print?.(line);
  };
  return {
    functionLine: (name, text) => add(options.shortName(name), text),
    note: (source, level, text) =>
      add(options.shortName(source), JSON.stringify({ level, message: text })),
    lines: () => lines,
  };
};
