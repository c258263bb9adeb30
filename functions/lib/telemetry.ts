import type { Logger } from '#functions/ports.ts';
import { type Level, logLevel } from './env.ts';

const ORDER: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Names under which words of people or secrets might travel: never logged, wherever they stand. */
const PRIVATE =
  /^(text|body|comment|reason|question|answer|query|q|summary|preview|name|phone|address|email|idToken|token|accessToken|refreshToken|ticket|authorization|cookie|nonce|secret|password)$/i;

/** Digits that could be a phone, an identity or a card number; our ids hold no run that long. */
const LONG_DIGITS = /(?<![0-9A-Za-z])\d{11,19}[\dXx]?(?![0-9A-Za-z])/g;

const cleaned = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return value.slice(0, 500).replace(LONG_DIGITS, '[digits]');
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => cleaned(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      PRIVATE.test(key) ? '[private]' : cleaned(item, depth + 1),
    ]),
  );
};

let context: Readonly<Record<string, unknown>> = {};

/** Sets what every line of this invocation carries. One event at a time per process, as Lambda guarantees. */
export const beginInvocation = (fields: Readonly<Record<string, unknown>>): void => {
  context = fields;
};

/** Adds to it. */
export const withContext = (fields: Readonly<Record<string, unknown>>): void => {
  context = { ...context, ...fields };
};

const CORRELATION = /^[A-Za-z0-9_-]{8,64}$/;

/** The correlation id that a client sent, where it is one; else `other`. It goes into log lines and table rows. */
export const givenCorrelation = (header: string | undefined, other: () => string): string =>
  header !== undefined && CORRELATION.test(header) ? header : other();

export const correlationId = (): string => String(context['correlationId'] ?? '');

const write =
  (level: Level) =>
  (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if (ORDER[level] < ORDER[logLevel()]) return;
    const line = { level, message, ...context, ...(cleaned(fields) as object) };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };

export const logger: Logger = { info: write('info'), warn: write('warn'), error: write('error') };

/** What may be told of an error: kind and place, never the values it speaks of. */
export const describeError = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof Error
    ? {
        error: error.name,
        // The first line may quote input; frames do not.
        stack: (error.stack ?? '')
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 6)
          .map((line) => line.trim()),
        ...('issues' in error && Array.isArray(error.issues)
          ? { paths: error.issues.slice(0, 5).map((i: { path?: unknown[] }) => i.path?.join('.')) }
          : {}),
      }
    : { error: typeof error };
