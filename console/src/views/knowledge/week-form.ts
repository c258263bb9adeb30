import type { HoursTable, TimeRange } from '#shared/domain/calendar/hours.ts';
import { rangesText, readRanges } from '../../helpers/ranges-text.ts';

/** Rows of a week as somebody fills them in; the days after 工作日 may be left empty. */
export const WEEK_ROWS = ['workday', '1', '2', '3', '4', '5', '6', '7', 'restday'] as const;
export type WeekRow = (typeof WEEK_ROWS)[number];

export type SeasonForm = { readonly from: string } & Readonly<Record<WeekRow, string>>;
export type ServiceForm = { readonly name: string; readonly seasons: readonly SeasonForm[] };

type Week = HoursTable['seasons'][number]['week'];
type Service = { readonly name: string; readonly hours: HoursTable };

const CLOSED = '休';
const shown = (ranges: readonly TimeRange[] | undefined): string => {
  if (ranges === undefined) return '';
  return ranges.length === 0 ? CLOSED : rangesText(ranges);
};

const seasonOf = (from: string, week: Week): SeasonForm => ({
  from,
  workday: shown(week.workday),
  restday: shown(week.restday),
  '1': shown(week.weekday['1']),
  '2': shown(week.weekday['2']),
  '3': shown(week.weekday['3']),
  '4': shown(week.weekday['4']),
  '5': shown(week.weekday['5']),
  '6': shown(week.weekend?.['6']),
  '7': shown(week.weekend?.['7']),
});

export const EMPTY_SEASON: SeasonForm = seasonOf('01-01', {
  workday: [],
  restday: [],
  weekday: {},
});

export const formOfService = ({ name, hours }: Service): ServiceForm => ({
  name,
  seasons: hours.seasons.map(({ from, week }) => seasonOf(from, week)),
});

type Days = Partial<Record<string, TimeRange[]>>;

/** Rows that were filled in; undefined where one cannot be read. */
const daysOf = (season: SeasonForm, rows: readonly WeekRow[]): Days | undefined => {
  const days: Days = {};
  for (const row of rows) {
    if (season[row].trim() === '') continue;
    const ranges = readRanges(season[row]);
    if (ranges === undefined) return undefined;
    days[row] = [...ranges];
  }
  return days;
};

/** Rows that cannot be read. */
export const unreadable = (season: SeasonForm): readonly WeekRow[] =>
  WEEK_ROWS.filter((row) => readRanges(season[row]) === undefined);

const weekOf = (season: SeasonForm): Week | undefined => {
  const [workday, restday] = [readRanges(season.workday), readRanges(season.restday)];
  const weekday = daysOf(season, ['1', '2', '3', '4', '5']);
  const weekend = daysOf(season, ['6', '7']);
  if (!workday || !restday || !weekday || !weekend) return undefined;
  return {
    workday: [...workday],
    restday: [...restday],
    weekday,
    ...(Object.keys(weekend).length === 0 ? {} : { weekend }),
  };
};

/** The services that the fields make; undefined where a row cannot be read or a name is missing. */
export const servicesOf = (
  departmentId: string,
  forms: readonly ServiceForm[],
): Service[] | undefined => {
  const services: Service[] = [];
  for (const [at, { name, seasons }] of forms.entries()) {
    const weeks = seasons.map((season) => ({ from: season.from, week: weekOf(season) }));
    const read = weeks.flatMap(({ from, week }) => (week === undefined ? [] : [{ from, week }]));
    const dated = seasons.every(({ from }) => /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(from));
    if (name.trim() === '' || read.length < weeks.length || read.length === 0 || !dated)
      return undefined;
    services.push({
      name: name.trim(),
      hours: { id: `${departmentId}-${at + 1}`, seasons: read, exceptions: [] },
    });
  }
  return services.length === 0 ? undefined : services;
};
