import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery, Notice } from '#shared/domain/notify/notice.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { postJson, type SendFetch } from './http-delivery.ts';

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>` with the shared key, as Stripe and others write it. */
export const signature = (key: string, body: string, now: Instant): string => {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
};

/** Signatures older than this are refused, so that a recorded request cannot be played again later. */
const TOLERANCE = 5 * MINUTE;

/** What a receiver does: the reference for hospitals that build one, and the check of our tests. */
export const verifySignature = (
  key: string,
  body: string,
  header: string,
  now: Instant,
): boolean => {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (given === '' || Math.abs(now - Number(seconds) * 1_000) > TOLERANCE) return false;
  const expected = createHmac('sha256', key).update(`${seconds}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
};

/** Sends one notice. The receiver dedupes by `id`: delivery is at least once. */
export const sendWebhook = (
  fetcher: SendFetch,
  target: { readonly url: string; readonly key: string },
  notice: Notice,
  now: Instant,
): Promise<Delivery> => {
  const { noticeId, ...rest } = notice;
  const body = JSON.stringify({ id: noticeId, type: 'notice', ...rest });
  return postJson(
    fetcher,
    { url: target.url, headers: { 'x-nuanxin-signature': signature(target.key, body, now) }, body },
    () => ({ kind: 'sent' }),
  );
};
