import {
  type ApiClient,
  type CallError,
  createApiClient,
  type Fetch,
} from '#shared/client/api-client.ts';
import { createSessionKeeper } from '#shared/client/session-keeper.ts';
import { type Clock, SECOND } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import { ok } from '#shared/kernel/result.ts';
import { ROUTES } from './routes.ts';
import type { ChatStorage } from './storage.ts';

/** Runs one at a time over all tabs of the origin. */
export type Lock = <T>(name: string, run: () => Promise<T>) => Promise<T>;

export type PatientApiOptions = {
  /** Names a request in every log line of the service, up to what the stream made of it. */
  readonly newCorrelationId?: () => string;
  readonly fetch: Fetch;
  readonly baseUrl: string;
  readonly storage: ChatStorage;
  readonly now: Clock;
  readonly lock: Lock;
  readonly channel: 'web' | 'wechat';
  readonly locale: () => Locale;
  /** The session was ended from outside: what this device could read, it can no longer. */
  readonly onEnded: () => void;
  /** Whether the service could be reached, told after every call. */
  readonly onReach: (reached: boolean) => void;
};

export type PatientApi = {
  readonly call: ApiClient['call'];
  /** True when there is a session; opens an anonymous one if there is none. */
  session(): Promise<boolean>;
  /** Revokes the session, as far as the network allows, and forgets it. */
  leave(): Promise<void>;
};

/** Long enough for a bad mobile line, short enough to try again while the patient is still looking. */
const TIME_LIMIT = 15 * SECOND;

export const browserFetch: Fetch = async (url, init) => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIME_LIMIT);
  try {
    const answer = await fetch(url, { ...init, credentials: 'omit', signal: abort.signal });
    const text = await answer.text();
    return { status: answer.status, text: () => Promise.resolve(text) };
  } finally {
    clearTimeout(timer);
  }
};

/** A tab that sleeps with the lock must not stop the others for good; the service bears a repeated refresh. */
const LOCK_PATIENCE = 4 * SECOND;

export const browserLock: Lock = async (name, run) => {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return run();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), LOCK_PATIENCE);
  let entered = false;
  try {
    return await locks.request(name, { signal: abort.signal }, () => {
      entered = true;
      clearTimeout(timer);
      return run();
    });
  } catch (problem) {
    if (entered) throw problem;
    return run();
  }
};

const reachedBy = (error: CallError): boolean => error.kind === 'problem' || error.status !== null;

export const createPatientApi = (options: PatientApiOptions): PatientApi => {
  const { storage, lock, newCorrelationId } = options;
  const trace = newCorrelationId === undefined ? {} : { correlationId: newCorrelationId };
  const plain = createApiClient({
    endpoints: ROUTES,
    fetch: options.fetch,
    baseUrl: options.baseUrl,
    token: () => undefined,
    ...trace,
  });

  const keeper = createSessionKeeper({
    load: storage.session,
    save: storage.saveSession,
    now: options.now,
    onEnded: options.onEnded,
    refresh: (refreshToken) =>
      lock('nuanxin:session', async () => {
        const held = storage.session();
        // Another tab was faster: take what it got.
        if (held !== undefined && held.refreshToken !== refreshToken) return ok(held);
        return plain.call('refreshSession', { body: { refreshToken } });
      }),
  });

  const signed = createApiClient({
    endpoints: ROUTES,
    fetch: options.fetch,
    baseUrl: options.baseUrl,
    token: keeper.token,
    renew: keeper.renew,
    ...trace,
  });

  let opening: Promise<boolean> | undefined;
  const open = (): Promise<boolean> =>
    lock('nuanxin:session', async () => {
      if (storage.session() !== undefined) return true;
      const answer = await plain.call('openVisitorSession', {
        body: { channel: options.channel, locale: options.locale() },
      });
      options.onReach(answer.ok || reachedBy(answer.error));
      if (answer.ok) keeper.begin(answer.value);
      return answer.ok;
    });

  return {
    call: async (name, input) => {
      const answer = await signed.call(name, input);
      options.onReach(answer.ok || reachedBy(answer.error));
      return answer;
    },
    session: async () => {
      if (keeper.current() !== undefined) return true;
      opening ??= open().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    leave: async () => {
      const held = keeper.current();
      keeper.forget();
      if (held !== undefined)
        await plain.call('endSession', {
          body: { refreshToken: held.refreshToken },
          keepalive: true,
        });
    },
  };
};
