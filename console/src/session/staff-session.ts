import { type ApiClient, createApiClient } from '#shared/client/api-client.ts';
import { createSessionKeeper, type SessionKeeper } from '#shared/client/session-keeper.ts';
import { ENDPOINTS } from '#shared/contract/endpoints.ts';
import type { StaffSession } from '#shared/contract/sessions.ts';
import { type Clock, SECOND } from '#shared/kernel/clock.ts';
import { ok } from '#shared/kernel/result.ts';
import type { Store } from '../store/deps.ts';
import { readSaved, save } from '../store/saved.ts';

export const SESSION_KEY = 'nuanxin.console.session';

/** The part of `navigator.locks` that is used; missing on insecure origins. */
type Locks = {
  request<T>(name: string, run: () => Promise<T>): Promise<T>;
};

export type StaffSessionOptions = {
  readonly store: Store;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  readonly locks: Locks | undefined;
  readonly onEnded: () => void;
  readonly newCorrelationId: () => string;
};

const ANSWER_WITHIN = 20 * SECOND;

/**
 * Session and API client of the console. All tabs share one pair of tokens in local storage; a lock lets one tab
 * renew it while the others wait and then use what it got.
 */
export const createStaffSession = (
  options: StaffSessionOptions,
): { readonly keeper: SessionKeeper<StaffSession>; readonly api: ApiClient } => {
  const load = () => readSaved<StaffSession | undefined>(options.store, SESSION_KEY, undefined);
  const common = {
    endpoints: ENDPOINTS,
    baseUrl: '',
    correlationId: options.newCorrelationId,
    fetch: (url: string, init: RequestInit) =>
      options.fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN) }),
  };
  const open = createApiClient({ ...common, token: () => undefined });
  const alone = <T>(run: () => Promise<T>): Promise<T> =>
    options.locks === undefined ? run() : options.locks.request('nuanxin.console.refresh', run);

  const keeper = createSessionKeeper<StaffSession>({
    load,
    save: (session) => save(options.store, SESSION_KEY, session),
    now: options.now,
    onEnded: options.onEnded,
    refresh: (refreshToken) =>
      alone(async () => {
        const held = load();
        // Another tab was faster while this one waited for the lock.
        if (held !== undefined && held.refreshToken !== refreshToken) return ok(held);
        return open.call('refreshSession', { body: { refreshToken } });
      }),
  });
  return { keeper, api: createApiClient({ ...common, token: keeper.token, renew: keeper.renew }) };
};
