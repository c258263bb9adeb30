import type { Deps, DeskChange } from '#functions/ports.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { lineOfEvent } from './audit-lines.ts';
import { followConversation } from './follow-ticket.ts';
import { type InboxLine, inboxLine } from './inbox-row.ts';
import { pushInboxRow } from './push-inbox.ts';
import { movesQueue, queueMoved } from './queue.ts';
import { routeAfter } from './routing-triggers.ts';
import { sendOutbox } from './send-outbox.ts';

type DispatchDeps = Pick<
  Deps,
  | 'log'
  | 'tickets'
  | 'notices'
  | 'knowledge'
  | 'people'
  | 'duty'
  | 'live'
  | 'pusher'
  | 'clock'
  | 'logger'
  | 'channels'
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

/** Tells consoles of one ticket; brings a ticket up to its conversation. */
const follow = async (
  deps: DispatchDeps,
  change: Extract<DeskChange, { kind: 'course' | 'ticket' }>,
): Promise<void> => {
  if (change.kind === 'course') {
    await followConversation(deps, change.conversationId);
    return;
  }
  const { ticket, before } = change;
  await routeAfter(deps, before, ticket);
  // What came by phone or letter has no line in the inbox.
  if (ticket.conversationId === null) return;
  if (before !== undefined && visible(inboxLine(before)) === visible(inboxLine(ticket))) return;
  await pushInboxRow(deps, ticket, await lineOf(deps, ticket));
  if (movesQueue(before, ticket)) await tellQueue(deps, before, ticket);
};

/** The number of the first record that must come again; undefined where all are done. */
export type Dispatched = { readonly failedAt: number | undefined };

/** Does a job for all records of a kind at once; where it fails, all of them come again. */
const together = async <T extends { readonly index: number }>(
  deps: DispatchDeps,
  what: string,
  jobs: readonly T[],
  run: (jobs: readonly T[]) => Promise<unknown>,
): Promise<number | undefined> => {
  const first = jobs[0];
  if (first === undefined) return undefined;
  try {
    await run(jobs);
    return undefined;
  } catch (error) {
    deps.logger.error(`${what} failed`, {
      records: jobs.length,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return first.index;
  }
};

/**
 * Tells consoles what changed, sends notices, writes what happened by itself into the audit. Records come at least
 * once, sometimes late, sometimes without a change (an emulator writes one for an identical put): rows are compared,
 * notices and events are looked up as they stand, and the ticket follows its log idempotently. Notices of one batch go
 * out together, so that many at once are one digest. The first failure ends the rest of its kind; what came before is
 * sent all the same.
 */
export const dispatch = async (
  deps: DispatchDeps,
  changes: readonly (DeskChange | undefined)[],
): Promise<Dispatched> => {
  let failedAt: number | undefined;
  const outbox: (Extract<DeskChange, { kind: 'outbox' }> & { index: number })[] = [];
  const events: (Extract<DeskChange, { kind: 'event' }> & { index: number })[] = [];
  for (const [index, change] of changes.entries()) {
    if (change === undefined) continue;
    if (change.kind === 'outbox') outbox.push({ ...change, index });
    else if (change.kind === 'event') events.push({ ...change, index });
    else {
      failedAt = await together(deps, 'record', [{ index }], () => follow(deps, change));
      if (failedAt !== undefined) break;
    }
  }
  const failures = [
    failedAt,
    await together(deps, 'notices', outbox, (rows) => sendOutbox(deps, rows)),
    await together(deps, 'audit', events, (found) =>
      deps.tickets.chainEvents(found.map(lineOfEvent)),
    ),
  ].filter((at) => at !== undefined);
  return { failedAt: failures.length === 0 ? undefined : Math.min(...failures) };
};
