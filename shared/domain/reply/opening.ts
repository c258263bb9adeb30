import { z } from 'zod';
import { openAt } from '#shared/domain/calendar/business-time.ts';
import { type Calendar, type CalendarStatus, worse } from '#shared/domain/calendar/calendar.ts';
import {
  addDays,
  type CalendarDate,
  isCalendarDate,
  weekdayOf,
} from '#shared/domain/calendar/day.ts';
import {
  type HoursTable,
  hoursTable,
  openDay,
  openIntervals,
  type Schedule,
  type TimeRange,
  timeRange,
} from '#shared/domain/calendar/hours.ts';
import { openingWords } from '#shared/domain/calendar/opening-words.ts';
import { beijingDate, beijingTime, fromBeijing, type Instant } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import type { AskedTime } from './asked-day.ts';

const date = z.string().refine(isCalendarDate, { error: 'a date is written YYYY-MM-DD' });

/** A part of a department with hours of its own: 门诊, 急诊. */
const service = z.strictObject({ name: z.string().trim().min(1).max(20), hours: hoursTable });

/** When the parts of a department are open, as data. Words for the door stay in the directory. */
export const departmentHours = z.strictObject({
  departmentId: z.string().min(1).max(64),
  services: z.array(service).min(1).max(4),
});
export type DepartmentHours = z.infer<typeof departmentHours>;

const LONGEST_DAYS = 60;

/** What an administrator decides for some days: other hours, or closed. */
const decision = z.strictObject({
  /** Null = the whole hospital, but for what never closes. */
  departmentId: z.string().min(1).max(64).nullable(),
  from: date,
  to: date,
  /** Empty = closed. */
  ranges: z.array(timeRange).max(6),
  /** Shown to patients: 国庆节门诊安排. */
  reason: z.string().trim().min(2).max(60),
});
export const openingOverride = decision
  .refine(({ from, to }) => from <= to, { error: 'ends before it begins', path: ['to'] })
  // Asked of what is no date, too: the date's own complaint stands already.
  .refine(({ from, to }) => !isCalendarDate(from) || to <= addDays(from, LONGEST_DAYS), {
    error: 'at most 60 days',
    path: ['to'],
  })
  .refine(({ ranges }) => ranges.every(([start, end]) => start !== end), {
    error: 'begins and ends at the same time',
    path: ['ranges'],
  });
export type OpeningOverride = z.infer<typeof openingOverride>;

/** A stored decision: who took it, when. The later one counts where two speak of a day. */
export const storedOverride = decision.extend({
  overrideId: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.int(),
});
export type StoredOverride = z.infer<typeof storedOverride>;

/** All that is known of when departments are open. */
export type OpeningPlan = {
  readonly calendar: Calendar;
  readonly hours: readonly DepartmentHours[];
  readonly overrides: readonly StoredOverride[];
};

const isWholeDay = ([from, to]: TimeRange): boolean => from === '00:00' && to === '24:00';
const always = (ranges: readonly TimeRange[] | undefined): boolean =>
  ranges?.some(isWholeDay) === true;

/** Never closes: an emergency room, a ward. What the hospital decides as a whole does not touch it. */
export const isRoundTheClock = ({ seasons }: HoursTable): boolean =>
  seasons.every(
    ({ week: { workday, restday, weekday, weekend } }) =>
      always(workday) &&
      always(restday) &&
      [...Object.values(weekday), ...Object.values(weekend ?? {})].every(always),
  );

const datesOf = ({ from, to }: OpeningOverride): CalendarDate[] => {
  const dates: CalendarDate[] = [];
  for (let on = from; on <= to && dates.length <= LONGEST_DAYS; on = addDays(on, 1)) dates.push(on);
  return dates;
};

/** The hours of one part of a department on the calendar; its own decisions before those of the hospital, the latest first. */
const scheduleOf = (
  { calendar, overrides }: OpeningPlan,
  departmentId: string,
  hours: HoursTable,
  today: CalendarDate,
): Schedule => {
  const concern = overrides
    .filter(({ to }) => to >= today)
    .filter((one) => one.departmentId === departmentId || one.departmentId === null)
    .filter((one) => one.departmentId !== null || !isRoundTheClock(hours))
    .sort(
      (a, b) => Number(a.departmentId === null) - Number(b.departmentId === null) || b.at - a.at,
    );
  const exceptions = concern.flatMap((one) =>
    datesOf(one).map((on) => ({ date: on, ranges: one.ranges, source: one.reason })),
  );
  return { calendar, hours: { ...hours, exceptions: [...exceptions, ...hours.exceptions] } };
};

/** Whether something is open at the time that was asked for, and how to say it. */
export type OpeningAnswer = { readonly open: boolean; readonly line: Localized };

type Said = OpeningAnswer & { readonly status: CalendarStatus };

/** Past midnight, contiguous hours are one stretch; nothing stays open longer without being always open. */
const STRETCH_DAYS = 8;

const openUntil = (schedule: Schedule, now: Instant): Instant => {
  const today = beijingDate(now);
  let until = now;
  for (const interval of openIntervals(schedule, now, today)) {
    if (interval.from > until || beijingDate(interval.from) > addDays(today, STRETCH_DAYS)) break;
    until = interval.to;
  }
  return until;
};

const clock = (time: string): string => time.replace(/^0/, '');
const rangesText = (ranges: readonly TimeRange[], between = '、'): string =>
  ranges.map(([from, to]) => `${clock(from)}—${clock(to)}`).join(between);

const WEEKDAYS = '一二三四五六日';
const ENGLISH_DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const dayName = (on: CalendarDate, today: CalendarDate): Localized => {
  const year = on.slice(0, 4) === today.slice(0, 4) ? '' : on.slice(0, 4);
  const [month, day] = [Number(on.slice(5, 7)), Number(on.slice(8))];
  const weekday = weekdayOf(on) - 1;
  return {
    'zh-CN': `${year === '' ? '' : `${year}年`}${month}月${day}日（周${WEEKDAYS[weekday]}）`,
    en: `${ENGLISH_DAYS[weekday]} ${MONTHS[month - 1]} ${day}${year === '' ? '' : `, ${year}`}`,
  };
};

type Next = { readonly words: Localized; readonly status: CalendarStatus };

/** The next opening, as sure as the calendar of its day. */
const next = (schedule: Schedule, from: Instant, now: Instant): Next => {
  const found = openAt(schedule, from);
  const opensAt = found.open ? from : found.opensAt;
  if (opensAt === null)
    return {
      words: { 'zh-CN': '，近期没有开放安排', en: '; no opening is planned' },
      status: 'official',
    };
  const { 'zh-CN': zh, en } = openingWords(opensAt, now);
  return {
    words: { 'zh-CN': `，下次开门：${zh}`, en: `; opens ${en}` },
    status: openDay(schedule, beijingDate(opensAt)).status,
  };
};

const NOTHING_NEXT: Next = { words: { 'zh-CN': '', en: '' }, status: 'official' };

const ALWAYS: Localized = { 'zh-CN': '24小时开放', en: 'open around the clock' };

const sayNow = (schedule: Schedule, now: Instant): Said => {
  const { open } = openAt(schedule, now);
  const day = openDay(schedule, beijingDate(now));
  const time = clock(beijingTime(now));
  const { status } = day;
  if (open) {
    const until = openUntil(schedule, now);
    if (beijingDate(until) > addDays(beijingDate(now), STRETCH_DAYS - 1))
      return { open, status, line: ALWAYS };
    const words = openingWords(until, now);
    const today = beijingDate(until) === beijingDate(now);
    const zh = today ? clock(beijingTime(until)) : words['zh-CN'];
    return {
      open,
      status,
      line: {
        'zh-CN': `现在（${time}）开放，到${zh}`,
        en: `open now (${time}), until ${words.en}`,
      },
    };
  }
  const why = day.ranges.length === 0 && day.why !== null ? `，${day.why}` : '';
  const again = next(schedule, now, now);
  return {
    open,
    status: worse(status, again.status),
    line: {
      'zh-CN': `现在（${time}${why}）休息${again.words['zh-CN']}`,
      en: `closed now (${time}${why})${again.words.en}`,
    },
  };
};

type DayRun = {
  readonly first: CalendarDate;
  readonly last: CalendarDate;
  readonly ranges: readonly TimeRange[];
  readonly why: string | null;
};

/** Days in a row with the same hours are said in one breath. */
const runsOf = (schedule: Schedule, days: readonly CalendarDate[]): readonly DayRun[] => {
  const runs: DayRun[] = [];
  for (const on of days) {
    const { ranges, why } = openDay(schedule, on);
    const last = runs.at(-1);
    const same =
      last !== undefined &&
      addDays(last.last, 1) === on &&
      rangesText(last.ranges) === rangesText(ranges) &&
      last.why === why;
    if (same) runs[runs.length - 1] = { ...last, last: on };
    else runs.push({ first: on, last: on, ranges, why });
  }
  return runs;
};

const sayRun = ({ first, last, ranges, why }: DayRun, today: CalendarDate): Localized => {
  // The year is said once.
  const [from, to] = [dayName(first, today), dayName(last, first)];
  const reason = why === null ? '' : `${why}，`;
  const hours = rangesText(ranges);
  const span =
    first === last
      ? from
      : { 'zh-CN': `${from['zh-CN']}至${to['zh-CN']}`, en: `${from.en} to ${to.en}` };
  return {
    'zh-CN': `${span['zh-CN']}${reason}${hours === '' ? '休息' : `${hours}开放`}`,
    en: `${span.en} ${hours === '' ? 'closed' : `open ${rangesText(ranges, ', ')}`}${why === null ? '' : ` (${why})`}`,
  };
};

const sayDays = (schedule: Schedule, days: readonly CalendarDate[], now: Instant): Said => {
  const runs = runsOf(schedule, days);
  const open = runs.some(({ ranges }) => ranges.length > 0);
  const said = runs.map((run) => sayRun(run, beijingDate(now)));
  const after = addDays(days.at(-1) ?? beijingDate(now), 1);
  const again = open ? NOTHING_NEXT : next(schedule, fromBeijing(after), now);
  return {
    open,
    status: days.map((on) => openDay(schedule, on).status).reduce(worse, again.status),
    line: {
      'zh-CN': `${said.map((one) => one['zh-CN']).join('；')}${again.words['zh-CN']}`,
      en: `${said.map(({ en }) => en).join('; ')}${again.words.en}`,
    },
  };
};

const DOUBT: Localized = {
  'zh-CN': '（放假安排以正式通知为准）',
  en: ' (subject to the official holiday notice)',
};

/**
 * Whether a department is open at the time that was asked for (the moment, where none was), part by part, with the next
 * opening where it is closed. Undefined where its hours are not known as data. Holidays come from the national calendar,
 * decisions of the hospital from `overrides`.
 */
export const openingAnswer = (
  opening: OpeningPlan,
  departmentId: string,
  asked: AskedTime | undefined,
  now: Instant,
): OpeningAnswer | undefined => {
  const known = opening.hours.find((one) => one.departmentId === departmentId);
  if (known === undefined) return undefined;
  const parts = known.services.map(({ name, hours }): Said => {
    const schedule = scheduleOf(opening, departmentId, hours, beijingDate(now));
    const decided = schedule.hours.exceptions.length > hours.exceptions.length;
    const said =
      isRoundTheClock(hours) && !decided
        ? { open: true, line: ALWAYS, status: 'official' as const }
        : asked?.kind === 'days'
          ? sayDays(schedule, asked.days, now)
          : sayNow(schedule, now);
    if (known.services.length === 1) return said;
    const { line } = said;
    return {
      ...said,
      line: { 'zh-CN': `${name}：${line['zh-CN']}`, en: `${name}: ${line.en}` },
    };
  });
  const sure = parts.every(({ status }) => status === 'official');
  return {
    open: parts.some(({ open }) => open),
    line: {
      'zh-CN': parts.map(({ line }) => line['zh-CN']).join('；') + (sure ? '' : DOUBT['zh-CN']),
      en: parts.map(({ line }) => line.en).join('; ') + (sure ? '' : DOUBT.en),
    },
  };
};
