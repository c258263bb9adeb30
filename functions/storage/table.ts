import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { err, ok, type Result } from '#shared/kernel/result.ts';

export type Item = Record<string, unknown>;
export type Table = {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Correlation id of the request at work, kept with what it writes so that the stream consumer can go on with it. */
  readonly trace?: () => string;
};

/** The attribute that carries it; nothing where there is none. */
export const traced = ({ trace }: Table): Item => {
  const id = trace?.() ?? '';
  return id === '' ? {} : { cid: id };
};

/** Short limits: a person waits at the other end, and every call may be repeated. */
export const documentClient = (endpoint?: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: 4,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000 },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

const named = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name === name;

export const isConditionFailure = (error: unknown): boolean =>
  named(error, 'ConditionalCheckFailedException');

/** All pages of a query, item by item. */
export async function* queryAll(
  { client, name }: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Item> {
  let from: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...input,
        TableName: name,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

type Reasons = { readonly CancellationReasons?: readonly { readonly Code?: string }[] };

const reasonsOf = (error: unknown): string[] =>
  named(error, 'TransactionCanceledException')
    ? ((error as Reasons).CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
    : [];

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const TRANSIENT = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/**
 * One transaction, repeated where another was in the way. A refused condition is an outcome, not an error: it names the
 * positions of the writes that were refused.
 */
export const transact = async (
  client: DynamoDBDocumentClient,
  items: NonNullable<TransactWriteCommandInput['TransactItems']>,
): Promise<Result<undefined, { readonly refused: readonly number[] }>> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return ok(undefined);
    } catch (error) {
      const reasons = reasonsOf(error);
      const refused = reasons.flatMap((code, i) => (code === 'ConditionalCheckFailed' ? [i] : []));
      if (refused.length > 0) return err({ refused });
      const conflict =
        reasons.some((code) => TRANSIENT.has(code)) || named(error, 'TransactionConflictException');
      if (!conflict || attempt >= 5) throw error;
      await pause(15 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
};

const UNAVAILABLE =
  /Throttl|ProvisionedThroughput|RequestLimit|TransactionConflict|TransactionCanceled|TransactionInProgress|InternalServerError|ServiceUnavailable|Timeout|ECONN|EPIPE|NetworkingError|socket hang up/i;

/** True where the same request may succeed in a moment: the database was busy, cut off or restarting. */
export const isPassing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return UNAVAILABLE.test(`${error.name} ${code} ${error.message}`);
};
