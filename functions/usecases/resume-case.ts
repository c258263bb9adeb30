import type { Deps } from '#functions/ports.ts';
import { changeTicket } from '#shared/domain/ticket/change-ticket.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { ticketChange } from '#shared/domain/ticket/work.ts';
import { scheduleNow } from './open-ticket.ts';
import { outboxFor } from './tells.ts';

/** What is done by itself is done by nobody in particular, and holds no authority. */
const BY_ITSELF = { id: 'system', name: '系统', tier: 'agent', departments: [] } as const;

/**
 * A case that waits for the patient goes on with the patient's next word, and its internal clock with it. Nothing that
 * goes wrong here may hold up the message: people can resume by hand.
 */
export const resumeOnWord = async (
  deps: Pick<Deps, 'tickets' | 'knowledge' | 'clock' | 'logger'>,
  ticket: Ticket | undefined,
  seq: number,
): Promise<Ticket | undefined> => {
  if (ticket?.case?.state !== 'wait-patient') return ticket;
  try {
    const now = deps.clock();
    const done = changeTicket(
      ticket,
      ticketChange.parse({ do: 'step', step: 'resume' }),
      BY_ITSELF,
      {
        now,
        schedule: await scheduleNow(deps),
        freshId: '',
        department: null,
        handler: null,
        other: null,
      },
    );
    if (!done.ok) return ticket;
    const tells = [
      {
        audience: 'department' as const,
        to: ticket.department,
        title: '患者已补充',
        text: `工单 ${ticket.number} 的患者有新消息，恢复办理`,
      },
    ];
    const saved = await deps.tickets.save(
      done.value.ticket,
      [
        {
          eventId: `resumed:${seq}`,
          at: now,
          kind: 'case-step',
          actorId: null,
          actorName: null,
          text: '患者有新消息，恢复办理',
          data: { step: 'resume', seq },
        },
      ],
      outboxFor(ticket, tells, `resumed:${seq}`, now),
    );
    return saved.ok ? saved.value : ticket;
  } catch (error) {
    deps.logger.warn('case not resumed', { error: error instanceof Error ? error.name : '' });
    return ticket;
  }
};
