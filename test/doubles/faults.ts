import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '#functions/storage/table.ts';

/** The process died at this point, as far as its caller can tell. */
export class Crash extends Error {
  override name = 'Crash';
}

/** A small generator (mulberry32): the same seed, the same run. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const pause = async (random: () => number): Promise<void> => {
  const turns = Math.floor(random() * 4);
  for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

export type Faults = {
  /** Chance that a call is cut off before it reaches the database. */
  readonly before: number;
  /** Chance that the database does it and the answer is lost. */
  readonly after: number;
  /** Chance that the database refuses for the moment, as emulators never do. */
  readonly busy?: number;
};

const busyError = (): Error =>
  Object.assign(new Error('busy'), { name: 'ProvisionedThroughputExceededException' });

/** A client whose calls wait for random moments and fail at random points. */
export const faultyTable = (table: Table, random: () => number, faults: Faults): Table => {
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]): Promise<unknown> => {
    await pause(random);
    if (random() < faults.before) throw new Crash('cut off before');
    if (random() < (faults.busy ?? 0)) throw busyError();
    const answer = await table.client.send(command);
    await pause(random);
    if (random() < faults.after) throw new Crash('answer lost');
    return answer;
  };
  return { name: table.name, client: { send } as unknown as DynamoDBDocumentClient };
};
