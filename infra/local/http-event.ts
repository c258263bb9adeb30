import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What both the authorizer and the function are told about one request (payload format 2.0). */
export type HttpRequestFacts = {
  readonly method: string;
  /** Path as it came over the wire, without query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly sourceIp: string;
  readonly requestId: string;
  readonly at: Date;
};

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (value: number): string => String(value).padStart(2, '0');

/** `24/Nov/2026:22:00:00 +0000` */
export const requestTime = (at: Date): string =>
  `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:` +
  `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect']);

const headersOf = (incoming: IncomingMessage, address: string): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    if (name !== 'cookie' && !hopByHop.has(name) && values !== undefined)
      headers[name] = values.join(',');
  headers['x-forwarded-for'] = [headers['x-forwarded-for'], address].filter(Boolean).join(', ');
  headers['x-forwarded-proto'] = 'http';
  headers['x-forwarded-port'] = headers['host']?.split(':')[1] ?? '80';
  headers['x-amzn-trace-id'] = `Root=1-${randomUUID()}`;
  return headers;
};

export const readFacts = (incoming: IncomingMessage): HttpRequestFacts => {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const address = incoming.socket.remoteAddress ?? '127.0.0.1';
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(incoming, address),
    cookies: (incoming.headers.cookie ?? '').split(/;\s*/).filter((cookie) => cookie !== ''),
    sourceIp: address,
    requestId: randomUUID(),
    at: new Date(),
  };
};

/** Repeated parameters are joined with commas, as payload format 2.0 does. */
const queryParameters = (query: string): Record<string, string> => {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query))
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  return parameters;
};

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

export type ApiFacts = {
  readonly apiId: string;
  readonly accountId: string;
  readonly stage: string;
  readonly domainName: string;
};

/** The part of the event that authorizers and functions have in common. */
export const commonEvent = (
  api: ApiFacts,
  facts: HttpRequestFacts,
  routeKey: string,
  pathParameters: Readonly<Record<string, string>>,
) => ({
  version: '2.0',
  routeKey,
  rawPath: decodePath(facts.path),
  rawQueryString: facts.query,
  ...(facts.cookies.length > 0 && { cookies: facts.cookies }),
  headers: facts.headers,
  ...(facts.query !== '' && { queryStringParameters: queryParameters(facts.query) }),
  ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
  requestContext: {
    accountId: api.accountId,
    apiId: api.apiId,
    domainName: api.domainName,
    domainPrefix: api.domainName.split('.')[0] ?? '',
    http: {
      method: facts.method,
      path: decodePath(facts.path),
      protocol: 'HTTP/1.1',
      sourceIp: facts.sourceIp,
      userAgent: facts.headers['user-agent'] ?? '',
    },
    requestId: facts.requestId,
    routeKey,
    stage: api.stage,
    time: requestTime(facts.at),
    timeEpoch: facts.at.getTime(),
  },
});

const textual = /^(text\/|application\/(.*\+)?(json|xml|javascript|x-www-form-urlencoded))/i;

/** Bodies that are text arrive as text, all others in base64. */
export const bodyOf = (
  contentType: string | undefined,
  body: Buffer,
): { body?: string; isBase64Encoded: boolean } => {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = contentType === undefined || textual.test(contentType);
  return isText
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const answerHeaders = (result: Record<string, unknown>): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {
    'content-type': 'text/plain; charset=utf-8',
  };
  if (isObject(result['headers']))
    for (const [name, value] of Object.entries(result['headers']))
      headers[name.toLowerCase()] = String(value);
  if (Array.isArray(result['cookies'])) headers['set-cookie'] = result['cookies'].map(String);
  return headers;
};

const answerBody = (result: Record<string, unknown>): Buffer => {
  const { body } = result;
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (result['isBase64Encoded'] === true) return Buffer.from(String(body), 'base64');
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
};

/**
 * Reads what a function returned. Without a statusCode the value itself is the JSON body of a 200; an impossible
 * statusCode is a malformed answer (undefined), which callers see as 500.
 */
export const parseAnswer = (payload: string): HttpAnswer | undefined => {
  const result: unknown = JSON.parse(payload);
  if (!isObject(result) || result['statusCode'] === undefined)
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(typeof result === 'string' ? result : payload, 'utf8'),
    };
  const status = Number(result['statusCode']);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  return { status, headers: answerHeaders(result), body: answerBody(result) };
};
