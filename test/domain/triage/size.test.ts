import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const KB = 1024;

test('the browser edition is at most 40 KB as downloaded', async () => {
  const { outputFiles } = await build({
    entryPoints: ['shared/domain/triage/browser.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    write: false,
  });
  expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length).toBeLessThanOrEqual(
    40 * KB,
  );
});

test('the weights of the server are at most 300 KB', () => {
  expect(readFileSync('shared/data/triage/model.json').length).toBeLessThanOrEqual(300 * KB);
});
