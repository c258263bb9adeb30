import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#infra/local/synthesize.ts';
import { randomFrom } from '#test/fuzz/random.ts';
import { freePort } from '#test/support/product.ts';
import { type Findings, startTalks } from './talks.ts';

export type KillReport = Findings & { readonly rounds: number };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const startChild = (cdkOut: string, dataDir: string, port: number): ChildProcess =>
  spawn(
    process.execPath,
    [join(import.meta.dirname, 'stack-process.ts'), cdkOut, dataDir, String(port)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let words = '';
    const read = (chunk: Buffer): void => {
      words += chunk.toString('utf8');
      if (words.includes('ready')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`the stack ended (exit ${code}): ${words.slice(-2_000)}`)),
    );
  });

const killed = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

/**
 * Kills the whole product (`SIGKILL`, database included) `rounds` times at random moments while patients and agents
 * write, starts it again on the same data, and then audits every log: nothing acknowledged may be lost, doubled,
 * altered or reordered, and the bot may not speak after a claim.
 */
export const killRounds = async ({
  rounds,
  pairs,
  seed,
  log = () => undefined,
}: {
  readonly rounds: number;
  readonly pairs: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}): Promise<KillReport> => {
  const random = randomFrom(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'nuanxin-faults-'));
  const cdkOut = await synthesize({ stage: 'local' });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child = startChild(cdkOut, dataDir, port);
  try {
    await ready(child);
    const talks = await startTalks({ url, issuer: `${url}/oidc` }, { pairs, seed });
    let renewedAt = performance.now();
    for (let round = 1; round <= rounds; round += 1) {
      await sleep(200 + random.int(1_500));
      await killed(child);
      child = startChild(cdkOut, dataDir, port);
      await ready(child);
      // Access tokens live fifteen minutes.
      if (performance.now() - renewedAt > 8 * 60_000) {
        await talks.renew();
        renewedAt = performance.now();
      }
      log(`round ${round}: ${talks.acknowledged()} acknowledged`);
    }
    await sleep(1_000);
    await talks.end();
    // The stream consumer goes on where it was cut off.
    await sleep(2_000);
    return { rounds, ...(await talks.audit()) };
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    await sleep(300);
    rmSync(dataDir, { recursive: true, force: true });
  }
};
