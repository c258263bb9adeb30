import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { actorOf, callerContext } from '#functions/lib/caller.ts';
import { deps } from '#functions/lib/deps.ts';
import { fieldErrors } from '#functions/lib/endpoint.ts';
import { beginInvocation, describeError, logger } from '#functions/lib/telemetry.ts';
import type { Connection } from '#functions/ports.ts';
import { closeSocket, type SocketProblem, takeSocketMessage } from '#functions/usecases/sockets.ts';
import { socketMessage } from '#shared/contract/push.ts';
import type { Actor } from '#shared/domain/access/policy.ts';

type Event = APIGatewayProxyWebsocketEventV2 & {
  readonly requestContext: { readonly authorizer?: unknown };
};

/** A socket's caller has no expiry of its own: API Gateway ends every socket after two hours. */
const socketCaller = callerContext.omit({ sessionId: true, expiresAt: true });

type Who = { readonly actor: Actor; readonly connection: Connection };

const whoOf = (event: Event): Who | undefined => {
  const read = socketCaller.safeParse(event.requestContext.authorizer);
  if (!read.success) return undefined;
  const actor = actorOf({ ...read.data, sessionId: '', expiresAt: '0' });
  if (actor === undefined) return undefined;
  const staff = actor.kind === 'staff' ? actor : undefined;
  return {
    actor,
    connection: {
      connectionId: event.requestContext.connectionId,
      subject: read.data.subject,
      kind: actor.kind,
      tier: staff?.tier ?? null,
      name: staff?.name ?? '',
      departments: staff?.departments ?? [],
    },
  };
};

const OK: APIGatewayProxyResultV2 = { statusCode: 200 };

const parse = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

const refuse = (who: Who, problem: SocketProblem): Promise<void> =>
  deps.pusher.send([who.connection], { type: 'problem', ...problem });

const receive = async (who: Who, event: Event): Promise<void> => {
  const body = parse(event.body);
  if (body === undefined)
    return refuse(who, { code: 'malformed-json', detail: 'A frame is one JSON object' });
  const message = socketMessage.safeParse(body);
  if (!message.success) {
    const [first] = fieldErrors('body', message.error);
    const detail = first === undefined ? '' : `${first.field}: ${first.message}`;
    return refuse(who, { code: 'invalid-request', detail });
  }
  const problem = await takeSocketMessage(deps, who.actor, who.connection, message.data);
  if (problem !== undefined) await refuse(who, problem);
};

const ROUTES: Readonly<Record<string, (who: Who, event: Event) => Promise<void>>> = {
  CONNECT: ({ connection }) => deps.live.connect(connection, deps.clock()),
  DISCONNECT: ({ connection }) => closeSocket(deps, connection),
  MESSAGE: receive,
};

/** Opens, closes and hears sockets. A frame that fails costs its sender a notice, never the socket. */
export const handler = async (event: Event): Promise<APIGatewayProxyResultV2> => {
  const { eventType, connectionId, requestId } = event.requestContext;
  beginInvocation({ correlationId: requestId, socket: eventType, connectionId });
  const who = whoOf(event);
  if (who === undefined) return { statusCode: 401 };
  try {
    await ROUTES[eventType]?.(who, event);
    return OK;
  } catch (error) {
    logger.error('socket event failed', describeError(error));
    return eventType === 'CONNECT' ? { statusCode: 503 } : OK;
  }
};
