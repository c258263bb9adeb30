import { beijingDate, beijingTime, DAY, type Instant } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** When a desk opens, as a person would say it: 今天7:30, 明天7:30, 11月30日7:30. Beijing time. */
export const openingWords = (at: Instant, now: Instant): Localized => {
  const time = beijingTime(at).replace(/^0/, '');
  const date = beijingDate(at);
  if (date === beijingDate(now)) return { 'zh-CN': `今天${time}`, en: `today at ${time}` };
  if (date === beijingDate(now + DAY)) return { 'zh-CN': `明天${time}`, en: `tomorrow at ${time}` };
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8));
  return { 'zh-CN': `${month}月${day}日${time}`, en: `on ${MONTHS[month - 1]} ${day} at ${time}` };
};
