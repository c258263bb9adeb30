import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { endProcess, isAlive, markOf, type ProcessMark } from './processes.ts';
import { StartError } from './start-error.ts';

/** A small file that is either the old one or the new one, whenever the power goes. */
export type JsonFile<T> = {
  readonly read: () => T | undefined;
  readonly write: (value: T) => void;
};

const writeAtomically = (path: string, text: string): void => {
  const next = `${path}.next`;
  const file = openSync(next, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
};

export const jsonFile = <T>(path: string): JsonFile<T> => {
  mkdirSync(dirname(path), { recursive: true });
  return {
    read: () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined),
    write: (value) => writeAtomically(path, JSON.stringify(value, null, 1)),
  };
};

export type DataDir = {
  readonly path: string;
  readonly json: <T>(name: string) => JsonFile<T>;
  /** Remembers a child process, so that the next run can end it if this one is killed. */
  readonly rememberChild: (pid: number) => void;
  /** Lets the next runner in. */
  readonly release: () => void;
};

const readMark = (path: string): ProcessMark | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
};

const readMarks = (path: string): ProcessMark[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line) => {
          try {
            return line === '' ? [] : [JSON.parse(line) as ProcessMark];
          } catch {
            return []; // The line that was being written when the runner was killed.
          }
        })
    : [];

/** One folder after the other: Node's recursive form never returns where a parent refuses with ENOENT (/proc). */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
};

const makeWritable = (path: string): void => {
  try {
    makeFolder(join(path, 'run'));
    accessSync(path, constants.W_OK);
    accessSync(join(path, 'run'), constants.W_OK);
    // A folder may be writable by its mode and still refuse (read-only file system, full disk).
    writeAtomically(join(path, 'run', 'probe'), 'ok');
    rmSync(join(path, 'run', 'probe'));
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(`DATA_DIR ${path} is not writable (${why}).`);
  }
};

/**
 * Opens the folder for one runner: refuses when another one is alive, ends processes that a killed one left
 * behind, empties the folder when asked to.
 */
export const openDataDir = async (folder: string, fresh: boolean): Promise<DataDir> => {
  const path = resolve(folder);
  makeWritable(path);
  const lock = join(path, 'run', 'runner.json');
  const holder = readMark(lock);
  if (holder !== undefined && holder.pid !== process.pid && isAlive(holder))
    throw new StartError(`DATA_DIR ${path} is in use by process ${holder.pid}.`);
  const children = join(path, 'run', 'children.jsonl');
  for (const mark of readMarks(children)) await endProcess(mark);
  const engines = [
    join(path, 'database/dynoxide/process.json'),
    join(path, 'database/dynamodb-local/process.json'),
  ];
  for (const mark of engines.map(readMark)) if (mark !== undefined) await endProcess(mark);
  if (fresh)
    for (const name of ['database', 'state', 'queues'])
      rmSync(join(path, name), { recursive: true, force: true });
  rmSync(children, { force: true });
  const own = markOf(process.pid);
  if (own !== undefined) writeAtomically(lock, JSON.stringify(own));
  return {
    path,
    json: (name) => jsonFile(join(path, 'state', `${name}.json`)),
    rememberChild: (pid) => {
      const mark = markOf(pid);
      if (mark !== undefined) appendFileSync(children, `${JSON.stringify(mark)}\n`);
    },
    release: () => rmSync(lock, { force: true }),
  };
};
