import { randomUUID } from 'node:crypto';
import type { JsonFile } from './data-dir.ts';
import { DynamoError, dynamoCall } from './dynamo-call.ts';
import { matchesPattern } from './event-filter.ts';
import type { InvocationResult } from './lambda-messages.ts';
import type { LogSink } from './logs.ts';
import {
  type BatchSettings,
  type Burial,
  processBatch,
  type StreamRecord,
} from './stream-batch.ts';

/** An event source mapping on a table's stream. */
export type StreamMapping = BatchSettings & {
  readonly logicalId: string;
  readonly functionArn: string;
  readonly functionName: string;
  /** As the template names it: what the function sees. */
  readonly streamArn: string;
  readonly region: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly patterns: readonly unknown[];
  readonly deadLetters: string | undefined;
};

export type StreamOptions = {
  readonly endpoint: () => string;
  /** The engine's own name of the stream. */
  readonly engineStreamArn: () => string;
  readonly checkpoints: JsonFile<Checkpoints>;
  readonly invoke: (functionArn: string, event: object) => Promise<InvocationResult>;
  readonly bury: (queueArn: string, body: string) => void;
  readonly sink: LogSink;
  readonly pollMs: number;
};

/** The last finished record of each shard, by mapping and engine stream. */
type Checkpoints = Record<string, Record<string, string>>;

export type StreamConsumer = {
  readonly start: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Delivers again what the stream still holds, without moving the checkpoints. */
  readonly replay: (order: 'same' | 'reversed') => Promise<number>;
  /** Resolves when every record written before the call has been worked through. */
  readonly drained: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Shard = { readonly ShardId: string; readonly ParentShardId?: string };
type Page = { readonly Records?: StreamRecord[]; readonly NextShardIterator?: string | null };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Parents before children, else as the stream lists them. */
const inOrder = (shards: readonly Shard[]): Shard[] => {
  const ids = new Set(shards.map(({ ShardId }) => ShardId));
  const placed = new Set<string>();
  const ordered: Shard[] = [];
  const place = (shard: Shard): void => {
    if (placed.has(shard.ShardId)) return;
    placed.add(shard.ShardId);
    const parent = shards.find(({ ShardId }) => ShardId === shard.ParentShardId);
    if (parent !== undefined && ids.has(parent.ShardId)) place(parent);
    ordered.push(shard);
  };
  for (const shard of shards) place(shard);
  return ordered;
};

/** A put that changes nothing writes no record in AWS; dynoxide writes one. */
const changesNothing = ({ eventName, dynamodb }: StreamRecord): boolean =>
  eventName === 'MODIFY' &&
  dynamodb.NewImage !== undefined &&
  JSON.stringify(dynamodb.NewImage) === JSON.stringify(dynamodb.OldImage);

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );

/** Reads one table's stream for one function, in order, one batch at a time in each shard. */
export const createStreamConsumer = (
  mapping: StreamMapping,
  options: StreamOptions,
): StreamConsumer => {
  const saved: Checkpoints = options.checkpoints.read() ?? {};
  let paused = false;
  let stopped = false;
  let loop: Promise<void> = Promise.resolve();
  let rounds = 0;
  /** A mapping that is new to DATA_DIR starts where the template says, later shards at their beginning. */
  const stateKey = (): string => `${mapping.logicalId}@${options.engineStreamArn()}`;

  const call = <Output>(action: string, input: object): Promise<Output> =>
    dynamoCall<Output>(options.endpoint(), action, input, 'DynamoDBStreams_20120810');

  const shardsNow = async (): Promise<Shard[]> => {
    const { StreamDescription } = await call<{ StreamDescription: { Shards?: Shard[] } }>(
      'DescribeStream',
      { StreamArn: options.engineStreamArn() },
    );
    return inOrder(StreamDescription.Shards ?? []);
  };

  const iterator = async (shardId: string, after: string | undefined): Promise<string> => {
    const input = { StreamArn: options.engineStreamArn(), ShardId: shardId };
    const position =
      after === undefined || after === 'TRIM_HORIZON' || after === 'LATEST'
        ? { ShardIteratorType: after ?? 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    try {
      const got = await call<{ ShardIterator: string }>('GetShardIterator', {
        ...input,
        ...position,
      });
      return got.ShardIterator;
    } catch (error) {
      if (!(error instanceof DynamoError) || error.type !== 'TrimmedDataAccessException')
        throw error;
      const got = await call<{ ShardIterator: string }>('GetShardIterator', {
        ...input,
        ShardIteratorType: 'TRIM_HORIZON',
      });
      return got.ShardIterator;
    }
  };

  const positions = (): Record<string, string> => {
    const key = stateKey();
    saved[key] ??= {};
    return saved[key];
  };

  const remember = (shardId: string, sequenceNumber: string): void => {
    positions()[shardId] = sequenceNumber;
    // Another mapping shares the file: read it again and change only one's own part.
    options.checkpoints.write({ ...options.checkpoints.read(), [stateKey()]: positions() });
  };

  const wanted = (record: StreamRecord): boolean =>
    !changesNothing(record) &&
    (mapping.patterns.length === 0 ||
      mapping.patterns.some((pattern) => matchesPattern(pattern, record)));

  const eventOf = (records: readonly StreamRecord[]) => ({
    Records: records.map((record) => ({
      ...record,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: mapping.region,
      eventSourceARN: mapping.streamArn,
    })),
  });

  const bury =
    (shardId: string) => (records: readonly StreamRecord[], attempts: number, why: Burial) => {
      options.sink.note(
        mapping.functionName,
        'ERROR',
        `Gave up ${records.length} stream records after ${attempts} attempts (${why})`,
      );
      if (mapping.deadLetters === undefined) return;
      const body = {
        requestContext: {
          requestId: randomUUID(),
          functionArn: mapping.functionArn,
          condition: why,
          approximateInvokeCount: attempts,
        },
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: 'Unhandled',
        },
        version: '1.0',
        timestamp: new Date().toISOString(),
        DDBStreamBatchInfo: {
          shardId,
          startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
          endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
          batchSize: records.length,
          streamArn: mapping.streamArn,
        },
      };
      options.bury(mapping.deadLetters, JSON.stringify(body));
    };

  const work = async (shardId: string, records: readonly StreamRecord[]): Promise<void> => {
    for (const batch of chunks(records.filter(wanted), mapping.batchSize)) {
      await processBatch(batch, mapping, {
        invoke: (part) => options.invoke(mapping.functionArn, eventOf(part)),
        bury: bury(shardId),
        checkpoint: (sequenceNumber) => remember(shardId, sequenceNumber),
        isStopped: () => stopped,
        pause: (attempt) => wait(Math.min(100 * 2 ** attempt, 5000)),
      });
      if (stopped) return;
    }
    const last = records.at(-1)?.dynamodb.SequenceNumber;
    if (last !== undefined) remember(shardId, last);
  };

  /** A batching window gathers records for a while unless a full batch is there already. */
  const gather = async (
    shardIterator: string,
  ): Promise<{ records: StreamRecord[]; next: string | undefined }> => {
    const until = Date.now() + mapping.windowSeconds * 1000;
    const records: StreamRecord[] = [];
    let next: string | undefined = shardIterator;
    do {
      const page: Page = await call<Page>('GetRecords', { ShardIterator: next, Limit: 1000 });
      records.push(...(page.Records ?? []));
      next = page.NextShardIterator ?? undefined;
      if (records.length === 0 || records.length >= mapping.batchSize || next === undefined) break;
      if (mapping.windowSeconds > 0) await wait(options.pollMs);
    } while (Date.now() < until && !stopped);
    return { records, next };
  };

  const iterators = new Map<string, string>();
  const finished = new Set<string>();
  let shards: Shard[] = [];
  let listedAt = 0;

  const listShards = async (): Promise<void> => {
    if (Date.now() - listedAt < 5000 && shards.length > 0) return;
    shards = await shardsNow();
    listedAt = Date.now();
    const known = positions();
    // A fresh mapping with LATEST must not see what was written before it; mark the shards it found.
    if (Object.keys(known).length === 0)
      for (const { ShardId } of shards) known[ShardId] = mapping.startingPosition;
  };

  const readShard = async (shardId: string): Promise<number> => {
    const from = iterators.get(shardId) ?? (await iterator(shardId, positions()[shardId]));
    // Until the batch is done, an error must lead back to the saved checkpoint.
    iterators.delete(shardId);
    const { records, next } = await gather(from);
    if (records.length > 0) await work(shardId, records);
    if (next === undefined) {
      finished.add(shardId);
      listedAt = 0;
    } else if (!stopped) {
      iterators.set(shardId, next);
    }
    return records.length;
  };

  const round = async (): Promise<number> => {
    await listShards();
    let count = 0;
    for (const { ShardId, ParentShardId } of shards) {
      const parentOpen =
        ParentShardId !== undefined &&
        shards.some((shard) => shard.ShardId === ParentShardId) &&
        !finished.has(ParentShardId);
      if (!finished.has(ShardId) && !parentOpen && !stopped) count += await readShard(ShardId);
    }
    return count;
  };

  const complain = (error: unknown): void => {
    iterators.clear();
    if (!stopped)
      options.sink.note(
        mapping.functionName,
        'WARN',
        `Stream not read: ${error instanceof Error ? error.message : String(error)}`,
      );
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      let count = 0;
      if (!paused)
        try {
          count = await round();
          rounds += 1;
        } catch (error) {
          complain(error);
          await wait(options.pollMs);
        }
      if (count === 0) await wait(options.pollMs);
    }
  };

  const allRecords = async (): Promise<StreamRecord[]> => {
    const all: StreamRecord[] = [];
    for (const { ShardId } of await shardsNow()) {
      let next: string | undefined = await iterator(ShardId, 'TRIM_HORIZON');
      while (next !== undefined) {
        const page: Page = await call<Page>('GetRecords', { ShardIterator: next, Limit: 1000 });
        if ((page.Records ?? []).length === 0) break;
        all.push(...(page.Records ?? []));
        next = page.NextShardIterator ?? undefined;
      }
    }
    return all;
  };

  return {
    start: () => {
      loop = run();
    },
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
    replay: async (order) => {
      const records = (await allRecords()).filter(wanted);
      const batches = chunks(records, mapping.batchSize);
      if (order === 'reversed') batches.reverse();
      for (const batch of batches) await options.invoke(mapping.functionArn, eventOf(batch));
      return records.length;
    },
    drained: async () => {
      // One round may have begun before the call; the one after it sees everything.
      const goal = rounds + 2;
      while (rounds < goal && !stopped) await wait(10);
    },
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
};
