import { z } from 'zod';
import { LIMITS, type LimitedAction } from '#shared/domain/access/limits.ts';
import { evidence } from '#shared/domain/case/case.ts';
import { CASE_STEPS, type CaseStep } from '#shared/domain/case/lifecycle.ts';
import { CASE_CLOCK_IDS, caseClock, PAUSE_REASONS } from '#shared/domain/sla/case-clock-schema.ts';
import { help } from './help.ts';

const instant = z.int();
const STEPS = Object.keys(CASE_STEPS) as [CaseStep, ...CaseStep[]];
const LIMITED = Object.keys(LIMITS) as [LimitedAction, ...LimitedAction[]];
export const CATEGORIES = ['咨询', '投诉', '意见建议', '求助', '表扬', '其他'] as const;
const SEVERITIES = ['S1', 'S2', 'S3', 'S4'] as const;

const reason = z.string().min(1).max(500);
const LABEL = z
  .string()
  .trim()
  .min(1)
  .max(12)
  .regex(/^[^\s,，]+$/);
const name = z.string().min(1).max(60);
const id = z.string().min(1).max(60);

/** Everything that people change on a ticket, as data: sent by the console, kept in an approval until it is decided. */
export const ticketChange = z.discriminatedUnion('do', [
  /** A step of the case. Waiting steps say why and for how many working days. */
  z.strictObject({
    do: z.literal('step'),
    step: z.enum(STEPS),
    evidence: z.array(evidence).max(8).default([]),
    reason: z.string().max(500).default(''),
    department: name.nullable().default(null),
    handlerId: id.nullable().default(null),
    notAccepted: z.enum(['1', '2', '3', '4', '5']).nullable().default(null),
    pauseReason: z.enum(PAUSE_REASONS).nullable().default(null),
    days: z.int().min(1).max(60).default(1),
  }),
  z.strictObject({ do: z.literal('proof'), evidence }),
  /** Another category, severity or topic; what is null stays. */
  z.strictObject({
    do: z.literal('matter'),
    category: z.enum(CATEGORIES).nullable().default(null),
    severity: z.enum(SEVERITIES).nullable().default(null),
    topic: z
      .string()
      .regex(/^E\d\d$/)
      .nullable()
      .default(null),
    reason,
  }),
  /** Department and handler, without a step of the case. */
  z.strictObject({
    do: z.literal('assign'),
    department: name.nullable().default(null),
    handlerId: id.nullable().default(null),
    reason,
  }),
  /** A second department: the statutory clock becomes 10 working days, where the 5 have not passed. */
  z.strictObject({ do: z.literal('add-department'), department: name, reason }),
  z.strictObject({
    do: z.literal('clock'),
    clock: z.enum(CASE_CLOCK_IDS),
    change: z.enum(['pause', 'resume', 'extend']),
    days: z.int().min(1).max(60).default(1),
    pauseReason: z.enum(PAUSE_REASONS).default('patient-material'),
    reason: z.string().max(500).default(''),
  }),
  /** A promise of money. */
  z.strictObject({
    do: z.literal('grant'),
    grant: z.enum(['refund', 'compensation', 'courtesy']),
    amountFen: z.int().min(1).max(1_000_000_00),
    reason,
  }),
  /** A part of the matter that another department answers, with its own clock; a meeting has participants. */
  z.strictObject({
    do: z.literal('task'),
    kind: z.enum(['task', 'meeting']).default('task'),
    department: name,
    title: z.string().min(1).max(120),
    detail: z.string().max(2_000).default(''),
    days: z.int().min(1).max(10).default(2),
  }),
  z.strictObject({
    do: z.literal('task-step'),
    taskId: id,
    step: z.enum(['accept', 'answer', 'return']),
    text: z.string().max(2_000).default(''),
    participants: z.array(name).max(30).default([]),
  }),
  /** Says that two tickets belong together. */
  z.strictObject({ do: z.literal('link'), ticketId: id, reason: z.string().max(500).default('') }),
  /** Closes this one as a repetition of another: earliest receipt and due time win. */
  z.strictObject({ do: z.literal('merge'), intoTicketId: id, reason }),
  /** Several matters in one: a second ticket with its own number. */
  z.strictObject({
    do: z.literal('split'),
    category: z.enum(CATEGORIES),
    topic: z
      .string()
      .regex(/^E\d\d$/)
      .nullable()
      .default(null),
    summary: z.string().min(1).max(500),
    reason,
  }),
  /** Asks whoever has it to go on. */
  z.strictObject({ do: z.literal('remind'), text: z.string().max(200).default('') }),
  /** Words of the desk's own to find it by. */
  z.strictObject({
    do: z.literal('label'),
    add: z.array(LABEL).max(5).default([]),
    remove: z.array(LABEL).max(5).default([]),
  }),
  /** Staff whom the patient named: they do not handle it where it is a complaint, and hear of it where it is praise. */
  z.strictObject({ do: z.literal('named'), names: z.array(z.string().min(1).max(40)).max(10) }),
  /** What a call for help needs to be known. */
  z.strictObject({ do: z.literal('help'), help }),
  /** Ends a consultation that was answered, before it ends by itself. */
  z.strictObject({ do: z.literal('close-consultation') }),
]);
export type TicketChange = z.infer<typeof ticketChange>;
export type ChangeKind = TicketChange['do'];
export type ChangeOf<K extends ChangeKind> = Extract<TicketChange, { do: K }>;

export const ticketTask = z.object({
  taskId: z.string(),
  kind: z.enum(['task', 'meeting']),
  department: z.string(),
  title: z.string(),
  detail: z.string(),
  /** `returned`: the department says it is not its own; the lead decides anew. */
  state: z.enum(['open', 'accepted', 'answered', 'returned']),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  createdById: z.string().nullable(),
  createdByName: z.string().nullable(),
  createdAt: instant,
  answer: z.string(),
  participants: z.array(z.string()),
  endedAt: instant.nullable(),
  clock: caseClock,
});
export type TicketTask = z.infer<typeof ticketTask>;

export const ticketApproval = z.object({
  approvalId: z.string(),
  action: z.enum(LIMITED),
  /** Fen or working days, by the action's unit; 0 for a right. */
  amount: z.number(),
  reason: z.string(),
  /** Lowest tier that may decide. */
  from: z.enum(['agent', 'supervisor', 'office']),
  requestedById: z.string(),
  requestedByName: z.string(),
  requestedAt: instant,
  change: ticketChange,
  state: z.enum(['pending', 'approved', 'refused']),
  decidedById: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  decision: z.string(),
  clock: caseClock,
});
export type TicketApproval = z.infer<typeof ticketApproval>;

export const ticketLink = z.object({
  ticketId: z.string(),
  number: z.string(),
  /** As seen from here: `merged-into` this one was; `merged-from` the other one was. */
  kind: z.enum(['related', 'merged-into', 'merged-from', 'split-into', 'split-from']),
});
export type TicketLink = z.infer<typeof ticketLink>;

export const ticketGrant = z.object({
  grant: z.enum(['refund', 'compensation', 'courtesy']),
  amountFen: z.int(),
  reason: z.string(),
  byName: z.string(),
  approvedByName: z.string().nullable(),
  at: instant,
});
export type TicketGrant = z.infer<typeof ticketGrant>;
