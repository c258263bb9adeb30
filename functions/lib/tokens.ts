import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { AccessSubject, Tokens } from '#functions/ports.ts';
import { type Instant, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

const ACCESS_LIFE = 15 * MINUTE;
const ISSUER = 'nuanxin';

const claims = z.object({
  sub: z.string(),
  kind: z.enum(['visitor', 'staff']),
  tier: z.enum(['agent', 'supervisor', 'office', 'department', 'editor']).nullable(),
  name: z.string(),
  departments: z.array(z.string()),
  sid: z.string(),
  exp: z.int(),
});
export type AccessClaims = z.infer<typeof claims>;

/** A short-lived access token of our own (HS256): every function that has the key can check it without a look-up. */
const signAccess = (
  key: Uint8Array,
  { subject, kind, tier, name, departments, sessionId }: AccessSubject,
  now: Instant,
): Promise<string> =>
  new SignJWT({ kind, tier, name, departments: [...departments], sid: sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt(Math.floor(now / SECOND))
    .setExpirationTime(Math.floor((now + ACCESS_LIFE) / SECOND))
    .sign(key);

export type TokenFault = 'expired' | 'invalid';

export const verifyAccess = async (
  key: Uint8Array,
  token: string,
  now: Instant,
): Promise<Result<AccessClaims, TokenFault>> => {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: ISSUER,
      currentDate: new Date(now),
    });
    return ok(claims.parse(payload));
  } catch (error) {
    return err(error instanceof errors.JWTExpired ? 'expired' : 'invalid');
  }
};

export const sha256 = (text: string): string =>
  createHash('sha256').update(text).digest('base64url');

const randomToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');

/**
 * The refresh token of a session's generation. It follows from the key, so that the answer to a repeated rotation can
 * be given again without the token being stored anywhere; the session row holds its hash only.
 */
const refreshToken = (
  key: Uint8Array,
  session: { readonly sessionId: string; readonly salt: string; readonly generation: number },
): string => {
  const { sessionId, salt, generation } = session;
  const mac = createHmac('sha256', key)
    .update(`refresh\n${sessionId}\n${salt}\n${generation}`)
    .digest('base64url');
  return `${sessionId}.${generation}.${mac}`;
};

const readRefreshToken = (
  token: string,
): { readonly sessionId: string; readonly generation: number } | undefined => {
  const parts = /^(ses_[0-9A-Z]{26})\.(\d{1,7})\.[A-Za-z0-9_-]{43}$/.exec(token);
  return parts?.[1] === undefined
    ? undefined
    : { sessionId: parts[1], generation: Number(parts[2]) };
};

const sameText = (a: string, b: string): boolean => {
  const left = Buffer.from(sha256(a));
  const right = Buffer.from(sha256(b));
  return timingSafeEqual(left, right);
};

/** Tokens with the key that `key` gives; the key may be looked up lazily and rotate. */
export const tokensWith = (key: () => Promise<Uint8Array>): Tokens => ({
  access: async (subject, now) => ({
    token: await signAccess(await key(), subject, now),
    expiresAt: now + ACCESS_LIFE,
  }),
  refresh: async (session) => refreshToken(await key(), session),
  readRefresh: readRefreshToken,
  hash: sha256,
  same: sameText,
  random: () => randomToken(),
  keyed: async (text) =>
    createHmac('sha256', await key())
      .update(`keyed\n${text}`)
      .digest('base64url')
      .slice(0, 22),
});
