import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '#infra/local/stack.ts';
import {
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

describe('stream consumers', () => {
  it('deliver each insert that the filter lets through, once', async () => {
    for (let i = 0; i < 25; i += 1) await writeNote(stack, `a${i}`, 'alpha');
    await stack.streamsDrained();
    expect(await hits(stack, 'stream:alpha')).toBe(25);
    // A change of an existing note is no insert.
    await writeNote(stack, 'a0', 'changed');
    await stack.streamsDrained();
    expect(await hits(stack, 'stream:changed')).toBe(0);
  });

  it('go on where they stopped after an orderly restart', async () => {
    await stack.stop();
    stack = await startFixture(dataDir);
    await writeNote(stack, 'b', 'beta');
    await stack.streamsDrained();
    expect([await hits(stack, 'stream:alpha'), await hits(stack, 'stream:beta')]).toEqual([25, 1]);
  });

  it('wait while they are paused and catch up afterwards', async () => {
    stack.pauseStreams();
    await writeNote(stack, 'c', 'gamma');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await hits(stack, 'stream:gamma')).toBe(0);
    stack.resumeStreams();
    await stack.streamsDrained();
    expect(await hits(stack, 'stream:gamma')).toBe(1);
  });

  it('isolate a record that cannot be done, give it up to the dead letters and go on', async () => {
    stack.pauseStreams();
    for (const text of ['delta', 'poison', 'delta'])
      await writeNote(stack, `d-${Math.random()}`, text);
    stack.resumeStreams();
    await until(() => stack.deadLetters().length > 0);
    await stack.streamsDrained();
    expect(await hits(stack, 'stream:delta')).toBe(2);
    const [letter] = stack.deadLetters();
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
  });

  it('deliver everything again when a test asks for it', async () => {
    const before = await hits(stack, 'stream:alpha');
    await stack.replayStream('reversed');
    expect(await hits(stack, 'stream:alpha')).toBe(before + 25);
  });
});
