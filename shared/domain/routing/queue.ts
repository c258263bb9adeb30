import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { HOUR, type Instant, MINUTE } from '#shared/kernel/clock.ts';

/** Somebody who waited was taken by a person. */
export type Pickup = { readonly since: Instant; readonly at: Instant };

export type QueuePlace = {
  /** Patients who are taken first. */
  readonly ahead: number;
  /** Of these, emergencies, which go first whenever they come. */
  readonly urgentAhead: number;
};

/** Older pick-ups say little about now. */
const REMEMBERED = HOUR;
/** Fewer are no experience: then no time is named. */
const ENOUGH = 3;
const LATEST = 10;

const rings = ({ alarm }: Pick<Ticket, 'alarm'>): boolean =>
  alarm !== null && alarm.acknowledgedAt === null;

/** Place of each conversation in the queue, which is given in the order in which people are taken. */
export const placesIn = (
  queue: readonly Pick<Ticket, 'ticketId' | 'urgent' | 'alarm'>[],
): ReadonlyMap<string, QueuePlace> => {
  const places = new Map<string, QueuePlace>();
  let urgentAhead = 0;
  for (const [ahead, ticket] of queue.entries()) {
    places.set(ticket.ticketId, { ahead, urgentAhead });
    if (ticket.urgent || rings(ticket)) urgentAhead += 1;
  }
  return places;
};

/**
 * Minutes until somebody is taken, rounded, at least one: the mean time for which the latest pick-ups stood first in
 * line (from the pick-up before, or from their own arrival in an empty queue), once for everybody up to them. Null
 * where the last hour has fewer than three pick-ups to learn from.
 */
export const waitMinutes = (
  ahead: number,
  pickups: readonly Pickup[],
  now: Instant,
): number | null => {
  const recent = pickups.filter(({ at }) => now - at <= REMEMBERED).sort((a, b) => a.at - b.at);
  const stood = recent
    .map(({ since, at }, i) => at - Math.max(since, recent[i - 1]?.at ?? since))
    .slice(-LATEST);
  if (stood.length < ENOUGH) return null;
  const mean = stood.reduce((sum, time) => sum + Math.max(0, time), 0) / stood.length;
  return Math.max(1, Math.round(((ahead + 1) * mean) / MINUTE));
};
