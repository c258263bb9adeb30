import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import type { ZodError, ZodType } from 'zod';
import { isPassing } from '#functions/storage/table.ts';
import {
  type Audience,
  type Body,
  ENDPOINTS,
  type EndpointName,
  type Params,
  type Query,
  type Response,
} from '#shared/contract/endpoints.ts';
import type { FieldError } from '#shared/contract/problem.ts';
import { BODY_LIMIT_BYTES } from '#shared/contract/values.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type Caller, callerOf } from './caller.ts';
import { type Failure, problemOf } from './problem.ts';
import {
  beginInvocation,
  correlationId,
  describeError,
  givenCorrelation,
  logger,
  withContext,
} from './telemetry.ts';

export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<Record<string, string> | null>;
export type HttpAnswer = APIGatewayProxyStructuredResultV2;

type Call<N extends EndpointName> = {
  readonly params: Params<N>;
  readonly query: Query<N>;
  readonly body: Body<N>;
  /** Who calls. Public endpoints have nobody; the others have passed the audience check. */
  readonly actor: Actor;
  readonly caller: Caller;
  /** What `beforehand` gave. */
  readonly beforehand: unknown;
};

/** Use cases give readonly values; the response schema makes the copy that is sent. */
type Given<T> = T extends readonly (infer I)[]
  ? readonly Given<I>[]
  : T extends object
    ? { readonly [K in keyof T]: Given<T[K]> }
    : T;

type Run<N extends EndpointName> = (call: Call<N>) => Promise<Result<Given<Response<N>>, Failure>>;

type Options = {
  /**
   * Runs on the body as it came, before authorization, validation and any I/O; what it gives goes into every problem
   * answer as `triage`. For the one route that must not stay silent in an emergency.
   */
  readonly beforehand?: (body: unknown) => unknown;
  /** For the rare endpoint that takes a file. */
  readonly bodyLimitBytes?: number;
};

export type BoundEndpoint = {
  readonly name: EndpointName;
  readonly run: (call: Call<EndpointName>) => Promise<Result<unknown, Failure>>;
  readonly options: Options;
};

/** Binds an endpoint of the contract to what it does: parse, one use case, answer. */
export const endpoint = <N extends EndpointName>(
  name: N,
  run: Run<N>,
  options: Options = {},
): BoundEndpoint => ({ name, run: run as unknown as BoundEndpoint['run'], options });

const pathOf = (part: string, path: readonly PropertyKey[]): string =>
  [part, ...path.map(String)].join('.');

/** Every complaint of a schema with the path of its field; an unknown field is named itself. */
export const fieldErrors = (part: string, error: ZodError): FieldError[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: pathOf(part, [...issue.path, key.slice(0, 60)]),
          message: 'is not a field of this request',
        }))
      : [{ field: pathOf(part, issue.path), message: issue.message }],
  );

const rawBody = (event: HttpEvent): string =>
  event.isBase64Encoded === true
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');

const readJson = (event: HttpEvent, limit: number): Result<unknown, Failure> => {
  const text = rawBody(event);
  if (Buffer.byteLength(text) > limit) return err({ kind: 'too-large' });
  if (text.trim() === '') return ok(undefined);
  try {
    return ok(JSON.parse(text));
  } catch {
    return err({ kind: 'malformed-json' });
  }
};

type Parts = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

/** Where half a surrogate pair stands: no table can store it, whatever a field's schema allows. */
const halfPairs = (value: unknown, path: string): FieldError[] => {
  if (typeof value === 'string' && !value.isWellFormed())
    return [{ field: path, message: 'contains half a surrogate pair: send well-formed Unicode' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    ...halfPairs(name, path),
    ...halfPairs(item, `${path}.${name.toWellFormed()}`),
  ]);
};

const parseParts = (name: EndpointName, parts: Parts): Result<Parts, Failure> => {
  const definition = ENDPOINTS[name];
  const fields: FieldError[] = [];
  const read = (part: keyof Parts, schema: ZodType): unknown => {
    const outcome = schema.safeParse(parts[part]);
    if (outcome.success) return outcome.data;
    fields.push(...fieldErrors(part, outcome.error));
    return undefined;
  };
  const value = {
    params: read('params', definition.params),
    query: read('query', definition.query),
    body: takesBody(name) ? read('body', definition.body) : undefined,
  };
  // The schemas bound depth and size of what they have passed.
  const wrong = fields.length === 0 ? halfPairs(value.body, 'body') : fields;
  return wrong.length === 0 ? ok(value) : err({ kind: 'invalid-request', fields: wrong });
};

const takesBody = (name: EndpointName): boolean =>
  !ENDPOINTS[name].body.safeParse(undefined).success;

const NOBODY: Actor = { kind: 'visitor', visitorId: '' };

/** Who may call at all. What a tier may do beyond that is `authorize`, in the use case. */
const admit = (audience: Audience, caller: Caller): Result<Actor, Failure> => {
  if (audience === 'public') return ok(caller.kind === 'known' ? caller.actor : NOBODY);
  if (caller.kind === 'nobody') return err({ kind: 'unauthenticated', detail: caller.reason });
  if (audience === 'signed-in' || caller.actor.kind === audience) return ok(caller.actor);
  return err({ kind: 'forbidden' });
};

const answer = (status: number, value: unknown, type: string): HttpAnswer => ({
  statusCode: status,
  headers: {
    'cache-control': 'no-store',
    'x-correlation-id': correlationId(),
    'x-content-type-options': 'nosniff',
    ...(value === undefined ? {} : { 'content-type': `${type}; charset=utf-8` }),
  },
  ...(value === undefined ? {} : { body: JSON.stringify(value) }),
});

const refuse = (failure: Failure, triage: unknown): HttpAnswer => {
  const problem = problemOf(failure, correlationId(), triage);
  withContext({ code: problem.code });
  const refused = answer(problem.status, problem, 'application/problem+json');
  return problem.retryAfterSeconds === undefined
    ? refused
    : {
        ...refused,
        headers: { ...refused.headers, 'retry-after': String(problem.retryAfterSeconds) },
      };
};

const failureOf = (error: unknown): Failure => {
  const passing = isPassing(error);
  logger[passing ? 'warn' : 'error']('request failed', describeError(error));
  return { kind: passing ? 'unavailable' : 'internal' };
};

const attempt = async <T>(run: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
  try {
    return await run();
  } catch (error) {
    return err(failureOf(error));
  }
};

/** The check that must come before everything. Should it ever throw, the request goes on without it. */
const lookBeforehand = ({ options }: BoundEndpoint, body: unknown): unknown => {
  try {
    return options.beforehand?.(body);
  } catch (error) {
    logger.error('check beforehand failed', describeError(error));
    return undefined;
  }
};

const perform = async (bound: BoundEndpoint, event: HttpEvent): Promise<HttpAnswer> => {
  const { name } = bound;
  const { audience, response, status } = ENDPOINTS[name];
  const limit = bound.options.bodyLimitBytes ?? BODY_LIMIT_BYTES;
  const body = takesBody(name) ? readJson(event, limit) : ok(undefined);
  const beforehand = body.ok ? lookBeforehand(bound, body.value) : undefined;
  const caller = callerOf(event.requestContext.authorizer?.lambda, Date.now());
  const done = await attempt(async () => {
    const actor = admit(audience, caller);
    if (!actor.ok) return actor;
    if (!body.ok) return body;
    const parts = parseParts(name, {
      params: event.pathParameters ?? {},
      query: event.queryStringParameters ?? {},
      body: body.value,
    });
    if (!parts.ok) return parts;
    const call = { ...parts.value, actor: actor.value, caller, beforehand };
    const outcome = await bound.run(call as Call<EndpointName>);
    return outcome.ok ? ok(response.parse(outcome.value)) : outcome;
  });
  return done.ok ? answer(status, done.value, 'application/json') : refuse(done.error, beforehand);
};

/** Gives every request a correlation id and one line in the log. */
const requestLog = (): middy.MiddlewareObj<HttpEvent, HttpAnswer> => {
  let started = 0;
  return {
    before: ({ event }) => {
      started = performance.now();
      beginInvocation({
        correlationId: givenCorrelation(event.headers?.['x-correlation-id'], () =>
          randomBytes(12).toString('hex'),
        ),
        route: event.routeKey,
      });
    },
    after: ({ response }) => {
      logger.info('request', {
        status: response?.statusCode,
        ms: Math.round(performance.now() - started),
      });
    },
  };
};

/** A Lambda handler for some endpoints of the contract. API Gateway has matched the route already. */
export const serve = (...endpoints: readonly BoundEndpoint[]) => {
  const byRoute = new Map<string, BoundEndpoint>();
  for (const bound of endpoints) {
    const { method, path } = ENDPOINTS[bound.name];
    byRoute.set(`${method} ${path}`, bound);
  }
  return middy<HttpEvent, HttpAnswer>()
    .use(requestLog())
    .handler(async (event: HttpEvent) => {
      const bound = byRoute.get(event.routeKey);
      return bound === undefined ? refuse({ kind: 'not-found' }, undefined) : perform(bound, event);
    });
};
