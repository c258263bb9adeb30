import type { Calendar } from '#shared/domain/calendar/calendar.ts';
import { type HoursTable, hoursTable, type Schedule } from '#shared/domain/calendar/hours.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';

const DAYS = '一二三四五六日';
type Range = [string, string];
type Week = { workday: Range[]; restday: Range[]; weekday: Record<string, Range[]> };

const padded = (time: string): string => time.replace('：', ':').padStart(5, '0');

const rangesIn = (text: string): Range[] =>
  [...text.matchAll(/(\d{1,2}[:：]\d\d)\s*[—–~至-]+\s*(\d{1,2}[:：]\d\d)/g)].map(
    ([, from = '', to = '']): Range => [padded(from), padded(to)],
  );

/** Days that a part of the words is about: every day, working days, or some of the week. */
const daysIn = (text: string): readonly number[] | 'workdays' | undefined => {
  if (/工作日/.test(text)) return 'workdays';
  if (/每[天日]|全年|周一至周[日天]/.test(text)) return [1, 2, 3, 4, 5, 6, 7];
  const span = /周([一二三四五六日])至周([一二三四五六日])/.exec(text);
  if (span !== null) {
    const [from, to] = [DAYS.indexOf(span[1] ?? ''), DAYS.indexOf(span[2] ?? '')];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i + 1);
  }
  const single = [...text.matchAll(/周([一二三四五六日])/g)].map(
    ([, d = '']) => DAYS.indexOf(d) + 1,
  );
  return single.length === 0 ? undefined : single;
};

const addTo = (
  week: Week,
  days: readonly number[] | 'workdays',
  ranges: readonly Range[],
): void => {
  const some = days === 'workdays' ? [1, 2, 3, 4, 5] : days;
  if (some.includes(1)) week.workday.push(...ranges);
  if (days !== 'workdays' && some.some((day) => day > 5)) week.restday.push(...ranges);
};

/**
 * The hours that a department's line in the directory says (工作日8:00—12:00、14:00—17:30；周六8:00—12:00), as a table that
 * counts; undefined where the words name no hours. Weekend hours hold for rest days as a whole; 24小时 is always.
 */
export const hoursFromWords = (words: string): HoursTable | undefined => {
  const plain = words.replace(/（[^）]*）|\([^)]*\)/g, '');
  const week: Week = { workday: [], restday: [], weekday: {} };
  for (const part of plain.split(/[；;，,]/)) {
    // Emergency and telephone hours are not those of the office.
    if (/急诊|语音|夜间|内镜/.test(part) && !/^急诊24小时$|^24小时$/.test(part.trim())) continue;
    const ranges: Range[] = /24\s*小时|全天/.test(part) ? [['00:00', '24:00']] : rangesIn(part);
    if (ranges.length === 0) continue;
    addTo(week, daysIn(part) ?? [1, 2, 3, 4, 5, 6, 7], ranges);
  }
  if (week.workday.length === 0 && week.restday.length === 0) return undefined;
  const read = hoursTable.safeParse({ id: 'words', seasons: [{ from: '01-01', week }] });
  return read.success ? read.data : undefined;
};

/** When a department works: as the directory says, else the usual office hours. */
export const departmentSchedule = (words: string | undefined, calendar: Calendar): Schedule => {
  const hours = words === undefined ? undefined : hoursFromWords(words);
  return hours === undefined ? officeSchedule(calendar) : { calendar, hours };
};
