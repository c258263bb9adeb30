import type { Entry } from '#shared/domain/conversation/entry.ts';

/** Messages of bot and agents after the last one that was on screen. */
export const unreadCount = (entries: readonly Entry[], read: number): number =>
  entries.filter(
    ({ seq, by, body }) => seq > read && body.kind === 'message' && by.kind !== 'patient',
  ).length;

/** Up to 9, then 9+; empty for none. */
export const badgeText = (count: number): string => {
  if (count <= 0) return '';
  return count > 9 ? '9+' : String(count);
};

const BADGE = /^\(\d\+?\) /;

/** The host page's title with the number in front, or as it was. */
export const badgedTitle = (title: string, count: number): string => {
  const plain = title.replace(BADGE, '');
  return count > 0 ? `(${badgeText(count)}) ${plain}` : plain;
};
