import type { Deps } from '#functions/ports.ts';
import { needsHandler } from '#shared/domain/routing/case-pool.ts';
import { isFinal } from '#shared/domain/ticket/case-work.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { assignCase, assignCases } from './assign-cases.ts';
import { type AssignDeps, assignWaiting } from './assign-chats.ts';
import { noteBusy } from './keep-place.ts';

/** Who has the conversation in hand; null while nobody has. */
const ownerOf = (ticket: Ticket | undefined): string | null =>
  ticket?.status === 'in-hand' ? ticket.ownerId : null;

const beganToWait = (before: Ticket | undefined, ticket: Ticket): boolean =>
  ticket.status === 'waiting' && before?.status !== 'waiting';

const chats = async (
  deps: AssignDeps,
  before: Ticket | undefined,
  ticket: Ticket,
): Promise<void> => {
  const [from, to] = [ownerOf(before), ownerOf(ticket)];
  if (from !== to) {
    if (from !== null) await noteBusy(deps, from, ticket.ticketId);
    if (to !== null) await noteBusy(deps, to);
  }
  const freed = from !== null && from !== to;
  if (freed || beganToWait(before, ticket)) await assignWaiting(deps);
};

const cases = async (
  deps: AssignDeps,
  before: Ticket | undefined,
  ticket: Ticket,
): Promise<void> => {
  const moved = before === undefined || before.department !== ticket.department;
  if (needsHandler(ticket) && (moved || !needsHandler(before)))
    await assignCase(deps, ticket.ticketId);
  const handler = before?.case?.handlerId ?? null;
  const freed =
    handler !== null &&
    before !== undefined &&
    !isFinal(before.case) &&
    (isFinal(ticket.case) || ticket.case?.handlerId !== handler);
  if (freed) await assignCases(deps, [before.department]);
};

/**
 * Work is given out where a change of a ticket asks for it: a chat began to wait, somebody got free, a case came without a
 * handler. What is missed here, because the consumer died or nobody was there, the sweep finds within a minute.
 */
export const routeAfter = async (
  deps: AssignDeps & Pick<Deps, 'logger'>,
  before: Ticket | undefined,
  ticket: Ticket,
): Promise<void> => {
  try {
    if ((await deps.knowledge.routing()).mode !== 'auto') return;
    await chats(deps, before, ticket);
    await cases(deps, before, ticket);
  } catch (error) {
    deps.logger.warn('not routed', { error: error instanceof Error ? error.name : '' });
  }
};
