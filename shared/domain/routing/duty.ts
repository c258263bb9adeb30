import { type Instant, SECOND } from '#shared/kernel/clock.ts';

/** Something that was just given to somebody and may not show in the lists yet. */
export type Hold = { readonly id: string; readonly at: Instant };

/** What the router remembers of a member of staff between two assignments. */
export type Duty = {
  readonly staffId: string;
  /** When they were last given something or ended something. */
  readonly idleSince: Instant;
  readonly holds: readonly Hold[];
  /** Counts changes: two assignments at once never build on the same one. */
  readonly revision: number;
};

/** Longer than any list lags behind its table. */
const HOLD_LIFE = 30 * SECOND;

export const freshDuty = (staffId: string): Duty => ({
  staffId,
  idleSince: 0,
  holds: [],
  revision: 0,
});

export const heldNow = ({ holds }: Duty, now: Instant): readonly string[] =>
  holds.filter(({ at }) => now - at < HOLD_LIFE).map(({ id }) => id);

const living = ({ holds }: Duty, now: Instant): Hold[] =>
  holds.filter(({ at }) => now - at < HOLD_LIFE);

/** A place is taken for something before it is given. */
export const reserve = (duty: Duty, id: string, now: Instant): Duty => ({
  ...duty,
  idleSince: now,
  holds: [...living(duty, now).filter((hold) => hold.id !== id), { id, at: now }],
  revision: duty.revision + 1,
});

/** It went to somebody else, or stands in the lists by now. */
export const letGo = (duty: Duty, id: string, now: Instant): Duty => ({
  ...duty,
  holds: living(duty, now).filter((hold) => hold.id !== id),
  revision: duty.revision + 1,
});

/** Something was taken (then its place is kept on) or ended (then it is free). */
export const touched = (duty: Duty, now: Instant, ended: string | null = null): Duty => ({
  ...duty,
  idleSince: Math.max(duty.idleSince, now),
  holds: living(duty, now).filter(({ id }) => id !== ended),
  revision: duty.revision + 1,
});
