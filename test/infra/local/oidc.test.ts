import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '#infra/local/stack.ts';
import { newDataDir, removeDataDir, startFixture } from './fixture-stack.ts';

const dataDir = newDataDir();
let stack: LocalStack;
const accounts = [
  { subject: 'demo-1', name: '林晓', role: '客服' },
  { subject: 'demo-2', name: '<沈岚>', role: '主管' },
];

beforeAll(async () => {
  stack = await startFixture(dataDir);
  stack.setDemoAccounts(accounts);
});
afterAll(async () => {
  await stack.stop();
  removeDataDir(dataDir);
});

type Discovery = {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
};

const discover = async (): Promise<Discovery> =>
  (await (await fetch(`${stack.issuer}/.well-known/openid-configuration`)).json()) as Discovery;

/** A browser's part: keeps cookies, follows redirects until the address starts with `stop`. */
const browse = (stop: string) => {
  const cookies = new Map<string, string>();
  const go = async (
    url: string,
    init: RequestInit = {},
  ): Promise<{ url: string; body: string }> => {
    if (url.startsWith(stop)) return { url, body: '' };
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        ...init.headers,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    return next === null ? { url, body: await answer.text() } : go(new URL(next, url).href);
  };
  return go;
};

const signIn = async (subject: string, redirectUri = `${stack.url}/console`) => {
  const { authorization_endpoint, token_endpoint } = await discover();
  const verifier = randomBytes(32).toString('base64url');
  const go = browse(`${redirectUri}?`);
  const page = await go(
    `${authorization_endpoint}?${new URLSearchParams({
      client_id: 'nuanxin-console',
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: redirectUri,
      state: 's1',
      nonce: 'n1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      prompt: 'login',
    })}`,
  );
  const done = await go(page.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ subject }).toString(),
  });
  const code = new URL(done.url).searchParams.get('code') ?? '';
  const tokens = await fetch(token_endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: stack.url,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'nuanxin-console',
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }).toString(),
  });
  return { page, done, tokens: (await tokens.json()) as { id_token: string } };
};

describe('the local issuer', () => {
  it('signs a chosen person in with PKCE and names them in the id token', async () => {
    const { page, tokens } = await signIn('demo-1');
    expect(page.body).toContain('林晓');
    expect(page.body).toContain('&#60;沈岚&#62;');
    const { jwks_uri, issuer } = await discover();
    expect(issuer).toBe(stack.issuer);
    const { payload, protectedHeader } = await jwtVerify(
      tokens.id_token,
      createRemoteJWKSet(new URL(jwks_uri)),
      { issuer, audience: 'nuanxin-console' },
    );
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ sub: 'demo-1', name: '林晓', nonce: 'n1' });
  });

  it('signs nobody in whom it does not know', async () => {
    const { done, tokens } = await signIn('somebody-else');
    expect(done.body).toContain('以谁的身份登录');
    expect(tokens).not.toHaveProperty('id_token');
  });

  it('keeps its signing key over a restart', async () => {
    const { tokens } = await signIn('demo-1');
    const port = Number(new URL(stack.url).port);
    await stack.stop();
    stack = await startFixture(dataDir, { port });
    const { jwks_uri, issuer } = await discover();
    const { payload } = await jwtVerify(tokens.id_token, createRemoteJWKSet(new URL(jwks_uri)), {
      issuer,
    });
    expect(payload.sub).toBe(decodeJwt(tokens.id_token).sub);
  });
});
