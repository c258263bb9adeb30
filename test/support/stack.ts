import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { DemoAccount } from '#infra/local/oidc-page.ts';
import { type LocalStack, type StackOptions, startStack } from '#infra/local/stack.ts';
import { type ApiClient, createApiClient } from '#shared/client/api-client.ts';
import { ENDPOINTS } from '#shared/contract/endpoints.ts';
import { type Push, push } from '#shared/contract/push.ts';
import type { Session, StaffSession } from '#shared/contract/sessions.ts';

export type TestStack = LocalStack & {
  readonly accounts: readonly DemoAccount[];
  readonly dataDir: string;
  readonly end: () => Promise<void>;
};

/** The product on free ports with an empty database and the demo hospital; schedules fire only when told to. */
export const startTestStack = async (options: Partial<StackOptions> = {}): Promise<TestStack> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'nuanxin-stack-'));
  const cdkOut = process.env['NUANXIN_CDK_OUT'];
  const stack = await startStack({
    dataDir,
    quiet: true,
    schedules: false,
    ...(cdkOut === undefined ? {} : { cdkOut }),
    ...options,
  });
  const { accounts } = (await stack.invoke('Setup', { demo: true })) as { accounts: DemoAccount[] };
  stack.setDemoAccounts(accounts);
  return {
    ...stack,
    accounts,
    dataDir,
    end: async () => {
      await stack.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** A caller with a session of its own. */
export type Person<S extends Session = Session> = {
  readonly session: S;
  readonly api: ApiClient;
  /** Opens a socket; pushes arrive in `received`. */
  readonly socket: () => Promise<{ readonly ws: WebSocket; readonly received: Push[] }>;
};

export const clientOf = (url: string, token?: string): ApiClient =>
  createApiClient({
    endpoints: ENDPOINTS,
    fetch: (address, init) => fetch(address, init),
    baseUrl: url,
    token: () => token,
  });

/** The answer of a call that must succeed. */
export const value = <T>(outcome: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
};

const personOf = <S extends Session>(url: string, session: S): Person<S> => {
  const api = clientOf(url, session.accessToken);
  return {
    session,
    api,
    socket: async () => {
      const ticket = value(await api.call('socketTicket', {}));
      const ws = new WebSocket(`${ticket.url}?ticket=${encodeURIComponent(ticket.ticket)}`);
      const received: Push[] = [];
      ws.on('message', (data) => received.push(push.parse(JSON.parse(String(data)))));
      await new Promise<void>((resolve, reject) => {
        ws.once('open', () => resolve());
        ws.once('error', reject);
      });
      return { ws, received };
    },
  };
};

export const visitor = async (url: string): Promise<Person> =>
  personOf(
    url,
    value(await clientOf(url).call('openVisitorSession', { body: { channel: 'web' } })),
  );

type Jar = Map<string, string>;

const keepCookies = (jar: Jar, answer: Response): void => {
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
};

/** Follows redirects by hand, with cookies, until one leads to `stopAt`. */
const follow = async (
  jar: Jar,
  first: string,
  init: RequestInit,
  stopAt: string,
): Promise<string> => {
  let address = first;
  let request: RequestInit = init;
  for (let hops = 0; hops < 12; hops += 1) {
    if (address.startsWith(stopAt)) return address;
    const cookie = [...jar].map(([name, text]) => `${name}=${text}`).join('; ');
    const answer = await fetch(address, {
      ...request,
      redirect: 'manual',
      headers: { ...request.headers, cookie },
    });
    keepCookies(jar, answer);
    const location = answer.headers.get('location');
    if (location === null) return address;
    address = new URL(location, address).href;
    request = {};
  }
  throw new Error(`too many redirects from ${first}`);
};

/** An id token of the local issuer, as a browser gets it: code flow with PKCE and the sign-in page's form. */
export const idTokenOf = async (
  stack: Pick<LocalStack, 'url' | 'issuer'>,
  subject: string,
): Promise<{ idToken: string; nonce: string }> => {
  const verifier = randomBytes(32).toString('base64url');
  const nonce = randomBytes(16).toString('base64url');
  const redirectUri = `${stack.url}/console`;
  const query = new URLSearchParams({
    client_id: 'nuanxin-console',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'test',
    nonce,
  });
  const jar: Jar = new Map();
  const page = await follow(jar, `${stack.issuer}/auth?${query}`, {}, redirectUri);
  const back = await follow(
    jar,
    page,
    {
      method: 'POST',
      body: new URLSearchParams({ subject }),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    redirectUri,
  );
  const code = new URL(back).searchParams.get('code') ?? '';
  const answer = await fetch(`${stack.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'nuanxin-console',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const { id_token: idToken } = (await answer.json()) as { id_token?: string };
  if (idToken === undefined) throw new Error(`no id token for ${subject}: status ${answer.status}`);
  return { idToken, nonce };
};

export const staff = async (
  stack: Pick<LocalStack, 'url' | 'issuer'>,
  subject: string,
): Promise<Person<StaffSession>> =>
  personOf(
    stack.url,
    value(await clientOf(stack.url).call('staffSignIn', { body: await idTokenOf(stack, subject) })),
  );

/** Waits until `probe` gives something, or fails with `what`. */
export const until = async <T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 15_000,
): Promise<T> => {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${ms} ms in vain: ${what}`);
};

let counter = 0;
/** A client id nobody used before. */
export const freshId = (): string =>
  `test-${Date.now().toString(36)}-${(counter++).toString(36).padStart(4, '0')}`;
