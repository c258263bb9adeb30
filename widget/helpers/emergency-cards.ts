import type { Card, Entry } from '#shared/domain/conversation/entry.ts';

export type EmergencyCard = Extract<Card, { type: 'emergency' }>;

/** What the check in the browser found for a message, and what the patient answered to it. */
type LocalCard = { readonly card: EmergencyCard; readonly happening: boolean | null };
export type LocalCards = ReadonlyMap<string, LocalCard>;

const GRAVITY = { confirm: 0, fire: 1 } as const;

const emergencyOf = (entry: Entry): EmergencyCard | undefined =>
  entry.body.kind === 'message'
    ? entry.body.cards.find((card): card is EmergencyCard => card.type === 'emergency')
    : undefined;

/**
 * Which of the browser's cards are still shown. The service's card for a message takes the place of the browser's,
 * unless it is the milder one: the check on the server may add, never soften. A card answers the newest patient
 * message before it, and with it the older ones that have none of their own (symptoms sent line by line).
 */
export const coverLocalCards = (entries: readonly Entry[], local: LocalCards): LocalCards => {
  if (local.size === 0) return local;
  const shown = new Map(local);
  let waiting: string[] = [];
  for (const entry of entries) {
    if (entry.by.kind === 'patient' && local.has(entry.entryId)) waiting.push(entry.entryId);
    const card = emergencyOf(entry);
    if (card === undefined) continue;
    for (const clientId of waiting) {
      const own = local.get(clientId)?.card;
      if (own !== undefined && GRAVITY[own.decision] <= GRAVITY[card.decision])
        shown.delete(clientId);
    }
    waiting = [];
  }
  return shown;
};

/** Number of the entry that asks 正在发生吗 about a patient's own message, once the service has asked. */
export const askedAbout = (entries: readonly Entry[], clientId: string): number | undefined => {
  const own = entries.findIndex(({ by, entryId }) => by.kind === 'patient' && entryId === clientId);
  if (own === -1) return undefined;
  return entries.slice(own).find((entry) => emergencyOf(entry)?.decision === 'confirm')?.seq;
};

/** No survey after an emergency. */
export const hadEmergency = (entries: readonly Entry[]): boolean =>
  entries.some((entry) => emergencyOf(entry)?.decision === 'fire');
