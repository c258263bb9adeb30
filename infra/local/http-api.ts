import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Cors, corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { createHttpAuthorization, type HttpAuthorizer, type Verdict } from './http-authorizer.ts';
import {
  type ApiFacts,
  bodyOf,
  commonEvent,
  type HttpAnswer,
  type HttpRequestFacts,
  parseAnswer,
  readFacts,
} from './http-event.ts';
import type { InvocationResult } from './lambda-messages.ts';
import { bySpecificity, matchRoute, type RouteMatch, type RoutePattern } from './routes.ts';
import type { Throttle } from './throttle.ts';

export type HttpRoute = RoutePattern & {
  readonly functionArn: string;
  readonly authorizer: HttpAuthorizer | undefined;
  readonly timeoutMs: number;
};

export type HttpApi = ApiFacts & {
  readonly arn: string;
  readonly cors: Cors | undefined;
  readonly routes: readonly HttpRoute[];
  readonly throttle: Throttle;
};

export type Invoke = (functionArn: string, event: object) => Promise<InvocationResult>;

/** Whether the function lets API Gateway call it for this ARN (AWS::Lambda::Permission). */
export type MayInvoke = (functionArn: string, sourceArn: string) => boolean;

/** Limits of HTTP APIs (API Gateway, "Quotas"). */
const bodyLimit = 10 * 1024 * 1024;
const lineAndHeadersLimit = 10_240;

const message = (status: number, text: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message: text })),
});

const refusals: Readonly<Record<Exclude<Verdict['kind'], 'allowed'>, HttpAnswer>> = {
  unauthorized: message(401, 'Unauthorized'),
  forbidden: message(403, 'Forbidden'),
  broken: message(500, 'Internal Server Error'),
};

const readLimited = async (incoming: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size <= bodyLimit) chunks.push(chunk as Buffer);
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks);
};

const headerSize = (incoming: IncomingMessage): number =>
  incoming.rawHeaders.reduce(
    (sum, part) => sum + part.length,
    (incoming.url ?? '').length + (incoming.method ?? '').length,
  );

const within = async (
  invocation: Promise<InvocationResult>,
  timeoutMs: number,
): Promise<InvocationResult | 'late'> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    return await Promise.race([invocation, late]);
  } finally {
    clearTimeout(timer);
  }
};

const answerOf = (result: InvocationResult | 'late'): HttpAnswer => {
  if (result === 'late') return message(503, 'Service Unavailable');
  if (result.ok) return parseAnswer(result.payload) ?? message(500, 'Internal Server Error');
  if (result.reason === 'too-large') return message(413, 'Request Too Long');
  if (result.reason === 'function-error') return message(500, 'Internal Server Error');
  return message(503, 'Service Unavailable');
};

const write = (
  response: ServerResponse,
  answer: HttpAnswer,
  extra: Readonly<Record<string, string>>,
  ownsCors: boolean,
): void => {
  for (const [name, value] of Object.entries(answer.headers))
    if (!(ownsCors && name.startsWith('access-control-')) && name !== 'content-length')
      response.setHeader(name, value as string | string[]);
  for (const [name, value] of Object.entries(extra)) response.setHeader(name, value);
  response.writeHead(answer.status);
  response.end(answer.body);
};

/** Serves one HTTP API as API Gateway does: preflight, limits, throttle, route, authorizer, function. */
export const createHttpApi = (
  api: HttpApi,
  invoke: Invoke,
  mayInvoke: MayInvoke,
): ((incoming: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const routes = [...api.routes].sort(bySpecificity);
  const authorize = createHttpAuthorization((functionArn, event) => invoke(functionArn, event));
  const base = api.stage === '$default' ? '' : `/${api.stage}`;

  const authorized = async (
    { route, parameters }: RouteMatch<HttpRoute>,
    facts: HttpRequestFacts,
    sourceArn: string,
  ): Promise<Verdict> => {
    const { authorizer } = route;
    if (authorizer === undefined) return { kind: 'allowed', context: {} };
    if (!mayInvoke(authorizer.functionArn, `${api.arn}/authorizers/${authorizer.id}`))
      return { kind: 'broken' };
    return authorize(authorizer, commonEvent(api, facts, route.routeKey, parameters), sourceArn);
  };

  const call = async (
    match: RouteMatch<HttpRoute>,
    facts: HttpRequestFacts,
    body: Buffer,
  ): Promise<HttpAnswer> => {
    const { route, parameters } = match;
    const routePath =
      route.routeKey === '$default' ? '/$default' : (route.routeKey.split(' ')[1] ?? '/');
    const sourceArn = `${api.arn}/${api.stage}/${facts.method}${routePath}`;
    const verdict = await authorized(match, facts, sourceArn);
    if (verdict.kind !== 'allowed') return refusals[verdict.kind];
    if (!mayInvoke(route.functionArn, sourceArn)) return message(500, 'Internal Server Error');
    const common = commonEvent(api, facts, route.routeKey, parameters);
    const event = {
      ...common,
      requestContext: {
        ...common.requestContext,
        ...(route.authorizer !== undefined && { authorizer: { lambda: verdict.context } }),
      },
      ...bodyOf(facts.headers['content-type'], body),
    };
    return answerOf(await within(invoke(route.functionArn, event), route.timeoutMs));
  };

  const answer = async (incoming: IncomingMessage): Promise<HttpAnswer> => {
    const body = await readLimited(incoming);
    if (headerSize(incoming) > lineAndHeadersLimit)
      return message(431, 'Request Header Fields Too Large');
    const facts = readFacts(incoming);
    const path = facts.path.startsWith(base) ? facts.path.slice(base.length) || '/' : undefined;
    const match = path === undefined ? undefined : matchRoute(routes, facts.method, path);
    if (match === undefined) return message(404, 'Not Found');
    if (!api.throttle.take(match.route.routeKey, Date.now()))
      return message(429, 'Too Many Requests');
    if (body === undefined) return message(413, 'Request Too Long');
    return call(match, facts, body);
  };

  return async (incoming, response) => {
    const { cors } = api;
    if (cors !== undefined && isPreflight(incoming.method ?? '', incoming.headers)) {
      incoming.resume();
      response.writeHead(204, preflightHeaders(cors, incoming.headers)).end();
      return;
    }
    const result = await answer(incoming);
    const extra = {
      'apigw-requestid': crypto.randomUUID(),
      ...corsHeaders(cors, incoming.headers),
    };
    write(response, result, extra, cors !== undefined);
  };
};
