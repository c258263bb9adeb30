import type { AuditEntry, Deps, TicketWrite } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { lineOf } from './audit-lines.ts';
import { type EnterFailure, enter } from './enter.ts';
import { newCode } from './open-ticket.ts';
import { subjectOf } from './ticket-view.ts';
import { readableTicket, type WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

const ROUNDS = 5;

type Request = {
  readonly clientId: string;
  readonly reason: string;
  readonly renew: boolean;
};

/** The ticket with the code it keeps or gets, what its timeline says, and the line of the audit. */
const writeOf = (
  deps: Pick<Deps, 'newId'>,
  staff: Staff,
  ticket: Ticket,
  eventId: string,
  { reason, renew }: Request,
  now: Instant,
): { readonly write: TicketWrite; readonly line: AuditEntry } => ({
  write: {
    ticket: { ...ticket, code: renew ? newCode(deps) : ticket.code, updatedAt: now },
    events: [
      {
        eventId,
        at: now,
        kind: 'lookup-opened',
        actorId: staff.staffId,
        actorName: staff.name,
        text: `${renew ? '补发了查询码' : '解除了进度查询的锁定'}：${reason}`,
        data: {},
      },
    ],
    outbox: [],
  },
  line: lineOf(staff, now, {
    action: renew ? 'lookup.renew-code' : 'lookup.unlock',
    ticketId: ticket.ticketId,
    reason,
  }),
});

/** The ticket, where this person may open it for its patient. */
const openable = async (
  deps: Pick<Deps, 'tickets'>,
  actor: Actor,
  ticketId: string,
): Promise<Result<{ ticket: Ticket; staff: Staff }, WorkFailure>> => {
  if (authorize(actor, 'ticket.reveal') !== 'allowed') return err({ kind: 'forbidden' });
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const { ticket, actor: staff } = read.value;
  const verdict = authorize(staff, 'ticket.reveal', subjectOf(ticket, false));
  return verdict === 'allowed' ? ok({ ticket, staff }) : err({ kind: verdict });
};

/**
 * Opens a number again that was locked by wrong codes, or gives a new code to a patient who lost it. Whoever does it
 * says how they know who asks; the line of the audit is written in the same transaction. Sent again with the same
 * client id it gives what it gave.
 */
export const openLookup = async (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  request: Request,
): Promise<Result<{ number: string; code: string | null }, WorkFailure>> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await openable(deps, actor, ticketId);
    if (!found.ok) return found;
    const { ticket, staff } = found.value;
    const eventId = `lookup:${staff.staffId}:${request.clientId}`;
    const done = (await deps.tickets.event(ticketId, eventId)) !== undefined;
    const { write, line } = writeOf(deps, staff, ticket, eventId, request, deps.clock());
    if (!done && !(await deps.tickets.commit([write], line)).ok) continue;
    await deps.tickets.clearTries(ticket.number);
    const { code } = done ? ticket : write.ticket;
    return ok({ number: ticket.number, code: request.renew ? code : null });
  }
  return err({ kind: 'busy' });
};

/** Number and code of the patient's own conversation, to be kept. */
export const readTicketCard = async (
  deps: Pick<Deps, 'log' | 'tickets'>,
  actor: Actor,
  conversationId: string,
): Promise<Result<{ number: string; code: string }, EnterFailure>> => {
  if (actor.kind !== 'visitor') return err({ kind: 'forbidden' });
  const entered = await enter(deps, actor, 'conversation.read', conversationId, 'last');
  if (!entered.ok) return entered;
  const { ticket } = entered.value.scene;
  return ticket === undefined
    ? err({ kind: 'not-found' })
    : ok({ number: ticket.number, code: ticket.code });
};
