import { isAllowed, statementsOf } from './iam.ts';
import type { InvocationResult } from './lambda-messages.ts';

export type HttpAuthorizer = {
  readonly id: string;
  readonly functionArn: string;
  readonly identitySources: readonly string[];
  readonly simple: boolean;
  readonly ttlSeconds: number;
};

export type Verdict =
  | { readonly kind: 'allowed'; readonly context: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unauthorized' | 'forbidden' | 'broken' };

type CommonEvent = {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly routeKey: string;
};

/** `$request.header.Authorization`, `$request.querystring.key`, `$context.routeKey`. */
const identityValue = (source: string, event: CommonEvent): string | undefined => {
  const [, place = '', name = ''] =
    /^\$(request\.header|request\.querystring|context)\.(.+)$/.exec(source) ?? [];
  if (place === 'request.header') return event.headers[name.toLowerCase()];
  if (place === 'request.querystring') return event.queryStringParameters?.[name];
  return place === 'context' && name === 'routeKey' ? event.routeKey : undefined;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const contextOf = (answer: Record<string, unknown>): Record<string, unknown> =>
  isObject(answer['context']) ? answer['context'] : {};

const judgeSimple = (answer: Record<string, unknown>): Verdict => {
  if (typeof answer['isAuthorized'] !== 'boolean') return { kind: 'broken' };
  return answer['isAuthorized']
    ? { kind: 'allowed', context: contextOf(answer) }
    : { kind: 'forbidden' };
};

const judgePolicy = (answer: Record<string, unknown>, routeArn: string): Verdict => {
  if (typeof answer['principalId'] !== 'string') return { kind: 'broken' };
  const statements = statementsOf(answer['policyDocument']);
  return isAllowed(statements, { action: 'execute-api:Invoke', resource: routeArn })
    ? { kind: 'allowed', context: contextOf(answer) }
    : { kind: 'forbidden' };
};

const judge = (result: InvocationResult, authorizer: HttpAuthorizer, routeArn: string): Verdict => {
  if (!result.ok) return { kind: 'broken' };
  const answer: unknown = JSON.parse(result.payload);
  if (!isObject(answer)) return { kind: 'broken' };
  return authorizer.simple ? judgeSimple(answer) : judgePolicy(answer, routeArn);
};

export type Authorize = (
  authorizer: HttpAuthorizer,
  event: CommonEvent,
  routeArn: string,
) => Promise<Verdict>;

/**
 * Lambda authorizers of an HTTP API: no identity, no call (401); answers are remembered for the template's TTL by
 * identity alone, so what an authorizer says about one route holds for every route of that authorizer.
 */
export const createHttpAuthorization = (
  invoke: (functionArn: string, event: object) => Promise<InvocationResult>,
): Authorize => {
  const remembered = new Map<string, { readonly until: number; readonly verdict: Verdict }>();

  const sweep = (now: number): void => {
    if (remembered.size < 10_000) return;
    for (const [key, { until }] of remembered) if (until <= now) remembered.delete(key);
  };

  return async (authorizer, event, routeArn) => {
    const identities = authorizer.identitySources.map((source) => identityValue(source, event));
    if (identities.some((value) => value === undefined || value === ''))
      return { kind: 'unauthorized' };
    const key = JSON.stringify([authorizer.id, identities]);
    const now = Date.now();
    const known = remembered.get(key);
    if (known !== undefined && known.until > now) return known.verdict;
    const result = await invoke(authorizer.functionArn, {
      ...event,
      type: 'REQUEST',
      routeArn,
      identitySource: identities,
    });
    const verdict = judge(result, authorizer, routeArn);
    if (authorizer.ttlSeconds > 0 && verdict.kind !== 'broken') {
      sweep(now);
      remembered.set(key, { until: now + authorizer.ttlSeconds * 1000, verdict });
    }
    return verdict;
  };
};
