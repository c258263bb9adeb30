/** Milliseconds since 1970-01-01T00:00:00Z. Local time exists only in calendars and on screens. */
export type Instant = number;

/** Domain functions take `now: Instant`; use cases take a clock; only the outermost room reads the system's. */
export type Clock = () => Instant;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** China keeps UTC+8 all year since 1991, so a fixed offset is exact for every instant we store. */
const BEIJING_OFFSET = 8 * HOUR;

/** Calendar date in Beijing, `YYYY-MM-DD`. */
export const beijingDate = (instant: Instant): string =>
  new Date(instant + BEIJING_OFFSET).toISOString().slice(0, 10);

/** Wall-clock time in Beijing, `HH:MM`. */
export const beijingTime = (instant: Instant): string =>
  new Date(instant + BEIJING_OFFSET).toISOString().slice(11, 16);

/** The instant of a Beijing wall-clock time. `minuteOfDay` may exceed a day. */
export const fromBeijing = (date: string, minuteOfDay = 0): Instant =>
  Date.parse(`${date}T00:00:00Z`) - BEIJING_OFFSET + minuteOfDay * MINUTE;
