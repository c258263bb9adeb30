import type { Connection, Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import { unreachable } from '#shared/kernel/result.ts';
import { noteAway } from './agent-away.ts';
import { moveCursor, relayTyping } from './conversations.ts';
import { enter } from './enter.ts';
import { pushToViewers } from './push.ts';

/** What clients may say over a socket. Anything that must not be lost goes over HTTP. */
export type SocketInput =
  | { readonly action: 'ping' }
  | { readonly action: 'typing'; readonly conversationId: string; readonly on: boolean }
  | {
      readonly action: 'cursor';
      readonly conversationId: string;
      readonly delivered: number;
      readonly read: number;
    }
  | { readonly action: 'view'; readonly conversationId: string | null };

export type SocketProblem = { readonly code: string; readonly detail: string };

const tellViewers = async (deps: Deps, conversationIds: readonly string[]): Promise<void> => {
  await Promise.all(
    conversationIds.map(async (conversationId) => {
      const viewers = await deps.live.viewers(conversationId, deps.clock());
      const people = new Map(viewers.map(({ staffId, name }) => [staffId, { staffId, name }]));
      await pushToViewers(deps, conversationId, {
        type: 'viewers',
        conversationId,
        viewers: [...people.values()],
      });
    }),
  );
};

const view = async (
  deps: Deps,
  actor: Actor,
  { connectionId }: Connection,
  conversationId: string | null,
): Promise<SocketProblem | undefined> => {
  if (actor.kind !== 'staff' || authorize(actor, 'desk.read') !== 'allowed')
    return { code: 'forbidden', detail: 'Only the desk looks at conversations' };
  if (conversationId !== null) {
    const entered = await enter(deps, actor, 'desk.read', conversationId, 'last');
    if (!entered.ok) return { code: 'not-found', detail: 'There is no such conversation' };
  }
  const viewer = { connectionId, staffId: actor.staffId, name: actor.name };
  await tellViewers(deps, await deps.live.view(viewer, conversationId, deps.clock()));
  return undefined;
};

const problemOf = (kind: string): SocketProblem => ({
  code: kind === 'forbidden' ? 'forbidden' : 'not-found',
  detail: 'There is no such conversation, or it is not yours',
});

/** Does what a frame asks for; gives the problem that its sender should hear of. */
export const takeSocketMessage = async (
  deps: Deps,
  actor: Actor,
  connection: Connection,
  input: SocketInput,
): Promise<SocketProblem | undefined> => {
  switch (input.action) {
    case 'ping':
      await deps.pusher.send([connection], { type: 'pong', at: deps.clock() });
      return undefined;
    case 'typing': {
      const done = await relayTyping(deps, actor, input.conversationId, input.on);
      return done.ok ? undefined : problemOf(done.error.kind);
    }
    case 'cursor': {
      const done = await moveCursor(deps, actor, input.conversationId, input);
      return done.ok ? undefined : problemOf(done.error.kind);
    }
    case 'view':
      return view(deps, actor, connection, input.conversationId);
    default:
      return unreachable(input);
  }
};

/**
 * Forgets a socket that is gone; gives the conversations it had on screen. Who works on chats or tickets and has none left is
 * looked after: a short drop changes nothing, the sweep finds who stays away.
 */
export const forgetSocket = async (
  deps: Pick<Deps, 'live' | 'tickets' | 'clock'>,
  connection: Connection,
): Promise<string[]> => {
  const left = await deps.live.disconnect(connection);
  const { kind, subject, tier, connectionId } = connection;
  if (kind !== 'staff' || tier === 'editor') return left;
  const others = await deps.live.connectionsOf(subject, deps.clock());
  if (others.every((other) => other.connectionId === connectionId)) await noteAway(deps, subject);
  return left;
};

export const closeSocket = async (deps: Deps, connection: Connection): Promise<void> => {
  await tellViewers(deps, await forgetSocket(deps, connection));
};
