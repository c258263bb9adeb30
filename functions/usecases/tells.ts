import type { OutboxRow } from '#functions/ports.ts';
import type { Tell } from '#shared/domain/ticket/case-work.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { Instant } from '#shared/kernel/clock.ts';

/**
 * Notices of one change as outbox rows; `key` names the change, so that a repeat writes the same rows. What a patient
 * without a conversation is told stands in the timeline, which the progress page shows.
 */
export const outboxFor = (
  ticket: Ticket,
  tells: readonly Tell[],
  key: string,
  now: Instant,
): OutboxRow[] =>
  tells.flatMap(({ audience, to, title, text }, index) =>
    audience === 'patient' && ticket.conversationId === null
      ? []
      : [
          {
            outboxId: `${ticket.ticketId}#${key}#${index}`,
            ticketId: ticket.ticketId,
            ticketNumber: ticket.number,
            audience,
            to,
            title,
            text,
            at: now,
          },
        ],
  );

/** What the patient is told, for the timeline: public, so that the progress page shows it. */
export const toldEvents = (tells: readonly Tell[], key: string, now: Instant): TicketEvent[] =>
  tells
    .filter(({ audience }) => audience === 'patient')
    .map(({ title, text }, index) => ({
      eventId: `told:${key}:${index}`,
      at: now,
      kind: 'patient-told',
      actorId: null,
      actorName: null,
      text,
      data: { title },
    }));
