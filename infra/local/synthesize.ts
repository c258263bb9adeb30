import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

export type SynthesisOptions = {
  readonly stage: string;
  /** Where the output goes; the functions run from it. */
  readonly dataDir: string;
  /** The app, relative to the repository. */
  readonly app?: string;
};

const root = join(import.meta.dirname, '..', '..');

/** Runs the CDK app as the CDK's own command line would, without its start-up time; gives the output folder. */
export const synthesize = ({
  stage,
  dataDir,
  app = 'infra/app.ts',
}: SynthesisOptions): Promise<string> => {
  const folder = join(dataDir, 'cdk.out');
  rmSync(folder, { recursive: true, force: true });
  const child = spawn(process.execPath, [join(root, app)], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ stage }),
    },
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
      if (code === 0) resolve(folder);
      else reject(new StartError(`The CDK app failed (exit ${code}).\n${words.trim()}`));
    });
  });
};
