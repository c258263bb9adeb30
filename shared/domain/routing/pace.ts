import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

/** Messages that a patient may send at once, and how fast that refills: nobody types faster. */
export const MESSAGE_PACE = { burst: 30, refillPerMinute: 30 } as const;

export type Bucket = { readonly tokens: number; readonly at: Instant };

/** A full bucket, of somebody who has not been heard of. */
export const fullBucket = (now: Instant): Bucket => ({ tokens: MESSAGE_PACE.burst, at: now });

/**
 * Takes one token: gives what is left, or after how many milliseconds there is one again. A clock that goes back
 * refills nothing and takes nothing away.
 */
export const takeToken = (
  bucket: Bucket,
  now: Instant,
): Result<Bucket, { readonly retryAfter: number }> => {
  const passed = Math.max(0, now - bucket.at);
  const perMillisecond = MESSAGE_PACE.refillPerMinute / MINUTE;
  const tokens = Math.min(MESSAGE_PACE.burst, bucket.tokens + passed * perMillisecond);
  if (tokens < 1) return err({ retryAfter: Math.ceil((1 - tokens) / perMillisecond) });
  return ok({ tokens: tokens - 1, at: Math.max(now, bucket.at) });
};
