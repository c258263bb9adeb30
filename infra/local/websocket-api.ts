import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { readBody } from './aws-endpoint.ts';
import type { Invoke, MayInvoke } from './http-api.ts';
import { type ApiFacts, type HttpRequestFacts, readFacts, requestTime } from './http-event.ts';
import { isAllowed, type Request, statementsOf } from './iam.ts';
import type { InvocationResult } from './lambda-messages.ts';
import type { Throttle } from './throttle.ts';

export type SocketRoute = {
  readonly routeKey: string;
  readonly functionArn: string;
  /** The function's answer goes back to the client (RouteResponseSelectionExpression `$default`). */
  readonly responds: boolean;
  readonly timeoutMs: number;
};

export type SocketAuthorizer = {
  readonly id: string;
  readonly functionArn: string;
  readonly identitySources: readonly string[];
};

export type SocketApi = ApiFacts & {
  readonly arn: string;
  readonly routes: ReadonlyMap<string, SocketRoute>;
  /** `$request.body.action` → `action`; undefined sends everything to `$default`. */
  readonly selector: readonly string[] | undefined;
  readonly authorizer: SocketAuthorizer | undefined;
  readonly throttle: Throttle;
  readonly limits: SocketLimits;
};

export type SocketLimits = { readonly idleMs: number; readonly lifetimeMs: number };

/** API Gateway, "WebSocket API quotas": ten minutes without a message, two hours in all, 128 kB a message. */
export const usualSocketLimits: SocketLimits = { idleMs: 600_000, lifetimeMs: 7_200_000 };
const messageLimit = 128 * 1024;

type Connection = {
  readonly id: string;
  readonly socket: WebSocket;
  readonly facts: HttpRequestFacts;
  readonly connectedAt: number;
  readonly authorizer: Readonly<Record<string, unknown>> | undefined;
  lastActiveAt: number;
  idle: NodeJS.Timeout | undefined;
};

export type SocketService = {
  readonly upgrade: (incoming: IncomingMessage, duplex: Duplex, head: Buffer) => void;
  /** `POST GET DELETE /@connections/{id}`: `allowed` asks the caller's role. */
  readonly manage: (
    incoming: IncomingMessage,
    response: ServerResponse,
    connectionId: string,
    allowed: (needed: Request) => boolean,
  ) => Promise<void>;
  /** Cuts connections without a closing handshake, as a lost network does; all of them without an id. */
  readonly cut: (connectionId?: string) => number;
  readonly connections: () => string[];
  readonly stop: () => Promise<void>;
};

const statusTexts: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

const refuse = (duplex: Duplex, status: number): void => {
  const body = JSON.stringify({ message: statusTexts[status] ?? 'Forbidden' });
  duplex.end(
    `HTTP/1.1 ${status} ${statusTexts[status] ?? 'Refused'}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};

const query = (facts: HttpRequestFacts) => {
  const parameters = new URLSearchParams(facts.query);
  const names = [...new Set(parameters.keys())];
  if (names.length === 0) return {};
  return {
    queryStringParameters: Object.fromEntries(names.map((n) => [n, parameters.getAll(n).at(-1)])),
    multiValueQueryStringParameters: Object.fromEntries(
      names.map((n) => [n, parameters.getAll(n)]),
    ),
  };
};

const headers = (facts: HttpRequestFacts) => {
  const all: Record<string, string> = { ...facts.headers };
  if (facts.cookies.length > 0) all['cookie'] = facts.cookies.join('; ');
  return {
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([n, value]) => [n, [value]])),
  };
};

const identityValue = (source: string, facts: HttpRequestFacts): string | undefined => {
  const [, place, name = ''] = /^route\.request\.(querystring|header)\.(.+)$/.exec(source) ?? [];
  if (place === 'querystring') return new URLSearchParams(facts.query).get(name) ?? undefined;
  return place === 'header' ? facts.headers[name.toLowerCase()] : undefined;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Context values of a WebSocket authorizer are strings, numbers and booleans, nothing else. */
const isScalarContext = (context: unknown): context is Record<string, unknown> =>
  context === undefined ||
  (isObject(context) &&
    Object.values(context).every((value) =>
      ['string', 'number', 'boolean'].includes(typeof value),
    ));

type Admission =
  | { readonly status: 200; readonly authorizer: Record<string, unknown> | undefined }
  | { readonly status: 401 | 403 | 429 | 500 | 502 };

const judge = (result: InvocationResult, methodArn: string): Admission => {
  if (!result.ok)
    return result.error.errorMessage === 'Unauthorized' ? { status: 401 } : { status: 500 };
  const answer: unknown = JSON.parse(result.payload);
  if (!isObject(answer) || typeof answer['principalId'] !== 'string') return { status: 500 };
  if (!isScalarContext(answer['context'])) return { status: 500 };
  const statements = statementsOf(answer['policyDocument']);
  if (!isAllowed(statements, { action: 'execute-api:Invoke', resource: methodArn }))
    return { status: 403 };
  return {
    status: 200,
    authorizer: { principalId: answer['principalId'], ...answer['context'], integrationLatency: 0 },
  };
};

const statusOf = (result: InvocationResult): number => {
  if (!result.ok) return 500;
  const answer: unknown = JSON.parse(result.payload);
  const status = isObject(answer) ? Number(answer['statusCode']) : Number.NaN;
  return Number.isInteger(status) ? status : 502;
};

const subprotocolOf = (result: InvocationResult): string | undefined => {
  if (!result.ok) return undefined;
  const answer: unknown = JSON.parse(result.payload);
  if (!isObject(answer) || !isObject(answer['headers'])) return undefined;
  const found = Object.entries(answer['headers']).find(
    ([name]) => name.toLowerCase() === 'sec-websocket-protocol',
  );
  return found === undefined ? undefined : String(found[1]);
};

const routeKeyOf = (api: SocketApi, text: string): string => {
  if (api.selector === undefined) return '$default';
  try {
    let value: unknown = JSON.parse(text);
    for (const name of api.selector) value = isObject(value) ? value[name] : undefined;
    const key = String(value);
    return api.routes.has(key) && !key.startsWith('$') ? key : '$default';
  } catch {
    return '$default';
  }
};

/** Serves one WebSocket API: authorizer and `$connect`, routes by body, `@connections`, limits, `$disconnect`. */
export const createSocketApi = (
  api: SocketApi,
  invoke: Invoke,
  mayInvoke: MayInvoke,
): SocketService => {
  const connections = new Map<string, Connection>();
  const pending = new Set<Promise<unknown>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageLimit,
    perMessageDeflate: false,
    handleProtocols: (offered, incoming) => {
      const chosen = (incoming as IncomingMessage & { subprotocol?: string }).subprotocol;
      return chosen !== undefined && offered.has(chosen) ? chosen : false;
    },
  });

  const context = (
    id: string,
    facts: HttpRequestFacts,
    connectedAt: number,
    routeKey: string,
    eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT',
  ) => {
    const now = new Date();
    const requestId = randomUUID();
    return {
      routeKey,
      eventType,
      extendedRequestId: requestId,
      requestTime: requestTime(now),
      messageDirection: 'IN',
      stage: api.stage,
      connectedAt,
      requestTimeEpoch: now.getTime(),
      identity: { sourceIp: facts.sourceIp, userAgent: facts.headers['user-agent'] ?? '' },
      requestId,
      domainName: api.domainName,
      connectionId: id,
      apiId: api.apiId,
    };
  };

  const callRoute = async (route: SocketRoute, event: object): Promise<InvocationResult> => {
    if (!mayInvoke(route.functionArn, `${api.arn}/${api.stage}/${route.routeKey}`))
      return {
        ok: false,
        reason: 'function-error',
        error: { errorType: 'Forbidden', errorMessage: 'Invalid permissions', trace: [] },
      };
    const running = invoke(route.functionArn, event);
    pending.add(running);
    try {
      return await running;
    } finally {
      pending.delete(running);
    }
  };

  const admit = async (id: string, facts: HttpRequestFacts, at: number): Promise<Admission> => {
    const { authorizer } = api;
    if (authorizer === undefined) return { status: 200, authorizer: undefined };
    const identities = authorizer.identitySources.map((source) => identityValue(source, facts));
    if (identities.some((value) => value === undefined || value === '')) return { status: 401 };
    const methodArn = `${api.arn}/${api.stage}/$connect`;
    if (!mayInvoke(authorizer.functionArn, `${api.arn}/authorizers/${authorizer.id}`))
      return { status: 500 };
    const result = await invoke(authorizer.functionArn, {
      type: 'REQUEST',
      methodArn,
      ...headers(facts),
      ...query(facts),
      stageVariables: {},
      requestContext: context(id, facts, at, '$connect', 'CONNECT'),
    });
    return judge(result, methodArn);
  };

  const fail = (connection: Connection, text: string, requestId: string): void => {
    const { socket, id } = connection;
    socket.send(JSON.stringify({ message: text, connectionId: id, requestId }));
  };

  const respond = (connection: Connection, route: SocketRoute, result: InvocationResult): void => {
    if (!route.responds || !result.ok) return;
    const answer: unknown = JSON.parse(result.payload);
    if (!isObject(answer) || answer['body'] === undefined) return;
    const { body } = answer;
    connection.socket.send(typeof body === 'string' ? body : JSON.stringify(body));
  };

  const receive = async (connection: Connection, text: string): Promise<void> => {
    const routeKey = routeKeyOf(api, text);
    const route = api.routes.get(routeKey);
    const about = context(
      connection.id,
      connection.facts,
      connection.connectedAt,
      routeKey,
      'MESSAGE',
    );
    if (route === undefined) return fail(connection, 'Forbidden', about.requestId);
    if (!api.throttle.take(routeKey, Date.now()))
      return fail(connection, 'Too Many Requests', about.requestId);
    const { authorizer } = connection;
    const result = await callRoute(route, {
      requestContext: { ...about, messageId: randomUUID(), ...(authorizer && { authorizer }) },
      body: text,
      isBase64Encoded: false,
    });
    if (result.ok) return respond(connection, route, result);
    if (connection.socket.readyState === connection.socket.OPEN)
      fail(connection, 'Internal server error', about.requestId);
    return undefined;
  };

  const touch = (connection: Connection): void => {
    connection.lastActiveAt = Date.now();
    clearTimeout(connection.idle);
    connection.idle = setTimeout(
      () => connection.socket.close(1001, 'Going away'),
      api.limits.idleMs,
    );
    connection.idle.unref();
  };

  const leave = (connection: Connection, code: number, reason: string): void => {
    if (!connections.delete(connection.id)) return;
    clearTimeout(connection.idle);
    const route = api.routes.get('$disconnect');
    if (route === undefined) return;
    const { authorizer } = connection;
    void callRoute(route, {
      ...headers(connection.facts),
      requestContext: {
        ...context(
          connection.id,
          connection.facts,
          connection.connectedAt,
          '$disconnect',
          'DISCONNECT',
        ),
        disconnectStatusCode: code,
        disconnectReason: reason,
        ...(authorizer && { authorizer }),
      },
      isBase64Encoded: false,
    });
  };

  const open = (connection: Connection): void => {
    const { socket } = connection;
    connections.set(connection.id, connection);
    touch(connection);
    const lifetime = setTimeout(() => socket.close(1001, 'Going away'), api.limits.lifetimeMs);
    lifetime.unref();
    socket.on('message', (data, isBinary) => {
      touch(connection);
      if (isBinary) socket.close(1003, 'Binary frames are not supported');
      else void receive(connection, data.toString());
    });
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      clearTimeout(lifetime);
      leave(connection, code, reason.toString());
    });
  };

  const connect = async (
    id: string,
    incoming: IncomingMessage,
    facts: HttpRequestFacts,
    at: number,
  ): Promise<Admission> => {
    if (!api.throttle.take('$connect', at)) return { status: 429 };
    const admission = await admit(id, facts, at);
    const route = api.routes.get('$connect');
    if (admission.status !== 200 || route === undefined) return admission;
    const { authorizer } = admission;
    const result = await callRoute(route, {
      ...headers(facts),
      ...query(facts),
      requestContext: {
        ...context(id, facts, at, '$connect', 'CONNECT'),
        ...(authorizer && { authorizer }),
      },
      isBase64Encoded: false,
    });
    const status = statusOf(result);
    if (status < 200 || status > 299) return { status: status as 403 };
    const subprotocol = subprotocolOf(result);
    if (subprotocol !== undefined) Object.assign(incoming, { subprotocol });
    return admission;
  };

  const upgrade = async (
    incoming: IncomingMessage,
    duplex: Duplex,
    head: Buffer,
  ): Promise<void> => {
    const facts = readFacts(incoming);
    const at = Date.now();
    const id = `${randomBytes(11).toString('base64url')}=`;
    let gone = false;
    const onGone = () => {
      gone = true;
    };
    duplex.on('error', onGone);
    duplex.on('close', onGone);
    const admission = await connect(id, incoming, facts, at);
    if (admission.status !== 200) return refuse(duplex, admission.status);
    const connection = (socket: WebSocket): Connection => ({
      id,
      socket,
      facts,
      connectedAt: at,
      authorizer: admission.authorizer,
      lastActiveAt: at,
      idle: undefined,
    });
    if (gone) {
      // The client left while it was being let in: AWS sends the disconnect all the same.
      const ghost = connection({} as WebSocket);
      connections.set(id, ghost);
      return leave(ghost, 1006, 'Client disconnected');
    }
    duplex.off('close', onGone);
    server.handleUpgrade(incoming, duplex, head, (socket) => open(connection(socket)));
    return undefined;
  };

  const post = async (connection: Connection, body: Buffer): Promise<[number, object?]> => {
    if (body.length > messageLimit)
      return [413, { connectionId: connection.id, message: 'Payload too large' }];
    await new Promise<void>((resolve) => {
      connection.socket.send(body.toString('utf8'), () => resolve());
    });
    touch(connection);
    return [200];
  };

  const managed = async (
    connection: Connection | undefined,
    incoming: IncomingMessage,
  ): Promise<[number, object?]> => {
    const body = await readBody(incoming);
    if (connection === undefined || connection.socket.readyState !== connection.socket.OPEN)
      return [410, { message: null }];
    if (incoming.method === 'POST') return post(connection, body);
    if (incoming.method === 'DELETE') {
      connection.socket.close(1000, 'Connection Closed Normally');
      return [204];
    }
    return [
      200,
      {
        connectedAt: new Date(connection.connectedAt).toISOString(),
        lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
        identity: {
          sourceIp: connection.facts.sourceIp,
          userAgent: connection.facts.headers['user-agent'] ?? '',
        },
      },
    ];
  };

  const exceptions: Readonly<Record<number, string>> = {
    403: 'ForbiddenException',
    410: 'GoneException',
    413: 'PayloadTooLargeException',
  };

  return {
    upgrade: (incoming, duplex, head) => {
      upgrade(incoming, duplex, head).catch(() => refuse(duplex, 500));
    },
    manage: async (incoming, response, connectionId, allowed) => {
      const resource = `${api.arn}/${api.stage}/${incoming.method}/@connections/${connectionId}`;
      const needed = { action: 'execute-api:ManageConnections', resource };
      const [status, body] = allowed(needed)
        ? await managed(connections.get(connectionId), incoming)
        : [403, { message: `User is not authorized to access this resource: ${resource}` }];
      const type = exceptions[status];
      response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(type !== undefined && { 'x-amzn-errortype': type }),
        })
        .end(body === undefined ? '' : JSON.stringify(body));
    },
    cut: (connectionId) => {
      const chosen = [...connections.values()].filter(
        ({ id }) => connectionId === undefined || id === connectionId,
      );
      for (const { socket } of chosen) socket.terminate();
      return chosen.length;
    },
    connections: () => [...connections.keys()],
    stop: async () => {
      for (const { socket } of connections.values()) socket.close(1001, 'Going away');
      await new Promise((resolve) => setTimeout(resolve, connections.size > 0 ? 100 : 0));
      for (const { socket } of connections.values()) socket.terminate();
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.allSettled([...pending]);
      server.close();
    },
  };
};
