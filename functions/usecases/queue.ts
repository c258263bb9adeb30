import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { placesIn, type QueuePlace, waitMinutes } from '#shared/domain/routing/queue.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { type EnterFailure, enter } from './enter.ts';
import { ticketIdOf } from './ids.ts';
import { pushToSubject } from './push.ts';
import { deskNow } from './respond.ts';

/** Where a patient stands; `ahead` is null while they do not wait, `minutes` where nothing can be said of them. */
export type QueueStanding = {
  readonly ahead: number | null;
  readonly urgentAhead: number;
  readonly minutes: number | null;
};

const NOT_WAITING: QueueStanding = { ahead: null, urgentAhead: 0, minutes: null };

type QueueDeps = Pick<Deps, 'tickets' | 'live' | 'knowledge' | 'pusher' | 'clock' | 'logger'>;

/** Gives a place the minutes that recent pick-ups suggest; none while nobody is at the desk. */
const timing = async (deps: QueueDeps): Promise<(place: QueuePlace) => QueueStanding> => {
  const now = deps.clock();
  const [pickups, { staffed }] = await Promise.all([deps.live.pickups(now), deskNow(deps)]);
  return (place) => ({
    ...place,
    minutes: staffed ? waitMinutes(place.ahead, pickups, now) : null,
  });
};

export const readQueuePlace = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
): Promise<Result<QueueStanding, EnterFailure>> => {
  const entered = await enter(deps, actor, 'conversation.read', conversationId, 'last');
  if (!entered.ok) return entered;
  const { owner, status } = entered.value.scene.tail.last.state;
  if (owner !== 'queue' || status !== 'open') return ok(NOT_WAITING);
  const [queue, timed] = await Promise.all([deps.tickets.waiting(), timing(deps)]);
  const place = placesIn(queue).get(ticketIdOf(conversationId));
  // The list may lag the log by a second: the push that follows tells.
  return ok(place === undefined ? NOT_WAITING : timed(place));
};

/** So many people at the front hear of every move. */
const TOLD = 50;

const waits = (ticket: Ticket | undefined): boolean => ticket?.status === 'waiting';

/** True where a change of a ticket moved somebody in the queue. */
export const movesQueue = (before: Ticket | undefined, ticket: Ticket): boolean =>
  waits(before) !== waits(ticket) || (waits(ticket) && before?.urgent !== ticket.urgent);

/** Remembers who was taken, and tells everybody who waits where they stand now. */
export const queueMoved = async (
  deps: QueueDeps,
  before: Ticket | undefined,
  ticket: Ticket,
): Promise<void> => {
  if (waits(before) && ticket.status === 'in-hand' && typeof before?.waitingSince === 'number')
    await deps.live.recordPickup(ticket.ticketId, {
      since: before.waitingSince,
      at: ticket.updatedAt,
    });
  const [queue, timed] = await Promise.all([deps.tickets.waiting(), timing(deps)]);
  const places = placesIn(queue);
  await Promise.all(
    queue.slice(0, TOLD).map(async ({ ticketId, conversationId, visitorId }) => {
      const place = places.get(ticketId);
      if (place === undefined || conversationId === null || visitorId === null) return;
      await pushToSubject(deps, visitorId, { type: 'queue', conversationId, ...timed(place) });
    }),
  );
};
