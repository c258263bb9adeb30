import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

export type Product = {
  readonly url: string;
  readonly dataDir: string;
  readonly output: () => string;
  /** Ends it as a power cut would; the database child included. */
  readonly kill: () => Promise<void>;
};

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** `npm start` without npm: the product as a process of its own, the way a person runs it. */
export const startProduct = async (
  options: { readonly dataDir?: string; readonly port?: number } = {},
): Promise<Product> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'nuanxin-product-'));
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, [join(ROOT, 'infra/local/start.ts')], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      words += chunk.toString('utf8');
    });
  const url = `http://127.0.0.1:${port}`;
  const end = performance.now() + 90_000;
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`the product ended (exit ${child.exitCode})\n${words}`);
    if (performance.now() > end) throw new Error(`the product did not start\n${words}`);
    if (words.includes(`${url}/console`)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    dataDir,
    output: () => words,
    kill: async () => {
      child.kill('SIGKILL');
      await exited(child);
    },
  };
};

/** Where browsers of Debian, other Linuxes, macOS and CI lie; `CHROMIUM` overrules. */
const CANDIDATES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const chromiumPath = (): string | undefined =>
  CANDIDATES.find((path): path is string => path !== undefined && existsSync(path));

export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];
