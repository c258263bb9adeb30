import { z } from 'zod';
import { way } from '#shared/domain/reply/way-finding.ts';
import { LOCALES } from '#shared/kernel/locale.ts';
import { CHANNEL_IDS } from './channels.ts';

/** Who answers the patient now. From `queue` on, the bot is silent. */
const OWNERS = ['bot', 'queue', 'agent'] as const;

/** The state after an entry: carried by every entry, so that an append is a compare-and-set on it. */
export const conversationState = z.object({
  owner: z.enum(OWNERS),
  agentId: z.string().nullable(),
  agentName: z.string().nullable(),
  status: z.enum(['open', 'resolved']),
  /** Counts changes of owner or status; a decision taken in an older epoch is void. */
  epoch: z.int().nonnegative(),
  urgent: z.boolean(),
  /**
   * A colleague, or a department (`dep:<name>`), that was asked to take the conversation over and has not answered. The
   * owner stays until then.
   */
  offer: z.object({ toAgentId: z.string(), toAgentName: z.string() }).optional(),
});
export type ConversationState = z.infer<typeof conversationState>;

const button = z.object({
  label: z.string(),
  /** What a tap does: dial a number, send a text as the patient, open a link, or call an action of the chat. */
  action: z.discriminatedUnion('do', [
    z.object({ do: z.literal('dial'), number: z.string() }),
    z.object({ do: z.literal('send'), text: z.string() }),
    z.object({ do: z.literal('open'), url: z.string() }),
    z.object({ do: z.literal('handoff') }),
    z.object({ do: z.literal('emergency-answer'), happening: z.boolean() }),
  ]),
  primary: z.boolean().optional(),
});
export type CardButton = z.infer<typeof button>;

const card = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('emergency'),
    decision: z.enum(['fire', 'confirm']),
    level: z.int().min(1).max(4),
    kinds: z.array(z.string()),
    safetyLine: z.string(),
    do: z.array(z.string()),
    dont: z.array(z.string()),
    question: z.string().nullable(),
    buttons: z.array(button),
    ruleVersion: z.string(),
    needsSignOff: z.boolean(),
  }),
  z.object({
    type: z.literal('answer'),
    articleId: z.string(),
    question: z.string(),
    department: z.string(),
    updated: z.string(),
    effectiveTo: z.string().nullable(),
    /** Ask 解决了吗 below the answer. */
    askSolved: z.boolean(),
    /** Questions that others asked next, to be sent with a tap. */
    related: z.array(z.string()).optional(),
    /** The answer with its markup (`knowledge/rich-text.ts`), where it has any; the message's text says it without. */
    rich: z.string().optional(),
    /** Pictures of ours (`knowledge/picture.ts`) with the words for who does not see them. */
    pictures: z.array(z.object({ url: z.string(), alt: z.string() })).optional(),
    buttons: z.array(button).optional(),
  }),
  z.object({ type: z.literal('choices'), title: z.string(), buttons: z.array(button) }),
  z.object({
    type: z.literal('departments'),
    departments: z.array(
      z.object({
        name: z.string(),
        reason: z.string(),
        floor: z.string(),
        phone: z.string(),
        hours: z.string(),
        /** How to get there from the gate, where the question was for the way. */
        way: way.optional(),
      }),
    ),
    buttons: z.array(button),
  }),
  z.object({
    type: z.literal('ticket'),
    number: z.string(),
    category: z.string(),
    promise: z.string(),
  }),
  z.object({ type: z.literal('rating') }),
]);
export type Card = z.infer<typeof card>;

const by = z.object({
  kind: z.enum(['patient', 'bot', 'agent', 'system']),
  id: z.string().nullable(),
  name: z.string().nullable(),
});
export type EntryAuthor = z.infer<typeof by>;

/**
 * What the bot's message came to. Clients may lean on it (a handoff button after `missed`), the next reply does: two
 * misses in a row offer a person first.
 */
const REPLY_OUTCOMES = [
  'emergency',
  'answered',
  'offered',
  'guided',
  'deferred',
  'missed',
  'handed-off',
  'small-talk',
  'noted',
] as const;
export type ReplyOutcome = (typeof REPLY_OUTCOMES)[number];

/** What happened, without number and state. Adding a kind: a row here and one in `conversation.ts`. */
export const entryBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    channel: z.enum(CHANNEL_IDS),
    locale: z.enum(LOCALES),
    visitorId: z.string(),
  }),
  z.object({
    kind: z.literal('message'),
    text: z.string(),
    cards: z.array(card),
    outcome: z.enum(REPLY_OUTCOMES).optional(),
  }),
  z.object({ kind: z.literal('handoff-requested'), reason: z.string() }),
  z.object({ kind: z.literal('claimed') }),
  /** The service gives what waits to whoever is free; the reason says why to them. */
  z.object({
    kind: z.literal('assigned'),
    toAgentId: z.string(),
    toAgentName: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('released'), reason: z.string() }),
  z.object({
    kind: z.literal('transferred'),
    toAgentId: z.string(),
    toAgentName: z.string(),
    reason: z.string(),
  }),
  /** A colleague is asked to take over; the owner stays until they accept. */
  z.object({
    kind: z.literal('transfer-offered'),
    toAgentId: z.string(),
    toAgentName: z.string(),
    reason: z.string(),
  }),
  /** By the colleague, or (`forDepartment`) by somebody of the department that was asked. */
  z.object({ kind: z.literal('transfer-accepted'), forDepartment: z.string().optional() }),
  /** By the colleague, by the owner who withdraws it, or by the service when the time is up. */
  z.object({
    kind: z.literal('transfer-declined'),
    reason: z.string(),
    forDepartment: z.string().optional(),
  }),
  /** A supervisor takes a colleague's conversation. */
  z.object({ kind: z.literal('taken-over'), reason: z.string() }),
  z.object({
    kind: z.literal('resolved'),
    outcome: z.enum(['solved', 'referred', 'no-answer', 'abandoned']),
  }),
  z.object({ kind: z.literal('reopened') }),
  z.object({ kind: z.literal('feedback'), aboutSeq: z.int(), helpful: z.boolean() }),
  z.object({ kind: z.literal('emergency-answered'), aboutSeq: z.int(), happening: z.boolean() }),
  z.object({
    kind: z.literal('rated'),
    score: z.int().min(1).max(5),
    solved: z.boolean().nullable(),
    comment: z.string(),
  }),
  /** A personal deletion: the number stays, the content is gone. */
  z.object({ kind: z.literal('erased') }),
]);
export type EntryBody = z.infer<typeof entryBody>;
export type EntryKind = EntryBody['kind'];

export const entry = z.object({
  seq: z.int().nonnegative(),
  /** Unique within conversation and sender: the client's own id, or a deterministic one (`re:<seq>`, `sweep:<step>`). */
  entryId: z.string(),
  at: z.int(),
  by,
  body: entryBody,
  state: conversationState,
});
export type Entry = z.infer<typeof entry>;
