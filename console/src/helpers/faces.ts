import type { InboxRow } from '#shared/contract/desk.ts';

/** One of eight calm colours, the same for the same id on every screen. */
export const hueOf = (id: string): number => {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
};

/** Two characters for an avatar: family name in Chinese, initials elsewhere. */
export const initials = (name: string): string => {
  const clean = name.trim();
  if (/^\p{Script=Han}/u.test(clean)) return [...clean].slice(0, 1).join('');
  const words = clean.split(/\s+/).filter((w) => w !== '');
  return words
    .slice(0, 2)
    .map((w) => [...w][0] ?? '')
    .join('')
    .toUpperCase();
};

/** The middle of a ticket number, which is what people say: `261124-48213-7` → `48213`. */
export const shortNumber = (ticketNumber: string): string =>
  ticketNumber.split('-')[1] ?? ticketNumber;

export const visitorName = (row: Pick<InboxRow, 'ticketNumber'>): string =>
  shortNumber(row.ticketNumber);
