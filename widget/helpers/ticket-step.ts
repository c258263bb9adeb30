import type { ConversationState, Entry } from '#shared/domain/conversation/entry.ts';
import { hadEmergency } from './emergency-cards.ts';

export const TICKET_STEPS = ['received', 'in-hand', 'answered', 'rated'] as const;
export type TicketStep = (typeof TICKET_STEPS)[number];

const sinceLastResolved = (entries: readonly Entry[]): readonly Entry[] => {
  const at = entries.map(({ body }) => body.kind).lastIndexOf('resolved');
  return at === -1 ? [] : entries.slice(at + 1);
};

const isRated = (entries: readonly Entry[]): boolean =>
  sinceLastResolved(entries).some(({ body }) => body.kind === 'rated');

/** How far the matter has come, in the patient's words: 已受理 / 处理中 / 已答复 / 已评价. */
export const ticketStep = (
  state: ConversationState | null,
  entries: readonly Entry[],
): TicketStep => {
  if (state === null) return 'received';
  if (state.status === 'resolved') return isRated(entries) ? 'rated' : 'answered';
  return state.owner === 'agent' ? 'in-hand' : 'received';
};

/** The survey is offered once after each closing, and never after an emergency. */
export const asksForRating = (
  state: ConversationState | null,
  entries: readonly Entry[],
): boolean => state?.status === 'resolved' && !isRated(entries) && !hadEmergency(entries);
