import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { MINUTE } from '#shared/kernel/clock.ts';
import { variable } from './env.ts';

const secretSchema = z.object({ tokenKey: z.string().min(32) });

let client: SecretsManagerClient | undefined;
let kept: { readonly key: Promise<Uint8Array>; readonly until: number } | undefined;

const fetchKey = async (): Promise<Uint8Array> => {
  client ??= new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
  });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: variable('SECRET_ARN') }));
  return new TextEncoder().encode(
    secretSchema.parse(JSON.parse(answer.SecretString ?? '')).tokenKey,
  );
};

/** The key that signs our tokens; looked up anew every ten minutes, so that a rotation arrives. */
export const tokenKey = (): Promise<Uint8Array> => {
  const now = Date.now();
  if (kept !== undefined && now < kept.until) return kept.key;
  const key = fetchKey();
  kept = { key, until: now + 10 * MINUTE };
  key.catch(() => {
    kept = undefined;
  });
  return key;
};
