import type { Calendar } from '#shared/domain/calendar/calendar.ts';
import type { HoursTable, Schedule } from '#shared/domain/calendar/hours.ts';

/**
 * Hours in which departments work on tickets: 08:00–12:00 and 14:30–17:30 of working days, the usual hours of
 * general hospitals. A proposal that the hospital confirms.
 */
const OFFICE_HOURS: HoursTable = {
  id: 'office',
  seasons: [
    {
      from: '01-01',
      week: {
        workday: [
          ['08:00', '12:00'],
          ['14:30', '17:30'],
        ],
        restday: [],
        weekday: {},
      },
    },
  ],
  exceptions: [],
};

export const officeSchedule = (calendar: Calendar): Schedule => ({
  calendar,
  hours: OFFICE_HOURS,
});
