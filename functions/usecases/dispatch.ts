import type { Deps, DeskChange } from '#functions/ports.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { followConversation } from './follow-ticket.ts';
import { type InboxLine, inboxLine } from './inbox-row.ts';
import { pushToStaff } from './push.ts';
import { movesQueue, queueMoved } from './queue.ts';
import { sendOutbox } from './send-outbox.ts';

type DispatchDeps = Pick<
  Deps,
  'log' | 'tickets' | 'knowledge' | 'live' | 'pusher' | 'clock' | 'logger' | 'channels'
>;

/** Parts of the line that change without anybody needing to know. */
const visible = ({ lastAt: _at, nextDueAt: _due, ...line }: InboxLine): string =>
  JSON.stringify(line);

/** A place that was not told is asked for by the page: nothing else fails for it. */
const tellQueue = async (
  deps: DispatchDeps,
  before: Ticket | undefined,
  ticket: Ticket,
): Promise<void> => {
  try {
    await queueMoved(deps, before, ticket);
  } catch (error) {
    deps.logger.warn('queue not told', { error: error instanceof Error ? error.name : '' });
  }
};

const lineOf = async (deps: DispatchDeps, ticket: Ticket): Promise<InboxLine> =>
  inboxLine(
    ticket,
    ticket.conversationId === null ? undefined : await deps.log.last(ticket.conversationId),
  );

/**
 * Tells consoles what changed. Records come at least once, sometimes late, sometimes without a change (an emulator
 * writes one for an identical put): rows are compared, notices carry ids, and the ticket follows its log idempotently.
 */
export const dispatch = async (deps: DispatchDeps, change: DeskChange): Promise<void> => {
  if (change.kind === 'course') {
    await followConversation(deps, change.conversationId);
    return;
  }
  if (change.kind === 'outbox') return sendOutbox(deps, change.row);
  const { ticket, before } = change;
  // What came by phone or letter has no line in the inbox.
  if (ticket.conversationId === null) return;
  if (before !== undefined && visible(inboxLine(before)) === visible(inboxLine(ticket))) return;
  const row = await lineOf(deps, ticket);
  await pushToStaff(deps, ticket, { type: 'inbox', row });
  if (movesQueue(before, ticket)) await tellQueue(deps, before, ticket);
};
