import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { HttpAnswer, HttpEvent } from './endpoint.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

type Found = { readonly bytes: Buffer; readonly encoding: string | undefined };

export type StaticSite = {
  readonly root: string;
  /** Content security policy of a page, by the address it was asked under. */
  readonly policyOf: (path: string) => string;
};

const read = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(file);
  } catch {
    return undefined;
  }
};

/** The packed variant that the browser takes, else the file itself. */
const find = async (file: string, accepts: string): Promise<Found | undefined> => {
  for (const { name, ending } of ENCODINGS) {
    if (!new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepts)) continue;
    const bytes = await read(file + ending);
    if (bytes !== undefined) return { bytes, encoding: name };
  }
  const bytes = await read(file);
  return bytes === undefined ? undefined : { bytes, encoding: undefined };
};

/** Names that change with their content may be kept for ever. */
const isHashed = (path: string): boolean => /\/assets\/[^/]*[-.][A-Za-z0-9_]{8,}\.\w+$/.test(path);

const cacheOf = (path: string): string => {
  if (isHashed(path)) return 'public, max-age=31536000, immutable';
  // The loader has a stable name: hospitals embed it once. Five minutes bound how long an old one lives.
  return path.endsWith('/widget.js') || path === '/widget.js' ? 'public, max-age=300' : 'no-cache';
};

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'cross-origin-opener-policy': 'same-origin',
  // The widget is embedded by other sites; pages protect themselves by frame-ancestors.
  'cross-origin-resource-policy': 'cross-origin',
} as const;

/** Where an address may lie in the folder: the file, the page of a folder, or the console's page for its own routes. */
const candidates = (path: string): string[] => {
  if (path.endsWith('/')) return [`${path}index.html`];
  const own = path.startsWith('/console/') && extname(path) === '' ? ['/console/index.html'] : [];
  return [path, ...(extname(path) === '' ? [`${path}/index.html`] : []), ...own];
};

const page = (
  { policyOf }: StaticSite,
  path: string,
  file: string,
  { bytes, encoding }: Found,
): HttpAnswer => {
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const text = encoding === undefined && /^text|json|svg|javascript/.test(type);
  return {
    statusCode: 200,
    headers: {
      ...HEADERS,
      'content-type': type,
      'cache-control': cacheOf(file),
      vary: 'accept-encoding',
      ...(file.endsWith('.html') ? { 'content-security-policy': policyOf(path) } : {}),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
    body: text ? bytes.toString('utf8') : bytes.toString('base64'),
    isBase64Encoded: !text,
  };
};

const NOT_FOUND = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>没有这个页面</title>
<p>没有这个页面。<a href="/">返回首页</a></p><p lang="en">There is no such page. <a href="/">Home</a></p></html>`;

const notFound = (): HttpAnswer => ({
  statusCode: 404,
  headers: {
    ...HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  },
  body: NOT_FOUND,
});

/** A path of ours: no dots that climb, nothing hidden, no packed variants by name. */
const cleanPath = (raw: string): string | undefined => {
  try {
    const path = normalize(decodeURIComponent(raw));
    const safe = /^\/[\w./-]*$/.test(path) && !path.includes('/.') && !/\.(br|gz|map)$/.test(path);
    return safe ? path : undefined;
  } catch {
    return undefined;
  }
};

/** Serves a folder of built pages. */
export const serveStatic = async (site: StaticSite, event: HttpEvent): Promise<HttpAnswer> => {
  const stage = event.requestContext.stage;
  const raw = event.rawPath.startsWith(`/${stage}/`)
    ? event.rawPath.slice(stage.length + 1)
    : event.rawPath;
  const path = cleanPath(raw === '' ? '/' : raw);
  if (path === undefined) return notFound();
  const accepts = event.headers?.['accept-encoding'] ?? '';
  for (const file of candidates(path)) {
    const found = await find(join(site.root, file), accepts);
    if (found === undefined) continue;
    // Pages use addresses relative to their folder.
    const folder = !path.endsWith('/') && file === `${path}/index.html`;
    // The query goes along: a sign-in comes back to /console with its code in it.
    const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
    if (folder) return { statusCode: 308, headers: { ...HEADERS, location: `${path}/${query}` } };
    return page(site, path, file, found);
  }
  return notFound();
};
