/**
 * `npm run --silent evaluate -- <what> --file F.jsonl [--kb faq.json] [--as-of DATE] [--json]`
 *
 * Exit 0 when it ran, 2 with one clear line when the command or the file is wrong.
 */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Evaluate, type EvaluateOptions, readRows, UsageError } from './rows.ts';

/** Name on the command line -> exported function of `test/evaluate/<name>.ts`. */
export const EVALUATIONS: Readonly<Record<string, string>> = {
  faq: 'evaluateFaq',
  triage: 'evaluateTriage',
  intent: 'evaluateIntent',
  department: 'evaluateDepartment',
  guard: 'evaluateGuard',
  pii: 'evaluatePii',
};

type Command = { what: string; file: string; json: boolean; options: EvaluateOptions };

export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = readArguments(argv);
  const [what, ...extra] = positionals;
  if (what === undefined || !(what in EVALUATIONS)) {
    throw new UsageError(`say what to evaluate: ${Object.keys(EVALUATIONS).join(', ')}`);
  }
  if (extra.length > 0) throw new UsageError(`unexpected argument "${extra[0]}"`);
  if (values.file === undefined) throw new UsageError('--file is missing');
  if (!existsSync(values.file)) throw new UsageError(`no such file: ${values.file}`);
  const asOf = values['as-of'];
  if (asOf !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(asOf)) {
    throw new UsageError(`--as-of must be a date like 2026-01-31, found "${asOf}"`);
  }
  return {
    what,
    file: values.file,
    json: values.json === true,
    options: {
      ...(values.kb === undefined ? {} : { kb: values.kb }),
      ...(asOf === undefined ? {} : { asOf }),
    },
  };
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        file: { type: 'string' },
        kb: { type: 'string' },
        'as-of': { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function load(what: string): Promise<Evaluate> {
  const url = new URL(`./${what}.ts`, import.meta.url);
  if (!existsSync(url)) throw new UsageError(`"${what}" cannot be evaluated in this version`);
  const loaded = (await import(url.href)) as Record<string, unknown>;
  const evaluate = loaded[EVALUATIONS[what] ?? ''];
  if (typeof evaluate !== 'function') {
    throw new UsageError(`test/evaluate/${what}.ts does not export ${EVALUATIONS[what]}`);
  }
  return evaluate as Evaluate;
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    const command = parseCommand(argv);
    const evaluate = await load(command.what);
    const { figures, lines } = await evaluate(readRows(command.file), command.options);
    await print(command.json ? JSON.stringify(figures) : lines.join('\n'));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`evaluate: ${error.message}\n`);
    return 2;
  }
}

/** Waits until a pipe has taken everything: a large result must not be cut by the exit. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${text}\n`, () => resolve());
  });
}

const invoked = process.argv[1];
if (invoked !== undefined && pathToFileURL(invoked).href === import.meta.url) {
  process.exitCode = await main(process.argv.slice(2));
}
