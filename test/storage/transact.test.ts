import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { isPassing, transact } from '#functions/storage/table.ts';

const cancelled = (...codes: string[]): Error =>
  Object.assign(new Error('Transaction cancelled'), {
    name: 'TransactionCanceledException',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

/** Throws what it is given, in order, then succeeds. Emulators never answer conflicts or throttling. */
const failing = (...errors: Error[]) => {
  let calls = 0;
  const send = async (): Promise<object> => {
    const error = errors[calls];
    calls += 1;
    if (error !== undefined) throw error;
    return {};
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, calls: () => calls };
};

describe('a transaction', () => {
  it('is tried again where another was in the way, or the table was busy', async () => {
    const busy = failing(cancelled('None', 'TransactionConflict'), cancelled('ThrottlingError'));
    expect(await transact(busy.client, [])).toMatchObject({ ok: true });
    expect(busy.calls()).toBe(3);
  });

  it('tells which conditions were refused, and does not try those again', async () => {
    const refused = failing(cancelled('None', 'ConditionalCheckFailed', 'None'));
    expect(await transact(refused.client, [])).toEqual({ ok: false, error: { refused: [1] } });
    expect(refused.calls()).toBe(1);
  });

  it('gives up on conflicts after a while, as an outage that passes', async () => {
    const endless = failing(...Array.from({ length: 20 }, () => cancelled('TransactionConflict')));
    const error = await transact(endless.client, []).catch((thrown: unknown) => thrown);
    expect(isPassing(error)).toBe(true);
    expect(endless.calls()).toBe(6);
  });

  it('throws what is a mistake of ours at once', async () => {
    const wrong = failing(
      Object.assign(new Error('The provided key is wrong'), { name: 'ValidationException' }),
    );
    const error = await transact(wrong.client, []).catch((thrown: unknown) => thrown);
    expect(isPassing(error)).toBe(false);
    expect(wrong.calls()).toBe(1);
  });
});
