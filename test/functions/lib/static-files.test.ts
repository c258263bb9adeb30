import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { HttpEvent } from '#functions/lib/endpoint.ts';
import { serveStatic } from '#functions/lib/static-files.ts';

const root = mkdtempSync(join(tmpdir(), 'nuanxin-site-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, content: string, packed = false): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
  if (packed) writeFileSync(join(root, `${path}.gz`), gzipSync(content));
};
put('index.html', '<p>home</p>', true);
put('h5/index.html', '<p>h5</p>');
put('console/index.html', '<p>console</p>');
put('widget.js', 'loader()');
put('assets/panel-1a2b3c4d5e.js', 'panel()');
writeFileSync(join(root, '..', 'outside.txt'), 'secret');

const get = async (rawPath: string, accept = '') => {
  const event = {
    rawPath,
    rawQueryString: '',
    headers: { 'accept-encoding': accept },
    requestContext: { stage: '$default' },
  } as unknown as HttpEvent;
  const answer = await serveStatic({ root, policyOf: (path) => `policy of ${path}` }, event);
  const body = Buffer.from(answer.body ?? '', answer.isBase64Encoded === true ? 'base64' : 'utf8');
  return { status: answer.statusCode, headers: answer.headers ?? {}, body };
};

describe('static pages', () => {
  it.each([
    ['/', '<p>home</p>'],
    ['/h5/', '<p>h5</p>'],
    ['/console/tickets/tkt_1', '<p>console</p>'],
  ])('serves %s with its content policy, never from a cache unasked', async (path, content) => {
    const { status, headers, body } = await get(path);
    expect([status, body.toString()]).toEqual([200, content]);
    expect(headers['content-security-policy']).toBe(`policy of ${path}`);
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('leads a folder’s name to its slash', async () => {
    const { status, headers } = await get('/h5');
    expect([status, headers['location']]).toEqual([308, '/h5/']);
  });

  it('keeps hashed names for ever and the loader for minutes', async () => {
    const asset = await get('/assets/panel-1a2b3c4d5e.js');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await get('/widget.js')).headers['cache-control']).toBe('public, max-age=300');
  });

  it('sends what the browser can unpack, and the plain file to others', async () => {
    const packed = await get('/', 'gzip, deflate');
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body).toString()).toBe('<p>home</p>');
    expect((await get('/', 'gzip;q=0')).headers['content-encoding']).toBeUndefined();
    expect((await get('/')).headers['vary']).toBe('accept-encoding');
  });

  it.each([
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/index.html.gz',
    '/.env',
    '/nothing.js',
    '/%E0%A4%A',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain('secret');
  });
});
