import type { Calendar } from '#shared/domain/calendar/calendar.ts';
import {
  addDays,
  type CalendarDate,
  isCalendarDate,
  weekdayOf,
} from '#shared/domain/calendar/day.ts';
import { beijingDate, type Instant } from '#shared/kernel/clock.ts';

/** When a question about opening hours means: this moment, or some days with the words they were asked by. */
export type AskedTime =
  | { readonly kind: 'now' }
  | { readonly kind: 'days'; readonly days: readonly CalendarDate[] };

const WEEKDAYS = '一二三四五六日';
const weekdayIn = (char: string): number => WEEKDAYS.indexOf(char === '天' ? '日' : char) + 1 || 7;

/** Names people give to public holidays, and the one of the calendar. */
const HOLIDAYS: readonly (readonly [RegExp, string])[] = [
  [/元旦|新年第一天/, '元旦'],
  [/春节|过年|除夕|大年|年三十/, '春节'],
  [/清明/, '清明'],
  [/五一|劳动节/, '劳动节'],
  [/端午/, '端午'],
  [/中秋/, '中秋'],
  [/国庆|十一(?!月|号|日|点)/, '国庆节'],
];

const SEARCH_DAYS = 400;

/** The next unbroken run of days off that the calendar names so (any name where none is given). */
const nextHoliday = (
  calendar: Calendar,
  today: CalendarDate,
  name: string | null,
): readonly CalendarDate[] => {
  const off = (on: CalendarDate): string | undefined =>
    calendar.years.find(({ year }) => on.startsWith(`${year}-`))?.off[on];
  const run: CalendarDate[] = [];
  let meant = false;
  for (let i = 0; i < SEARCH_DAYS; i += 1) {
    const on = addDays(today, i);
    const called = off(on);
    if (called !== undefined) {
      run.push(on);
      meant ||= name === null || called === name;
    } else if (meant) return run;
    else run.length = 0;
  }
  return meant ? run : [];
};

const padded = (text: string): string => text.padStart(2, '0');

/** A month and a day, this year or the next time they come. */
const datedDay = (today: CalendarDate, month: string, day: string): CalendarDate | undefined => {
  const year = Number(today.slice(0, 4));
  const here = `${year}-${padded(month)}-${padded(day)}`;
  const on = here >= today ? here : `${year + 1}-${padded(month)}-${padded(day)}`;
  return isCalendarDate(on) ? on : undefined;
};

type Reader = {
  readonly words: RegExp;
  readonly read: (
    found: RegExpExecArray,
    today: CalendarDate,
    calendar: Calendar,
  ) => readonly CalendarDate[];
};

const RELATIVE: Readonly<Record<string, number>> = { 今: 0, 明: 1, 后: 2, 大后: 3 };
const ENGLISH: Readonly<Record<string, number>> = { today: 0, tonight: 0, tomorrow: 1 };

const one = (on: CalendarDate | undefined): readonly CalendarDate[] =>
  on === undefined ? [] : [on];

/** First match wins: the more exact stands before the less. */
const READERS: readonly Reader[] = [
  {
    words: /(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?/,
    read: ([, month = '', day = ''], today) => one(datedDay(today, month, day)),
  },
  {
    words: /(大后|今|明|后)(?:天|日|晚上|早上|晚|早)(?:上午|下午|中午|晚上|早上|傍晚)?/,
    read: ([, word = ''], today) => [addDays(today, RELATIVE[word] ?? 0)],
  },
  {
    words: /\b(today|tonight|tomorrow)\b/i,
    read: ([, word = ''], today) => [addDays(today, ENGLISH[word.toLowerCase()] ?? 0)],
  },
  {
    words: /(下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天])/,
    read: ([, which = '', char = ''], today) => {
      const monday = addDays(today, 1 - weekdayOf(today));
      const here = addDays(monday, weekdayIn(char) - 1);
      if (which.startsWith('下')) return [addDays(here, 7)];
      return [here >= today || which !== '' ? here : addDays(here, 7)];
    },
  },
  {
    words: /(下个?|这个?|本)?(?:周末|双休日)/,
    read: ([, which = ''], today) => {
      const saturday = addDays(today, 6 - weekdayOf(today));
      const week = which.startsWith('下') ? 7 : 0;
      return [addDays(saturday, week), addDays(saturday, week + 1)].filter((on) => on >= today);
    },
  },
  ...HOLIDAYS.map(
    ([words, name]): Reader => ({
      words,
      read: (_, today, calendar) => nextHoliday(calendar, today, name),
    }),
  ),
  {
    words: /(?:法定)?(?:节假日|放假|假期|假日|holidays?)/i,
    read: (_, today, calendar) => nextHoliday(calendar, today, null),
  },
  {
    words: /(?<![\d月])(\d{1,2})\s*[日号](?!楼|门|线|院)/,
    read: ([, day = ''], today) => {
      const month = Number(today.slice(5, 7));
      const here = `${today.slice(0, 8)}${padded(day)}`;
      if (isCalendarDate(here) && here >= today) return [here];
      return one(datedDay(today, String((month % 12) + 1), day));
    },
  },
];

const NOW = /现在|这会儿?|此刻|目前|这个点|这时候|\bnow\b|xianzai/i;

/**
 * The day or moment that a question means: 现在, 明天, 周六, 下周一, 周末, 国庆, 10月1日, 8号. Undefined where it names none, or
 * a holiday that the calendar does not know yet. Dates are Beijing's; a weekday is the next one, today included.
 */
export const askedTime = (
  text: string,
  calendar: Calendar,
  now: Instant,
): AskedTime | undefined => {
  const today = beijingDate(now);
  for (const { words, read } of READERS) {
    const found = words.exec(text);
    if (found === null) continue;
    const days = read(found, today, calendar);
    return days.length === 0 ? undefined : { kind: 'days', days };
  }
  return NOW.test(text) ? { kind: 'now' } : undefined;
};

/** The question without the words that say when, for whoever looks what else it says. */
export const withoutDay = (text: string): string =>
  [...READERS.map(({ words }) => words), NOW].reduce(
    (rest, words) => rest.replace(words, ''),
    text,
  );
