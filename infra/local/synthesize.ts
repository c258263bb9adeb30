import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf, type ProcessMark } from './processes.ts';
import { StartError } from './start-error.ts';

export type SynthesisOptions = {
  readonly stage: string;
  /** The app, relative to the repository. */
  readonly app?: string;
  readonly onProgress?: (text: string) => void;
};

const root = join(import.meta.dirname, '..', '..');
const outputs = join(root, '.build', 'local');

/** Rooms whose files decide what the product's app looks like; `infra/local` and tests do not. */
const productRooms = ['shared', 'functions', 'infra', 'widget', 'console'];
const files = ['package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json'];

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return path === 'infra/local' ? [] : filesBelow(path);
  });

const stamp = (path: string): string => {
  const { size, mtimeMs } = statSync(join(root, path));
  return `${path} ${size} ${mtimeMs}`;
};

/** Changes whenever a source file does; reading names, sizes and times takes a few milliseconds. */
const fingerprint = (stage: string, app: string): string => {
  const appRoom = app.split('/').slice(0, -1).join('/');
  const rooms = appRoom === 'infra' ? productRooms : [appRoom];
  const all = [
    ...rooms.filter((room) => existsSync(join(root, room))).flatMap(filesBelow),
    ...files.filter((file) => existsSync(join(root, file))),
  ];
  const hash = createHash('sha256').update(`${process.version} ${stage} ${app}\n`);
  for (const path of all.sort()) hash.update(`${stamp(path)}\n`);
  return hash.digest('hex').slice(0, 16);
};

const lockFile = join(outputs, 'synthesis.lock');

const lockHolder = (): ProcessMark | undefined => {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
};

const takeLock = (): boolean => {
  try {
    writeFileSync(lockFile, JSON.stringify(markOf(process.pid)), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
};

/** Bundles lie in one place (`.build/functions`), so one synthesis at a time writes them. */
const locked = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let round = 0; !takeLock(); round += 1) {
    const holder = lockHolder();
    const isOurs = holder?.pid === process.pid;
    // A lock without a readable holder is being written right now, or was left by a kill.
    if ((holder === undefined && round > 40) || (holder && !isOurs && !isAlive(holder)))
      rmSync(lockFile, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
};

/** The feature flags of cdk.json and the stage, as the command line passes them. */
const contextOf = (stage: string): string => {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
    context?: object;
  };
  return JSON.stringify({ ...context, stage });
};

const run = (app: string, stage: string, folder: string): Promise<void> => {
  const child = spawn(process.execPath, [join(root, app)], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: contextOf(stage) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      words += chunk.toString('utf8');
    });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new StartError(`Cannot synthesize: ${error.message}`)));
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new StartError(`The CDK app ${app} failed (exit ${code}).\n${words.trim()}`));
    });
  });
};

const keep = 4;

/** Older outputs may still serve a runner that started before the last change; far older ones do not. */
const removeOld = (): void => {
  const old = readdirSync(outputs)
    .filter((name) => name.startsWith('cdk-'))
    .map((name) => ({ name, at: statSync(join(outputs, name)).mtimeMs }))
    .sort((left, right) => right.at - left.at)
    .slice(keep);
  for (const { name } of old) rmSync(join(outputs, name), { recursive: true, force: true });
};

/**
 * Synthesizes the app as the CDK's own command line would, without its start-up time, and gives the output folder.
 * An output of the same sources is used again: a second start takes no synthesis.
 */
export const synthesize = async ({
  stage,
  app = 'infra/app.ts',
  onProgress = () => {},
}: SynthesisOptions): Promise<string> => {
  mkdirSync(outputs, { recursive: true });
  const nameNow = () => `cdk-${stage}-${fingerprint(stage, app)}`;
  const ready = (folder: string): boolean => existsSync(join(folder, 'manifest.json'));
  const use = (folder: string): string => {
    utimesSync(folder, new Date(), new Date());
    return folder;
  };
  const known = join(outputs, nameNow());
  if (ready(known)) return use(known);
  return locked(async () => {
    const folder = join(outputs, nameNow());
    if (ready(folder)) return use(folder);
    onProgress('Synthesizing the app and bundling its functions …');
    const working = join(outputs, `working-${process.pid}`);
    rmSync(working, { recursive: true, force: true });
    try {
      await run(app, stage, working);
      rmSync(folder, { recursive: true, force: true });
      renameSync(working, folder);
    } finally {
      rmSync(working, { recursive: true, force: true });
    }
    removeOld();
    return folder;
  });
};
