import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '#infra/local/lambda-messages.ts';
import { type BatchSettings, processBatch, type StreamRecord } from '#infra/local/stream-batch.ts';

const record = (index: number): StreamRecord => ({
  eventID: String(index),
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(index), ApproximateCreationDateTime: Date.now() / 1000 },
});

const usual: BatchSettings = {
  maxRetries: 2,
  maxAgeSeconds: -1,
  bisects: true,
  reportsItems: true,
};

type Outcome = {
  readonly done: string[];
  readonly buried: string[];
  readonly checkpoints: number[];
  readonly invocations: string[][];
};

/** A function that never manages the poisoned records, by a report of its items or by failing as a whole. */
const work = async (
  size: number,
  poison: ReadonlySet<number>,
  settings: BatchSettings,
): Promise<Outcome> => {
  const outcome: Outcome = { done: [], buried: [], checkpoints: [], invocations: [] };
  const invoke = async (records: readonly StreamRecord[]): Promise<InvocationResult> => {
    const ids = records.map(({ eventID }) => eventID);
    outcome.invocations.push(ids);
    const bad = ids.findIndex((id) => poison.has(Number(id)));
    if (bad < 0) outcome.done.push(...ids);
    else if (settings.reportsItems) outcome.done.push(...ids.slice(0, bad));
    if (bad < 0) return { ok: true, payload: '{"batchItemFailures":[]}' };
    if (!settings.reportsItems)
      return {
        ok: false,
        reason: 'function-error',
        error: { errorType: 'Error', errorMessage: 'poison', trace: [] },
      };
    return {
      ok: true,
      payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier: ids[bad] }] }),
    };
  };
  await processBatch(
    Array.from({ length: size }, (_, index) => record(index)),
    settings,
    {
      invoke,
      bury: (records) => outcome.buried.push(...records.map(({ eventID }) => eventID)),
      checkpoint: (sequenceNumber) => outcome.checkpoints.push(Number(sequenceNumber)),
      isStopped: () => false,
      pause: async () => {},
    },
  );
  return outcome;
};

describe('a batch of stream records', () => {
  it('loses no record and buries only what cannot be done, whatever is poisoned', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 4 }),
        fc.boolean(),
        async (size, poisoned, reportsItems) => {
          const poison = new Set(poisoned.filter((index) => index < size));
          const outcome = await work(size, poison, { ...usual, reportsItems });
          const buried = new Set(outcome.buried.map(Number));
          expect(buried).toEqual(poison);
          const seen = new Set([...outcome.done.map(Number), ...buried]);
          expect(seen.size).toBe(size);
          // Checkpoints only ever move forward and end at the last record.
          expect(outcome.checkpoints).toEqual([...outcome.checkpoints].sort((a, b) => a - b));
          expect(outcome.checkpoints.at(-1)).toBe(size - 1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the whole batch up when it may not be bisected', async () => {
    const settings = { ...usual, bisects: false, reportsItems: false };
    const outcome = await work(4, new Set([2]), settings);
    expect(outcome.invocations).toHaveLength(1 + settings.maxRetries);
    expect(outcome.buried).toEqual(['0', '1', '2', '3']);
  });

  it('continues at the first failed record without repeating those before it', async () => {
    const outcome = await work(3, new Set([1]), { ...usual, maxRetries: 0 });
    expect(outcome.invocations[1]?.[0]).toBe('1');
    expect(outcome.done).toEqual(['0', '2']);
  });
});
