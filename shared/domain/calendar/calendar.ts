import { z } from 'zod';
import { beijingDate, type Instant } from '#shared/kernel/clock.ts';
import { addDays, type CalendarDate, isCalendarDate, weekdayOf } from './day.ts';

const date = z.string().refine(isCalendarDate, { error: 'a date is written YYYY-MM-DD' });

/** One year of the national arrangement: the days that differ from the plain week, with their names. */
export const yearTable = z
  .strictObject({
    year: z.int().min(2000).max(2100),
    status: z.enum(['official', 'provisional']),
    source: z.string().min(1),
    /** Days off: public holidays, weekends inside them named, too. */
    off: z.record(date, z.string()),
    /** Make-up workdays 调休: weekend days on which offices work. */
    work: z.record(date, z.string()),
  })
  .refine(
    (table) =>
      [...Object.keys(table.off), ...Object.keys(table.work)].every((d) =>
        d.startsWith(`${table.year}-`),
      ),
    {
      error: 'every date must lie in the year of the table',
    },
  )
  .refine((table) => Object.keys(table.work).every((d) => !(d in table.off)), {
    error: 'a day cannot be both off and a make-up workday',
  })
  .refine((table) => Object.keys(table.work).every((d) => weekdayOf(d) > 5), {
    error: 'a make-up workday lies on a weekend',
  });
export type YearTable = z.infer<typeof yearTable>;

/** `missing`: nobody has entered that year, so it is counted Monday to Friday, and every answer says so. */
export type CalendarStatus = 'official' | 'provisional' | 'missing';

export type Calendar = { readonly years: readonly YearTable[] };

export type DayKind = {
  readonly date: CalendarDate;
  readonly working: boolean;
  /** Why, where it differs from the plain week: the holiday's name, or 调休. */
  readonly name: string | null;
  readonly status: CalendarStatus;
};

/** Whether offices work on a date, nationally. Hospital closures do not enter here: legal days stay national. */
export const dayKind = (calendar: Calendar, on: CalendarDate): DayKind => {
  const table = calendar.years.find(({ year }) => on.startsWith(`${year}-`));
  const plain = weekdayOf(on) <= 5;
  if (table === undefined) return { date: on, working: plain, name: null, status: 'missing' };
  const { status } = table;
  const off = table.off[on];
  if (off !== undefined) return { date: on, working: false, name: off, status };
  const work = table.work[on];
  if (work !== undefined) return { date: on, working: true, name: '调休上班', status };
  return { date: on, working: plain, name: null, status };
};

const RANK: Readonly<Record<CalendarStatus, number>> = { official: 0, provisional: 1, missing: 2 };

/** The less certain of two. */
export const worse = (a: CalendarStatus, b: CalendarStatus): CalendarStatus =>
  RANK[a] >= RANK[b] ? a : b;

export type CountedDay = DayKind & {
  /** Number of this working day, or null where the day does not count. */ readonly count:
    | number
    | null;
};

export type WorkingDayCount = {
  readonly date: CalendarDate;
  readonly status: CalendarStatus;
  /** Every day looked at, in order: the explanation. */
  readonly days: readonly CountedDay[];
};

/** No deadline reaches further; a longer search means that a table marks everything as off. */
const SEARCH_DAYS = 400;

/**
 * The `count`-th working day after `from`; the day itself is never counted (Civil Code art. 201), working or not.
 */
export const workingDayAfter = (
  calendar: Calendar,
  from: CalendarDate,
  count: number,
): WorkingDayCount => {
  const days: CountedDay[] = [];
  let status: CalendarStatus = 'official';
  let counted = 0;
  let current = from;
  while (counted < count && days.length < SEARCH_DAYS) {
    current = addDays(current, 1);
    const day = dayKind(calendar, current);
    if (day.working) counted += 1;
    status = worse(status, day.status);
    days.push({ ...day, count: day.working ? counted : null });
  }
  return { date: current, status, days };
};

export type CalendarHealth =
  | { readonly kind: 'fine' }
  | {
      readonly kind: 'year-not-official';
      readonly year: number;
      readonly status: CalendarStatus;
      readonly daily: boolean;
    };

/**
 * Administrators hear from 1 November (daily from 1 December) when the next year's table is not official: by then the
 * State Council's notice is due, and deadlines begin to cross into that year. A year that has begun without an official
 * table is said every day until it has one.
 */
export const calendarHealth = (calendar: Calendar, now: Instant): CalendarHealth => {
  const today = beijingDate(now);
  const current = Number(today.slice(0, 4));
  const statusOf = (year: number): CalendarStatus =>
    calendar.years.find((table) => table.year === year)?.status ?? 'missing';
  const bad = (year: number, daily: boolean): CalendarHealth => ({
    kind: 'year-not-official',
    year,
    status: statusOf(year),
    daily,
  });
  if (statusOf(current) !== 'official') return bad(current, true);
  if (today.slice(5) < '11-01' || statusOf(current + 1) === 'official') return { kind: 'fine' };
  return bad(current + 1, today.slice(5) >= '12-01');
};
