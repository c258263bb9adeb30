import { randomBytes } from 'node:crypto';
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '#functions/storage/table.ts';
import { type Database, type Engine, startDatabase } from '#infra/local/database.ts';
import { type IndexSpec, TABLES, type TableName } from '#infra/tables.ts';

export type TestTables = Readonly<Record<TableName, Table>> & {
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  readonly stop: () => Promise<void>;
};

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export const clientFor = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 3 }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

const keySchema = (pk: string, sk: string) => [
  { AttributeName: pk, KeyType: 'HASH' as const },
  { AttributeName: sk, KeyType: 'RANGE' as const },
];

const projectionOf = ({ holds }: IndexSpec) => {
  if (holds === 'keys') return { ProjectionType: 'KEYS_ONLY' as const };
  return holds === 'everything'
    ? { ProjectionType: 'ALL' as const }
    : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...holds] };
};

/** The tables of infra/tables.ts, under names of their own so that suites on one engine do not meet. */
const createTables = async (
  client: DynamoDBDocumentClient,
  prefix: string,
): Promise<Record<TableName, Table>> => {
  const made: Partial<Record<TableName, Table>> = {};
  for (const [key, spec] of Object.entries(TABLES) as [TableName, (typeof TABLES)[TableName]][]) {
    const name = `${prefix}-${key}`;
    const indexes: readonly IndexSpec[] = spec.indexes;
    const names = ['pk', 'sk', ...indexes.flatMap(({ pk, sk }) => [pk, sk])];
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: names.map((n) => ({ AttributeName: n, AttributeType: 'S' })),
        KeySchema: keySchema('pk', 'sk'),
        ...(indexes.length === 0
          ? {}
          : {
              GlobalSecondaryIndexes: indexes.map((index) => ({
                IndexName: index.name,
                KeySchema: keySchema(index.pk, index.sk),
                Projection: projectionOf(index),
              })),
            }),
      }),
    );
    if (spec.ttl !== null)
      await client.send(
        new UpdateTimeToLiveCommand({
          TableName: name,
          TimeToLiveSpecification: { AttributeName: spec.ttl, Enabled: true },
        }),
      );
    made[key] = { client, name };
  }
  return made as Record<TableName, Table>;
};

/** The real engine: dynoxide, or the one that STORAGE_ENGINE names (`dynamodb-local`). */
export const openTables = async (): Promise<TestTables> => {
  const engine = process.env['STORAGE_ENGINE'] as Engine | undefined;
  const database: Database = await startDatabase(engine === undefined ? {} : { engine });
  const client = clientFor(database.endpoint);
  const tables = await createTables(client, `t${randomBytes(4).toString('hex')}`);
  return {
    ...tables,
    client,
    endpoint: database.endpoint,
    stop: async () => {
      client.destroy();
      await database.stop();
    },
  };
};
