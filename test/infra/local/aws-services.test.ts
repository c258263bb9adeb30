import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '#infra/local/stack.ts';
import {
  behave,
  hits,
  newDataDir,
  removeDataDir,
  startFixture,
  until,
  writeNote,
} from './fixture-stack.ts';

const dataDir = newDataDir();
let stack: LocalStack;

beforeAll(async () => {
  stack = await startFixture(dataDir);
});
afterAll(async () => {
  await stack.stop();
  removeDataDir(dataDir);
});

type Answer = { readonly status: number; readonly body: { __type: string; message: string } };
const answerOf = async (response: Response): Promise<Answer> => (await response.json()) as Answer;

describe('rights', () => {
  it('denies what the role does not allow, by action and resource', async () => {
    const { status, body } = await answerOf(await behave(stack, { do: 'forbidden' }));
    expect(status).toBe(400);
    expect(body.__type).toBe('AccessDeniedException');
    expect(body.message).toContain('dynamodb:Scan');
    expect(body.message).toContain(`:table/${stack.tableName('Notes')}`);
  });

  it('refuses services that nothing here serves by name', async () => {
    const { status, body } = await answerOf(await behave(stack, { do: 'unserved' }));
    expect(status).toBe(501);
    expect(body.message).toBe('The local runner does not serve TrentService.Encrypt.');
  });
});

describe('secrets', () => {
  it('draws a value by the template’s rules and keeps it over a restart', async () => {
    const read = async () => {
      const answer = await behave(stack, { do: 'secret' });
      return JSON.parse(((await answer.json()) as { SecretString: string }).SecretString) as object;
    };
    const first = await read();
    expect(first).toMatchObject({ kid: 'k1', key: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
    await stack.stop();
    stack = await startFixture(dataDir);
    expect(await read()).toEqual(first);
  });
});

describe('faults', () => {
  it('shows a function throttling, conflicts and lost answers when a test says so', async () => {
    const types: string[] = [];
    for (const fault of ['throttled', 'transaction-conflict', 'server-error'] as const) {
      stack.setFaults(({ action }) => (action === 'PutItem' ? fault : undefined));
      const failed = (await (await writeNote(stack, 'f', fault)).json()) as { __type: string };
      types.push(failed.__type.split('#')[1] ?? '');
    }
    expect(types).toEqual([
      'ThrottlingException',
      'TransactionConflictException',
      'InternalServerError',
    ]);
    stack.setFaults(({ action }) => (action === 'PutItem' ? 'answer-lost' : undefined));
    expect((await writeNote(stack, 'lost', 'written all the same')).status).toBe(503);
    stack.setFaults(undefined);
    const found = await fetch(`${stack.url}/notes/lost`, {
      headers: { authorization: 'Bearer good' },
    });
    expect(await found.json()).toMatchObject({ Item: { text: { S: 'written all the same' } } });
  });

  it('finds the same data after the database was killed and came back', async () => {
    await writeNote(stack, 'kept', 'before');
    await stack.restartDatabase();
    const found = await fetch(`${stack.url}/notes/kept`, {
      headers: { authorization: 'Bearer good' },
    });
    expect(await found.json()).toMatchObject({ Item: { text: { S: 'before' } } });
  });
});

describe('schedules and asynchronous calls', () => {
  it('fires a schedule by name with its input', async () => {
    expect(await stack.fireSchedule('Sweep')).toMatchObject({
      job: 'sweep',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('fires a rate as soon as the clock starts', async () => {
    await stack.stop();
    const before = newDataDir();
    const clocked = await startFixture(before, { schedules: true });
    await until(async () => (await hits(clocked, 'job')) >= 1);
    await clocked.stop();
    removeDataDir(before);
    stack = await startFixture(dataDir);
  });

  it('says which function failed and how', async () => {
    await expect(stack.invoke('Job', { fail: true })).rejects.toThrow('Error: on purpose');
    await expect(stack.invoke('Nobody', {})).rejects.toThrow('Nobody');
  });
});
