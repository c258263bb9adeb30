import type { TimeRange } from '#shared/domain/calendar/hours.ts';

const RANGE = /^(\d{1,2})[:：](\d{2})\s*[-—–~至到]+\s*(\d{1,2})[:：](\d{2})$/;
const WHOLE_DAY: TimeRange = ['00:00', '24:00'];

const time = (hour = '', minute = ''): string | undefined => {
  const text = `${hour.padStart(2, '0')}:${minute}`;
  return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text) ? text : undefined;
};

const readRange = (text: string): TimeRange | undefined => {
  const found = RANGE.exec(text);
  if (found === null) return undefined;
  const [from, to] = [time(found[1], found[2]), time(found[3], found[4])];
  return from === undefined || to === undefined || from === to ? undefined : [from, to];
};

/**
 * What somebody types for the hours of a day: 8:00-12:00、14:00-17:30; 24小时; 休 or nothing = closed. Undefined where it
 * cannot be read.
 */
export const readRanges = (text: string): readonly TimeRange[] | undefined => {
  const words = text.trim();
  if (words === '' || /^(休|休息|不开|closed)$/i.test(words)) return [];
  if (/^(24\s*小时|全天|24\s*h(ours)?)$/i.test(words)) return [WHOLE_DAY];
  const ranges = words
    .split(/[、，,;；\s]+(?=\d)/)
    .map((part) => readRange(part.replace(/\s+/g, '')));
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
};

/** The same for reading: 8:00—12:00、14:00—17:30. Nothing where it is closed. */
export const rangesText = (ranges: readonly TimeRange[]): string =>
  ranges
    .map(([from, to]) =>
      from === '00:00' && to === '24:00'
        ? '24小时'
        : `${from.replace(/^0/, '')}—${to.replace(/^0/, '')}`,
    )
    .join('、');
