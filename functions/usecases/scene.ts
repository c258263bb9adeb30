import type { Tail } from '#functions/ports.ts';
import type { Entry, EntryAuthor } from '#shared/domain/conversation/entry.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { Locale } from '#shared/kernel/locale.ts';

export const BOT: EntryAuthor = { kind: 'bot', id: null, name: null };
export const SYSTEM: EntryAuthor = { kind: 'system', id: null, name: null };

/** A conversation in the middle of a step: what is known of it so far. */
export type Scene = {
  readonly conversationId: string;
  readonly opening: Entry;
  readonly tail: Tail;
  readonly ticket: Ticket | undefined;
};

export const localeOf = (opening: Entry): Locale =>
  opening.body.kind === 'opened' ? opening.body.locale : 'zh-CN';

export const visitorOf = (opening: Entry): string =>
  opening.body.kind === 'opened' ? opening.body.visitorId : '';
