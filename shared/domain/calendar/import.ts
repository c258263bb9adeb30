import { dayKind, type YearTable, yearTable } from './calendar.ts';
import { addDays, type CalendarDate, isCalendarDate, weekdayOf } from './day.ts';

/** What is wrong with a row, or odd about the whole. An error keeps the table out; a warning is read by a person. */
export type ImportProblem = {
  /** Line of the file, from 1; 0 = the file as a whole. */
  readonly row: number;
  readonly column: string;
  readonly grade: 'error' | 'warning';
  readonly reason: string;
};

export type CalendarReading = {
  /** Null where an error stands in the way. */
  readonly table: YearTable | null;
  readonly problems: readonly ImportProblem[];
  readonly daysOff: number;
  readonly makeUpDays: number;
  /** Working days of each month, January first; empty without a table. */
  readonly workingDays: readonly number[];
};

export type CalendarText = {
  readonly text: string;
  readonly year: number;
  readonly status: YearTable['status'];
  /** Number and date of the notice: shown wherever the year is named. */
  readonly source: string;
};

type Day = {
  readonly row: number;
  readonly date: CalendarDate;
  readonly kind: 'off' | 'work';
  readonly name: string;
};

const KINDS: Readonly<Record<string, Day['kind']>> = {
  off: 'off',
  holiday: 'off',
  放: 'off',
  休: 'off',
  放假: 'off',
  休息: 'off',
  true: 'off',
  work: 'work',
  workday: 'work',
  班: 'work',
  上班: 'work',
  调休: 'work',
  补班: 'work',
  false: 'work',
};

/** The holidays that every year has: a table without one of them was cut off or is of something else. */
const STATUTORY = ['元旦', '春节', '清明', '劳动', '端午', '中秋', '国庆'] as const;
/** Years of 2004–2026 have 245 to 252 working days. */
const USUAL = { from: 244, to: 253 } as const;
const LONGEST_RANGE = 31;

const error = (row: number, column: string, reason: string): ImportProblem => ({
  row,
  column,
  grade: 'error',
  reason,
});
const warning = (reason: string): ImportProblem => ({
  row: 0,
  column: '',
  grade: 'warning',
  reason,
});

/** `2027-2-5`, `2027/02/05`, `2027年2月5日` as a calendar date; undefined where it is none. */
const dateOf = (text: string): CalendarDate | undefined => {
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text.trim());
  if (found === null) return undefined;
  const [, year = '', month = '', day = ''] = found;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(date) ? date : undefined;
};

/** One day, or both ends of a run of days (`2027-02-05~2027-02-12`). */
const datesOf = (text: string): readonly CalendarDate[] | undefined => {
  const ends = text.split(/[~～至]|\.\.|—/);
  const first = dateOf(ends[0] ?? '');
  const last = ends.length === 1 ? first : dateOf(ends[1] ?? '');
  if (first === undefined || last === undefined || last < first || ends.length > 2)
    return undefined;
  const dates: CalendarDate[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) {
    dates.push(date);
    if (dates.length > LONGEST_RANGE) return undefined;
  }
  return dates;
};

type Rows = { readonly days: readonly Day[]; readonly problems: readonly ImportProblem[] };

const rowOf = (row: number, when: string, what: string, name: string): Rows => {
  const dates = datesOf(when);
  const kind = KINDS[what.trim().toLowerCase()];
  if (dates === undefined)
    return { days: [], problems: [error(row, '日期', `“${when.slice(0, 30)}”不是日期或日期段`)] };
  if (kind === undefined)
    return {
      days: [],
      problems: [error(row, '类型', `“${what.slice(0, 20)}”看不懂：请写“休”或“班”`)],
    };
  return { days: dates.map((date) => ({ row, date, kind, name: name.trim() })), problems: [] };
};

const together = (parts: readonly Rows[]): Rows => ({
  days: parts.flatMap(({ days }) => days),
  problems: parts.flatMap(({ problems }) => problems),
});

const cellsOf = (line: string): string[] =>
  line.split(/[,，\t;]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

/** Lines of date (or run of days), 休 or 班, name. A first line without a date is a heading; `#` begins a remark. */
const readCsv = (text: string): Rows =>
  together(
    text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .map((line, index) => ({ line, row: index + 1 }))
      .filter(({ line }) => line.trim() !== '' && !line.trim().startsWith('#'))
      .map(({ line, row }, index) => {
        const [when = '', what = '', name = ''] = cellsOf(line);
        const heading = index === 0 && datesOf(when) === undefined && !/\d/.test(when);
        return heading ? { days: [], problems: [] } : rowOf(row, when, what, name);
      }),
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofMap = (map: unknown, kind: Day['kind'], column: string): Rows =>
  isRecord(map)
    ? together(
        Object.entries(map).map(([date, name], index) =>
          rowOf(index + 1, date, kind, typeof name === 'string' ? name : ''),
        ),
      )
    : { days: [], problems: map === undefined ? [] : [error(0, column, '应为“日期: 名称”')] };

const ofList = (list: readonly unknown[]): Rows =>
  together(
    list.map((item, index) => {
      if (!isRecord(item))
        return { days: [], problems: [error(index + 1, '日期', '这一行不是一天')] };
      const kind = item['isOffDay'] ?? item['kind'] ?? item['type'] ?? '';
      return rowOf(index + 1, String(item['date'] ?? ''), String(kind), String(item['name'] ?? ''));
    }),
  );

/** Our own form (`off` and `work` by date), or a list of days with `isOffDay` as open data sets of the notices have it. */
const readJson = (text: string): Rows => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { days: [], problems: [error(0, '', 'JSON 格式有误')] };
  }
  if (Array.isArray(value)) return ofList(value);
  if (!isRecord(value)) return { days: [], problems: [error(0, '', '看不懂这份 JSON')] };
  if (Array.isArray(value['days'])) return ofList(value['days']);
  return together([ofMap(value['off'], 'off', 'off'), ofMap(value['work'], 'work', 'work')]);
};

const WEEKDAYS = '一二三四五六日';

const dayProblems = (days: readonly Day[], year: number): ImportProblem[] => {
  const seen = new Map<CalendarDate, Day>();
  return days.flatMap((day) => {
    const before = seen.get(day.date);
    seen.set(day.date, before ?? day);
    const wrong: ImportProblem[] = [];
    if (!day.date.startsWith(`${year}-`))
      wrong.push(error(day.row, '日期', `${day.date} 不在 ${year} 年`));
    if (before !== undefined && before.kind !== day.kind)
      wrong.push(error(day.row, '日期', `${day.date} 既写了休又写了班（第 ${before.row} 行）`));
    else if (before !== undefined)
      wrong.push(error(day.row, '日期', `${day.date} 重复（第 ${before.row} 行）`));
    const weekday = weekdayOf(day.date);
    if (day.kind === 'work' && weekday <= 5)
      wrong.push(
        error(
          day.row,
          '类型',
          `${day.date} 是星期${WEEKDAYS[weekday - 1] ?? ''}，不会是调休上班日`,
        ),
      );
    return wrong;
  });
};

/** What a person should look at before a year counts as it was entered. */
const doubts = (table: YearTable, workingDays: readonly number[]): ImportProblem[] => {
  const names = Object.values(table.off).join(' ');
  const missing = STATUTORY.filter((name) => !names.includes(name));
  const total = workingDays.reduce((sum, days) => sum + days, 0);
  return [
    ...(missing.length > 0 ? [warning(`没有写到：${missing.join('、')}`)] : []),
    ...(total < USUAL.from || total > USUAL.to
      ? [warning(`全年 ${total} 个工作日，往年为 245 至 252 个`)]
      : []),
    ...(Object.keys(table.work).length === 0
      ? [warning('没有调休上班日：请核对通知是否有“上班”的安排')]
      : []),
  ];
};

const workingDaysOf = (table: YearTable): number[] => {
  const months = Array.from({ length: 12 }, () => 0);
  const calendar = { years: [table] };
  for (let date = `${table.year}-01-01`; date <= `${table.year}-12-31`; date = addDays(date, 1))
    if (dayKind(calendar, date).working) {
      const month = Number(date.slice(5, 7)) - 1;
      months[month] = (months[month] ?? 0) + 1;
    }
  return months;
};

/**
 * Reads a year's arrangement from JSON or lines of text, and says row by row what is wrong. Pure: nothing is entered.
 * A row without a name takes the name of its kind.
 */
export const readCalendarText = ({ text, year, status, source }: CalendarText): CalendarReading => {
  const { days, problems } = /^\s*[[{]/.test(text) ? readJson(text) : readCsv(text);
  const errors = [
    ...problems,
    ...dayProblems(days, year),
    ...(days.length === 0 && problems.length === 0 ? [error(0, '', '里面没有任何一天')] : []),
  ].sort((a, b) => a.row - b.row);
  const named = (kind: Day['kind'], fallback: string): Record<string, string> =>
    Object.fromEntries(
      days
        .filter((day) => day.kind === kind)
        .map(({ date, name }) => [date, name === '' ? fallback : name]),
    );
  const off = named('off', '放假');
  const work = named('work', '调休上班');
  const counts = { daysOff: Object.keys(off).length, makeUpDays: Object.keys(work).length };
  if (errors.length > 0) return { table: null, problems: errors, ...counts, workingDays: [] };
  const read = yearTable.safeParse({ year, status, source, off, work });
  if (!read.success)
    return {
      table: null,
      problems: read.error.issues.map(({ path, message }) => error(0, path.join('.'), message)),
      ...counts,
      workingDays: [],
    };
  const workingDays = workingDaysOf(read.data);
  return { table: read.data, problems: doubts(read.data, workingDays), ...counts, workingDays };
};
