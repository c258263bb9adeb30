import { z } from 'zod';
import { fromBeijing, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { type Calendar, type CalendarStatus, dayKind } from './calendar.ts';
import { addDays, type CalendarDate, isCalendarDate, weekdayOf } from './day.ts';

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'a time is written HH:MM' });
export const timeRange = z.tuple([time, time]);

/** `[from, to]` in Beijing; `to` at or before `from` means the next day (22:00–06:00). */
export type TimeRange = z.infer<typeof timeRange>;

const week = z.strictObject({
  /** Hours of a working day, make-up workdays included. */
  workday: z.array(timeRange),
  /** Hours of weekends and public holidays; empty = closed. */
  restday: z.array(timeRange),
  /** A plain Saturday (6) or Sunday (7) that differs from `restday`; a public holiday on it is a `restday`. */
  weekend: z.partialRecord(z.enum(['6', '7']), z.array(timeRange)).optional(),
  /** A weekday that differs (1 = Monday … 7 = Sunday), when it is a working day. */
  weekday: z
    .partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), z.array(timeRange))
    .default({}),
});

const monthDay = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'a season begins MM-DD' });

/** Opening hours of a desk or department, by season, with dated exceptions. */
export const hoursTable = z.strictObject({
  id: z.string().min(1),
  /** Each season begins on its day and lasts until the next one begins, around the year. */
  seasons: z.array(z.strictObject({ from: monthDay, week })).min(1),
  exceptions: z
    .array(
      z.strictObject({
        date: z.string().refine(isCalendarDate, { error: 'a date is written YYYY-MM-DD' }),
        ranges: z.array(timeRange),
        /** Who decided and where it is written: shown in the explanation of a due time. */
        source: z.string().min(1),
      }),
    )
    .default([]),
});
export type HoursTable = z.infer<typeof hoursTable>;

/** Hours and the national calendar they refer to. */
export type Schedule = { readonly calendar: Calendar; readonly hours: HoursTable };

export type OpenDay = {
  readonly date: CalendarDate;
  readonly ranges: readonly TimeRange[];
  readonly why: string | null;
  readonly status: CalendarStatus;
};

const seasonOf = (hours: HoursTable, on: CalendarDate) => {
  const sorted = [...hours.seasons].sort((a, b) => (a.from < b.from ? -1 : 1));
  const day = on.slice(5);
  // Not findLast: the page of 2020 phones reads this, too.
  return sorted.filter((season) => season.from <= day).at(-1) ?? sorted.at(-1);
};

/** The hours that begin on a date, and why. */
export const openDay = ({ calendar, hours }: Schedule, on: CalendarDate): OpenDay => {
  const kind = dayKind(calendar, on);
  const exception = hours.exceptions.find((e) => e.date === on);
  if (exception !== undefined)
    return { date: on, ranges: exception.ranges, why: exception.source, status: 'official' };
  const season = seasonOf(hours, on)?.week;
  const day = String(weekdayOf(on));
  const weekend = kind.name === null ? season?.weekend?.[day as '6'] : undefined;
  const ranges = kind.working
    ? (season?.weekday[day as '1'] ?? season?.workday)
    : (weekend ?? season?.restday);
  return { date: on, ranges: ranges ?? [], why: kind.name, status: kind.status };
};

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

export type Interval = { readonly from: Instant; readonly to: Instant; readonly day: OpenDay };

/** The hours that begin on a date as instants, in order, overlaps merged. */
export const intervalsOf = (schedule: Schedule, on: CalendarDate): readonly Interval[] => {
  const day = openDay(schedule, on);
  const spans = day.ranges
    .map(([from, to]) => {
      const start = minutes(from);
      const end = minutes(to);
      return { from: start, to: end <= start ? end + 24 * 60 : end };
    })
    .sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  const midnight = fromBeijing(on);
  return merged.map((m) => ({
    from: midnight + m.from * MINUTE,
    to: midnight + m.to * MINUTE,
    day,
  }));
};

const SEARCH_DAYS = 400;

/** Walks the open intervals from the one that contains or follows `from`; stops after 400 days. */
export function* openIntervals(
  schedule: Schedule,
  from: Instant,
  firstDate: CalendarDate,
): Generator<Interval> {
  let reached = from;
  // The evening before may still be open after midnight.
  for (let i = -1; i < SEARCH_DAYS; i += 1)
    for (const interval of intervalsOf(schedule, addDays(firstDate, i))) {
      if (interval.to <= reached) continue;
      yield { ...interval, from: Math.max(interval.from, reached) };
      reached = interval.to;
    }
}
