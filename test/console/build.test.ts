import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../console/build.ts';

let outDir: string;
let page: string;
let assets: string[];
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'nuanxin-console-'));
  await buildConsole({ outDir, release: 'test-release', minify: true });
  page = await readFile(join(outDir, 'console', 'index.html'), 'utf8');
  assets = await readdir(join(outDir, 'console', 'assets'));
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

describe('buildConsole', () => {
  it('writes a page that needs no inline script or style', () => {
    expect(page).not.toMatch(/<style|style=|\son\w+=/);
    expect(page.match(/<script[^>]*>[^<]/)).toBeNull();
    expect(page).toContain('test-release');
    expect(page).not.toMatch(/%[\w-]+%/);
  });

  it('refers only to assets that exist, by names that change with their content', async () => {
    const named = [...page.matchAll(/\/console\/assets\/([\w.-]+)/g)].map((hit) => hit[1]);
    expect(named.length).toBeGreaterThanOrEqual(5);
    for (const name of named) {
      expect(assets).toContain(name);
      expect(name).toMatch(/-[0-9A-Za-z]{8,}\.\w+$/);
    }
  });

  it('lays packed siblings beside every text, with the same content', async () => {
    const texts = assets.filter((name) => /\.(js|css|svg)$/.test(name));
    for (const name of texts) {
      const file = join(outDir, 'console', 'assets', name);
      const content = await readFile(file);
      expect(brotliDecompressSync(await readFile(`${file}.br`)).equals(content)).toBe(true);
      expect(gunzipSync(await readFile(`${file}.gz`)).equals(content)).toBe(true);
    }
  });

  it('stays small enough for a hospital’s office line', async () => {
    const script = assets.find((name) => /^console-.*\.js\.br$/.test(name));
    const bytes = (await readFile(join(outDir, 'console', 'assets', script ?? ''))).length;
    expect(bytes).toBeLessThan(120 * 1024);
  });
});
