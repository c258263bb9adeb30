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

export const fullTime = (at: Instant): string => `${beijingDate(at)} ${beijingTime(at)}`;
