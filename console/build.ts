import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

export type ConsoleBuild = {
  /** The site's root; `console/index.html` and `console/assets/` are written below it. */
  readonly outDir: string;
  /** Shown in the page and sent to nobody: tells an operator which release a screen runs. */
  readonly release: string;
  readonly minify: boolean;
};

const HERE = import.meta.dirname;
const ICONS = ['favicon', 'favicon-unread', 'favicon-alarm'] as const;
const COMPRESSED = new Set(['.html', '.js', '.css', '.svg']);

const fingerprint = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 10);

/** zod brings its messages in fifty languages, half of the bundle; the console shows none of them. */
const withoutZodLocales: Plugin = {
  name: 'without-zod-locales',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer }) =>
      importer.includes('/zod/') ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'export {};' }));
  },
};

/** Where each icon of the page lies after the build, by name. */
const writeIcons = async (assets: string): Promise<ReadonlyMap<string, string>> => {
  const places = new Map<string, string>();
  for (const icon of ICONS) {
    const content = await readFile(join(HERE, 'icons', `${icon}.svg`));
    const name = `${icon}-${fingerprint(content)}.svg`;
    await writeFile(join(assets, name), content);
    places.set(icon, `/console/assets/${name}`);
  }
  return places;
};

const compress = async (file: string): Promise<void> => {
  const content = await readFile(file);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${file}.br`, brotliCompressSync(content, { params: quality }));
  await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
};

const filled = (template: string, values: ReadonlyMap<string, string>): string =>
  template.replace(/%([\w-]+)%/g, (whole, name: string) => values.get(name) ?? whole);

/**
 * Builds the console: a page for `/console` and assets whose names change with their content, so that everything below
 * `assets/` may be cached for ever and the page itself not at all. Nothing is inline: the page runs under
 * `script-src 'self'; style-src 'self'`. Each text file has a `.br` and a `.gz` beside it.
 */
export const buildConsole = async ({ outDir, release, minify }: ConsoleBuild): Promise<void> => {
  const root = join(outDir, 'console');
  const assets = join(root, 'assets');
  await rm(root, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  const result = await build({
    entryPoints: { console: join(HERE, 'src', 'main.tsx') },
    outdir: assets,
    bundle: true,
    splitting: true,
    format: 'esm',
    // Chromium 109 is the last for Windows 7, which many hospital desks still run.
    target: ['chrome109', 'firefox115', 'safari16'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    plugins: [withoutZodLocales],
    minify,
    sourcemap: minify ? false : 'linked',
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const outputs = Object.entries(result.metafile.outputs);
  const [script, entry] = outputs.find(([, output]) => output.entryPoint !== undefined) ?? [];
  if (script === undefined || entry?.cssBundle === undefined)
    throw new Error('the build wrote no script or no style sheet');
  const icons = await writeIcons(assets);
  const address = (file: string) => `/console/assets/${basename(file)}`;
  const page = filled(
    await readFile(join(HERE, 'index.html'), 'utf8'),
    new Map([
      ['script', address(script)],
      ['style', address(entry.cssBundle)],
      ['release', release],
      ...icons,
    ]),
  );
  await writeFile(join(root, 'index.html'), page);
  for (const file of await readdir(root, { recursive: true, withFileTypes: true }))
    if (file.isFile() && COMPRESSED.has(extname(file.name)))
      await compress(join(file.parentPath, file.name));
};

/** `node console/build.ts OUT` builds it alone. */
if (import.meta.main) {
  const outDir = process.argv[2];
  if (outDir === undefined) {
    process.stderr.write('usage: node console/build.ts OUT_DIR\n');
    process.exit(2);
  }
  await buildConsole({ outDir, release: 'local', minify: true });
  process.stdout.write(`${relative(process.cwd(), join(outDir, 'console', 'index.html'))}\n`);
}
