import { z } from 'zod';
import type { Calendar } from '#shared/domain/calendar/calendar.ts';
import { type HoursTable, hoursTable, type Schedule } from '#shared/domain/calendar/hours.ts';

/**
 * Hours in which departments work on tickets until the hospital enters its own: 08:00–12:00 and 14:30–17:30 of working
 * days, the usual hours of general hospitals. A proposal that the hospital confirms.
 */
export const OFFICE_HOURS: HoursTable = {
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

/** The hospital's table where it has entered one, else the usual hours. */
export const officeSchedule = (calendar: Calendar, hours = OFFICE_HOURS): Schedule => ({
  calendar,
  hours,
});

const MOST_RANGES = 8;

/** Office hours as an administrator enters them: a table on which clocks can be counted. */
export const officeHours = hoursTable
  .refine(({ seasons }) => seasons.every(({ week }) => week.workday.length > 0), {
    error: '每个季节的工作日至少要有一段办公时间',
    path: ['seasons'],
  })
  .refine(({ seasons }) => new Set(seasons.map(({ from }) => from)).size === seasons.length, {
    error: '两个季节不能从同一天开始',
    path: ['seasons'],
  })
  .refine(({ seasons }) => seasons.length <= 12, { error: '季节太多', path: ['seasons'] })
  .refine(
    ({ seasons, exceptions }) =>
      [
        ...seasons.flatMap(({ week }) => [
          week.workday,
          week.restday,
          ...Object.values(week.weekday),
          ...Object.values(week.weekend ?? {}),
        ]),
        ...exceptions.map(({ ranges }) => ranges),
      ].every((ranges) => ranges.length <= MOST_RANGES),
    { error: '一天最多八段', path: ['seasons'] },
  )
  .refine(
    ({ exceptions }) => new Set(exceptions.map(({ date }) => date)).size === exceptions.length,
    { error: '同一天不能有两条特殊安排', path: ['exceptions'] },
  )
  .refine(({ exceptions }) => exceptions.length <= 200, {
    error: '特殊安排太多',
    path: ['exceptions'],
  })
  // A range of no length would be read as a whole day.
  .refine(
    ({ seasons, exceptions }) =>
      [
        ...seasons.flatMap(({ week }) => [
          ...week.workday,
          ...week.restday,
          ...Object.values(week.weekday).flat(),
          ...Object.values(week.weekend ?? {}).flat(),
        ]),
        ...exceptions.flatMap(({ ranges }) => ranges),
      ].every(([from, to]) => from !== to),
    { error: '开始和结束时间不能相同', path: ['seasons'] },
  );

/** Hours that an administrator enters: those of the tickets' clocks, and those in which people sit at the chat desk. */
export const HOURS_OF = ['office', 'desk'] as const;
export type HoursOf = (typeof HOURS_OF)[number];

/** A table with who entered it and how often it was changed. */
export const storedOfficeHours = z.object({
  table: hoursTable,
  /** What patients are told of them; the desk's alone. */
  text: z.string().default(''),
  revision: z.int(),
  byName: z.string(),
  at: z.int(),
});
export type StoredOfficeHours = z.infer<typeof storedOfficeHours>;
