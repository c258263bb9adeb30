import { beijingDate, beijingTime, DAY, type Instant } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';

const WORDS = {
  'zh-CN': { today: '今天', yesterday: '昨天' },
  en: { today: 'Today', yesterday: 'Yesterday' },
} as const;

/** Day separator of a thread: today, yesterday, or the date. */
export const dayLabel = (at: Instant, now: Instant, locale: Locale): string => {
  const day = beijingDate(at);
  if (day === beijingDate(now)) return WORDS[locale].today;
  if (day === beijingDate(now - DAY)) return WORDS[locale].yesterday;
  return day;
};

/** Time of a row: the clock today, the day before that. */
export const shortTime = (at: Instant, now: Instant, locale: Locale): string => {
  const day = beijingDate(at);
  if (day === beijingDate(now)) return beijingTime(at);
  if (day === beijingDate(now - DAY)) return WORDS[locale].yesterday;
  return day.slice(5);
};

/** Day and time, as short as they are clear: the clock alone today, the year only where it is another. */
export const dayAndTime = (at: Instant, now: Instant): string => {
  const day = beijingDate(at);
  const today = beijingDate(now);
  if (day === today) return beijingTime(at);
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${beijingTime(at)}`;
};

export const fullTime = (at: Instant): string => `${beijingDate(at)} ${beijingTime(at)}`;
