import type { Deps, FullContact, StoredOutboxRow } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { lineOf } from './audit-lines.ts';
import { subjectOf } from './ticket-view.ts';
import { readableTicket, type WorkFailure } from './work-on-ticket.ts';

const REVEAL_LIFE = 5 * MINUTE;

/** Contact data in full. The audit line stands before anything is read: no line, no reveal. */
export const revealContact = async (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  { reason }: { readonly reason: string },
): Promise<
  Result<{ name: string; phone: string; relation: string; expiresAt: number }, WorkFailure>
> => {
  if (authorize(actor, 'ticket.reveal') !== 'allowed') return err({ kind: 'forbidden' });
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const { ticket, actor: staff } = read.value;
  const verdict = authorize(staff, 'ticket.reveal', subjectOf(ticket, false));
  if (verdict !== 'allowed') return err({ kind: verdict });
  const now = deps.clock();
  await deps.audit.append(lineOf(staff, now, { action: 'reveal-contact', ticketId, reason }));
  await deps.tickets.addEvent(ticketId, {
    eventId: `reveal:${staff.staffId}:${now}`,
    at: now,
    kind: 'contact-revealed',
    actorId: staff.staffId,
    actorName: staff.name,
    text: `查看了联系方式：${reason}`,
    data: {},
  });
  const contact = await contactOf(deps, ticket);
  return contact === undefined
    ? err({ kind: 'not-found' })
    : ok({ ...contact, expiresAt: now + REVEAL_LIFE });
};

/** A ticket that was split off has the contact data of the one it was split from: they are kept once. */
const contactOf = async (
  deps: Pick<Deps, 'tickets'>,
  { ticketId, links }: Ticket,
): Promise<FullContact | undefined> => {
  const whole = links.find(({ kind }) => kind === 'split-from')?.ticketId;
  return (
    (await deps.tickets.contact(ticketId)) ??
    (whole === undefined ? undefined : deps.tickets.contact(whole))
  );
};

export const readDeliveries = async (
  deps: Pick<Deps, 'tickets'>,
  actor: Actor,
  ticketId: string,
): Promise<
  Result<
    {
      deliveries: {
        outboxId: string;
        audience: string;
        title: string;
        at: number;
        channels: StoredOutboxRow['deliveries'];
      }[];
    },
    WorkFailure
  >
> => {
  if (authorize(actor, 'ticket.deliveries') !== 'allowed') return err({ kind: 'forbidden' });
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const rows = await deps.tickets.outboxOf(ticketId);
  return ok({
    deliveries: rows.map(({ outboxId, audience, to, title, at, deliveries }) => ({
      outboxId,
      audience: to === null ? audience : `${audience}:${to}`,
      title,
      at,
      channels: deliveries,
    })),
  });
};
