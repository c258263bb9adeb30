import { z } from 'zod';
import { caseRecord } from '#shared/domain/case/case.ts';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';
import { caseClock } from '#shared/domain/sla/case-clock-schema.ts';
import { help } from './help.ts';
import { CATEGORIES, ticketApproval, ticketGrant, ticketLink, ticketTask } from './work.ts';

const SEVERITIES = ['S1', 'S2', 'S3', 'S4'] as const;

/**
 * One timer of a ticket. A clock that is started again after a stop gets the next generation, so that the steps of
 * its earlier life are never mistaken for those of the new one.
 */
const clock = z.object({
  id: z.enum([
    'emergency',
    'chat',
    'unanswered',
    'transfer',
    'pickup',
    'idle',
    'confirm',
    'followup',
  ]),
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

/** A colleague who was asked to take the conversation over, by whom and why. */
const offer = z.object({
  toAgentId: z.string(),
  toAgentName: z.string(),
  byName: z.string(),
  reason: z.string(),
  at: z.int(),
});

/** A list that the ticket stands in, and its place there: kept by the store, so that every view is one query. */
const listing = z.object({ list: z.string(), at: z.int() });
export type Listing = z.infer<typeof listing>;

/** A ticket as it is stored. Staff see `ticketView`, patients the answer of a look-up. */
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
  offer: offer.nullable().default(null),
  /** Why the owner has it, where the service gave it to them. */
  ownerWhy: z.string().nullable().default(null),
  /** Since when the patient has wanted a person: kept while somebody has it, so that a return keeps its place. */
  queuedSince: z.int().nullable().default(null),
  /** Who gave it back, or did not answer: not given to them again while the patient waits. */
  passedBy: z.array(z.string()).default([]),
  /** Number of the last log entry whose change of course this ticket reflects. */
  followedSeq: z.int(),
  version: z.int().positive(),

  /** Handling of a complaint, suggestion, call for help or praise; null where an answer is enough. */
  case: caseRecord.nullable().default(null),
  caseClocks: z.array(caseClock).default([]),
  /** The highest who was told that a clock of the case is late. */
  escalation: z
    .enum(['none', 'handler', 'department-head', 'supervisor', 'office'])
    .default('none'),
  /** Other departments that were formally added or hear of it at once. */
  departments: z.array(z.string()).default([]),
  handlerName: z.string().nullable().default(null),
  /** Why the handler has it, where the service gave it to them. */
  handlerWhy: z.string().nullable().default(null),
  tasks: z.array(ticketTask).default([]),
  approvals: z.array(ticketApproval).default([]),
  links: z.array(ticketLink).default([]),
  grants: z.array(ticketGrant).default([]),
  wish: z.string().default(''),
  /** Names of staff concerned, as the patient told them. */
  staffNamed: z.array(z.string()).default([]),
  /** How to reach the patient, masked; the full words are revealed with a reason only. */
  contact: z
    .object({ name: z.string(), phone: z.string(), relation: z.string() })
    .nullable()
    .default(null),
  /** Finds the tickets of one patient again: the visitor, or a keyed hash of the phone number. */
  patientKey: z.string().nullable().default(null),
  /** Due time set by an authority: wins over the own clocks where it is earlier. */
  externalDueAt: z.int().nullable().default(null),
  /** With the number, opens the patient's progress page. */
  code: z.string().default(''),
  lists: z.array(listing).default([]),
  /** What those lists are narrowed by, as it was written beside the places. */
  listed: z.string().default(''),
  /** What a call for help needs to be known; null for other categories. */
  help: help.nullable().default(null),
  /** Words of the desk's own to find it by. */
  labels: z.array(z.string()).default([]),
});
/** A ticket as staff see it. */
export const ticketView = ticket.omit({
  code: true,
  lists: true,
  listed: true,
  patientKey: true,
});
export type TicketView = z.infer<typeof ticketView>;
export type Ticket = z.infer<typeof ticket>;

/** The fields of a ticket that nobody has worked on yet. */
export const NO_WORK = {
  offer: null,
  ownerWhy: null,
  queuedSince: null,
  passedBy: [],
  case: null,
  caseClocks: [],
  escalation: 'none',
  departments: [],
  handlerName: null,
  handlerWhy: null,
  tasks: [],
  approvals: [],
  links: [],
  grants: [],
  wish: '',
  staffNamed: [],
  contact: null,
  patientKey: null,
  externalDueAt: null,
  code: '',
  lists: [],
  listed: '',
  help: null,
  labels: [],
} satisfies Partial<Ticket>;
