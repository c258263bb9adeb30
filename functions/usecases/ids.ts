import type { Id } from '#shared/kernel/id.ts';

/** The ticket of a conversation has the same tail as its id: either is found from the other without a look-up. */
export const ticketIdOf = (conversationId: string): Id<'ticket'> =>
  `tkt_${conversationId.slice('cnv_'.length)}`;

export const conversationIdOf = (ticketId: string): Id<'conversation'> =>
  `cnv_${ticketId.slice('tkt_'.length)}`;

/** The bot's reply to an entry, and what follows from it: the same id whoever writes it, however often. */
export const replyId = (seq: number): string => `re:${seq}`;
export const handoffId = (seq: number): string => `ho:${seq}`;
