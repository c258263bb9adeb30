import type { Deps } from '#functions/ports.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isRestricted } from './enter.ts';
import { forThoseWithout, type InboxLine } from './inbox-row.ts';
import { mayHearRestricted, pushToStaff } from './push.ts';

type PushDeps = Pick<Deps, 'live' | 'pusher' | 'clock' | 'logger'>;

/**
 * Tells consoles of a line of the inbox. Of a matter of discipline everybody at the desk sees that it is there; the words
 * of it go to those who may read such tickets. (An emergency rings with its words for all: `respond.ts`.)
 */
export const pushInboxRow = async (
  deps: PushDeps,
  ticket: Ticket,
  row: InboxLine,
): Promise<void> => {
  if (!isRestricted(ticket)) return pushToStaff(deps, ticket, { type: 'inbox', row });
  await Promise.all([
    pushToStaff(deps, ticket, { type: 'inbox', row }, mayHearRestricted),
    pushToStaff(
      deps,
      ticket,
      { type: 'inbox', row: forThoseWithout(row) },
      (connection) => !mayHearRestricted(connection),
    ),
  ]);
};
