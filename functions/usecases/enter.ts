import type { Deps, Tail } from '#functions/ports.ts';
import { type Action, type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { ConversationState, EntryAuthor } from '#shared/domain/conversation/entry.ts';
import { isRestrictedTopic } from '#shared/domain/ticket/restricted.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isId } from '#shared/kernel/id.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { ticketIdOf } from './ids.ts';
import { type Scene, visitorOf } from './scene.ts';

export type EnterFailure =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'hidden' };

export type Entered = { readonly scene: Scene; readonly by: EntryAuthor };

/** How far the tail reaches below the sender's base: enough for the messages that are read together. */
const WINDOW = 8;

/** Only the lead office and the hospital's leaders may read these. */
export const isRestricted = (ticket: Pick<Ticket, 'topic'> | undefined): boolean =>
  isRestrictedTopic(ticket?.topic ?? null);

type EnterDeps = Pick<Deps, 'log' | 'tickets'>;

/** The number from which entries are needed, or the last one alone. */
type Reach = number | 'last';

const lastOnly = async (deps: EnterDeps, conversationId: string): Promise<Tail | undefined> => {
  const last = await deps.log.last(conversationId);
  return last === undefined ? undefined : { conversationId, entries: [last], last };
};

/** Loads a conversation, whoever asks: permission is checked by whoever calls. */
export const loadScene = async (
  deps: EnterDeps,
  conversationId: string,
  reach: Reach,
): Promise<Scene | undefined> => {
  if (!isId('conversation', conversationId)) return undefined;
  const [opening, tail, ticket] = await Promise.all([
    deps.log.opening(conversationId),
    reach === 'last'
      ? lastOnly(deps, conversationId)
      : deps.log.tail(conversationId, Math.max(0, reach - WINDOW)),
    deps.tickets.get(ticketIdOf(conversationId)),
  ]);
  return opening === undefined || tail === undefined
    ? undefined
    : { conversationId, opening, tail, ticket };
};

const authorOf = (actor: Actor): EntryAuthor =>
  actor.kind === 'visitor'
    ? { kind: 'patient', id: actor.visitorId, name: null }
    : { kind: 'agent', id: actor.staffId, name: actor.name };

/** Who has a conversation, and who was asked to take it. */
const holdersOf = ({ agentId, offer, owner }: ConversationState): string[] =>
  [owner === 'agent' ? agentId : null, offer?.toAgentId ?? null].filter((id) => id !== null);

/** Loads a conversation for somebody who wants to do something in it, if that is allowed. */
export const enter = async (
  deps: EnterDeps,
  actor: Actor,
  action: Action,
  conversationId: string,
  reach: Reach,
): Promise<Result<Entered, EnterFailure>> => {
  // Who may not do it anywhere learns nothing about this one.
  if (authorize(actor, action) === 'forbidden') return err({ kind: 'forbidden' });
  const scene = await loadScene(deps, conversationId, reach);
  if (scene === undefined) return err({ kind: 'not-found' });
  const verdict = authorize(actor, action, {
    visitorId: visitorOf(scene.opening),
    department: scene.ticket?.department ?? '',
    restricted: isRestricted(scene.ticket),
    heldBy: holdersOf(scene.tail.last.state),
  });
  return verdict === 'allowed' ? ok({ scene, by: authorOf(actor) }) : err({ kind: verdict });
};

export const enterAsPatient = (
  deps: EnterDeps,
  actor: Actor,
  conversationId: string,
  base: number,
): Promise<Result<Entered, EnterFailure>> =>
  enter(deps, actor, 'conversation.write', conversationId, base);
