import { z } from 'zod';
import { beijingDate, DAY, fromBeijing, type Instant } from '#shared/kernel/clock.ts';

/** When people sit at the desk: minutes since Beijing midnight, one row per weekday (1 = Monday … 7 = Sunday). */
export const deskHours = z.object({
  /** For people to read. */
  text: z.string(),
  weekly: z
    .array(
      z.object({
        weekday: z.int().min(1).max(7),
        from: z.int().min(0).max(1_440),
        to: z.int().min(0).max(1_440),
      }),
    )
    .max(28),
});
export type DeskHours = z.infer<typeof deskHours>;

type Shift = { readonly from: Instant; readonly to: Instant };

const weekdayOf = (date: string): number => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 ? 7 : day;
};

/** Shifts that end after `from`, in order, over the next eight days. */
const shiftsFrom = (hours: DeskHours, from: Instant): readonly Shift[] => {
  const shifts: Shift[] = [];
  for (let day = 0; day < 8; day += 1) {
    const date = beijingDate(from + day * DAY);
    for (const row of hours.weekly)
      if (row.weekday === weekdayOf(date) && row.to > row.from)
        shifts.push({ from: fromBeijing(date, row.from), to: fromBeijing(date, row.to) });
  }
  return shifts.filter(({ to }) => to > from).sort((a, b) => a.from - b.from);
};

export const isDeskOpen = (hours: DeskHours, now: Instant): boolean =>
  shiftsFrom(hours, now).some(({ from, to }) => from <= now && now < to);

/** The next opening, or null where the desk is open now or never opens. */
export const nextOpening = (hours: DeskHours, now: Instant): Instant | null => {
  const first = shiftsFrom(hours, now)[0];
  return first === undefined || first.from <= now ? null : first.from;
};

/**
 * The instant at which `duration` of staffed time has passed since `start`. Lands inside a shift or at its very end.
 * A desk that never opens counts real time: a deadline must exist.
 */
export const addStaffedTime = (hours: DeskHours, start: Instant, duration: number): Instant => {
  let left = duration;
  let at = start;
  // Each round consumes a week of shifts, and a week without any shift ends the search.
  for (let week = 0; week < 1_000; week += 1) {
    const shifts = shiftsFrom(hours, at);
    if (shifts.length === 0) return start + duration;
    for (const shift of shifts) {
      const from = Math.max(at, shift.from);
      if (shift.to <= from) continue;
      if (shift.to - from >= left) return from + left;
      left -= shift.to - from;
      at = shift.to;
    }
  }
  return at + left;
};
