import type { Deps, InboxView, PresenceState, Reading, StaffMember } from '#functions/ports.ts';
import { type Actor, authorize, departmentHolder } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isPublic, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { noteAway } from './agent-away.ts';
import { assignCases } from './assign-cases.ts';
import { assignWaiting } from './assign-chats.ts';
import { auditLook } from './audit-look.ts';
import { type ConversationSummary, summaryOf } from './conversations.ts';
import { peopleNow } from './desk-now.ts';
import { type EnterFailure, enter, isRestricted } from './enter.ts';
import { forThoseWithout, type InboxLine, inboxLine, rings } from './inbox-row.ts';
import { mayRead, type ShownEvent, subjectOf } from './ticket-view.ts';
import { type ExplainedTicket, explainedDetail, whyChatHere } from './why-here.ts';
import { readableTicket, type WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

const shown = (event: TicketEvent): ShownEvent => ({ ...event, public: isPublic(event) });

const mine = (actor: Staff, tickets: readonly Ticket[]): Ticket[] =>
  tickets.filter((ticket) => authorize(actor, 'inbox.read', subjectOf(ticket)) === 'allowed');

export type Inbox = {
  readonly rows: readonly InboxLine[];
  readonly counts: {
    readonly waiting: number;
    readonly mine: number;
    readonly all: number;
    readonly alarms: number;
    readonly escalated: number;
  };
  /** For those who answer for the desk: chats whose clock has run out, whatever list is asked for. */
  readonly escalations: readonly InboxLine[];
  readonly offers: readonly InboxLine[];
  readonly cursor: string | null;
};

/** Chats of this many late tickets come with every page: more are found in the list of all. */
const ESCALATIONS = 50;
const isLate = (ticket: Ticket): boolean => ticket.escalated !== 'none';

/** A page of the inbox, longest wait first, with the last words of each conversation, and the counts of the tabs. */
export const readInbox = async (
  deps: Deps,
  actor: Actor,
  view: InboxView,
  cursor: string | null,
): Promise<Result<Inbox, EnterFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'inbox.read') !== 'allowed')
    return err({ kind: 'forbidden' });
  const [page, active] = await Promise.all([
    deps.tickets.inbox(view, actor.staffId, cursor),
    deps.tickets.active(),
  ]);
  const withWords = async (ticket: Ticket): Promise<InboxLine> => {
    const hidden = isRestricted(ticket) && !mayRead(actor, ticket);
    if (hidden) return forThoseWithout(inboxLine(ticket));
    return inboxLine(
      ticket,
      ticket.conversationId === null ? undefined : await deps.log.last(ticket.conversationId),
    );
  };
  const counted = mine(actor, active);
  const asked = [actor.staffId, ...actor.departments.map(departmentHolder)];
  const late = authorize(actor, 'ticket.decide') === 'allowed' ? counted.filter(isLate) : [];
  const [rows, escalations] = await Promise.all(
    [mine(actor, page.tickets), late.slice(0, ESCALATIONS)].map((tickets) =>
      Promise.all(tickets.map(withWords)),
    ),
  );
  return ok({
    rows: rows ?? [],
    escalations: escalations ?? [],
    counts: {
      waiting: counted.filter(({ status }) => status === 'waiting').length,
      mine: counted.filter(({ ownerId }) => ownerId === actor.staffId).length,
      all: counted.length,
      alarms: counted.filter(rings).length,
      escalated: late.length,
    },
    offers: counted
      .filter(({ offer }) => offer !== null && asked.includes(offer.toAgentId))
      .map((t) => (mayRead(actor, t) ? inboxLine(t) : forThoseWithout(inboxLine(t)))),
    cursor: page.cursor,
  });
};

export type DeskView = {
  readonly why: readonly string[];
  readonly conversation: ConversationSummary;
  readonly ticket: Ticket | null;
  readonly timeline: readonly ShownEvent[];
  readonly readings: readonly {
    readonly seq: number;
    readonly triage: unknown;
    readonly intent: unknown;
    readonly answer: unknown;
  }[];
  readonly viewers: readonly { readonly staffId: string; readonly name: string }[];
};

const flat = ({ seq, reading }: { seq: number; reading: Reading }) => ({
  seq,
  triage: reading.triage ?? null,
  intent: reading.intent ?? null,
  answer: reading.answer ?? null,
});

/** Everything that the console shows beside the chat itself. */
export const readDeskConversation = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
): Promise<Result<DeskView, EnterFailure>> => {
  const entered = await enter(deps, actor, 'desk.read', conversationId, 'last');
  if (!entered.ok) return entered;
  const { opening, tail, ticket } = entered.value.scene;
  // A restricted matter shows that it exists, and no more, to whoever answers the chat.
  const open =
    ticket !== undefined && authorize(actor, 'ticket.read', subjectOf(ticket)) === 'allowed';
  if (ticket !== undefined && isRestricted(ticket) && actor.kind === 'staff')
    await auditLook(deps, actor, {
      ticketId: ticket.ticketId,
      at: open ? 'look' : 'look:conversation',
    });
  const [timeline, readings, viewers, cursors, why] = await Promise.all([
    open ? deps.tickets.timeline(ticket.ticketId) : [],
    deps.log.readings(conversationId),
    deps.live.viewers(conversationId, deps.clock()),
    deps.live.cursors(conversationId),
    open ? whyChatHere(deps, ticket) : [],
  ]);
  return ok({
    why,
    conversation: summaryOf(conversationId, opening, tail.last, ticket?.number ?? null, cursors),
    ticket: open ? ticket : null,
    timeline: timeline.map(shown),
    readings: readings.map(flat),
    viewers: [...new Map(viewers.map((v) => [v.staffId, v])).values()],
  });
};

/** Everything on the page of a ticket. A look at a restricted one is written down before it is shown. */
export const readTicket = async (
  deps: Deps,
  actor: Actor,
  ticketId: string,
): Promise<Result<ExplainedTicket, WorkFailure>> => {
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  if (isRestricted(read.value.ticket))
    await auditLook(deps, read.value.actor, { ticketId, at: 'look' });
  return ok(await explainedDetail(deps, read.value.actor, read.value.ticket));
};

/** A note for staff, once per client id. */
export const addNote = async (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  { clientId, text }: { readonly clientId: string; readonly text: string },
): Promise<Result<ShownEvent, WorkFailure | { kind: 'duplicate-id-other-body' }>> => {
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const verdict = authorize(actor, 'ticket.note', subjectOf(read.value.ticket));
  if (actor.kind !== 'staff' || verdict !== 'allowed') return err({ kind: 'forbidden' });
  const { event } = await deps.tickets.addEvent(ticketId, {
    eventId: `note:${actor.staffId}:${clientId}`,
    at: deps.clock(),
    kind: 'note',
    actorId: actor.staffId,
    actorName: actor.name,
    text,
    data: {},
  });
  return event.text === text ? ok(shown(event)) : err({ kind: 'duplicate-id-other-body' });
};

export type Colleague = Pick<StaffMember, 'staffId' | 'name' | 'tier' | 'departments'> & {
  readonly presence: PresenceState;
};

export const readColleagues = async (
  deps: Deps,
  actor: Actor,
): Promise<Result<{ staff: Colleague[] }, EnterFailure>> => {
  if (authorize(actor, 'colleagues.read') !== 'allowed') return err({ kind: 'forbidden' });
  const people = await peopleNow(deps);
  return ok({
    staff: people.map(({ member: { staffId, name, tier, departments }, presence }) => ({
      staffId,
      name,
      tier,
      departments,
      presence,
    })),
  });
};

/**
 * Who says that they are there is given what waits, where the hospital gives it out; who says that they go has the grace
 * minute to think better of it. The console says so when it opens, when it has a socket again and, without one, every half
 * minute.
 */
export const setPresence = async (
  deps: Deps,
  actor: Actor,
  state: PresenceState,
): Promise<Result<undefined, EnterFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'presence.set') !== 'allowed')
    return err({ kind: 'forbidden' });
  await deps.live.setPresence(actor.staffId, state, deps.clock());
  if (state === 'offline' && actor.tier !== 'editor') await noteAway(deps, actor.staffId);
  if (state === 'online') await giveOut(deps, actor);
  return ok(undefined);
};

/** Presence stands whatever becomes of this: the sweep gives out what was missed. */
const giveOut = async (deps: Deps, actor: Staff): Promise<void> => {
  try {
    await assignWaiting(deps);
    await assignCases(deps, actor.departments);
  } catch (error) {
    deps.logger.warn('not routed', { error: error instanceof Error ? error.name : '' });
  }
};

/** Who is signed in, as the staff table knows them now. */
export const readMe = async (
  deps: Deps,
  actor: Actor,
): Promise<Result<StaffMember, EnterFailure>> => {
  const member = actor.kind === 'staff' ? await deps.people.staff(actor.staffId) : undefined;
  return member?.active === true ? ok(member) : err({ kind: 'forbidden' });
};
