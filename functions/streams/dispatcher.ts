import { deps } from '#functions/lib/deps.ts';
import { beginInvocation, describeError, logger, withContext } from '#functions/lib/telemetry.ts';
import { type DeskRecord, deskChange } from '#functions/storage/desk-changes.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';

type Batch = { readonly Records: readonly unknown[] };
type Answer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };
type Context = { readonly awsRequestId?: string };

/** Records that were written by one request stand together: each run of them is done under its own id. */
const runsOf = (records: readonly DeskRecord[]): DeskRecord[][] => {
  const runs: DeskRecord[][] = [];
  for (const record of records) {
    const last = runs.at(-1);
    if (last?.[0]?.correlationId === record.correlationId) last.push(record);
    else runs.push([record]);
  }
  return runs;
};

/**
 * The only reader of the Desk stream. Records of a shard are in order, so the first failure ends the batch: it and
 * everything after it are delivered again. An unreadable record is logged and passed over, or it would block the shard
 * for a day.
 */
export const handler = async (batch: Batch, context?: Context): Promise<Answer> => {
  const own = context?.awsRequestId ?? '';
  beginInvocation({ job: 'dispatcher', correlationId: own });
  let done = 0;
  for (const run of runsOf(batch.Records.map(readable))) {
    withContext({ correlationId: run[0]?.correlationId || own });
    const { failedAt } = await dispatch(
      deps,
      run.map(({ change }) => change),
    );
    const failed = failedAt === undefined ? undefined : run[failedAt];
    if (failed !== undefined) return { batchItemFailures: [{ itemIdentifier: failed.sequence }] };
    done += run.length;
    for (const { change } of run)
      if (change !== undefined) logger.info('change dispatched', { kind: change.kind });
  }
  withContext({ correlationId: own });
  logger.info('batch done', { records: batch.Records.length, done });
  return { batchItemFailures: [] };
};

const readable = (raw: unknown): DeskRecord => {
  try {
    return deskChange(raw);
  } catch (error) {
    logger.error('record unreadable', describeError(error));
    return { sequence: '', correlationId: '', change: undefined };
  }
};
