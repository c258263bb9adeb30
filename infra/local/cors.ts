import type { IncomingHttpHeaders } from 'node:http';

/** The CORS settings of an HTTP API; with them, the API owns these headers and drops a function's own. */
export type Cors = {
  readonly AllowOrigins?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowHeaders?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly AllowCredentials?: boolean;
  readonly MaxAge?: number;
};

const originAllowed = (cors: Cors, origin: string): boolean =>
  (cors.AllowOrigins ?? []).some(
    (allowed) =>
      allowed === '*' ||
      allowed === origin ||
      (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
  );

const allowedOrigin = (cors: Cors, headers: IncomingHttpHeaders): string | undefined => {
  const { origin } = headers;
  if (origin === undefined || !originAllowed(cors, origin)) return undefined;
  return cors.AllowOrigins?.includes('*') === true && cors.AllowCredentials !== true ? '*' : origin;
};

/** Headers of every answer to a page of an allowed origin. */
export const corsHeaders = (
  cors: Cors | undefined,
  headers: IncomingHttpHeaders,
): Record<string, string> => {
  const origin = cors === undefined ? undefined : allowedOrigin(cors, headers);
  if (cors === undefined || origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    ...(cors.AllowCredentials === true && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders?.length && {
      'access-control-expose-headers': cors.ExposeHeaders.join(','),
    }),
  };
};

export const isPreflight = (method: string, headers: IncomingHttpHeaders): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** The API answers a preflight itself; no route and no authorizer sees it. */
export const preflightHeaders = (
  cors: Cors,
  headers: IncomingHttpHeaders,
): Record<string, string> => {
  const allowed = corsHeaders(cors, headers);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    ...(cors.AllowMethods?.length && {
      'access-control-allow-methods': cors.AllowMethods.join(','),
    }),
    ...(cors.AllowHeaders?.length && {
      'access-control-allow-headers': cors.AllowHeaders.join(','),
    }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
};
