import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Connection, Logger, Pusher } from '#functions/ports.ts';
import { push } from '#shared/contract/push.ts';

/** All sockets together get this long; a slow one must not hold up the answer to the person who wrote. */
const BOUND = 1_500;
/** API Gateway refuses frames above 128 KiB; what does not fit is fetched over HTTP. */
const FRAME_LIMIT = 120 * 1024;

const within = async (work: Promise<unknown>, milliseconds: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
};

/** Pushes through API Gateway's @connections. A socket that is gone is forgotten; nothing here fails a request. */
export const socketPusher = (
  callbackUrl: () => string,
  forget: (connection: Connection) => Promise<unknown>,
  logger: Logger,
): Pusher => {
  let client: ApiGatewayManagementApiClient | undefined;

  const sendOne = async (
    connection: Connection,
    Data: string,
  ): Promise<'sent' | 'gone' | 'failed'> => {
    client ??= new ApiGatewayManagementApiClient({
      endpoint: callbackUrl(),
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 500, requestTimeout: 1_200 },
    });
    try {
      await client.send(
        new PostToConnectionCommand({ ConnectionId: connection.connectionId, Data }),
      );
      return 'sent';
    } catch (error) {
      if (!(error instanceof GoneException)) return 'failed';
      await forget(connection).catch(() => undefined);
      return 'gone';
    }
  };

  return {
    send: async (connections, message) => {
      if (connections.length === 0) return;
      const data = JSON.stringify(push.parse(message));
      if (Buffer.byteLength(data) > FRAME_LIMIT) return;
      const work = Promise.all(connections.map((connection) => sendOne(connection, data)));
      const outcome = { type: message.type, sockets: connections.length };
      if (!(await within(work, BOUND))) return logger.warn('push late', outcome);
      const failed = (await work).filter((sent) => sent === 'failed').length;
      if (failed > 0) logger.warn('push failed', { ...outcome, failed });
    },
  };
};
