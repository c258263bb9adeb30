import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createLocaliser, readHttpApi, readPermissions, readSocketApi } from './apis.ts';
import { type AsyncInvocations, createAsyncInvocations } from './async-invocations.ts';
import { type AwsBackends, type AwsEndpoint, startAwsEndpoint } from './aws-endpoint.ts';
import type { CapacityMeter } from './capacity.ts';
import { type DataDir, openDataDir } from './data-dir.ts';
import { type Database, type Engine, externalDatabase, startDatabase } from './database.ts';
import type { FaultPlan } from './faults.ts';
import { openFrontDoor } from './front-door.ts';
import {
  asyncSettingsOf,
  callersOf,
  createFunctions,
  type Functions,
  shortNames,
} from './function-runtime.ts';
import { readFunctions } from './functions.ts';
import { createHttpApi } from './http-api.ts';
import type { InvocationResult } from './lambda-messages.ts';
import type { FunctionSpec } from './lambda-pool.ts';
import { createLogs, type LogLine, type LogSink } from './logs.ts';
import { type DemoAccount, type Oidc, startOidc } from './oidc.ts';
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
import {
  createSocketApi,
  type SocketLimits,
  type SocketService,
  usualSocketLimits,
} from './websocket-api.ts';
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
  /** Logical id of the function whose metadata says `nuanxin:setup`. */
  readonly setupFunction: string | undefined;
  readonly dataDir: string;
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
  /** Counts what the functions consume of the database. */
  readonly setMeter: (meter: CapacityMeter | undefined) => void;
  /** Ends the database as a power cut would and starts it again on the same port and data. */
  readonly restartDatabase: (downMs?: number) => Promise<void>;
  /** Cuts sockets without a closing handshake; all of them without an id. */
  readonly cutSockets: (connectionId?: string) => number;
  readonly socketCount: () => number;
  /** Starts one process of each function ahead of its first event. */
  readonly warm: () => Promise<void>;
  readonly setDemoAccounts: (accounts: readonly DemoAccount[]) => void;
  readonly logs: () => readonly LogLine[];
  readonly stop: () => Promise<void>;
  /** Ends everything at once, as `kill -9` of the runner would. */
  readonly kill: () => Promise<void>;
};

const listen = (port: number): Promise<Server> =>
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

/** The database with its place: the same port and data after a restart. */
type DatabaseSeat = {
  readonly endpoint: string;
  readonly engine: Database['engine'];
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly restart: (downMs: number) => Promise<void>;
};

const openDatabase = async (options: StackOptions, dataDir: DataDir): Promise<DatabaseSeat> => {
  let database =
    options.databaseEndpoint === undefined
      ? await startDatabase({
          dataDir: dataDir.path,
          ...(options.engine !== undefined && { engine: options.engine }),
        })
      : await externalDatabase(options.databaseEndpoint);
  const { endpoint, engine } = database;
  return {
    endpoint,
    engine,
    stop: () => database.stop(),
    kill: () => database.kill(),
    restart: async (downMs) => {
      if (engine === 'external') throw new Error('An external database is not ours to restart.');
      await database.kill();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      database = await startDatabase({
        dataDir: dataDir.path,
        engine,
        port: Number(new URL(endpoint).port),
      });
    },
  };
};

const unwrap = (name: string, result: InvocationResult): unknown => {
  if (result.ok) return JSON.parse(result.payload);
  throw new Error(`${name}: ${result.error.errorType}: ${result.error.errorMessage}`);
};

/** What everything else stands on. */
type Ground = {
  readonly options: StackOptions;
  readonly port: number;
  readonly url: string;
  readonly dataDir: DataDir;
  readonly database: DatabaseSeat;
  readonly deployment: Deployment;
  readonly acknowledged: readonly string[];
  /** The engine's stream of each table. */
  readonly streamArns: ReadonlyMap<string, string | undefined>;
  readonly schedules: readonly ScheduleSpec[];
};

const layGround = async (
  options: StackOptions,
  port: number,
  dataDir: DataDir,
): Promise<Ground> => {
  const url = `http://127.0.0.1:${port}`;
  const database = await openDatabase(options, dataDir);
  try {
    const folder = options.cdkOut ?? (await synthesizeFor(options));
    const deployment = readDeployment(folder, { OidcIssuer: `${url}/oidc` });
    const acknowledged = checkSupport(deployment);
    const schedules = readSchedules(deployment);
    // A mapping that cannot be served must stop the start before anything else runs.
    readMappings(deployment);
    const tables = await createTables(database.endpoint, readTables(deployment));
    const streamArns = new Map(tables.map(({ name, streamArn }) => [name, streamArn]));
    return {
      options,
      port,
      url,
      dataDir,
      database,
      deployment,
      acknowledged,
      streamArns,
      schedules,
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
};

const synthesizeFor = (options: StackOptions): Promise<string> =>
  synthesize({
    stage: options.stage ?? 'local',
    ...(options.quiet !== true && { onProgress: options.print ?? console.log }),
  });

const createConsumers = (
  { options, deployment, dataDir, database, streamArns }: Ground,
  functions: Functions,
  queues: Queues,
  sink: LogSink,
): StreamConsumer[] => {
  const checkpoints = dataDir.json<Record<string, Record<string, string>>>('stream-checkpoints');
  return readMappings(deployment).map((mapping) =>
    createStreamConsumer(mapping, {
      endpoint: () => database.endpoint,
      engineStreamArn: () => {
        const table = /:table\/([^/]+)\//.exec(mapping.streamArn)?.[1] ?? '';
        const arn = streamArns.get(table);
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

const tableArnPrefix = ({ stacks }: Deployment): string => {
  const [stack] = stacks;
  return `arn:${stack?.partition}:dynamodb:${stack?.region}:${stack?.account}:table/`;
};

/** Lambda's Invoke, for functions that call functions. */
const lambdaInvoke =
  (functions: Functions, later: AsyncInvocations): AwsBackends['invoke'] =>
  async (name, kind, payload) => {
    const arn = functions.specs.find((spec) => spec.name === name)?.arn ?? '';
    if (kind === 'Event') {
      later.accept(arn, payload);
      return { status: 202, body: '' };
    }
    const result = await functions.invokeText(arn, payload);
    if (result.ok) return { status: 200, body: result.payload };
    const headers = { 'x-amz-function-error': 'Unhandled' };
    return { status: 200, body: result.error, headers };
  };

type Services = {
  readonly functions: Functions;
  readonly aws: AwsEndpoint;
  readonly later: AsyncInvocations;
  readonly queues: Queues;
  readonly consumers: readonly StreamConsumer[];
  readonly scheduler: Scheduler;
  readonly socketApi: SocketService | undefined;
  readonly oidc: Oidc;
  readonly sink: LogSink;
};

const raise = async (ground: Ground, server: Server): Promise<Services> => {
  const { options, port, url, dataDir, database, deployment, schedules } = ground;
  const aws = await startAwsEndpoint();
  const specs = readFunctions(deployment, {
    localise: createLocaliser(deployment, port),
    awsEndpoint: aws.url,
  });
  const sink = createLogs({
    print: options.quiet === true ? undefined : (options.print ?? console.log),
    shortName: shortNames(specs),
    coloured: options.print === undefined && process.stdout.isTTY === true,
  });
  const queues = createQueues(deployment, join(dataDir.path, 'queues'));
  const functions = createFunctions(specs, dataDir, await buildWorker(dataDir.path), sink);
  const later = createAsyncInvocations({
    settingsOf: asyncSettingsOf(deployment),
    invoke: functions.invokeText,
    bury: queues.send,
    retryDelaysMs: options.asyncRetryDelaysMs ?? [60_000, 120_000],
  });
  aws.serve({
    databaseEndpoint: () => database.endpoint,
    tableArnPrefix: tableArnPrefix(deployment),
    callers: callersOf(deployment, specs),
    services: {
      secretsmanager: createSecrets(deployment, dataDir.json('secrets')),
      AmazonSQS: queues.service,
    },
    functionArn: (name) => specs.find((spec) => spec.name === name)?.arn ?? `unknown:${name}`,
    invoke: lambdaInvoke(functions, later),
    sink,
  });
  const consumers = createConsumers(ground, functions, queues, sink);
  const scheduler = createScheduler(
    schedules,
    (spec, payload) => later.accept(spec.functionArn, payload),
    dataDir.json('schedules'),
  );
  const mayInvoke = readPermissions(deployment);
  const limits = { ...usualSocketLimits, ...options.socketLimits };
  const http = readHttpApi(deployment, port);
  const socket = readSocketApi(deployment, port, limits);
  const httpApi = http && createHttpApi(http, functions.invoke, mayInvoke);
  const socketApi = socket && createSocketApi(socket, functions.invoke, mayInvoke);
  const oidc = startOidc({ issuer: `${url}/oidc`, origin: url, keys: dataDir.json('oidc') });
  openFrontDoor(server, { httpApi, socketApi, oidc, aws, sink });
  for (const consumer of consumers) consumer.start();
  if (options.schedules !== false) scheduler.start();
  return { functions, aws, later, queues, consumers, scheduler, socketApi, oidc, sink };
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** In order: no new work, running work to its end, then what it stands on. */
const stopInOrder = async (
  server: Server,
  { database, dataDir }: Ground,
  { functions, aws, later, consumers, scheduler, socketApi }: Services,
): Promise<void> => {
  scheduler.stop();
  later.stop();
  server.close();
  server.closeIdleConnections();
  await socketApi?.stop();
  const stopping = consumers.map((consumer) => consumer.stop());
  await Promise.all([...functions.byArn.values()].map((pool) => pool.stop(3000)));
  await Promise.all(stopping);
  await closeServer(server);
  await aws.stop();
  await database.stop();
  dataDir.release();
};

/** As a power cut: processes first, so that nothing that was cut off is still written down as done. */
const killAtOnce = async (
  server: Server,
  { database, dataDir }: Ground,
  { functions, aws, later, consumers, scheduler, socketApi }: Services,
): Promise<void> => {
  for (const pool of functions.byArn.values()) pool.killAll();
  const dying = database.kill();
  scheduler.stop();
  later.stop();
  const stopping = [
    ...consumers.map((consumer) => consumer.stop()),
    ...[...functions.byArn.values()].map((pool) => pool.stop(0)),
  ];
  await dying;
  await closeServer(server);
  socketApi?.cut();
  await Promise.all(stopping);
  await aws.stop();
  dataDir.release();
};

const handleOf = (server: Server, ground: Ground, services: Services): LocalStack => {
  const { deployment, database, dataDir, schedules, url, port } = ground;
  const { functions, consumers, queues, socketApi } = services;
  let ended: Promise<void> | undefined;

  const scheduleOf = (prefix: string): ScheduleSpec => {
    const found = schedules.find(
      ({ name, logicalId }) => name.startsWith(prefix) || logicalId.startsWith(prefix),
    );
    if (found === undefined) throw new Error(`No schedule's name starts with ${prefix}.`);
    return found;
  };
  const tableName = (prefix: string): string => {
    const table = deployment
      .ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')
      .find(({ logicalId }) => logicalId.startsWith(prefix));
    if (table === undefined) throw new Error(`No table's logical id starts with ${prefix}.`);
    return deployment.ref(table);
  };

  return {
    url,
    wsUrl: `ws://127.0.0.1:${port}/ws`,
    issuer: `${url}/oidc`,
    databaseEndpoint: database.endpoint,
    databaseEngine: database.engine,
    tableName,
    functions: functions.specs,
    setupFunction: deployment
      .ofType('AWS::Lambda::Function')
      .find(({ metadata }) => metadata['nuanxin:setup'] === true)?.logicalId,
    dataDir: dataDir.path,
    acknowledged: ground.acknowledged,
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
    setFaults: services.aws.setFaults,
    setMeter: services.aws.setMeter,
    restartDatabase: (downMs = 0) => database.restart(downMs),
    cutSockets: (connectionId) => socketApi?.cut(connectionId) ?? 0,
    socketCount: () => socketApi?.connections().length ?? 0,
    setDemoAccounts: services.oidc.setAccounts,
    warm: async () => {
      // One after the other: the first requests need the processors, too.
      for (const pool of functions.byArn.values()) await pool.warm();
    },
    logs: services.sink.lines,
    stop: () => {
      ended ??= stopInOrder(server, ground, services);
      return ended;
    },
    kill: () => {
      ended ??= killAtOnce(server, ground, services);
      return ended;
    },
  };
};

/**
 * Serves a synthesized app on this machine: tables, functions, APIs, streams, schedules, secrets, all as the
 * template says. Resolves when requests are answered.
 */
export const startStack = async (options: StackOptions): Promise<LocalStack> => {
  const port = options.port ?? (await freePort());
  const server = await listen(port);
  let dataDir: DataDir | undefined;
  let ground: Ground | undefined;
  try {
    dataDir = await openDataDir(options.dataDir, options.fresh === true);
    ground = await layGround(options, port, dataDir);
    return handleOf(server, ground, await raise(ground, server));
  } catch (error) {
    await closeServer(server);
    await ground?.database.stop();
    dataDir?.release();
    throw error;
  }
};
