import type { Locale } from '#shared/kernel/locale.ts';
import type { EmergencyCard } from '../helpers/emergency-cards.ts';

export type RecentMessage = { readonly text: string; readonly secondsAgo: number };

/** What the check in the browser says of a message: the card to show at once, or null. Pure and quick. */
export type RedFlagCheck = (
  text: string,
  recent: readonly RecentMessage[],
  locale: Locale,
) => EmergencyCard | null;
