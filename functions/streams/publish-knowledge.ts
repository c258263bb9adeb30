import { z } from 'zod';
import { deps } from '#functions/lib/deps.ts';
import { beginInvocation, describeError, logger, withContext } from '#functions/lib/telemetry.ts';
import { isPassing } from '#functions/storage/table.ts';
import { failPublication, runPublication } from '#functions/usecases/run-publication.ts';

const record = z.object({
  dynamodb: z.object({
    SequenceNumber: z.string(),
    NewImage: z.object({
      jobId: z.object({ S: z.string() }),
      cid: z.object({ S: z.string() }).optional(),
    }),
  }),
});

type Answer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };
type Context = { readonly awsRequestId?: string };

/**
 * Carries out the publication whose row the stream tells of. A busy database makes the stream send it again; any other
 * failure is noted on the row, where the console shows it.
 */
export const handler = async (
  batch: { readonly Records: readonly unknown[] },
  context?: Context,
): Promise<Answer> => {
  beginInvocation({ job: 'publish-knowledge', correlationId: context?.awsRequestId ?? '' });
  for (const raw of batch.Records) {
    const { dynamodb } = record.parse(raw);
    const { jobId, cid } = dynamodb.NewImage;
    if (cid !== undefined) withContext({ correlationId: cid.S });
    try {
      const done = await runPublication(deps, jobId.S);
      logger.info('publication done', {
        jobId: jobId.S,
        kind: done?.kind,
        status: done?.status,
        tested: done?.tested,
        problems: done?.problems.length,
        snapshot: done?.snapshot,
      });
    } catch (error) {
      logger.error('publication failed', { jobId: jobId.S, ...describeError(error) });
      if (isPassing(error))
        return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
      await failPublication(deps, jobId.S, error instanceof Error ? error.message : '');
    }
  }
  return { batchItemFailures: [] };
};
