import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StaffSession } from '#shared/contract/sessions.ts';
import {
  askFreshSignIn,
  finishSignIn,
  isSignInAnswer,
  signInAddress,
} from '../../console/src/session/oidc.ts';
import { createStaffSession, SESSION_KEY } from '../../console/src/session/staff-session.ts';
import { memoryStore, NOON } from './open-console.tsx';

const ISSUER = 'https://id.example.org';
const PROVIDER = { issuer: ISSUER, clientId: 'nuanxin-console' };
const HERE = 'https://desk.example.org/console';

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });

const provider = (changes: { issuer?: string; tokens?: unknown; down?: boolean } = {}) => {
  const exchanged: URLSearchParams[] = [];
  const get = (async (url: string | URL | Request, init?: RequestInit) => {
    if (changes.down) throw new TypeError('down');
    if (String(url).endsWith('/.well-known/openid-configuration'))
      return json({
        issuer: changes.issuer ?? ISSUER,
        authorization_endpoint: `${ISSUER}/auth`,
        token_endpoint: `${ISSUER}/token`,
      });
    exchanged.push(new URLSearchParams(String(init?.body)));
    return json(changes.tokens ?? { id_token: 'the-id-token' });
  }) as typeof fetch;
  return { places: { tab: memoryStore(), device: memoryStore(), fetch: get }, exchanged };
};

const begin = async (places: ReturnType<typeof provider>['places']) => {
  const address = await signInAddress(PROVIDER, HERE, '#/inbox/c1', places);
  if (!address.ok) throw new Error(address.error.kind);
  return new URL(address.value).searchParams;
};

describe('signing in', () => {
  it('sends a challenge and redeems it with the verifier, the nonce and the page to return to', async () => {
    const { places, exchanged } = provider();
    const asked = await begin(places);
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'nuanxin-console',
      redirect_uri: HERE,
      code_challenge_method: 'S256',
    });
    const done = await finishSignIn(
      `?code=abc&state=${asked.get('state')}`,
      PROVIDER,
      HERE,
      places,
    );
    expect(done).toEqual({
      ok: true,
      value: { idToken: 'the-id-token', nonce: asked.get('nonce'), returnTo: '#/inbox/c1' },
    });
    const verifier = exchanged[0]?.get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(
      asked.get('code_challenge'),
    );
  });

  it('takes an answer once', async () => {
    const { places } = provider();
    const search = `?code=abc&state=${(await begin(places)).get('state')}`;
    await finishSignIn(search, PROVIDER, HERE, places);
    expect(await finishSignIn(search, PROVIDER, HERE, places)).toEqual({
      ok: false,
      error: { kind: 'not-our-answer' },
    });
  });

  it.each([
    ['an answer to nobody’s question', () => '?code=abc&state=stolen'],
    [
      'another provider’s answer',
      (state: string) => `?code=abc&state=${state}&iss=https%3A%2F%2Fevil.example`,
    ],
  ])('refuses %s', async (_, search) => {
    const { places, exchanged } = provider();
    const state = (await begin(places)).get('state') ?? '';
    expect(await finishSignIn(search(state), PROVIDER, HERE, places)).toEqual({
      ok: false,
      error: { kind: 'not-our-answer' },
    });
    expect(exchanged).toEqual([]);
  });

  it('names why it could not go on', async () => {
    const wrong = provider({ issuer: 'https://other.example' });
    expect(await signInAddress(PROVIDER, HERE, '', wrong.places)).toEqual({
      ok: false,
      error: { kind: 'issuer-differs' },
    });
    const down = provider({ down: true });
    expect(await signInAddress(PROVIDER, HERE, '', down.places)).toEqual({
      ok: false,
      error: { kind: 'provider-unreachable' },
    });
    const denied = provider();
    const state = (await begin(denied.places)).get('state');
    expect(
      await finishSignIn(`?error=access_denied&state=${state}`, PROVIDER, HERE, denied.places),
    ).toEqual({
      ok: false,
      error: { kind: 'refused', error: 'access_denied' },
    });
  });

  it('asks for the password again after a sign-out on this computer, until somebody has signed in', async () => {
    const { places } = provider();
    askFreshSignIn(places.device);
    const asked = await begin(places);
    expect(asked.get('prompt')).toBe('login');
    await finishSignIn(`?code=abc&state=${asked.get('state')}`, PROVIDER, HERE, places);
    expect((await begin(places)).has('prompt')).toBe(false);
  });

  it('knows an answer from any other address', () => {
    expect(isSignInAnswer('?code=a&state=b')).toBe(true);
    expect(isSignInAnswer('?error=a&state=b')).toBe(true);
    expect(isSignInAnswer('?code=a')).toBe(false);
  });
});

describe('the session of several tabs', () => {
  const session = (n: number, expiresAt: number): StaffSession => ({
    accessToken: `access-${n}`,
    expiresAt,
    refreshToken: `refresh-token-number-${n}`,
    subject: 'stf_me',
    staff: { staffId: 'stf_me', name: '李敏', tier: 'agent', departments: [], skills: [] },
  });

  const tabs = () => {
    const store = memoryStore();
    store.setItem(SESSION_KEY, JSON.stringify(session(1, NOON - 1)));
    const refreshes: string[] = [];
    let queue: Promise<unknown> = Promise.resolve();
    const locks = {
      request: <T>(_: string, run: () => Promise<T>): Promise<T> => {
        const mine = queue.then(run);
        queue = mine.catch(() => undefined);
        return mine;
      },
    };
    const answer = (async (_: string | URL | Request, init?: RequestInit) => {
      refreshes.push(String(init?.body));
      const { staff: __, ...next } = session(2, NOON + 600_000);
      return json(next);
    }) as typeof fetch;
    const ended: string[] = [];
    const tab = (name: string) =>
      createStaffSession({
        store,
        fetch: answer,
        now: () => NOON,
        locks,
        onEnded: () => ended.push(name),
        newCorrelationId: () => 'corr',
      });
    return { one: tab('one'), two: tab('two'), refreshes, ended };
  };

  it('is renewed by one tab, and used by both', async () => {
    const { one, two, refreshes, ended } = tabs();
    const tokens = await Promise.all([one.keeper.token(), two.keeper.token(), one.keeper.token()]);
    expect(tokens).toEqual(['access-2', 'access-2', 'access-2']);
    expect(refreshes).toHaveLength(1);
    expect(one.keeper.current()?.staff.name).toBe('李敏');
    expect(ended).toEqual([]);
  });
});
