import type { AppendRefusal, Cursor, Deps, PushMessage, Side } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import type { ConversationState, Entry } from '#shared/domain/conversation/entry.ts';
import { forPatient } from '#shared/domain/conversation/for-patient.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import type { Id } from '#shared/kernel/id.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { auditLasting } from './audit-look.ts';
import { type EnterFailure, enter, isRestricted } from './enter.ts';
import { ticketIdOf } from './ids.ts';
import { pushToFollowers, pushToSubject } from './push.ts';
import { type Scene, visitorOf } from './scene.ts';

export type ConversationSummary = {
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly locale: Locale;
  readonly openedAt: Instant;
  readonly lastSeq: number;
  readonly state: ConversationState;
  readonly ticketNumber: string | null;
  readonly cursors: Readonly<Record<Side, Cursor>>;
};

const NOWHERE: Cursor = { delivered: -1, read: -1 };
const NO_CURSORS = { patient: NOWHERE, agent: NOWHERE };

/** Cursors are a courtesy: without them the page shows no ticks. */
const cursorsOf = async (
  { live, logger }: Pick<Deps, 'live' | 'logger'>,
  conversationId: string,
): Promise<Readonly<Record<Side, Cursor>>> => {
  try {
    return await live.cursors(conversationId);
  } catch (error) {
    logger.warn('cursors not available', { error: error instanceof Error ? error.name : '' });
    return NO_CURSORS;
  }
};

export const summaryOf = (
  conversationId: string,
  opening: Entry,
  last: Entry,
  ticketNumber: string | null,
  cursors: Readonly<Record<Side, Cursor>>,
): ConversationSummary => ({
  conversationId,
  channel: opening.body.kind === 'opened' ? opening.body.channel : 'web',
  locale: opening.body.kind === 'opened' ? opening.body.locale : 'zh-CN',
  openedAt: opening.at,
  lastSeq: last.seq,
  state: last.state,
  ticketNumber,
  cursors,
});

const newConversationId = (
  { tokens }: Pick<Deps, 'tokens'>,
  visitorId: string,
  clientId: string,
): Id<'conversation'> =>
  `cnv_${tokens.hash(`${visitorId}\n${clientId}`).replaceAll('_', '-').slice(0, 26)}`;

export type NewConversation = {
  readonly clientId: string;
  readonly channel: ChannelId;
  readonly locale: Locale;
};

/** Opens a conversation. Its id follows from visitor and client id, so a repeat finds the one that was opened. */
export const startConversation = async (
  deps: Deps,
  actor: Actor,
  { clientId, channel, locale }: NewConversation,
): Promise<Result<ConversationSummary, EnterFailure | AppendRefusal>> => {
  if (actor.kind !== 'visitor' || authorize(actor, 'conversation.start') !== 'allowed')
    return err({ kind: 'forbidden' });
  const { visitorId } = actor;
  const conversationId = newConversationId(deps, visitorId, clientId);
  const at = deps.clock();
  const opened = await deps.log.open({ conversationId, visitorId, clientId, channel, locale, at });
  const same =
    opened.body.kind === 'opened' &&
    opened.body.channel === channel &&
    opened.body.locale === locale;
  if (!same) return err({ kind: 'duplicate-id-other-body' });
  const [last, ticket] = await Promise.all([
    deps.log.last(conversationId),
    deps.tickets.get(ticketIdOf(conversationId)),
  ]);
  const cursors = NO_CURSORS;
  return ok(summaryOf(conversationId, opened, last ?? opened, ticket?.number ?? null, cursors));
};

const summarise = async (
  deps: Deps,
  conversationId: string,
): Promise<ConversationSummary | undefined> => {
  const [opening, last, ticket, cursors] = await Promise.all([
    deps.log.opening(conversationId),
    deps.log.last(conversationId),
    deps.tickets.get(ticketIdOf(conversationId)),
    cursorsOf(deps, conversationId),
  ]);
  return opening === undefined || last === undefined
    ? undefined
    : summaryOf(conversationId, opening, last, ticket?.number ?? null, cursors);
};

/** The visitor's own conversations, newest first. */
export const myConversations = async (
  deps: Deps,
  actor: Actor,
): Promise<Result<{ conversations: ConversationSummary[] }, EnterFailure>> => {
  if (actor.kind !== 'visitor') return err({ kind: 'forbidden' });
  const ids = await deps.log.ofVisitor(actor.visitorId);
  const found = await Promise.all(ids.map((id) => summarise(deps, id)));
  return ok({ conversations: found.filter((c) => c !== undefined) });
};

export type EntryPage = {
  readonly entries: readonly Entry[];
  readonly state: ConversationState;
  readonly ticketNumber: string | null;
  readonly cursors: Readonly<Record<Side, Cursor>>;
  readonly more: boolean;
};

/** Entries after a number, with the state at the end of the conversation as far as it was read. */
export const readEntries = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
  after: number,
): Promise<Result<EntryPage, EnterFailure>> => {
  const action = actor.kind === 'visitor' ? 'conversation.read' : 'desk.read';
  const entered = await enter(deps, actor, action, conversationId, 'last');
  if (!entered.ok) return entered;
  const { scene } = entered.value;
  if (actor.kind === 'staff' && scene.ticket !== undefined && isRestricted(scene.ticket))
    await auditLasting(deps, actor, { ticketId: scene.ticket.ticketId, at: 'look:conversation' });
  const [page, cursors] = await Promise.all([
    deps.log.page(conversationId, after),
    cursorsOf(deps, conversationId),
  ]);
  const end = page.entries.at(-1);
  // An entry may have been added between the two reads: the later state goes with the later number.
  const newest = end !== undefined && end.seq > scene.tail.last.seq ? end : scene.tail.last;
  return ok({
    ...page,
    entries: actor.kind === 'visitor' ? page.entries.map(forPatient) : page.entries,
    state: newest.state,
    ticketNumber: scene.ticket?.number ?? null,
    cursors,
  });
};

const otherSide = async (
  deps: Deps,
  { conversationId, opening, tail }: Pick<Scene, 'conversationId' | 'opening' | 'tail'>,
  side: Side,
  message: PushMessage,
): Promise<void> => {
  if (side === 'agent') return pushToSubject(deps, visitorOf(opening), message);
  const { owner, agentId } = tail.last.state;
  return pushToFollowers(deps, conversationId, owner === 'agent' ? agentId : null, message);
};

const sideOf = (actor: Actor): Side => (actor.kind === 'visitor' ? 'patient' : 'agent');

/** Only who answers the patient moves the agent's cursor: a supervisor looking on has not read it for the owner. */
const countsAsRead = (actor: Actor, { tail }: Scene): boolean =>
  actor.kind === 'visitor' || tail.last.state.agentId === actor.staffId;

/** Received and read up to here. Moves forward only, and never beyond the last entry. */
export const moveCursor = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
  to: Cursor,
): Promise<Result<undefined, EnterFailure>> => {
  const action = actor.kind === 'visitor' ? 'conversation.read' : 'desk.read';
  const entered = await enter(deps, actor, action, conversationId, 'last');
  if (!entered.ok) return entered;
  const { scene } = entered.value;
  if (!countsAsRead(actor, scene)) return ok(undefined);
  const side = sideOf(actor);
  const end = scene.tail.last.seq;
  const capped = { delivered: Math.min(to.delivered, end), read: Math.min(to.read, end) };
  const moved = await deps.live.moveCursor(conversationId, side, capped, deps.clock());
  if (moved !== undefined)
    await otherSide(deps, scene, side, { type: 'cursor', conversationId, side, ...moved });
  return ok(undefined);
};

/** Somebody is typing. Never stored; shown to the other side only. */
export const relayTyping = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
  on: boolean,
): Promise<Result<undefined, EnterFailure>> => {
  const action = actor.kind === 'visitor' ? 'conversation.write' : 'desk.reply';
  const entered = await enter(deps, actor, action, conversationId, 'last');
  if (!entered.ok) return entered;
  const { scene } = entered.value;
  if (!countsAsRead(actor, scene)) return ok(undefined);
  const side = sideOf(actor);
  const name = actor.kind === 'staff' ? actor.name : null;
  await otherSide(deps, scene, side, { type: 'typing', conversationId, side, name, on });
  return ok(undefined);
};
