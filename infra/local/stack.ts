import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createLocaliser, readHttpApi, readPermissions, readSocketApi } from './apis.ts';
import { type AsyncSettings, createAsyncInvocations } from './async-invocations.ts';
import { type AwsEndpoint, type Caller, startAwsEndpoint } from './aws-endpoint.ts';
import { type DataDir, openDataDir } from './data-dir.ts';
import { type Database, type Engine, externalDatabase, startDatabase } from './database.ts';
import type { FaultPlan } from './faults.ts';
import { accessKeyOf, readFunctions } from './functions.ts';
import { createHttpApi } from './http-api.ts';
import { isAllowed, rolePolicies } from './iam.ts';
import type { InvocationResult } from './lambda-messages.ts';
import { type FunctionSpec, LambdaPool } from './lambda-pool.ts';
import { createLogs, type LogLine, type LogSink } from './logs.ts';
import { type DemoAccount, startOidc } from './oidc.ts';
import { freePort } from './processes.ts';
import { createQueues, type QueueMessage, type Queues } from './queues.ts';
import { createScheduler, payloadOf, type Scheduler, type ScheduleSpec } from './scheduler.ts';
import { createSecrets } from './secrets.ts';
import { readMappings, readSchedules, readTables } from './sources.ts';
import { StartError } from './start-error.ts';
import { createStreamConsumer, type StreamConsumer } from './streams.ts';
import { checkSupport } from './supported.ts';
import { synthesize } from './synthesize.ts';
import { createTables } from './tables.ts';
import { type Deployment, readDeployment } from './template.ts';
import { createSocketApi, type SocketLimits, usualSocketLimits } from './websocket-api.ts';
import { buildWorker } from './worker-file.ts';

export type StackOptions = {
  readonly dataDir: string;
  /** Without it: any free port. */
  readonly port?: number;
  readonly fresh?: boolean;
  /** Prints nothing; `logs()` keeps everything all the same. */
  readonly quiet?: boolean;
  readonly stage?: string;
  /** A synthesized app; without it the product's app is synthesized now. */
  readonly cdkOut?: string;
  readonly engine?: Engine;
  readonly databaseEndpoint?: string;
  /** Starts one process of each function in the background. */
  readonly warm?: boolean;
  /** Whether schedules fire by the clock; tests fire them by name. */
  readonly schedules?: boolean;
  readonly socketLimits?: Partial<SocketLimits>;
  /** Waits before the retries of asynchronous invocations; one and two minutes as in AWS without it. */
  readonly asyncRetryDelaysMs?: readonly number[];
  readonly streamPollMs?: number;
  readonly print?: (line: string) => void;
};

export type LocalStack = {
  readonly url: string;
  readonly wsUrl: string;
  readonly issuer: string;
  readonly databaseEndpoint: string;
  readonly databaseEngine: string;
  /** Table names by the start of their logical id. */
  readonly tableName: (logicalIdPrefix: string) => string;
  readonly functions: readonly FunctionSpec[];
  readonly acknowledged: readonly string[];
  /** Runs the function whose logical id starts so and waits for its answer; throws when it fails. */
  readonly invoke: (logicalIdPrefix: string, payload: unknown) => Promise<unknown>;
  /** Runs the schedule whose name or logical id starts so, now, and waits for its function. */
  readonly fireSchedule: (namePrefix: string) => Promise<unknown>;
  /** Ends the processes of the function with SIGKILL, whatever they do; says how many there were. */
  readonly killFunction: (logicalIdPrefix: string) => number;
  readonly pauseStreams: () => void;
  readonly resumeStreams: () => void;
  /** Delivers what the stream still holds again, in batches, in order or last batch first. */
  readonly replayStream: (order?: 'same' | 'reversed') => Promise<number>;
  /** Resolves when every stream record written before the call has been worked through. */
  readonly streamsDrained: () => Promise<void>;
  readonly deadLetters: () => QueueMessage[];
  readonly setFaults: (plan: FaultPlan | undefined) => void;
  /** Ends the database as a power cut would and starts it again on the same port and data. */
  readonly restartDatabase: (downMs?: number) => Promise<void>;
  /** Cuts sockets without a closing handshake; all of them without an id. */
  readonly cutSockets: (connectionId?: string) => number;
  readonly socketCount: () => number;
  readonly setDemoAccounts: (accounts: readonly DemoAccount[]) => void;
  readonly logs: () => readonly LogLine[];
  readonly stop: () => Promise<void>;
  /** Ends everything at once, as `kill -9` of the runner would. */
  readonly kill: () => Promise<void>;
};

const listen = (port: number): Promise<ReturnType<typeof createServer>> =>
  new Promise((resolve, reject) => {
    const server = createServer({ maxHeaderSize: 32 * 1024 });
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new StartError(`Port ${port} is in use. Choose another one: PORT=9000 npm start`)
          : new StartError(`Cannot listen on port ${port}: ${error.message}`),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

type Functions = {
  readonly specs: readonly FunctionSpec[];
  readonly byArn: ReadonlyMap<string, LambdaPool>;
  readonly byPrefix: (logicalIdPrefix: string) => LambdaPool;
  readonly invoke: (functionArn: string, event: object) => Promise<InvocationResult>;
  readonly invokeText: (functionArn: string, payload: string) => Promise<InvocationResult>;
};

const createFunctions = (
  specs: readonly FunctionSpec[],
  dataDir: DataDir,
  workerFile: string,
  sink: LogSink,
): Functions => {
  const options = {
    workerFile,
    compileCache: join(dataDir.path, 'run', 'compile-cache'),
    sink,
    onSpawn: dataDir.rememberChild,
  };
  const byArn = new Map(specs.map((spec) => [spec.arn, new LambdaPool(spec, options)]));
  const missing = (what: string): InvocationResult => ({
    ok: false,
    reason: 'function-error',
    error: {
      errorType: 'ResourceNotFoundException',
      errorMessage: `Function not found: ${what}`,
      trace: [],
    },
  });
  const invokeText = (arn: string, payload: string): Promise<InvocationResult> =>
    byArn.get(arn)?.invoke(payload) ?? Promise.resolve(missing(arn));
  return {
    specs,
    byArn,
    byPrefix: (prefix) => {
      const pool = [...byArn.values()].find(({ spec }) => spec.logicalId.startsWith(prefix));
      if (pool === undefined) throw new Error(`No function's logical id starts with ${prefix}.`);
      return pool;
    },
    invoke: (arn, event) => invokeText(arn, JSON.stringify(event)),
    invokeText,
  };
};

const callersOf = (deployment: Deployment, specs: readonly FunctionSpec[]): Map<string, Caller> => {
  const policies = rolePolicies(deployment);
  return new Map(
    specs.map((spec, index) => [
      accessKeyOf(index),
      {
        functionName: spec.name,
        roleArn: spec.roleArn,
        statements: policies.get(spec.roleArn) ?? [],
      },
    ]),
  );
};

const asyncSettingsOf = (deployment: Deployment) => {
  const settings = new Map<string, AsyncSettings>();
  for (const fn of deployment.ofType('AWS::Lambda::Function')) {
    const { DeadLetterConfig } = deployment.properties(fn);
    const deadLetters = (DeadLetterConfig as { TargetArn?: string } | undefined)?.TargetArn;
    settings.set(deployment.ref(fn), { retries: 2, maxAgeSeconds: 21_600, deadLetters });
  }
  for (const config of deployment.ofType('AWS::Lambda::EventInvokeConfig')) {
    const properties = deployment.properties(config);
    const name = String(properties['FunctionName']).split(':').at(-1) ?? '';
    const known = settings.get(name);
    const destination = properties['DestinationConfig'] as
      | { OnFailure?: { Destination?: string } }
      | undefined;
    settings.set(name, {
      retries: Number(properties['MaximumRetryAttempts'] ?? 2),
      maxAgeSeconds: Number(properties['MaximumEventAgeInSeconds'] ?? 21_600),
      deadLetters: destination?.OnFailure?.Destination ?? known?.deadLetters,
    });
  }
  return (functionArn: string): AsyncSettings =>
    settings.get(functionArn.split(':').at(-1) ?? '') ?? {
      retries: 2,
      maxAgeSeconds: 21_600,
      deadLetters: undefined,
    };
};

const openDatabase = async (options: StackOptions, dataDir: DataDir): Promise<Database> => {
  if (options.databaseEndpoint !== undefined) return externalDatabase(options.databaseEndpoint);
  return startDatabase({
    dataDir: dataDir.path,
    ...(options.engine !== undefined && { engine: options.engine }),
  });
};

const unwrap = (name: string, result: InvocationResult): unknown => {
  if (result.ok) return JSON.parse(result.payload);
  throw new Error(`${name}: ${result.error.errorType}: ${result.error.errorMessage}`);
};

/** `<stack>-<LogicalId with hash>` → the logical id without its hash: what people call the function. */
const shortNames = (specs: readonly FunctionSpec[]): ((name: string) => string) => {
  const short = new Map(
    specs.map(({ name, logicalId }) => [name, logicalId.replace(/(Function)?[0-9A-F]{8}$/, '')]),
  );
  return (name) => short.get(name) ?? name;
};

type Running = {
  readonly options: StackOptions;
  readonly port: number;
  readonly deployment: Deployment;
  readonly dataDir: DataDir;
  readonly sink: LogSink;
  readonly functions: Functions;
  readonly queues: Queues;
};

const createConsumers = (
  { options, deployment, dataDir, sink, functions, queues }: Running,
  database: () => Database,
  streamArnOf: (table: string) => string | undefined,
): StreamConsumer[] => {
  const checkpoints = dataDir.json<Record<string, Record<string, string>>>('stream-checkpoints');
  return readMappings(deployment).map((mapping) =>
    createStreamConsumer(mapping, {
      endpoint: () => database().endpoint,
      engineStreamArn: () => {
        const table = /:table\/([^/]+)\//.exec(mapping.streamArn)?.[1] ?? '';
        const arn = streamArnOf(table);
        if (arn === undefined) throw new StartError(`Table ${table} has no stream.`);
        return arn;
      },
      checkpoints,
      invoke: functions.invoke,
      bury: (queueArn, body) => queues.send(queueArn, body),
      sink,
      pollMs: options.streamPollMs ?? 100,
    }),
  );
};

/**
 * Serves a synthesized app on this machine: tables, functions, APIs, streams, schedules, secrets, all as the
 * template says. Resolves when requests are answered.
 */
export const startStack = async (options: StackOptions): Promise<LocalStack> => {
  const port = options.port ?? (await freePort());
  const server = await listen(port);
  let dataDir: DataDir | undefined;
  try {
    dataDir = await openDataDir(options.dataDir, options.fresh === true);
    return await serve(options, port, server, dataDir);
  } catch (error) {
    server.close();
    dataDir?.release();
    throw error;
  }
};

const serve = async (
  options: StackOptions,
  port: number,
  server: ReturnType<typeof createServer>,
  dataDir: DataDir,
): Promise<LocalStack> => {
  const url = `http://127.0.0.1:${port}`;
  const issuer = `${url}/oidc`;
  const openingDatabase = openDatabase(options, dataDir);
  // Its failure is reported below, where it is awaited; until then it must not count as unhandled.
  openingDatabase.catch(() => {});
  const folder =
    options.cdkOut ??
    (await synthesize({ stage: options.stage ?? 'local', dataDir: dataDir.path }));
  const deployment = readDeployment(folder, { OidcIssuer: issuer });
  const acknowledged = checkSupport(deployment);
  const mappings = readMappings(deployment);
  const schedules = readSchedules(deployment);

  let database = await openingDatabase;
  const databasePort = Number(new URL(database.endpoint).port);
  const tables = await createTables(database.endpoint, readTables(deployment));
  const streamArns = new Map(tables.map(({ name, streamArn }) => [name, streamArn]));

  let shortName = (name: string): string => name;
  const sink = createLogs({
    print: options.quiet === true ? undefined : (options.print ?? console.log),
    shortName: (name) => shortName(name),
    coloured: options.print === undefined && process.stdout.isTTY === true,
  });
  const queues = createQueues(deployment, join(dataDir.path, 'queues'));
  const secrets = createSecrets(deployment, dataDir.json('secrets'));

  // The endpoint's address stands in the functions' environment, and it asks for their rights.
  const callers = new Map<string, Caller>();
  let endpointFunctions: Functions | undefined;
  const firstStack = deployment.stacks[0];
  const tableArnPrefix = `arn:${firstStack?.partition}:dynamodb:${firstStack?.region}:${firstStack?.account}:table/`;
  const aws: AwsEndpoint = await startAwsEndpoint({
    databaseEndpoint: () => database.endpoint,
    tableArnPrefix,
    callers,
    services: { secretsmanager: secrets, AmazonSQS: queues.service },
    functionArn: (name) =>
      endpointFunctions?.specs.find((spec) => spec.name === name)?.arn ?? `unknown:${name}`,
    invoke: async (name, kind, payload) => {
      const arn = endpointFunctions?.specs.find((spec) => spec.name === name)?.arn ?? '';
      if (kind === 'Event') {
        asyncInvocations.accept(arn, payload);
        return { status: 202, body: '' };
      }
      const result = await functions.invokeText(arn, payload);
      return result.ok
        ? { status: 200, body: result.payload }
        : {
            status: 200,
            body: result.error,
            headers: { 'x-amz-function-error': 'Unhandled' },
          };
    },
    sink,
  });
  const specs = readFunctions(deployment, {
    localise: createLocaliser(deployment, port),
    awsEndpoint: aws.url,
  });
  shortName = shortNames(specs);
  for (const [key, caller] of callersOf(deployment, specs)) callers.set(key, caller);
  const functions = createFunctions(specs, dataDir, await buildWorker(dataDir.path), sink);
  endpointFunctions = functions;

  const asyncInvocations = createAsyncInvocations({
    settingsOf: asyncSettingsOf(deployment),
    invoke: functions.invokeText,
    bury: queues.send,
    retryDelaysMs: options.asyncRetryDelaysMs ?? [60_000, 120_000],
  });
  const running: Running = { options, port, deployment, dataDir, sink, functions, queues };
  const consumers = createConsumers(
    running,
    () => database,
    (table) => streamArns.get(table),
  );
  const scheduler: Scheduler = createScheduler(
    schedules,
    (spec, payload) => asyncInvocations.accept(spec.functionArn, payload),
    dataDir.json('schedules'),
  );
  const mayInvoke = readPermissions(deployment);
  const http = readHttpApi(deployment, port);
  const socket = readSocketApi(deployment, port, {
    ...usualSocketLimits,
    ...options.socketLimits,
  });
  const httpApi = http && createHttpApi(http, functions.invoke, mayInvoke);
  const socketApi = socket && createSocketApi(socket, functions.invoke, mayInvoke);
  const oidc = startOidc({ issuer, origin: url, keys: dataDir.json('oidc') });

  const route = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = incoming.url ?? '/';
    if (path === '/oidc' || path.startsWith('/oidc/')) return oidc.handle(incoming, response);
    const connection = /^\/ws\/@connections\/([^/?]+)/.exec(path)?.[1];
    if (connection !== undefined && socketApi !== undefined) {
      const caller = aws.callerOf(incoming);
      return socketApi.manage(
        incoming,
        response,
        decodeURIComponent(connection),
        (needed) => caller !== undefined && isAllowed(caller.statements, needed),
      );
    }
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

  if (mappings.length > 0) for (const consumer of consumers) consumer.start();
  if (options.schedules !== false) scheduler.start();
  if (options.warm === true) for (const pool of functions.byArn.values()) pool.warm();

  const closeServer = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  let ended: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    scheduler.stop();
    asyncInvocations.stop();
    server.close();
    server.closeIdleConnections();
    await socketApi?.stop();
    const stopping = consumers.map((consumer) => consumer.stop());
    await Promise.all([...functions.byArn.values()].map((pool) => pool.stop(3000)));
    await Promise.all(stopping);
    await closeServer();
    await aws.stop();
    await database.stop();
    dataDir.release();
  };
  const kill = async (): Promise<void> => {
    // Processes first: nothing that was cut off may still be written down as done.
    for (const pool of functions.byArn.values()) pool.killAll();
    const dying = database.kill();
    scheduler.stop();
    asyncInvocations.stop();
    const stopping = [
      ...consumers.map((consumer) => consumer.stop()),
      ...[...functions.byArn.values()].map((pool) => pool.stop(0)),
    ];
    await dying;
    await closeServer();
    socketApi?.cut();
    await Promise.all(stopping);
    await aws.stop();
    dataDir.release();
  };

  const scheduleOf = (prefix: string): ScheduleSpec => {
    const found = schedules.find(
      ({ name, logicalId }) => name.startsWith(prefix) || logicalId.startsWith(prefix),
    );
    if (found === undefined) throw new Error(`No schedule's name starts with ${prefix}.`);
    return found;
  };

  return {
    url,
    wsUrl: `ws://127.0.0.1:${port}/ws`,
    issuer,
    databaseEndpoint: database.endpoint,
    databaseEngine: database.engine,
    tableName: (prefix) => {
      const table = deployment
        .ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')
        .find(({ logicalId }) => logicalId.startsWith(prefix));
      if (table === undefined) throw new Error(`No table's logical id starts with ${prefix}.`);
      return deployment.ref(table);
    },
    functions: specs,
    acknowledged,
    invoke: async (prefix, payload) => {
      const pool = functions.byPrefix(prefix);
      return unwrap(prefix, await pool.invoke(JSON.stringify(payload)));
    },
    fireSchedule: async (prefix) => {
      const spec = scheduleOf(prefix);
      const payload = payloadOf(spec, Date.now());
      return unwrap(prefix, await functions.invokeText(spec.functionArn, payload));
    },
    killFunction: (prefix) => functions.byPrefix(prefix).killAll(),
    pauseStreams: () => {
      for (const consumer of consumers) consumer.pause();
    },
    resumeStreams: () => {
      for (const consumer of consumers) consumer.resume();
    },
    replayStream: async (order = 'same') => {
      let count = 0;
      for (const consumer of consumers) count += await consumer.replay(order);
      return count;
    },
    streamsDrained: async () => {
      await Promise.all(consumers.map((consumer) => consumer.drained()));
    },
    deadLetters: () => queues.arns.flatMap((arn) => queues.list(arn)),
    setFaults: aws.setFaults,
    restartDatabase: async (downMs = 0) => {
      if (database.engine === 'external') throw new Error('An external database is not ours.');
      const { engine } = database;
      await database.kill();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      database = await startDatabase({ dataDir: dataDir.path, engine, port: databasePort });
    },
    cutSockets: (connectionId) => socketApi?.cut(connectionId) ?? 0,
    socketCount: () => socketApi?.connections().length ?? 0,
    setDemoAccounts: oidc.setAccounts,
    logs: sink.lines,
    stop: () => {
      ended ??= stop();
      return ended;
    },
    kill: () => {
      ended ??= kill();
      return ended;
    },
  };
};
