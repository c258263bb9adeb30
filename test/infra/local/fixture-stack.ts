import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamoCall } from '#infra/local/dynamo-call.ts';
import { type LocalStack, type StackOptions, startStack } from '#infra/local/stack.ts';
import { synthesize } from '#infra/local/synthesize.ts';

/** The fixture app's output; made once, used by every test file. */
export const fixtureOutput = (): Promise<string> =>
  synthesize({ stage: 'fixture', app: 'test/infra/local/fixture/app.ts' });

export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'nuanxin-runner-'));

export const removeDataDir = (dataDir: string): void =>
  rmSync(dataDir, { recursive: true, force: true });

export const startFixture = async (
  dataDir: string,
  options: Partial<StackOptions> = {},
): Promise<LocalStack> =>
  startStack({
    dataDir,
    cdkOut: await fixtureOutput(),
    quiet: true,
    schedules: false,
    asyncRetryDelaysMs: [20],
    streamPollMs: 20,
    ...options,
  });

/** A request to the function that does to itself what the test says. */
export const behave = (stack: LocalStack, input: object): Promise<Response> =>
  fetch(`${stack.url}/behave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });

export const writeNote = (stack: LocalStack, id: string, text: string): Promise<Response> =>
  fetch(`${stack.url}/notes`, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
    body: JSON.stringify({ id, text }),
  });

/** How often a fixture function counted something. */
export const hits = async (stack: LocalStack, what: string): Promise<number> => {
  const { Item } = await dynamoCall<{ Item?: { hits: { N: string } } }>(
    stack.databaseEndpoint,
    'GetItem',
    {
      TableName: stack.tableName('Notes'),
      Key: { pk: { S: 'counter' }, sk: { S: what } },
      ConsistentRead: true,
    },
  );
  return Number(Item?.hits.N ?? 0);
};

export const until = async (test: () => boolean | Promise<boolean>): Promise<void> => {
  const giveUp = Date.now() + 8000;
  while (!(await test())) {
    if (Date.now() > giveUp) throw new Error('waited 8 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
};
