import type { InvocationResult } from './lambda-messages.ts';

/** A stream record as DynamoDB Streams and Lambda events both spell it. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime?: number;
    readonly Keys?: unknown;
    readonly NewImage?: unknown;
    readonly OldImage?: unknown;
  };
};

export type BatchSettings = {
  /** Infinite as -1, as in the template. */
  readonly maxRetries: number;
  readonly maxAgeSeconds: number;
  readonly bisects: boolean;
  readonly reportsItems: boolean;
};

export type BatchWork = {
  readonly invoke: (records: readonly StreamRecord[]) => Promise<InvocationResult>;
  /** Gives a batch up: to the failure destination, or nowhere. */
  readonly bury: (records: readonly StreamRecord[], attempts: number, why: Burial) => void;
  /** Everything up to this record is done. */
  readonly checkpoint: (sequenceNumber: string) => void;
  readonly isStopped: () => boolean;
  readonly pause: (attempt: number) => Promise<void>;
};

export type Burial = 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const reportedItems = (payload: string): string[] | undefined => {
  const answer: unknown = JSON.parse(payload);
  if (answer === null) return [];
  const failures = isObject(answer) ? (answer['batchItemFailures'] ?? []) : undefined;
  if (!Array.isArray(failures)) return undefined;
  return failures.map((failure) => String(isObject(failure) ? failure['itemIdentifier'] : ''));
};

/**
 * Index of the first record that is not done: the batch's length when all are, 0 when the whole batch failed.
 * An answer that names no record of the batch fails all of it (Lambda, "Reporting batch item failures").
 */
const firstFailed = (
  result: InvocationResult,
  records: readonly StreamRecord[],
  reportsItems: boolean,
): number => {
  if (!result.ok) return 0;
  if (!reportsItems) return records.length;
  const reported = reportedItems(result.payload);
  if (reported === undefined) return 0;
  if (reported.length === 0) return records.length;
  const indexes = reported.map((id) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === id),
  );
  return indexes.includes(-1) ? 0 : Math.min(...indexes);
};

const isTooOld = (records: readonly StreamRecord[], maxAgeSeconds: number): boolean => {
  const made = records[0]?.dynamodb.ApproximateCreationDateTime;
  return maxAgeSeconds >= 0 && made !== undefined && Date.now() / 1000 - made > maxAgeSeconds;
};

/** What remains to be done, each piece with the attempts it has used up. */
type Piece = { readonly records: readonly StreamRecord[]; readonly attempts: number };

const halves = ({ records, attempts }: Piece): Piece[] => {
  const middle = Math.ceil(records.length / 2);
  // Bisecting does not use up the retry quota.
  return [
    { records: records.slice(0, middle), attempts },
    { records: records.slice(middle), attempts },
  ];
};

/** Pieces that follow a failed attempt; none when the batch is given up. */
const afterFailure = (piece: Piece, done: number, settings: BatchSettings): Piece[] => {
  const rest = piece.records.slice(done);
  if (settings.bisects && done > 0) return [{ records: rest, attempts: piece.attempts }];
  if (settings.bisects && rest.length > 1) return halves({ ...piece, records: rest });
  return [{ records: rest, attempts: piece.attempts + 1 }];
};

const burialOf = (piece: Piece, settings: BatchSettings): Burial | undefined => {
  if (isTooOld(piece.records, settings.maxAgeSeconds)) return 'MaximumRecordAgeExceeded';
  const exhausted = settings.maxRetries >= 0 && piece.attempts > settings.maxRetries;
  return exhausted ? 'RetryAttemptsExhausted' : undefined;
};

/** One attempt at a piece: what of it remains, or `stopped` when the runner ends in the middle. */
const attempt = async (
  piece: Piece,
  settings: BatchSettings,
  work: BatchWork,
): Promise<readonly Piece[] | 'stopped'> => {
  const { records, attempts } = piece;
  if (attempts > 0) await work.pause(attempts);
  const result = await work.invoke(records);
  // What was cut off by stopping is neither done nor failed.
  if (!result.ok && result.reason === 'stopped') return 'stopped';
  const done = firstFailed(result, records, settings.reportsItems);
  const lastDone = records[done - 1];
  if (lastDone !== undefined) work.checkpoint(lastDone.dynamodb.SequenceNumber);
  return done < records.length ? afterFailure(piece, done, settings) : [];
};

/** Works through one batch in order, with retries, until each of its records is done or given up. */
export const processBatch = async (
  batch: readonly StreamRecord[],
  settings: BatchSettings,
  work: BatchWork,
): Promise<void> => {
  const pieces: Piece[] = batch.length === 0 ? [] : [{ records: batch, attempts: 0 }];
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    if (work.isStopped()) return;
    const burial = piece.attempts > 0 ? burialOf(piece, settings) : undefined;
    if (burial === undefined) {
      const rest = await attempt(piece, settings, work);
      if (rest === 'stopped') return;
      pieces.unshift(...rest);
    } else {
      work.bury(piece.records, piece.attempts, burial);
      const last = piece.records.at(-1);
      if (last !== undefined) work.checkpoint(last.dynamodb.SequenceNumber);
    }
  }
};
