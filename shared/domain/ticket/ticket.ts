import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';

export const CATEGORIES = ['咨询', '投诉', '意见建议', '求助', '表扬', '其他'] as const;
export const SEVERITIES = ['S1', 'S2', 'S3', 'S4'] as const;

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
  version: z.int().positive(),
});
export type Ticket = z.infer<typeof ticket>;
