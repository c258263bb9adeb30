import { emergencyCard } from '#shared/domain/reply/emergency-card.ts';
import { readWith } from '#shared/domain/triage/engine.ts';
import type { RedFlagCheck } from './red-flags.ts';

/**
 * The grammar of the server's reading and the words of its card, without asking it. The model stays on the server: it
 * can only add, and it weighs more than everything else here.
 */
export const readInBrowser: RedFlagCheck = (text, recent, locale) => {
  const found = readWith({ text, recent }, undefined);
  return emergencyCard(found, locale) ?? null;
};
