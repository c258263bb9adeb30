import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { CallerContext } from '#functions/lib/caller.ts';
import { tokenKey } from '#functions/lib/secret.ts';
import {
  beginInvocation,
  describeError,
  givenCorrelation,
  logger,
} from '#functions/lib/telemetry.ts';
import { verifyAccess } from '#functions/lib/tokens.ts';

/** What the HTTP API hands on to the function. */
type Answer = {
  readonly isAuthorized: boolean;
  readonly context: CallerContext | { readonly problem: string };
};

const FAULTS = {
  expired: 'the token has expired',
  invalid: 'the token is not one of ours',
} as const;

/**
 * Says who calls. A request without a good token goes on as nobody and is refused at the edge of the function, with a
 * problem that names the reason (API Gateway itself would answer a bare `Forbidden`): the edge admits nobody unless the
 * contract calls the endpoint public.
 */
const identify = async (header: string | undefined): Promise<Answer['context']> => {
  const token = /^Bearer ([A-Za-z0-9._-]{20,4000})$/.exec(header ?? '')?.[1];
  if (token === undefined) return { problem: header ? FAULTS.invalid : 'no token' };
  const read = await verifyAccess(await tokenKey(), token, Date.now());
  if (!read.ok) return { problem: FAULTS[read.error] };
  const { sub, kind, tier, name, departments, sid, exp } = read.value;
  return {
    subject: sub,
    kind,
    tier: tier ?? '',
    name,
    departments: JSON.stringify(departments),
    sessionId: sid,
    expiresAt: String(exp),
  };
};

export const handler = async (event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> => {
  beginInvocation({
    correlationId: givenCorrelation(
      event.headers?.['x-correlation-id'],
      () => event.requestContext.requestId,
    ),
  });
  try {
    const header = event.headers?.['authorization'] ?? event.identitySource?.[0];
    return { isAuthorized: true, context: await identify(header) };
  } catch (error) {
    // Without the key nobody can be told apart: API Gateway answers, and clients try again.
    logger.error('authorizer failed', describeError(error));
    return { isAuthorized: false, context: { problem: 'not now' } };
  }
};
