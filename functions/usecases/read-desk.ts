import type { Deps, InboxView, PresenceState, Reading, StaffMember } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isPublic, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type ConversationSummary, summaryOf } from './conversations.ts';
import { type EnterFailure, enter, isRestricted } from './enter.ts';
import { type InboxLine, inboxLine, rings } from './inbox-row.ts';
import { auditLook } from './records.ts';
import { detailOf, type ShownEvent, subjectOf, type TicketDetail } from './ticket-view.ts';
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
  };
  readonly offers: readonly InboxLine[];
  readonly cursor: string | null;
};

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
  const visible = mine(actor, page.tickets);
  const rows = await Promise.all(
    visible.map(async (ticket) =>
      inboxLine(
        ticket,
        ticket.conversationId === null ? undefined : await deps.log.last(ticket.conversationId),
      ),
    ),
  );
  const counted = mine(actor, active);
  return ok({
    rows,
    counts: {
      waiting: counted.filter(({ status }) => status === 'waiting').length,
      mine: counted.filter(({ ownerId }) => ownerId === actor.staffId).length,
      all: counted.length,
      alarms: counted.filter(rings).length,
    },
    offers: counted
      .filter(({ offer }) => offer?.toAgentId === actor.staffId)
      .map((t) => inboxLine(t)),
    cursor: page.cursor,
  });
};

export type DeskView = {
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
  if (open && isRestricted(ticket) && actor.kind === 'staff')
    await auditLook(deps, actor, ticket.ticketId);
  const [timeline, readings, viewers, cursors] = await Promise.all([
    open ? deps.tickets.timeline(ticket.ticketId) : [],
    deps.log.readings(conversationId),
    deps.live.viewers(conversationId, deps.clock()),
    deps.live.cursors(conversationId),
  ]);
  return ok({
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
): Promise<Result<TicketDetail, WorkFailure>> => {
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  if (isRestricted(read.value.ticket)) await auditLook(deps, read.value.actor, ticketId);
  return ok(await detailOf(deps, read.value.actor, read.value.ticket));
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
  const [staff, presence] = await Promise.all([
    deps.people.allStaff(),
    deps.live.presence(deps.clock()),
  ]);
  return ok({
    staff: staff
      .filter(({ active }) => active)
      .map(({ staffId, name, tier, departments }) => ({
        staffId,
        name,
        tier,
        departments,
        presence: presence.get(staffId) ?? 'offline',
      })),
  });
};

export const setPresence = async (
  deps: Deps,
  actor: Actor,
  state: PresenceState,
): Promise<Result<undefined, EnterFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'presence.set') !== 'allowed')
    return err({ kind: 'forbidden' });
  await deps.live.setPresence(actor.staffId, state, deps.clock());
  return ok(undefined);
};

/** Who is signed in, as the staff table knows them now. */
export const readMe = async (
  deps: Deps,
  actor: Actor,
): Promise<Result<StaffMember, EnterFailure>> => {
  const member = actor.kind === 'staff' ? await deps.people.staff(actor.staffId) : undefined;
  return member?.active === true ? ok(member) : err({ kind: 'forbidden' });
};
