import { DynamoError, dynamoCall } from './dynamo-call.ts';
import { StartError } from './start-error.ts';

type KeyPart = { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' };
type Attribute = { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' };
type Index = {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyPart[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: string[] };
};

/** A table as AWS::DynamoDB::GlobalTable and AWS::DynamoDB::Table declare it, with its final name. */
export type TableDefinition = {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly Attribute[];
  readonly KeySchema: readonly KeyPart[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
  readonly StreamSpecification?: { readonly StreamViewType: string };
  readonly TimeToLiveSpecification?: {
    readonly AttributeName?: string;
    readonly Enabled: boolean;
  };
};

type Described = {
  readonly Table: {
    readonly TableStatus: string;
    readonly KeySchema: readonly KeyPart[];
    readonly GlobalSecondaryIndexes?: readonly (Index & { readonly IndexStatus?: string })[];
    readonly LatestStreamArn?: string;
    readonly StreamSpecification?: { readonly StreamViewType?: string };
  };
};

/** What the rest of the runner needs to know about a table that exists. */
export type LiveTable = { readonly name: string; readonly streamArn: string | undefined };

const describe = async (endpoint: string, name: string): Promise<Described | undefined> => {
  try {
    return await dynamoCall<Described>(endpoint, 'DescribeTable', { TableName: name });
  } catch (error) {
    if (error instanceof DynamoError && error.type === 'ResourceNotFoundException')
      return undefined;
    throw error;
  }
};

const isReady = ({ Table }: Described): boolean =>
  Table.TableStatus === 'ACTIVE' &&
  (Table.GlobalSecondaryIndexes ?? []).every(
    (index) => index.IndexStatus === undefined || index.IndexStatus === 'ACTIVE',
  );

const untilActive = async (endpoint: string, name: string): Promise<Described> => {
  for (let round = 0; round < 400; round += 1) {
    const described = await describe(endpoint, name);
    if (described !== undefined && isReady(described)) return described;
    await new Promise((resolve) => setTimeout(resolve, round < 10 ? 10 : 50));
  }
  throw new StartError(`Table ${name} did not become active.`);
};

const indexInput = (index: Index) => ({
  IndexName: index.IndexName,
  KeySchema: index.KeySchema,
  Projection: index.Projection,
});

const createInput = (table: TableDefinition) => ({
  TableName: table.TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: table.AttributeDefinitions,
  KeySchema: table.KeySchema,
  ...(table.GlobalSecondaryIndexes && {
    GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(indexInput),
  }),
  ...(table.LocalSecondaryIndexes && {
    LocalSecondaryIndexes: table.LocalSecondaryIndexes.map(indexInput),
  }),
  ...(table.StreamSpecification && {
    StreamSpecification: {
      StreamEnabled: true,
      StreamViewType: table.StreamSpecification.StreamViewType,
    },
  }),
});

const keyText = (keys: readonly KeyPart[]): string =>
  keys.map((key) => `${key.KeyType} ${key.AttributeName}`).join(', ');

const mustStartFresh = (name: string, what: string): StartError =>
  new StartError(
    `Table ${name} in DATA_DIR ${what}. Start with --fresh to empty it (npm start -- --fresh).`,
  );

/** Data survives changes of the template as it would in AWS: new indexes are added, new keys are refused. */
const bringUpToDate = async (
  endpoint: string,
  table: TableDefinition,
  { Table: live }: Described,
): Promise<void> => {
  if (keyText(live.KeySchema) !== keyText(table.KeySchema))
    throw mustStartFresh(table.TableName, 'has another key than the template');
  const liveIndexes = new Map(
    (live.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, index]),
  );
  for (const index of table.GlobalSecondaryIndexes ?? []) {
    const existing = liveIndexes.get(index.IndexName);
    if (existing === undefined) {
      await dynamoCall(endpoint, 'UpdateTable', {
        TableName: table.TableName,
        AttributeDefinitions: table.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: indexInput(index) }],
      });
      await untilActive(endpoint, table.TableName);
    } else if (keyText(existing.KeySchema) !== keyText(index.KeySchema)) {
      throw mustStartFresh(table.TableName, `has another key of index ${index.IndexName}`);
    }
  }
  if (table.StreamSpecification !== undefined && live.LatestStreamArn === undefined)
    throw mustStartFresh(table.TableName, 'has no stream, the template wants one');
};

const setTimeToLive = async (endpoint: string, table: TableDefinition): Promise<void> => {
  const wanted = table.TimeToLiveSpecification;
  if (wanted?.AttributeName === undefined || !wanted.Enabled) return;
  await dynamoCall(endpoint, 'UpdateTimeToLive', {
    TableName: table.TableName,
    TimeToLiveSpecification: { AttributeName: wanted.AttributeName, Enabled: true },
  });
};

const createTable = async (endpoint: string, table: TableDefinition): Promise<LiveTable> => {
  const existing = await describe(endpoint, table.TableName);
  if (existing === undefined) {
    await dynamoCall(endpoint, 'CreateTable', createInput(table));
    await untilActive(endpoint, table.TableName);
    await setTimeToLive(endpoint, table);
  } else {
    await bringUpToDate(endpoint, table, existing);
  }
  const { Table } = await untilActive(endpoint, table.TableName);
  return { name: table.TableName, streamArn: Table.LatestStreamArn };
};

/** Creates the tables that are missing and adds missing indexes; existing data stays. */
export const createTables = async (
  endpoint: string,
  tables: readonly TableDefinition[],
): Promise<LiveTable[]> => {
  const live: LiveTable[] = [];
  for (const table of tables) live.push(await createTable(endpoint, table));
  return live;
};
