import type { EndpointName, Input, Method, Response } from '#shared/contract/endpoints.ts';
import type { Problem } from '#shared/contract/problem.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

/** The part of `fetch` that is used. A host adds its time limit here: `(url, init) => fetch(url, { ...init, signal })`. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly keepalive?: boolean;
  },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

/**
 * What the client needs to know of an endpoint. `ENDPOINTS` fits as it is and has every answer checked; a page that
 * counts its bytes passes names, methods and paths only (see `routesOf`) and trusts the server's own response check.
 */
export type EndpointTable = {
  readonly [N in EndpointName]: {
    readonly method: Method;
    readonly path: string;
    readonly response?: {
      safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown };
    };
  };
};

export type CallError =
  /** The service answered with a problem. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** No answer came, or one that nobody of ours wrote. The same call may be repeated: every write is idempotent. */
  | { readonly kind: 'network'; readonly status: number | null };

type Part<K extends string, T> = [T] extends [undefined]
  ? unknown
  : Record<never, never> extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** Params, query and body of an endpoint; parts that the contract leaves empty may be left out. */
export type CallInput<N extends EndpointName> = Part<'params', Input<N>['params']> &
  Part<'query', Input<N>['query']> &
  Part<'body', Input<N>['body']> & {
    /** Lets a small request outlive its page (cursors, leaving). */
    readonly keepalive?: boolean;
  };

export type CallOutcome<N extends EndpointName> = Result<Response<N>, CallError>;

export type ApiClient = {
  call<N extends EndpointName>(name: N, input: CallInput<N>): Promise<CallOutcome<N>>;
};

export type ApiClientOptions = {
  readonly endpoints: EndpointTable;
  readonly fetch: Fetch;
  /** Without a slash at the end; empty for the page's own origin. */
  readonly baseUrl: string;
  /** The access token, if there is one. */
  readonly token: () => string | undefined | Promise<string | undefined>;
  /** Called once when a call was answered `unauthenticated`; true = there is a new token, the call is repeated. */
  readonly renew?: () => Promise<boolean>;
  /** Sent with every call and found in every log line; a report of a problem can name it. */
  readonly correlationId?: () => string;
};

type Loose = {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly keepalive?: boolean;
};

/** The small table for pages that leave the schemas out of their bundle. */
export const routesOf = (endpoints: EndpointTable): EndpointTable =>
  Object.fromEntries(
    Object.entries(endpoints).map(([name, { method, path }]) => [name, { method, path }]),
  ) as EndpointTable;

const addressOf = (path: string, { params = {}, query = {} }: Loose): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(params[key])),
  );
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
};

const parsed = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return Symbol.for('unreadable');
  }
};

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { code?: unknown }).code === 'string' &&
  typeof (value as { status?: unknown }).status === 'number';

/** Ours say `unauthenticated`; API Gateway itself answers a bare 401 where no token was sent at all. */
const isExpired = (error: CallError): boolean =>
  error.kind === 'problem' ? error.problem.code === 'unauthenticated' : error.status === 401;

/** Calls endpoints by name. Expected failures are values; it never throws. */
export const createApiClient = (options: ApiClientOptions): ApiClient => {
  const request = async (name: EndpointName, input: Loose) => {
    const { method, path } = options.endpoints[name];
    const token = await options.token();
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (input.body !== undefined) headers['content-type'] = 'application/json';
    if (options.correlationId) headers['x-correlation-id'] = options.correlationId();
    const answer = await options.fetch(options.baseUrl + addressOf(path, input), {
      method,
      headers,
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.keepalive === undefined ? {} : { keepalive: input.keepalive }),
    });
    return { status: answer.status, value: parsed(await answer.text()) };
  };

  const outcome = (
    name: EndpointName,
    { status, value }: { status: number; value: unknown },
  ): Result<unknown, CallError> => {
    if (status >= 400)
      return err(
        isProblem(value) ? { kind: 'problem', problem: value } : { kind: 'network', status },
      );
    const { response } = options.endpoints[name];
    if (response === undefined) return ok(value);
    const read = response.safeParse(value);
    return read.success ? ok(read.data) : err({ kind: 'network', status });
  };

  const once = async (name: EndpointName, input: Loose): Promise<Result<unknown, CallError>> => {
    try {
      return outcome(name, await request(name, input));
    } catch {
      return err({ kind: 'network', status: null });
    }
  };

  return {
    call: async <N extends EndpointName>(name: N, input: CallInput<N>) => {
      const first = await once(name, input as Loose);
      const expired = !first.ok && isExpired(first.error);
      const again = expired && options.renew !== undefined && (await options.renew());
      return (again ? await once(name, input as Loose) : first) as CallOutcome<N>;
    },
  };
};
