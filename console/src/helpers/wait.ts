import { DAY, HOUR, type Instant, MINUTE, SECOND } from '#shared/kernel/clock.ts';

/** `m:ss` up to an hour, `h:mm:ss` up to a day, then whole days: what fits in a chip and still ticks. */
export const duration = (milliseconds: number): string => {
  const rest = Math.max(0, Math.floor(milliseconds / SECOND) * SECOND);
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = Math.floor((rest % MINUTE) / SECOND);
  const minutes = Math.floor((rest % HOUR) / MINUTE);
  if (rest < HOUR) return `${minutes}:${two(seconds)}`;
  if (rest < DAY) return `${Math.floor(rest / HOUR)}:${two(minutes)}:${two(seconds)}`;
  return `${Math.floor(rest / DAY)}d ${Math.floor((rest % DAY) / HOUR)}h`;
};

type WaitLevel = 'calm' | 'soon' | 'late';

export type WaitReading = {
  readonly level: WaitLevel;
  readonly waited: string | null;
  /** Time to the next due step, or past it. */
  readonly left: string | null;
};

/** Amber from the last fifth of the time on, red once it is over; without a due time only the wait counts up. */
export const readWait = (
  row: { readonly waitingSince: Instant | null; readonly nextDueAt: Instant | null },
  now: Instant,
): WaitReading => {
  const waited = row.waitingSince === null ? null : duration(now - row.waitingSince);
  if (row.nextDueAt === null) return { level: 'calm', waited, left: null };
  const left = row.nextDueAt - now;
  const whole = row.nextDueAt - (row.waitingSince ?? now);
  const soon = row.waitingSince !== null && left < whole / 5;
  return {
    level: left <= 0 ? 'late' : soon ? 'soon' : 'calm',
    waited,
    left: duration(Math.abs(left)),
  };
};
