import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { routesOf } from '#shared/client/api-client.ts';
import { ENDPOINTS } from '#shared/contract/endpoints.ts';

export type WidgetBuildOptions = {
  readonly outDir: string;
  /** Stands in every page and in the panel, so that a report can name it. */
  readonly release: string;
  readonly minify: boolean;
};

type BuiltFile = {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: number;
  readonly brotli: number;
};

export type WidgetBuild = {
  readonly files: readonly BuiltFile[];
  /** What a page that embeds the chat loads at once. */
  readonly loader: BuiltFile;
  /** What the first click loads: panel, shared chunks and styles, without the emergency check. */
  readonly panel: { readonly bytes: number; readonly gzip: number; readonly brotli: number };
};

const ROOM = import.meta.dirname;

/** Older WebViews of WeChat on both systems; esbuild lowers syntax, `polyfills.ts` adds the few missing methods. */
const TARGET = ['es2019', 'chrome79', 'safari13.1'];

/** Public, and never called by a patient's page. */
const UNUSED: ReadonlySet<string> = new Set(['openapi', 'staffSignIn', 'departments']);

/** The panel needs the contract's names, methods and paths, not the schemas behind them (90 KB less). */
const routesOnly: Plugin = {
  name: 'routes-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /widget[\\/]services[\\/]routes\.ts$/ }, () => {
      const patients = Object.entries(ENDPOINTS).filter(
        ([name, { audience }]) => audience !== 'staff' && !UNUSED.has(name),
      );
      const routes = routesOf(Object.fromEntries(patients) as typeof ENDPOINTS);
      return { contents: `export const ROUTES = ${JSON.stringify(routes)};`, loader: 'ts' };
    });
  },
};

const common = ({ minify }: WidgetBuildOptions): BuildOptions => ({
  absWorkingDir: ROOM,
  bundle: true,
  minify,
  target: TARGET,
  // esbuild holds Safari 13's faults in rare patterns against all of it.
  supported: { destructuring: true },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  write: false,
  metafile: true,
});

type Output = { readonly path: string; readonly contents: Uint8Array };

/** The progress page stands alone: sharing chunks with it would cost everybody who only chats. */
const buildProgress = async (options: WidgetBuildOptions): Promise<readonly Output[]> => {
  const built = await build({
    ...common(options),
    entryPoints: [
      { in: 'progress.tsx', out: 'progress' },
      { in: 'progress.css', out: 'progress' },
    ],
    outdir: join(options.outDir, 'assets'),
    entryNames: '[name]-[hash]',
    format: 'esm',
    plugins: [routesOnly],
  });
  return (built.outputFiles ?? []).map(({ path, contents }) => ({
    path: `assets/${basename(path)}`,
    contents,
  }));
};

/** The panel, the H5 page and the demo page share chunks, named by their content. */
const buildApps = async (options: WidgetBuildOptions) => {
  const outDir = join(options.outDir, 'assets');
  const built = await build({
    ...common(options),
    entryPoints: { panel: 'panel.tsx', h5: 'h5.ts', styles: 'panel.css', demo: 'pages/demo.css' },
    outdir: outDir,
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    splitting: true,
    plugins: [routesOnly],
    define: { RELEASE: JSON.stringify(options.release) },
  });
  const outputs = (built.outputFiles ?? []).map(({ path, contents }) => ({
    path: `assets/${basename(path)}`,
    contents,
  }));
  const addressOf = (entry: string): string => {
    const found = outputs.find(({ path }) => path.startsWith(`assets/${entry}-`));
    if (found === undefined) throw new Error(`the build made no ${entry}`);
    return found.path;
  };
  const imports = new Map(
    Object.entries(built.metafile?.outputs ?? {}).map(([path, { imports: all }]) => [
      `assets/${basename(path)}`,
      all
        .filter(({ kind }) => kind === 'import-statement')
        .map(({ path: to }) => `assets/${basename(to)}`),
    ]),
  );
  return { outputs, addressOf, imports };
};

const buildLoader = async (
  options: WidgetBuildOptions,
  addressOf: (entry: string) => string,
): Promise<Output> => {
  const built = await build({
    ...common(options),
    entryPoints: ['boot.ts'],
    outfile: join(options.outDir, 'widget.js'),
    format: 'iife',
    define: {
      PANEL_JS: JSON.stringify(addressOf('panel')),
      PANEL_CSS: JSON.stringify(addressOf('styles')),
    },
  });
  const [file] = built.outputFiles ?? [];
  if (file === undefined) throw new Error('the build made no loader');
  return { path: 'widget.js', contents: file.contents };
};

const page = async (
  name: string,
  path: string,
  values: Readonly<Record<string, string>>,
): Promise<Output> => {
  const text = await readFile(join(ROOM, 'pages', name), 'utf8');
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name} asks for ${key}`);
    return value;
  });
  return { path, contents: Buffer.from(filled) };
};

const zip = promisify(gzip);
const brotli = promisify(brotliCompress);

/** The file and its compressed siblings, so that whoever serves them has nothing to compute. */
const write = async (outDir: string, { path, contents }: Output): Promise<BuiltFile> => {
  const target = join(outDir, path);
  await mkdir(dirname(target), { recursive: true });
  const [gz, br] = await Promise.all([
    zip(contents, { level: 9 }),
    brotli(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ]);
  await Promise.all([
    writeFile(target, contents),
    writeFile(`${target}.gz`, gz),
    writeFile(`${target}.br`, br),
  ]);
  return { path, bytes: contents.length, gzip: gz.length, brotli: br.length };
};

/** Everything an import statement pulls in, the start included. */
const closure = (
  start: string,
  imports: ReadonlyMap<string, readonly string[]>,
  found = new Set<string>(),
): ReadonlySet<string> => {
  if (found.has(start)) return found;
  found.add(start);
  for (const next of imports.get(start) ?? []) closure(next, imports, found);
  return found;
};

const sum = (files: readonly BuiltFile[]): WidgetBuild['panel'] => ({
  bytes: files.reduce((total, { bytes }) => total + bytes, 0),
  gzip: files.reduce((total, { gzip: size }) => total + size, 0),
  brotli: files.reduce((total, { brotli: size }) => total + size, 0),
});

/**
 * Builds the patient's side into `outDir`: `widget.js` (the loader, a stable name), `index.html` (demo page),
 * `h5/index.html` (full page for WeChat), `h5/progress.html` (how a ticket stands) and `assets/*` with the content's hash in the name. No inline script or
 * style anywhere: the strictest content policy lets all of it pass.
 */
export const buildWidget = async (options: WidgetBuildOptions): Promise<WidgetBuild> => {
  const { outputs, addressOf, imports } = await buildApps(options);
  const progress = await buildProgress(options);
  const progressFile = (ending: string) =>
    progress.find(({ path }) => path.endsWith(ending))?.path ?? '';
  const values = {
    release: options.release,
    styles: addressOf('styles'),
    h5: addressOf('h5'),
    demo: addressOf('demo'),
  };
  const all = [
    ...outputs,
    ...progress,
    await buildLoader(options, addressOf),
    await page('demo.html', 'index.html', values),
    await page('h5.html', 'h5/index.html', values),
    await page('progress.html', 'h5/progress.html', {
      ...values,
      script: progressFile('.js'),
      look: progressFile('.css'),
    }),
  ];
  const files = await Promise.all(all.map((output) => write(options.outDir, output)));
  const loader = files.find(({ path }) => path === 'widget.js');
  if (loader === undefined) throw new Error('the build made no loader');
  const loaded = new Set([...closure(addressOf('panel'), imports), addressOf('styles')]);
  return { files, loader, panel: sum(files.filter(({ path }) => loaded.has(path))) };
};
