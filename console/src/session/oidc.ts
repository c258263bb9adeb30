import { z } from 'zod';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Store } from '../store/deps.ts';
import { readSaved, save } from '../store/saved.ts';
import { challengeOf, newAttempt, type SignInAttempt } from './pkce.ts';

/** Why the identity provider did not sign somebody in. The codes are what people read out to the operator. */
export type SignInFailure =
  | { readonly kind: 'provider-unreachable' }
  | { readonly kind: 'issuer-differs' }
  | { readonly kind: 'not-our-answer' }
  | { readonly kind: 'refused'; readonly error: string };

const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
});
const tokens = z.object({ id_token: z.string() });

const ATTEMPT = 'nuanxin.console.sign-in';
const FRESH = 'nuanxin.console.fresh-sign-in';

type Provider = { readonly issuer: string; readonly clientId: string };
type Places = { readonly tab: Store; readonly device: Store; readonly fetch: typeof fetch };

const discover = async (
  issuer: string,
  get: typeof fetch,
): Promise<Result<z.infer<typeof discovery>, SignInFailure>> => {
  try {
    const answer = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const document = discovery.safeParse(await answer.json());
    if (!document.success) return err({ kind: 'provider-unreachable' });
    // OpenID Connect Discovery §4.3: the document must name the issuer that it was asked for.
    return document.data.issuer === issuer ? ok(document.data) : err({ kind: 'issuer-differs' });
  } catch {
    return err({ kind: 'provider-unreachable' });
  }
};

/** The address that starts a sign-in. After a sign-out on a shared computer the provider asks for the password again. */
export const signInAddress = async (
  provider: Provider,
  redirectUri: string,
  returnTo: string,
  places: Places,
): Promise<Result<string, SignInFailure>> => {
  const document = await discover(provider.issuer, places.fetch);
  if (!document.ok) return document;
  const attempt = newAttempt(provider.issuer, returnTo);
  save(places.tab, ATTEMPT, attempt);
  const address = new URL(document.value.authorization_endpoint);
  const fields = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
    ...(readSaved(places.device, FRESH, false) ? { prompt: 'login' } : {}),
  };
  for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value);
  return ok(address.href);
};

/** From now on this device asks for a password before anyone is signed in. */
export const askFreshSignIn = (device: Store): void => save(device, FRESH, true);

export const isSignInAnswer = (search: string): boolean => {
  const answer = new URLSearchParams(search);
  return answer.has('state') && (answer.has('code') || answer.has('error'));
};

/** Exchanges the provider's answer in the address bar for an id token; the attempt is used up whatever comes. */
export const finishSignIn = async (
  search: string,
  provider: Provider,
  redirectUri: string,
  places: Places,
): Promise<
  Result<
    { readonly idToken: string; readonly nonce: string; readonly returnTo: string },
    SignInFailure
  >
> => {
  const answer = new URLSearchParams(search);
  const attempt = readSaved<SignInAttempt | null>(places.tab, ATTEMPT, null);
  save(places.tab, ATTEMPT, undefined);
  const issuer = answer.get('iss');
  const foreign =
    attempt === null ||
    attempt.state !== answer.get('state') ||
    attempt.issuer !== provider.issuer ||
    // RFC 9207: where the provider names itself, it must be the one that was asked.
    (issuer !== null && issuer !== provider.issuer);
  if (foreign) return err({ kind: 'not-our-answer' });
  const error = answer.get('error');
  if (error !== null) return err({ kind: 'refused', error });
  const document = await discover(provider.issuer, places.fetch);
  if (!document.ok) return document;
  try {
    const exchanged = await places.fetch(document.value.token_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: answer.get('code') ?? '',
        redirect_uri: redirectUri,
        client_id: provider.clientId,
        code_verifier: attempt.verifier,
      }),
    });
    const read = tokens.safeParse(await exchanged.json());
    if (!read.success) return err({ kind: 'refused', error: `token endpoint ${exchanged.status}` });
    save(places.device, FRESH, undefined);
    return ok({ idToken: read.data.id_token, nonce: attempt.nonce, returnTo: attempt.returnTo });
  } catch {
    return err({ kind: 'provider-unreachable' });
  }
};
