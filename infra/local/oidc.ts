import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Adapter, AdapterPayload, default as OidcProvider } from 'oidc-provider';
import { readBody } from './aws-endpoint.ts';
import type { JsonFile } from './data-dir.ts';
import { type DemoAccount, signInPage } from './oidc-page.ts';

export type { DemoAccount } from './oidc-page.ts';

type Keys = { readonly jwks: { keys: object[] }; readonly cookies: readonly string[] };

export type Oidc = {
  /** Serves everything below `/oidc`. */
  readonly handle: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly setAccounts: (accounts: readonly DemoAccount[]) => void;
};

export type OidcOptions = {
  readonly issuer: string;
  /** The console lives here; any page of it may receive the answer. */
  readonly origin: string;
  /** Signing keys outlive a restart, so that tokens do. */
  readonly keys: JsonFile<Keys>;
};

const mount = '/oidc';
const clientId = 'nuanxin-console';

const makeKeys = async (): Promise<Keys> => {
  const { generateKeyPair, exportJWK } = await import('jose');
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return {
    jwks: { keys: [{ ...jwk, alg: 'RS256', use: 'sig', kid: randomBytes(8).toString('hex') }] },
    cookies: [randomBytes(32).toString('hex')],
  };
};

/** Sign-ins in progress live in memory: after a restart a person picks their name again. */
const createAdapter = () => {
  const rows = new Map<string, AdapterPayload>();
  const find = async (test: (row: AdapterPayload) => boolean) => [...rows.values()].find(test);
  return (model: string): Adapter => {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload) => {
        rows.set(key(id), payload);
      },
      find: async (id) => rows.get(key(id)),
      findByUserCode: (userCode) => find((row) => row.userCode === userCode),
      findByUid: (uid) => find((row) => row.uid === uid),
      consume: async (id) => {
        const row = rows.get(key(id));
        if (row !== undefined) row.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => {
        rows.delete(key(id));
      },
      revokeByGrantId: async (grantId) => {
        for (const [name, row] of rows) if (row.grantId === grantId) rows.delete(name);
      },
    };
  };
};

/** The same machine under both of its names. */
const origins = (origin: string): string[] => [
  origin,
  origin.replace('//127.0.0.1:', '//localhost:'),
];

const createProvider = async (
  { issuer, origin, keys }: OidcOptions,
  accountOf: (subject: string) => DemoAccount | undefined,
): Promise<OidcProvider> => {
  const { default: Provider } = await import('oidc-provider');
  let stored = keys.read();
  if (stored === undefined) {
    stored = await makeKeys();
    keys.write(stored);
  }
  const provider = new Provider(issuer, {
    adapter: createAdapter(),
    clients: [
      {
        client_id: clientId,
        client_name: '暖心线',
        token_endpoint_auth_method: 'none',
        application_type: 'web',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: origins(origin).map((at) => `${at}/console`),
        post_logout_redirect_uris: origins(origin).map((at) => `${at}/console`),
      },
    ],
    jwks: stored.jwks as { keys: [] },
    cookies: { keys: [...stored.cookies] },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    // The console reads the id token alone, so it carries the name as well.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    ttl: { Session: 43_200, Grant: 43_200, Interaction: 3600, AccessToken: 3600, IdToken: 3600 },
    interactions: { url: (_, interaction) => `${mount}/sign-in/${interaction.uid}` },
    findAccount: (_, subject) => {
      const account = accountOf(subject);
      return (
        account && { accountId: subject, claims: () => ({ sub: subject, name: account.name }) }
      );
    },
    // Nobody is asked for consent: the console is the hospital's own.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider: own } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new own.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  // Any page of this origin may receive the answer, with or without a path.
  provider.Client.prototype.redirectUriAllowed = (uri: string) =>
    origins(origin).some((at) => uri === at || uri.startsWith(`${at}/`));
  return provider;
};

const send = (response: ServerResponse, status: number, html: string): void => {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(html);
};

/** An OpenID Connect issuer for this machine, by the same library that hospitals could run. Started on first use. */
export const startOidc = (options: OidcOptions): Oidc => {
  let accounts: readonly DemoAccount[] = [];
  const accountOf = (subject: string) => accounts.find((account) => account.subject === subject);
  let starting: Promise<OidcProvider> | undefined;
  const provider = (): Promise<OidcProvider> => {
    starting ??= createProvider(options, accountOf);
    return starting;
  };

  const signIn = async (
    incoming: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    const own = await provider();
    try {
      await own.interactionDetails(incoming, response);
    } catch {
      return send(
        response,
        400,
        '<!doctype html><meta charset="utf-8"><title>登录已过期</title><p>登录已过期，请回到工作台重新登录。</p>',
      );
    }
    if (incoming.method !== 'POST') return send(response, 200, signInPage(path, accounts));
    const form = new URLSearchParams((await readBody(incoming)).toString('utf8'));
    const account = accountOf(form.get('subject') ?? '');
    if (account === undefined) return send(response, 400, signInPage(path, accounts));
    return own.interactionFinished(incoming, response, {
      login: { accountId: account.subject, remember: false },
    });
  };

  return {
    setAccounts: (next) => {
      accounts = next;
    },
    handle: async (incoming, response) => {
      const original = incoming.url ?? '/';
      const path = original.split('?')[0] ?? original;
      if (path.startsWith(`${mount}/sign-in/`)) return signIn(incoming, response, path);
      const own = await provider();
      // The provider works out its mount point from the difference between the two.
      Object.assign(incoming, { originalUrl: original });
      incoming.url = original.slice(mount.length) || '/';
      await own.callback()(incoming, response);
      return undefined;
    },
  };
};
