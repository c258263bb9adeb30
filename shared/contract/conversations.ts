import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';
import { conversationState, entry } from '#shared/domain/conversation/entry.ts';
import { LOCALES } from '#shared/kernel/locale.ts';
import { base, clientId, instant, MESSAGE_LIMIT, plainText, seq } from './values.ts';

export const cursors = z.object({
  /** Highest number each side's device has received and shown. Coalesced: they may lag a little. */
  patient: z.object({ delivered: z.int(), read: z.int() }),
  agent: z.object({ delivered: z.int(), read: z.int() }),
});
export type Cursors = z.infer<typeof cursors>;

export const conversationView = z.object({
  conversationId: z.string(),
  channel: z.enum(CHANNEL_IDS),
  locale: z.enum(LOCALES),
  openedAt: instant,
  lastSeq: z.int(),
  state: conversationState,
  /** Null until the first message has been stored. */
  ticketNumber: z.string().nullable(),
  cursors,
});
export type ConversationView = z.infer<typeof conversationView>;

/** Answer to everything that appends: what the sender had not seen, its own entry among it, oldest first. */
export const appended = z.object({
  entries: z.array(entry),
  state: conversationState,
  ticketNumber: z.string().nullable(),
});
export type Appended = z.infer<typeof appended>;

export const entryPage = z.object({
  entries: z.array(entry),
  state: conversationState,
  ticketNumber: z.string().nullable(),
  cursors,
  /** True where more follow: ask again with `after` = the last number. */
  more: z.boolean(),
});
export type EntryPage = z.infer<typeof entryPage>;

export const startConversationBody = z.strictObject({
  clientId,
  channel: z.enum(['web', 'wechat']),
  locale: z.enum(LOCALES),
});
export const postMessageBody = z.strictObject({ clientId, base, text: plainText(MESSAGE_LIMIT) });
export const handoffBody = z.strictObject({
  clientId,
  base,
  reason: plainText(200, 0).default(''),
});
export const feedbackBody = z.strictObject({ clientId, base, aboutSeq: seq, helpful: z.boolean() });
export const emergencyAnswerBody = z.strictObject({
  clientId,
  base,
  aboutSeq: seq,
  happening: z.boolean(),
});
export const ratingBody = z.strictObject({
  clientId,
  base,
  score: z.int().min(1).max(5),
  solved: z.boolean().nullable().default(null),
  comment: plainText(500, 0).default(''),
});
export const cursorBody = z.strictObject({ delivered: seq, read: z.int().min(-1).max(9_999_999) });
/** Where a patient stands in the queue. */
export const queuePlace = z.object({
  /** Patients who are taken first; null while nobody waits here. */
  ahead: z.int().nullable(),
  /** Emergencies among them: they go first whenever they come. */
  urgentAhead: z.int(),
  /** Estimate from recent pick-ups; null where there is none. */
  minutes: z.int().nullable(),
});
export type QueuePlace = z.infer<typeof queuePlace>;
export const conversationParams = z.strictObject({ conversationId: z.string().max(60) });
export const entriesQuery = z.strictObject({
  after: z.coerce.number().int().min(-1).max(9_999_999).default(-1),
});
export const conversationList = z.object({ conversations: z.array(conversationView) });
