import {
  beijingDate,
  beijingTime,
  fromBeijing,
  type Instant,
  MINUTE,
} from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type Calendar, type CalendarStatus, workingDayAfter, worse } from './calendar.ts';
import type { CalendarDate } from './day.ts';
import { intervalsOf, openIntervals, type Schedule } from './hours.ts';

/** One line of the answer to "why is it due then?". */
export type DueStep = { readonly 'zh-CN': string; readonly en: string };

export type Due = {
  readonly at: Instant;
  /** Provisional or missing: the due time is counted on a table that is not the official one, and says so. */
  readonly status: CalendarStatus;
  readonly steps: readonly DueStep[];
};

/** What an answer says that was not counted on official tables alone. */
const doubt = (status: CalendarStatus): readonly DueStep[] => {
  if (status === 'official') return [];
  return status === 'missing'
    ? [
        {
          'zh-CN': '该年放假安排尚未录入，暂按周一至周五计算',
          en: 'That year has no holiday table yet: counted Monday to Friday',
        },
      ]
    : [
        {
          'zh-CN': '暂按预计放假安排计算，正式通知发布后重算',
          en: 'Counted on an expected holiday table: recomputed when the official one is entered',
        },
      ];
};

const clock = (instant: Instant): string => `${beijingDate(instant)} ${beijingTime(instant)}`;

/**
 * The instant at which `minutes` of open time have passed since `from`. Zero minutes are `from` itself. Measuring
 * back (`businessMinutes`) gives the minutes again; a later `from` never gives an earlier due time.
 */
export const addBusinessMinutes = (
  schedule: Schedule,
  from: Instant,
  minutes: number,
): Result<Due, { readonly kind: 'never-open' }> => {
  const steps: DueStep[] = [
    {
      'zh-CN': `从 ${clock(from)} 起算 ${minutes} 个工作分钟`,
      en: `${minutes} working minutes from ${clock(from)}`,
    },
  ];
  if (minutes <= 0) return ok({ at: from, status: 'official', steps });
  // Whole milliseconds: a share of a span may be a fraction, an instant never is.
  let left = Math.round(minutes * MINUTE);
  let status: CalendarStatus = 'official';
  for (const interval of openIntervals(schedule, from, beijingDate(from))) {
    const used = Math.min(left, interval.to - interval.from);
    left -= used;
    status = worse(status, interval.day.status);
    const note = interval.day.why === null ? '' : `（${interval.day.why}）`;
    const span = `${clock(interval.from)}–${beijingTime(interval.from + used)}`;
    steps.push({
      'zh-CN': `${span}${note} 计 ${Math.round(used / MINUTE)} 分钟`,
      en: `${span}${note} counts ${Math.round(used / MINUTE)} minutes`,
    });
    if (left === 0)
      return ok({ at: interval.from + used, status, steps: [...steps, ...doubt(status)] });
  }
  return err({ kind: 'never-open' });
};

/** Open minutes between two instants (0 where `to` is not after `from`), fractions kept. */
export const businessMinutes = (schedule: Schedule, from: Instant, to: Instant): number => {
  let sum = 0;
  for (const interval of openIntervals(schedule, from, beijingDate(from))) {
    if (interval.from >= to) break;
    sum += Math.min(interval.to, to) - interval.from;
  }
  return sum / MINUTE;
};

/** Close of business that ends a period of days, in minutes of the Beijing day (Civil Code art. 203): 17:30. */
export const CLOSE_OF_BUSINESS = 17 * 60 + 30;

/**
 * Minute of the Beijing day at which office hours end on a working day: where a period of days ends. Hours past
 * midnight end it at 24:00. A day on which the hospital is closed by itself ends at the usual time of its season: legal
 * days stay national.
 */
export const closingMinute = ({ calendar, hours }: Schedule, on: CalendarDate): number => {
  const open = { ...hours, exceptions: hours.exceptions.filter(({ ranges }) => ranges.length > 0) };
  const midnight = fromBeijing(on);
  const ends = intervalsOf({ calendar, hours: open }, on).map(({ to }) =>
    Math.min(24 * 60, (to - midnight) / MINUTE),
  );
  return ends.length === 0 ? CLOSE_OF_BUSINESS : Math.max(...ends);
};

/**
 * Due time of "within `count` working days": close of business of the count-th working day after the day of receipt.
 * A receipt in the evening or on a rest day counts as received that day.
 */
export const addWorkingDays = (
  calendar: Calendar,
  from: Instant,
  count: number,
  closing: (on: CalendarDate) => number = () => CLOSE_OF_BUSINESS,
): Due => {
  const receipt = beijingDate(from);
  const { date, status, days } = workingDayAfter(calendar, receipt, count);
  const at = fromBeijing(date, closing(date));
  const steps: DueStep[] = [
    { 'zh-CN': `${receipt} 收到，当日不计`, en: `Received ${receipt}: that day is not counted` },
    ...days.map(({ date: day, count: number, name }) =>
      number === null
        ? {
            'zh-CN': `${day} ${name ?? '休息日'}，不计`,
            en: `${day} ${name ?? 'rest day'}: not counted`,
          }
        : {
            'zh-CN': `${day}${name === null ? '' : `（${name}）`} 第 ${number} 个工作日`,
            en: `${day}${name === null ? '' : ` (${name})`}: working day ${number}`,
          },
    ),
    {
      'zh-CN': `以 ${date} 下班时间 ${timeOf(closing(date))} 为限`,
      en: `Ends at close of business of ${date}: ${timeOf(closing(date))}`,
    },
    ...doubt(status),
  ];
  return { at, status, steps };
};

const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** True while the schedule is open, and when it opens next otherwise (null: not within 400 days). */
export const openAt = (
  schedule: Schedule,
  now: Instant,
): { readonly open: boolean; readonly opensAt: Instant | null } => {
  for (const interval of openIntervals(schedule, now, beijingDate(now)))
    return interval.from <= now
      ? { open: true, opensAt: null }
      : { open: false, opensAt: interval.from };
  return { open: false, opensAt: null };
};
