import { deps } from '#functions/lib/deps.ts';
import { beginInvocation, describeError, logger, withContext } from '#functions/lib/telemetry.ts';
import { deskChange } from '#functions/storage/desk-changes.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';

type Batch = { readonly Records: readonly unknown[] };
type Answer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };
type Context = { readonly awsRequestId?: string };

/**
 * The only reader of the Desk stream. Records of a shard are in order, so the first failure ends the batch: it and
 * everything after it are delivered again. An unreadable record is logged and passed over, or it would block the shard
 * for a day.
 */
export const handler = async (batch: Batch, context?: Context): Promise<Answer> => {
  beginInvocation({ job: 'dispatcher', correlationId: context?.awsRequestId ?? '' });
  let done = 0;
  for (const raw of batch.Records) {
    const { sequence, change, correlationId } = readable(raw);
    if (correlationId !== '') withContext({ correlationId });
    try {
      if (change === undefined) continue;
      await dispatch(deps, change);
      done += 1;
      logger.info('change dispatched', { kind: change.kind });
    } catch (error) {
      logger.error('record failed', { sequence, ...describeError(error) });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  withContext({ correlationId: context?.awsRequestId ?? '' });
  logger.info('batch done', { records: batch.Records.length, done });
  return { batchItemFailures: [] };
};

const readable = (raw: unknown): ReturnType<typeof deskChange> => {
  try {
    return deskChange(raw);
  } catch (error) {
    logger.error('record unreadable', describeError(error));
    return { sequence: '', correlationId: '', change: undefined };
  }
};
