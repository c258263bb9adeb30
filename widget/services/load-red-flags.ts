import type { TriageResult } from '#shared/domain/triage/triage.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import type { EmergencyCard } from '../helpers/emergency-cards.ts';
import { stringsOf } from '../strings.ts';
import type { RedFlagCheck } from './red-flags.ts';

/** What is true of every emergency, for a device that could load the check but not its words. */
const plainCard = (found: TriageResult, locale: Locale): EmergencyCard => ({
  type: 'emergency',
  decision: found.decision === 'fire' ? 'fire' : 'confirm',
  level: found.level ?? 2,
  kinds: [...found.kinds],
  safetyLine: stringsOf(locale).emergencyFallback,
  do: [],
  dont: [],
  question: null,
  buttons: [],
  ruleVersion: found.ruleVersion,
  needsSignOff: false,
});

/**
 * The server's reading in its browser edition and the words of its card, without asking it. Two chunks of their own,
 * fetched as soon as the panel is there.
 */
export const loadRedFlags = async (): Promise<RedFlagCheck> => {
  const [{ triageInBrowser }, words] = await Promise.all([
    import('#shared/domain/triage/browser.ts'),
    import('#shared/domain/reply/emergency-card.ts').catch(() => undefined),
  ]);
  return (text, recent, locale) => {
    const found = triageInBrowser({ text, recent });
    if (found.decision === 'none') return null;
    return words?.emergencyCard(found, locale) ?? plainCard(found, locale);
  };
};
