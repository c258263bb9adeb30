import { fromBeijing, type Instant } from '#shared/kernel/clock.ts';

/** The instant of what a date-and-time field holds (`2026-11-24T15:30`), read as Beijing time; null while it is empty. */
export const fromLocalTime = (text: string): Instant | null => {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (found === null) return null;
  const [, date = '', hours = '0', minutes = '0'] = found;
  return fromBeijing(date, Number(hours) * 60 + Number(minutes));
};
