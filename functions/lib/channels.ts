import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { sendWebhook } from '#functions/channels/signed-webhook.ts';
import { sendRobotMessage } from '#functions/channels/wecom-robot.ts';
import type { Channels } from '#functions/ports.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { variable } from './env.ts';
import { describeError, logger } from './telemetry.ts';

/** What a hospital enters to be told outside of the console; an address that is missing or empty is not set up. */
const secretSchema = z.object({
  webhookUrl: z.union([z.url(), z.literal('')]).default(''),
  webhookKey: z.string().min(16),
  wecomRobotUrl: z.union([z.url(), z.literal('')]).default(''),
});

const LIFE = 5 * MINUTE;
let client: SecretsManagerClient | undefined;
let kept: { readonly channels: Promise<Channels>; readonly until: number } | undefined;

const load = async (): Promise<Channels> => {
  client ??= new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
  });
  const answer = await client.send(
    new GetSecretValueCommand({ SecretId: variable('CHANNEL_SECRET_ARN') }),
  );
  const read = secretSchema.safeParse(JSON.parse(answer.SecretString ?? '{}'));
  if (!read.success) {
    logger.error('channel secret malformed', { fields: z.treeifyError(read.error) });
    return { webhook: null, robot: null };
  }
  const { webhookUrl, webhookKey, wecomRobotUrl } = read.data;
  return {
    webhook:
      webhookUrl === ''
        ? null
        : (notice, now) => sendWebhook(fetch, { url: webhookUrl, key: webhookKey }, notice, now),
    robot:
      wecomRobotUrl === '' ? null : (message) => sendRobotMessage(fetch, wecomRobotUrl, message),
  };
};

/** The channels that are set up now; looked up anew every five minutes. An unreadable secret sends to consoles only. */
export const channelsNow = (): Promise<Channels> => {
  const now = Date.now();
  if (kept !== undefined && now < kept.until) return kept.channels;
  const channels = load().catch((error: unknown): Channels => {
    logger.error('channels not available', describeError(error));
    kept = undefined;
    return { webhook: null, robot: null };
  });
  kept = { channels, until: now + LIFE };
  return channels;
};
