import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';
import { ticketView as ticket } from '#shared/domain/ticket/ticket.ts';
import { conversationView } from './conversations.ts';
import { base, clientId, instant, MESSAGE_LIMIT, plainText } from './values.ts';

/** One line of the inbox. A projection: it may lag the log by a second. */
export const inboxRow = z.object({
  conversationId: z.string(),
  ticketId: z.string(),
  ticketNumber: z.string(),
  channel: z.enum(CHANNEL_IDS),
  category: z.string(),
  department: z.string(),
  urgent: z.boolean(),
  status: z.string(),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  preview: z.string(),
  lastSeq: z.int(),
  lastAt: instant,
  /** Since when the patient has been waiting for a person or an answer. */
  waitingSince: instant.nullable(),
  /** An emergency that nobody has acknowledged yet. */
  alarm: z.boolean(),
  nextDueAt: instant.nullable(),
  /** A colleague who was asked to take it over and has not answered. */
  offer: z
    .object({
      toAgentId: z.string(),
      toAgentName: z.string(),
      byName: z.string(),
      reason: z.string(),
      at: instant,
    })
    .nullable(),
  escalated: z.enum(['none', 'warned', 'escalated']),
});
export type InboxRow = z.infer<typeof inboxRow>;

export const inboxQuery = z.strictObject({
  view: z.enum(['waiting', 'mine', 'all', 'bot', 'resolved']).default('waiting'),
  cursor: z.string().max(400).optional(),
});
export const inboxPage = z.object({
  rows: z.array(inboxRow),
  counts: z.object({
    waiting: z.int(),
    mine: z.int(),
    all: z.int(),
    alarms: z.int(),
    escalated: z.int(),
  }),
  /** For supervisors and the office: chats whose clock has run out or is about to, whatever the view. */
  escalations: z.array(inboxRow),
  /** What colleagues ask the reader to take over, whatever the view. */
  offers: z.array(inboxRow),
  cursor: z.string().nullable(),
});
export type InboxPage = z.infer<typeof inboxPage>;

export const timelineEvent = z.object({
  eventId: z.string(),
  at: instant,
  kind: z.string(),
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  /** Words for people, zh-CN. Patients see events with `public` only. */
  text: z.string(),
  public: z.boolean(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

/** Why a message was read as it was, for the agent. */
export const reading = z.object({
  seq: z.int(),
  triage: z.unknown(),
  intent: z.unknown(),
  answer: z.unknown(),
});

export const deskConversation = z.object({
  conversation: conversationView,
  ticket: ticket.nullable(),
  timeline: z.array(timelineEvent),
  readings: z.array(reading),
  /** Who else has this conversation open. */
  viewers: z.array(z.object({ staffId: z.string(), name: z.string() })),
  /** Why it lies with this department and person, or still waits. Words for people, zh-CN. */
  why: z.array(z.string()).default([]),
});
export type DeskConversation = z.infer<typeof deskConversation>;

export const stepBody = z.strictObject({ clientId, base });
export const replyBody = z.strictObject({
  clientId,
  base,
  text: plainText(MESSAGE_LIMIT),
  /** Given when the text was held back as medical advice and is sent all the same; goes to quality sampling. */
  adviceReason: plainText(300, 2).optional(),
});
export const releaseBody = z.strictObject({
  clientId,
  base,
  reason: plainText(300, 0).default(''),
});
export const takeOverBody = z.strictObject({ clientId, base, reason: plainText(300) });
export const transferBody = z.strictObject({
  clientId,
  base,
  /** A colleague's id, or `dep:<name>`: the people of a department. */
  toStaffId: z.string().max(70),
  reason: plainText(300),
});
export const resolveBody = z.strictObject({
  clientId,
  base,
  outcome: z.enum(['solved', 'referred', 'no-answer', 'abandoned']),
});
export const noteBody = z.strictObject({ clientId, text: plainText(MESSAGE_LIMIT) });
export const acknowledgeBody = z.strictObject({ clientId });
export const presenceBody = z.strictObject({ state: z.enum(['online', 'away', 'offline']) });
export const colleagues = z.object({
  staff: z.array(
    z.object({
      staffId: z.string(),
      name: z.string(),
      tier: z.string(),
      departments: z.array(z.string()),
      presence: z.string(),
    }),
  ),
});
export const ticketParams = z.strictObject({ ticketId: z.string().max(60) });
export const ticketDetail = z.object({ ticket, timeline: z.array(timelineEvent) });
export type TicketDetail = z.infer<typeof ticketDetail>;
