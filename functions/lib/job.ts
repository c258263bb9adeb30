import { randomBytes } from 'node:crypto';
import { beginInvocation, describeError, logger } from './telemetry.ts';

type Context = { readonly awsRequestId?: string };

/** A scheduled job: one line with the counts of its outcomes. An error is thrown on, so that retry and alarm see it. */
export const job =
  <T extends Readonly<Record<string, unknown>>>(name: string, run: () => Promise<T>) =>
  async (_event: unknown, context?: Context): Promise<T> => {
    beginInvocation({
      job: name,
      correlationId: context?.awsRequestId ?? randomBytes(12).toString('hex'),
    });
    const started = performance.now();
    try {
      const summary = await run();
      logger.info('job done', { ...summary, ms: Math.round(performance.now() - started) });
      return summary;
    } catch (error) {
      logger.error('job failed', describeError(error));
      throw error;
    }
  };
