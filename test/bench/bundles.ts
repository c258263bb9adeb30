import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundleAll } from '#infra/bundle.ts';
import { FUNCTION_NAMES } from '#infra/functions.ts';
import type { BenchTable } from './table.ts';

const KB = 1_024;

/** Median of three imports in processes of their own, with the environment a function has; Node's own start left out. */
const importMs = (file: string): number => {
  const code =
    'const t = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - t)); process.exit(0)';
  const env = {
    ...process.env,
    AWS_REGION: 'us-east-1',
    ...Object.fromEntries(
      ['DESK', 'LIVE', 'KNOWLEDGE', 'PEOPLE', 'AUDIT'].map((name) => [`${name}_TABLE`, 'table']),
    ),
  };
  const times = [0, 1, 2].map(() =>
    Number(
      spawnSync(process.execPath, ['--input-type=module', '-e', code, file], {
        env,
        encoding: 'utf8',
      }).stdout,
    ),
  );
  return times.sort((a, b) => a - b)[1] ?? 0;
};

const gzip = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length;
const brotli = (bytes: Buffer): number =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

export const bench = async (): Promise<BenchTable[]> => {
  const { dir, functionDir, siteDir } = await bundleAll('bench', 'bundle-bench');
  try {
    const functions = FUNCTION_NAMES.map((name) => {
      const file = join(functionDir(name), 'index.mjs');
      return [name, statSync(file).size / KB, gzip(readFileSync(file)) / KB, importMs(file)];
    });
    const pages = readdirSync(siteDir, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(js|css|html)$/.test(file))
      .sort()
      .map((file) => {
        const bytes = readFileSync(join(siteDir, file));
        return [file.replace(/-[A-Z0-9]{8}\./, '.'), bytes.length, gzip(bytes), brotli(bytes)];
      });
    return [
      {
        title: 'Functions: bundle and import',
        columns: ['function', 'KB', 'KB gzip', 'import ms'],
        rows: functions,
        note: 'Import: median of three fresh processes, Node start left out.',
      },
      {
        title: 'Pages: bytes',
        columns: ['file', 'bytes', 'gzip', 'brotli'],
        rows: pages,
        note: 'widget.js is the loader that a host page pays; the rest is fetched on the first click.',
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
