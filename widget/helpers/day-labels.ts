import { beijingDate, DAY, type Instant } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';

type Words = { readonly today: string; readonly yesterday: string };

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** 今天, 昨天, 11月3日, 2025年11月3日: as much as is needed to know the day. `date` is `YYYY-MM-DD`, Beijing. */
export const dayLabel = (date: string, now: Instant, locale: Locale, words: Words): string => {
  if (date === beijingDate(now)) return words.today;
  if (date === beijingDate(now - DAY)) return words.yesterday;
  const [year = '', month = '', day = ''] = date.split('-');
  const sameYear = beijingDate(now).startsWith(year);
  if (locale === 'en')
    return `${MONTHS[Number(month) - 1]} ${Number(day)}${sameYear ? '' : `, ${year}`}`;
  return `${sameYear ? '' : `${year}年`}${Number(month)}月${Number(day)}日`;
};
