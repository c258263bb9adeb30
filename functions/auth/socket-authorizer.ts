import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { deps } from '#functions/lib/deps.ts';
import { beginInvocation, describeError, logger } from '#functions/lib/telemetry.ts';
import { sha256 } from '#functions/lib/tokens.ts';
import type { SocketSubject } from '#functions/ports.ts';

type Policy = {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly {
      readonly Action: 'execute-api:Invoke';
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: string;
    }[];
  };
  /** Travels with every event of this socket, as flat strings. */
  readonly context?: Readonly<Record<string, string>>;
};

/** A WebSocket API wants an IAM policy; the simple answer of HTTP APIs is refused there. */
const policy = (
  event: APIGatewayRequestAuthorizerEvent,
  subject: SocketSubject | undefined,
): Policy => ({
  principalId: subject?.subject ?? 'nobody',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'execute-api:Invoke',
        Effect: subject === undefined ? 'Deny' : 'Allow',
        Resource: event.methodArn,
      },
    ],
  },
  ...(subject === undefined
    ? {}
    : {
        context: {
          subject: subject.subject,
          kind: subject.kind,
          tier: subject.tier ?? '',
          name: subject.name,
          departments: JSON.stringify(subject.departments),
        },
      }),
});

/** Lets in whoever brings a fresh ticket from `socketTicket`, once. */
export const handler = async (event: APIGatewayRequestAuthorizerEvent): Promise<Policy> => {
  beginInvocation({ correlationId: event.requestContext.requestId });
  const ticket = event.queryStringParameters?.['ticket'] ?? '';
  if (!/^[A-Za-z0-9_-]{20,100}$/.test(ticket)) return policy(event, undefined);
  try {
    const subject = await deps.live.consumeSocketTicket(sha256(ticket), deps.clock());
    return policy(event, subject);
  } catch (error) {
    logger.error('socket authorizer failed', describeError(error));
    return policy(event, undefined);
  }
};
