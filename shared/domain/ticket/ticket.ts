import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';

const CATEGORIES = ['咨询', '投诉', '意见建议', '求助', '表扬', '其他'] as const;
const SEVERITIES = ['S1', 'S2', 'S3', 'S4'] as const;

/**
 * One timer of a ticket. A clock that is started again after a stop gets the next generation, so that the steps of
 * its earlier life are never mistaken for those of the new one.
 */
const clock = z.object({
  id: z.enum(['emergency', 'chat', 'unanswered']),
  generation: z.int().positive(),
  startedAt: z.int(),
  warnAt: z.int().nullable(),
  dueAt: z.int(),
  /** The last step that was recorded. */
  done: z.enum(['none', 'warned', 'escalated']),
  stoppedAt: z.int().nullable(),
  /** Why it was stopped, in one word; null while it runs. */
  reason: z.string().nullable(),
});
export type TicketClock = z.infer<typeof clock>;
export type ClockId = TicketClock['id'];

/** The last emergency of a ticket; it rings at the desk until somebody acknowledges it. */
const alarm = z.object({
  at: z.int(),
  seq: z.int(),
  kinds: z.array(z.string()),
  level: z.int().nullable(),
  acknowledgedAt: z.int().nullable(),
  acknowledgedBy: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarm>;

/** What staff see of a ticket. Patients see `PatientTicket` only. */
export const ticket = z.object({
  ticketId: z.string(),
  number: z.string(),
  conversationId: z.string().nullable(),
  visitorId: z.string().nullable(),
  channel: z.enum(CHANNEL_IDS),
  category: z.enum(CATEGORIES),
  serviceClass: z.string(),
  topic: z.string().nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  urgent: z.boolean(),
  status: z.enum(['bot', 'waiting', 'in-hand', 'resolved', 'closed']),
  /** Department that answers for it, and why it was routed there. */
  department: z.string(),
  routeReason: z.string(),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  /** First words of the matter, personal data masked. */
  summary: z.string(),
  openedAt: z.int(),
  updatedAt: z.int(),
  /** Since when the patient waits for a person; null while nobody is awaited. */
  waitingSince: z.int().nullable(),
  /** Next instant at which the sweep must look; null where no clock runs. */
  nextDueAt: z.int().nullable(),
  clocks: z.array(clock),
  escalated: z.enum(['none', 'warned', 'escalated']),
  alarm: alarm.nullable(),
  /** Number of the last log entry whose change of course this ticket reflects. */
  followedSeq: z.int(),
  version: z.int().positive(),
});
export type Ticket = z.infer<typeof ticket>;
