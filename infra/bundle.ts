import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { buildConsole } from '../console/build.ts';
import { buildWidget } from '../widget/build.ts';
import { FUNCTION_NAMES, specOf } from './functions.ts';

export const ROOT = join(import.meta.dirname, '..');

/** Where a bundling lies: a folder of its own below `.build`, so that two at once do not meet. */
export type Bundle = {
  readonly dir: string;
  /** Folder of a bundled function, with `index.mjs`. */
  readonly functionDir: (name: string) => string;
  readonly siteDir: string;
};

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

/** All functions in one esbuild call: `functions/<name>/index.mjs`, minified, SDK included, with source maps. */
const bundleFunctions = async (outdir: string): Promise<void> => {
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      FUNCTION_NAMES.map((name) => [`${name}/index`, specOf(name).file]),
    ),
    outdir,
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

/**
 * Pages and functions; the pages lie beside the function that serves them. `name` is the folder below `.build`; all
 * such folders are equally deep, so source maps and with them asset hashes do not depend on it.
 */
export const bundleAll = async (release: string, name: string): Promise<Bundle> => {
  const dir = join(ROOT, '.build', name);
  const siteDir = join(dir, 'site');
  const functionDir = (fn: string): string => join(dir, 'functions', fn);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(siteDir, { recursive: true });
  await Promise.all([
    buildWidget({ outDir: siteDir, release, minify: true }),
    buildConsole({ outDir: siteDir, release, minify: true }),
    bundleFunctions(join(dir, 'functions')),
  ]);
  cpSync(siteDir, join(functionDir('site'), 'site'), { recursive: true });
  return { dir, functionDir, siteDir };
};
