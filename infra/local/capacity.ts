/** What one call of a function to the database consumed, as the engine counts it. */
export type CapacityUse = {
  readonly functionName: string;
  readonly action: string;
  readonly reads: number;
  readonly writes: number;
};

export type CapacityMeter = (use: CapacityUse) => void;

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

/** The same call, asking for what it consumed. */
export const metered = (body: Record<string, unknown>): Buffer =>
  Buffer.from(JSON.stringify({ ...body, ReturnConsumedCapacity: 'TOTAL' }));

/** Units in an answer; one object for single calls, a list for batches and transactions. */
export const capacityOf = (functionName: string, action: string, answer: Buffer): CapacityUse => {
  const { ConsumedCapacity: consumed } = JSON.parse(answer.toString('utf8')) as {
    ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
  };
  const list = Array.isArray(consumed) ? consumed : consumed === undefined ? [] : [consumed];
  const units = list.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return WRITES.test(action)
    ? { functionName, action, reads: 0, writes: units }
    : { functionName, action, reads: units, writes: 0 };
};
