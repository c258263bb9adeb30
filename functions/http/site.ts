import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deps } from '#functions/lib/deps.ts';
import { endpoint, type HttpAnswer, type HttpEvent, serve } from '#functions/lib/endpoint.ts';
import { variable } from '#functions/lib/env.ts';
import { asksPicture, servePicture } from '#functions/lib/picture-files.ts';
import { serveStatic } from '#functions/lib/static-files.ts';
import { readSite } from '#functions/usecases/read-site.ts';
import { openApiDocument } from '#shared/contract/openapi.ts';
import { ok } from '#shared/kernel/result.ts';

const folders = [process.env['LAMBDA_TASK_ROOT'] ?? '', import.meta.dirname].map((folder) =>
  join(folder, 'site'),
);
const root = folders.find((folder) => existsSync(folder)) ?? join(import.meta.dirname, 'site');

const originOf = (address: string): string => {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
};

const policy = (connect: readonly string[], frames: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' data:",
    `connect-src 'self' ${connect.join(' ')}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frames}`,
  ].join('; ');

/** Only the console speaks to the issuer; nothing of ours runs inside somebody else's frame but the chat page. */
const policyOf = (path: string): string => {
  const sockets = originOf(variable('WS_URL'));
  return path.startsWith('/console')
    ? policy([sockets, originOf(variable('OIDC_ISSUER'))], "'none'")
    : policy([sockets], "'self'");
};

const api = serve(
  endpoint('site', async () =>
    ok(
      await readSite(deps, {
        oidc: { issuer: variable('OIDC_ISSUER'), clientId: variable('OIDC_CLIENT_ID') },
        release: variable('RELEASE'),
      }),
    ),
  ),
  endpoint('openapi', async () => ok(openApiDocument(variable('RELEASE')))),
);

type Handler = (event: HttpEvent, context: Parameters<typeof api>[1]) => Promise<HttpAnswer>;

/** Addresses of the API, known or not: a program that asks for a wrong one reads a problem, not a page. */
const isApi = ({ rawPath, requestContext: { stage } }: HttpEvent): boolean =>
  rawPath.startsWith('/v1/') || rawPath.startsWith(`/${stage}/v1/`);

export const handler: Handler = async (event, context) => {
  if (isApi(event)) return (await api(event, context)) as HttpAnswer;
  return asksPicture(event) ? servePicture(deps, event) : serveStatic({ root, policyOf }, event);
};
