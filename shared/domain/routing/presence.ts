import { type Instant, SECOND } from '#shared/kernel/clock.ts';

export type Presence = 'online' | 'away' | 'offline';

/** A console without a socket says every half minute that it is there; after three missed ones it is gone. */
export const HEARTBEAT_LIFE = 90 * SECOND;

/**
 * Is somebody there? What they said last counts while a socket of theirs is open or they said it within the last 90
 * seconds: a laptop that died with its owner `online` counts no longer than its socket.
 */
export const presenceNow = (
  said: { readonly state: Presence; readonly at: Instant } | undefined,
  hasSocket: boolean,
  now: Instant,
): Presence => {
  if (said === undefined || said.state === 'offline') return 'offline';
  return hasSocket || now - said.at <= HEARTBEAT_LIFE ? said.state : 'offline';
};
