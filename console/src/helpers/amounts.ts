import { LIMITS, type LimitedAction } from '#shared/domain/access/limits.ts';
import type { Locale } from '#shared/kernel/locale.ts';

/** Fen as yuan, with as many decimals as money has. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

/** Fen of an amount typed in yuan (at most two decimals); null where it is no such amount. */
export const fenOf = (typed: string): number | null => {
  const words = typed.trim().replace(/[¥￥,，元\s]/g, '');
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(words)) return null;
  const fen = Math.round(Number(words) * 100);
  return fen > 0 ? fen : null;
};

/** What an approval is about, with its amount in the action's own unit. */
export const actionText = (action: LimitedAction, amount: number, locale: Locale): string => {
  const { label, unit } = LIMITS[action];
  if (unit === 'fen') return `${label[locale]} ${yuan(amount)}`;
  if (unit === 'working-days')
    return locale === 'en' ? `${label.en}: ${amount} days` : `${label['zh-CN']} ${amount} 个工作日`;
  return label[locale];
};
