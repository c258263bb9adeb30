import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AwsEndpoint } from './aws-endpoint.ts';
import { isAllowed } from './iam.ts';
import type { LogSink } from './logs.ts';
import type { Oidc } from './oidc.ts';
import type { SocketService } from './websocket-api.ts';

export type FrontDoor = {
  readonly httpApi:
    | ((incoming: IncomingMessage, response: ServerResponse) => Promise<void>)
    | undefined;
  readonly socketApi: SocketService | undefined;
  readonly oidc: Oidc;
  readonly aws: AwsEndpoint;
  readonly sink: LogSink;
};

const isBelow = (path: string, mount: string): boolean =>
  path === mount || path.startsWith(`${mount}/`) || path.startsWith(`${mount}?`);

/** One port for everything: `/oidc` the issuer, `/ws` the socket and its `@connections`, all else the HTTP API. */
export const openFrontDoor = (
  server: Server,
  { httpApi, socketApi, oidc, aws, sink }: FrontDoor,
): void => {
  const manage = (
    service: SocketService,
    id: string,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const caller = aws.callerOf(incoming);
    return service.manage(
      incoming,
      response,
      decodeURIComponent(id),
      (needed) => caller !== undefined && isAllowed(caller.statements, needed),
    );
  };

  const route = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = incoming.url ?? '/';
    if (isBelow(path, '/oidc')) return oidc.handle(incoming, response);
    const connection = /^\/ws\/@connections\/([^/?]+)/.exec(path)?.[1];
    if (connection !== undefined && socketApi !== undefined)
      return manage(socketApi, connection, incoming, response);
    if (httpApi !== undefined) return httpApi(incoming, response);
    response.writeHead(404).end();
    return undefined;
  };

  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    route(incoming, response).catch((error: unknown) => {
      sink.note('runner', 'ERROR', error instanceof Error ? (error.stack ?? '') : String(error));
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (incoming: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const isSocket = /^\/ws\/?(\?|$)/.test(incoming.url ?? '');
    if (isSocket && socketApi !== undefined) socketApi.upgrade(incoming, duplex, head);
    else duplex.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
};
