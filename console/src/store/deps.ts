import type { ApiClient } from '#shared/client/api-client.ts';
import type { SocketMessage } from '#shared/contract/push.ts';
import type { StaffView } from '#shared/contract/sessions.ts';
import type { Clock } from '#shared/kernel/clock.ts';

/** The part of web storage that is used. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Everything the stores need from outside, so that tests can be the outside. */
export type DeskDeps = {
  readonly staff: StaffView;
  readonly call: ApiClient['call'];
  /** Over the socket; false where none is open. */
  readonly send: (message: SocketMessage) => boolean;
  readonly storage: Store;
  readonly now: Clock;
  readonly newClientId: () => string;
  readonly after: (milliseconds: number, run: () => void) => unknown;
  readonly cancel: (timer: unknown) => void;
  /** The page is in front of somebody. */
  readonly visible: () => boolean;
};
