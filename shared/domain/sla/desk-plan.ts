import { z } from 'zod';
import { addBusinessMinutes } from '#shared/domain/calendar/business-time.ts';
import { type HoursTable, hoursTable, type Schedule } from '#shared/domain/calendar/hours.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';

/** When people sit at the desk: words for patients, and the table that counts. */
export const deskHours = z.strictObject({ text: z.string(), table: hoursTable });
export type DeskHours = z.infer<typeof deskHours>;

/** A desk that nobody has planned yet. */
export const NEVER_OPEN: HoursTable = {
  id: 'none',
  seasons: [{ from: '01-01', week: { workday: [], restday: [], weekday: {} } }],
  exceptions: [],
};

/**
 * The instant at which `duration` of staffed time has passed since `start`. A desk that never opens counts real time:
 * a deadline must exist.
 */
export const addStaffedTime = (schedule: Schedule, start: Instant, duration: number): Instant => {
  const due = addBusinessMinutes(schedule, start, duration / MINUTE);
  return due.ok ? due.value.at : start + duration;
};
