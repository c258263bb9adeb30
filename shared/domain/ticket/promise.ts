import type { Instant } from '#shared/kernel/clock.ts';
import { HOUR } from '#shared/kernel/clock.ts';
import type { Ticket } from './ticket.ts';

/**
 * The clock that tells the patient by when to expect an answer: the statutory feedback where it runs, else the handling,
 * else a first word.
 */
export const promisedClock = ({ caseClocks }: Pick<Ticket, 'caseClocks'>) => {
  const running = caseClocks.filter(({ stoppedAt }) => stoppedAt === null);
  return (['legal', 'internal', 'contact'] as const)
    .map((id) => running.find((clock) => clock.id === id))
    .find((clock) => clock !== undefined);
};

/** So many wrong codes, and a number is not looked up any more until the window that began with the first is over. */
export const LOOKUP_TRIES = 5;
export const LOOKUP_WINDOW = HOUR;

export type LookupTries = { readonly tries: number; readonly since: Instant };

/** Until when a number is locked; null where it is not. A lock ends by itself: nobody's mistakes shut others out for long. */
export const lockedUntil = ({ tries, since }: LookupTries, now: Instant): Instant | null =>
  tries >= LOOKUP_TRIES && now < since + LOOKUP_WINDOW ? since + LOOKUP_WINDOW : null;
