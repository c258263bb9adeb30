import type { HoursTable } from '#shared/domain/calendar/hours.ts';
import { rangesText, readRanges } from '../../helpers/ranges-text.ts';
import { formOfService, type SeasonForm, servicesOf } from '../knowledge/week-form.ts';

/** A dated day as somebody fills it in. */
export type SpecialForm = {
  readonly date: string;
  readonly ranges: string;
  readonly source: string;
};
export type HoursForm = {
  readonly seasons: readonly SeasonForm[];
  readonly special: readonly SpecialForm[];
};

const OFFICE = 'office';
const CLOSED = '休';

export const formOfHours = (table: HoursTable): HoursForm => ({
  seasons: formOfService({ name: OFFICE, hours: table }).seasons,
  special: table.exceptions.map(({ date, ranges, source }) => ({
    date,
    ranges: ranges.length === 0 ? CLOSED : rangesText(ranges),
    source,
  })),
});

/** Whether a dated day says everything that it must. */
export const isWhole = ({ date, ranges, source }: SpecialForm): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) &&
  ranges.trim() !== '' &&
  readRanges(ranges) !== undefined &&
  source.trim() !== '';

/** The table that the fields make; undefined where one of them cannot be read. */
export const hoursOfForm = ({ seasons, special }: HoursForm): HoursTable | undefined => {
  // One season begins with the year, whatever its field said before the others were removed.
  const dated = seasons.length === 1 ? seasons.map((one) => ({ ...one, from: '01-01' })) : seasons;
  const hours = servicesOf(OFFICE, [{ name: OFFICE, seasons: dated }])?.[0]?.hours;
  if (hours === undefined || !special.every(isWhole)) return undefined;
  return {
    ...hours,
    id: OFFICE,
    exceptions: special
      .map(({ date, ranges, source }) => ({
        date,
        ranges: [...(readRanges(ranges) ?? [])],
        source: source.trim(),
      }))
      .sort((a, b) => (a.date < b.date ? -1 : 1)),
  };
};
