import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { buildConsole } from '../console/build.ts';
import { buildWidget } from '../widget/build.ts';
import { FUNCTION_NAMES, specOf } from './functions.ts';

export const ROOT = join(import.meta.dirname, '..');
export const functionDir = (name: string): string => join(ROOT, '.build/functions', name);
export const siteDir = join(ROOT, '.build/site');

/** CommonJS parts of the SDK call require(); an ES module has none of its own. */
const REQUIRE_BANNER =
  "import { createRequire as nuanxinRequire } from 'node:module'; const require = nuanxinRequire(import.meta.url);";

/** zod brings its messages in fifty languages, half of a small function; problems are in our own words. */
const withoutZodLocales: Plugin = {
  name: 'without-zod-locales',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer }) =>
      importer.includes('/zod/') ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'export {};' }));
  },
};

/** All functions in one esbuild call: `.build/functions/<name>/index.mjs`, minified, SDK included, with source maps. */
const bundleFunctions = async (): Promise<void> => {
  rmSync(join(ROOT, '.build/functions'), { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      FUNCTION_NAMES.map((name) => [`${name}/index`, specOf(name).file]),
    ),
    outdir: '.build/functions',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    keepNames: false,
    sourcemap: 'linked',
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['import', 'node'],
    banner: { js: REQUIRE_BANNER },
    plugins: [withoutZodLocales],
    legalComments: 'none',
    logLevel: 'warning',
  });
};

/** Pages first, then the functions; the pages lie beside the function that serves them. */
export const bundleAll = async (release: string): Promise<void> => {
  rmSync(siteDir, { recursive: true, force: true });
  mkdirSync(siteDir, { recursive: true });
  await Promise.all([
    buildWidget({ outDir: siteDir, release, minify: true }),
    buildConsole({ outDir: siteDir, release, minify: true }),
    bundleFunctions(),
  ]);
  cpSync(siteDir, join(functionDir('site'), 'site'), { recursive: true });
};
