/** Secrets of one sign-in (RFC 7636 and OpenID Connect Core §3.1.2.1), kept in this tab until the answer comes. */
export type SignInAttempt = {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly issuer: string;
  /** Hash of the page to return to. */
  readonly returnTo: string;
};

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

export const newAttempt = (issuer: string, returnTo: string): SignInAttempt => {
  const secret = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
  return { verifier: secret(), state: secret(), nonce: secret(), issuer, returnTo };
};

/** S256, the only method that we offer. */
export const challengeOf = async (verifier: string): Promise<string> =>
  base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
  );
