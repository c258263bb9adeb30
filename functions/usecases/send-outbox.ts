import type { Connection, Deps, OutboxRow } from '#functions/ports.ts';
import { pushToStaff } from './push.ts';

type OutboxDeps = Pick<Deps, 'tickets' | 'live' | 'pusher' | 'clock' | 'logger'>;

const AUDIENCE: Readonly<Record<OutboxRow['audience'], (connection: Connection) => boolean>> = {
  desk: ({ tier }) => tier !== 'department' && tier !== 'editor',
  supervisors: ({ tier }) => tier === 'supervisor' || tier === 'office',
};

/**
 * Sends a notice to the consoles and marks it sent. Sending is at least once (a crash between the two repeats it);
 * consoles tell repeats by the notice's id. Who is not connected reads it from timeline and inbox.
 */
export const sendOutbox = async (deps: OutboxDeps, row: OutboxRow): Promise<void> => {
  const ticket = await deps.tickets.get(row.ticketId);
  await pushToStaff(
    deps,
    ticket,
    {
      type: 'notice',
      noticeId: row.outboxId,
      ticketId: row.ticketId,
      ticketNumber: row.ticketNumber,
      title: row.title,
      text: row.text,
      at: row.at,
    },
    AUDIENCE[row.audience],
  );
  await deps.tickets.markSent(row.ticketId, row.outboxId, deps.clock());
};
