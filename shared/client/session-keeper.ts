import type { Session } from '#shared/contract/sessions.ts';
import { type Clock, SECOND } from '#shared/kernel/clock.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { CallError } from './api-client.ts';

export type SessionKeeperOptions<S extends Session = Session> = {
  readonly load: () => S | undefined;
  readonly save: (session: S | undefined) => void;
  /** Calls `refreshSession`; must be a client without a token of its own. */
  readonly refresh: (refreshToken: string) => Promise<Result<Session, CallError>>;
  readonly now: Clock;
  /** The session is over for good (revoked, replayed, expired): sign in or start anew. */
  readonly onEnded?: () => void;
};

export type SessionKeeper<S extends Session = Session> = {
  current(): S | undefined;
  begin(session: S): void;
  forget(): void;
  /** For `createApiClient({ token })`: renews a little before the end. */
  token(): Promise<string | undefined>;
  /** For `createApiClient({ renew })`. */
  renew(): Promise<boolean>;
};

const EARLY = 60 * SECOND;

/**
 * Keeps one pair of tokens fresh. Calls that meet an expired token share one refresh; the server answers a refresh
 * repeated within 30 s (a lost answer, a second tab) with the same successor.
 */
export const createSessionKeeper = <S extends Session>(
  options: SessionKeeperOptions<S>,
): SessionKeeper<S> => {
  let renewing: Promise<boolean> | undefined;

  const refresh = async (): Promise<boolean> => {
    const session = options.load();
    if (session === undefined) return false;
    const answer = await options.refresh(session.refreshToken);
    if (answer.ok) {
      options.save({ ...session, ...answer.value });
      return true;
    }
    // Only our own 401 ends a session; an outage does not sign anybody out.
    if (answer.error.kind === 'problem' && answer.error.problem.status === 401) {
      // Another tab may have renewed meanwhile: its tokens are good.
      if (options.load()?.refreshToken !== session.refreshToken) return true;
      options.save(undefined);
      options.onEnded?.();
    }
    return false;
  };

  const renew = (): Promise<boolean> => {
    renewing ??= refresh().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    current: options.load,
    begin: options.save,
    forget: () => options.save(undefined),
    token: async () => {
      const session = options.load();
      if (session === undefined) return undefined;
      if (session.expiresAt - EARLY > options.now()) return session.accessToken;
      await renew();
      return options.load()?.accessToken;
    },
    renew,
  };
};
