import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CapacityMeter, capacityOf, metered } from './capacity.ts';
import { neededFor } from './dynamo-access.ts';
import { answerOf, type FaultPlan } from './faults.ts';
import { isAllowed, type Request, type Statement } from './iam.ts';
import type { LogSink } from './logs.ts';

/** Who a function is to AWS: recognised by the access key id in the signature of each call. */
export type Caller = {
  readonly functionName: string;
  readonly roleArn: string;
  readonly statements: readonly Statement[];
};

type ServiceAnswer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A service of AWS other than DynamoDB, as far as functions use it. */
export type Service = {
  /** What the caller must be allowed to do, or undefined when the action is not served. */
  readonly needs: (action: string, body: Record<string, unknown>) => Request | undefined;
  readonly answer: (action: string, body: Record<string, unknown>) => Promise<ServiceAnswer>;
};

export type AwsBackends = {
  readonly databaseEndpoint: () => string;
  readonly tableArnPrefix: string;
  readonly callers: ReadonlyMap<string, Caller>;
  readonly services: Readonly<Record<string, Service>>;
  readonly invoke: (
    functionName: string,
    kind: 'Event' | 'RequestResponse',
    payload: string,
  ) => Promise<ServiceAnswer>;
  readonly functionArn: (name: string) => string;
  readonly sink: LogSink;
};

export type AwsEndpoint = {
  readonly url: string;
  /** Connects what answers; the address is needed before that, for the functions' environment. */
  readonly serve: (backends: AwsBackends) => void;
  readonly setFaults: (plan: FaultPlan | undefined) => void;
  /** Told of every call that succeeds, until it is taken off again. */
  readonly setMeter: (meter: CapacityMeter | undefined) => void;
  readonly callerOf: (incoming: IncomingMessage) => Caller | undefined;
  readonly stop: () => Promise<void>;
};

export const readBody = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const send = (response: ServerResponse, answer: ServiceAnswer): void => {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response
    .writeHead(answer.status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': crypto.randomUUID(),
      ...answer.headers,
    })
    .end(body);
};

const denied = (caller: Caller, { action, resource }: Request): string =>
  `User: ${caller.roleArn} (function ${caller.functionName}) is not authorized to perform: ${action} ` +
  `on resource: ${resource} because no identity-based policy allows the ${action} action`;

const parse = (body: Buffer): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const accessKeyOf = (incoming: IncomingMessage): string =>
  /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';

const unavailable = {
  __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
  message: 'The embedded database does not answer.',
};

/** Passes a call on as it is; resolves when the whole answer is here. */
const forward = (
  agent: Agent,
  endpoint: string,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      endpoint,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': incoming.headers['content-type'] ?? 'application/x-amz-json-1.0',
          'x-amz-target': incoming.headers['x-amz-target'] ?? '',
          'x-amz-date': incoming.headers['x-amz-date'] ?? '',
          authorization: incoming.headers.authorization ?? '',
          'content-length': body.length,
        },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () => {
          const headers: Record<string, string> = {};
          for (const name of ['content-type', 'x-amzn-requestid', 'x-amz-crc32'])
            if (typeof reply.headers[name] === 'string') headers[name] = reply.headers[name];
          resolve({ status: reply.statusCode ?? 500, headers, body: Buffer.concat(chunks) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const itemsOf = (body: Record<string, unknown>): number =>
  Array.isArray(body['TransactItems']) ? body['TransactItems'].length : 1;

/**
 * The one address behind every AWS client of the functions. DynamoDB calls are checked against the caller's role
 * and passed on; a service that nothing here serves is refused by name, never reached on the internet.
 */
export const startAwsEndpoint = async (): Promise<AwsEndpoint> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  let plan: FaultPlan | undefined;
  let meter: CapacityMeter | undefined;
  let handler: Handler | undefined;
  const server = createServer((incoming, response) => {
    if (handler === undefined) response.writeHead(503).end();
    else handler(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let callers: AwsBackends['callers'] = new Map();
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (backends) => {
      callers = backends.callers;
      handler = createHandler(backends, agent, { faults: () => plan, meter: () => meter });
    },
    setFaults: (next) => {
      plan = next;
    },
    setMeter: (next) => {
      meter = next;
    },
    callerOf: (incoming) => callers.get(accessKeyOf(incoming)),
    stop: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

type Handler = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

const createHandler = (
  options: AwsBackends,
  agent: Agent,
  watch: {
    readonly faults: () => FaultPlan | undefined;
    readonly meter: () => CapacityMeter | undefined;
  },
): Handler => {
  const refuse = (response: ServerResponse, caller: Caller, needed: Request): void => {
    const message = denied(caller, needed);
    options.sink.note(caller.functionName, 'ERROR', `AccessDenied: ${message}`);
    send(response, { status: 400, body: { __type: 'AccessDeniedException', message } });
  };

  const dynamo = async (
    action: string,
    caller: Caller,
    incoming: IncomingMessage,
    raw: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    const body = parse(raw);
    const missing = neededFor(action, body, options.tableArnPrefix).find(
      (needed) => !isAllowed(caller.statements, needed),
    );
    if (missing !== undefined) return refuse(response, caller, missing);
    const fault = watch.faults()?.({ functionName: caller.functionName, action });
    if (fault !== undefined && fault !== 'answer-lost')
      return send(response, answerOf(fault, action, itemsOf(body)));
    try {
      const meter = watch.meter();
      const payload = meter === undefined ? raw : metered(body);
      const reply = await forward(agent, options.databaseEndpoint(), incoming, payload);
      if (reply.status === 200) meter?.(capacityOf(caller.functionName, action, reply.body));
      if (fault === 'answer-lost') return send(response, answerOf(fault, action, 1));
      response.writeHead(reply.status, reply.headers).end(reply.body);
    } catch {
      send(response, { status: 500, body: unavailable });
    }
    return undefined;
  };

  const service = async (
    name: string,
    action: string,
    caller: Caller,
    raw: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    const body = parse(raw);
    const needed = options.services[name]?.needs(action, body);
    const serves = options.services[name];
    if (serves === undefined || needed === undefined) {
      const message = `The local runner does not serve ${name}.${action}.`;
      options.sink.note(caller.functionName, 'ERROR', message);
      return send(response, { status: 501, body: { __type: 'NotImplemented', message } });
    }
    if (!isAllowed(caller.statements, needed)) return refuse(response, caller, needed);
    return send(response, await serves.answer(action, body));
  };

  const invocation = async (
    name: string,
    incoming: IncomingMessage,
    caller: Caller,
    raw: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    const plainName = name.split(':').at(-1) ?? name;
    const needed = {
      action: 'lambda:InvokeFunction',
      resource: options.functionArn(plainName),
    };
    if (!isAllowed(caller.statements, needed)) return refuse(response, caller, needed);
    const kind =
      incoming.headers['x-amz-invocation-type'] === 'Event' ? 'Event' : 'RequestResponse';
    return send(response, await options.invoke(plainName, kind, raw.toString('utf8') || '{}'));
  };

  const handle: Handler = async (incoming, response) => {
    const raw = await readBody(incoming);
    const caller = options.callers.get(accessKeyOf(incoming));
    if (caller === undefined)
      return send(response, {
        status: 403,
        body: { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' },
      });
    const lambda = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(incoming.url ?? '')?.[1];
    if (lambda !== undefined)
      return invocation(decodeURIComponent(lambda), incoming, caller, raw, response);
    const [name = 'unknown', action = incoming.url ?? ''] = String(
      incoming.headers['x-amz-target'] ?? '',
    ).split('.');
    return name === 'DynamoDB_20120810'
      ? dynamo(action, caller, incoming, raw, response)
      : service(name, action, caller, raw, response);
  };

  return handle;
};
