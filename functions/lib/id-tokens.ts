import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { IdTokens, Logger } from '#functions/ports.ts';
import { HOUR, SECOND } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { describeError } from './telemetry.ts';

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const claims = z.object({ sub: z.string().min(1).max(255), nonce: z.string(), exp: z.int() });

/** Asymmetric only: with a shared secret every client could write id tokens itself. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];

type Issuer = { readonly issuer: string; readonly clientId: string };

const keysOf = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(3 * SECOND) });
  if (!answer.ok) throw new Error('Timeout: the issuer does not answer');
  const found = discovery.parse(await answer.json());
  if (found.issuer !== issuer) throw new Error('the issuer calls itself by another name');
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: 3 * SECOND });
};

const FAULTS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'the id token has expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'the id token was issued for somebody else',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'the signature of the id token is not the issuer’s',
  ERR_JWKS_NO_MATCHING_KEY: 'the signature of the id token is not the issuer’s',
};

/** True where the token is at fault; anything else is the issuer's or the network's. */
const isTokenFault = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  error.code !== 'ERR_JWKS_TIMEOUT' &&
  error.code !== 'ERR_JOSE_GENERIC';

/** Checks id tokens: issuer, audience, signature by discovery and JWKS, expiry, nonce. */
export const idTokensOf = ({ issuer, clientId }: Issuer, logger: Logger): IdTokens => {
  let kept: { readonly keys: Promise<JWTVerifyGetKey>; readonly until: number } | undefined;

  const keys = (now: number): Promise<JWTVerifyGetKey> => {
    if (kept !== undefined && now < kept.until) return kept.keys;
    const found = keysOf(issuer);
    kept = { keys: found, until: now + HOUR };
    found.catch(() => {
      kept = undefined;
    });
    return found;
  };

  return {
    verify: async (idToken, nonce, now) => {
      try {
        const { payload } = await jwtVerify(idToken, await keys(now), {
          issuer,
          audience: clientId,
          algorithms: ALGORITHMS,
          clockTolerance: 30,
          currentDate: new Date(now),
          requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
        });
        const read = claims.parse(payload);
        if (read.nonce !== nonce)
          return err({
            kind: 'unauthenticated',
            detail: 'the id token answers another sign-in (nonce)',
          });
        return ok({ subject: read.sub, expiresAt: read.exp * SECOND });
      } catch (error) {
        if (isTokenFault(error))
          return err({
            kind: 'unauthenticated',
            detail: FAULTS[error.code] ?? 'the id token cannot be read',
          });
        logger.error('issuer not reachable', describeError(error));
        return err({ kind: 'unavailable' });
      }
    },
  };
};
