import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWidget, type WidgetBuild } from '../../widget/build.ts';

const KB = 1_024;
let outDir = '';
let built: WidgetBuild;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'nuanxin-widget-'));
  built = await buildWidget({ outDir, release: 'r-test', minify: true });
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

const read = (path: string) => readFile(join(outDir, path), 'utf8');
const scripts = () => built.files.filter(({ path }) => path.endsWith('.js'));

describe('what a page downloads', () => {
  it('is a loader below 10 KB, and below 42 KB more on the first click', () => {
    expect(built.loader.gzip).toBeLessThan(10 * KB);
    expect(built.panel.gzip).toBeLessThan(42 * KB);
  });

  it('carries no schema library and no endpoint of the staff', async () => {
    const all = (await Promise.all(scripts().map(({ path }) => read(path)))).join('');
    expect(all).not.toContain('ZodError');
    expect(all).not.toContain('/v1/desk/');
    expect(all).toContain('/v1/conversations/{conversationId}/messages');
  });

  it('lies beside itself in both compressed forms', async () => {
    for (const { path } of built.files) {
      const plain = await readFile(join(outDir, path));
      expect(gunzipSync(await readFile(join(outDir, `${path}.gz`))).equals(plain)).toBe(true);
      expect(brotliDecompressSync(await readFile(join(outDir, `${path}.br`))).equals(plain)).toBe(
        true,
      );
    }
  });

  it('has the hash of its content in every name but those that others write down', async () => {
    expect(built.files.map(({ path }) => path)).toContain('widget.js');
    for (const name of await readdir(join(outDir, 'assets')))
      expect(name).toMatch(/^[\w]+-[A-Z0-9]{8}\.(js|css)(\.br|\.gz)?$/);
  });
});

describe('the pages', () => {
  it.each(['index.html', 'h5/index.html'])('%s needs no inline script or style', async (page) => {
    const html = await read(page);
    expect(html).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:/i);
    expect(html).toContain('r-test');
  });

  it.each([
    ['lookbehind, which Safari before 16.4 refuses', /\(\?<[=!]/],
    ['methods that came later', /\.(findLast|findLastIndex|toSorted|toReversed|groupBy)\(/],
    ['optional chaining', /[\w)\]]\?\.[\w([]/],
    ['logical assignment', /\?\?=|\|\|=|&&=/],
  ])('run in a WebView of 2020: no %s', async (_, pattern) => {
    for (const { path } of scripts())
      expect(pattern.exec(await read(path))?.[0], path).toBeUndefined();
  });
});
