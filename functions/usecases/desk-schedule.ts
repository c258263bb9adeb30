import type { Deps } from '#functions/ports.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';

/** The desk's hours on the national calendar: the one answer to "is the desk open?" and "when again?". */
export const deskSchedule = async ({
  knowledge,
}: Pick<Deps, 'knowledge'>): Promise<Schedule | undefined> => {
  const [profile, calendar] = await Promise.all([knowledge.profile(), knowledge.calendar()]);
  return profile === undefined ? undefined : { calendar, hours: profile.deskHours.table };
};
