import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';
import { help } from '#shared/domain/ticket/help.ts';
import { ticketView as ticket } from '#shared/domain/ticket/ticket.ts';
import { CATEGORIES, ticketApproval, ticketChange } from '#shared/domain/ticket/work.ts';
import { timelineEvent } from './desk.ts';
import { deliveryState } from './records.ts';
import { clientId, instant, MESSAGE_LIMIT, plainText } from './values.ts';

const sound = plainText(MESSAGE_LIMIT, 0);
const soundThroughout = (value: unknown): boolean => {
  if (typeof value === 'string') return sound.safeParse(value).success;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(soundThroughout);
};

export const ticketRow = z.object({
  ticketId: z.string(),
  number: z.string(),
  channel: z.enum(CHANNEL_IDS),
  category: z.string(),
  topic: z.string().nullable(),
  severity: z.string().nullable(),
  department: z.string(),
  departments: z.array(z.string()),
  state: z.string(),
  handlerId: z.string().nullable(),
  handlerName: z.string().nullable(),
  summary: z.string(),
  openedAt: instant,
  updatedAt: instant,
  /** The running clock that is due first; null where none runs. */
  due: z
    .object({
      clock: z.string(),
      at: instant,
      /** Counted on a holiday table that is not the official one. */
      provisional: z.boolean(),
      overdue: z.boolean(),
      paused: z.boolean(),
    })
    .nullable(),
  escalation: z.string(),
  openTasks: z.int(),
  pendingApprovals: z.int(),
  restricted: z.boolean(),
  labels: z.array(z.string()),
  /** Departments whose open task nobody has taken. */
  asked: z.array(z.string()),
  /** An answered consultation that may be closed before it closes by itself. */
  closable: z.boolean(),
});
export type TicketRow = z.infer<typeof ticketRow>;
/** A ticket whose record cannot be read: it keeps its place in the list, and operators are told. */
const unreadableRow = z.object({
  ticketId: z.string(),
  number: z.string(),
  /** It stands before this row of the page; at the end where it is as many as there are rows. */
  before: z.int(),
});
export const ticketPage = z.object({
  rows: z.array(ticketRow),
  unreadable: z.array(unreadableRow),
  cursor: z.string().nullable(),
});

/** What a search for a number, a part of one, or a phone number found. */
export const ticketSearch = z.object({
  read: z.enum(['number', 'part', 'phone', 'nothing']),
  rows: z.array(ticketRow),
  unreadable: z.array(unreadableRow),
  /** The check digit does not fit: one digit is wrong, or two neighbours are swapped. `rows` are what fits. */
  typo: z.boolean(),
  /** More were found than are shown. */
  more: z.boolean(),
});

/** What this person may do next: a step the state allows, and whether somebody must approve it. */
export const allowedStep = z.object({
  step: z.string(),
  label: z.object({ 'zh-CN': z.string(), en: z.string() }),
  /** Evidence that is still missing and may be handed in with the step. */
  missing: z.array(z.string()),
  needsReason: z.boolean(),
  may: z.enum(['allowed', 'needs-approval']),
  approvalFrom: z.string().nullable(),
});

export const ticketDetail = z.object({
  ticket,
  timeline: z.array(timelineEvent),
  row: ticketRow.nullable(),
  /** What is missing before it may be closed; empty where nothing is, or where it has no case. */
  closingGaps: z.array(z.string()),
  steps: z.array(allowedStep),
  /** Other kinds of change that this person may send (`do` of the change). */
  changes: z.array(z.string()),
  /** Why it lies with this department and handler, or with nobody. Words for people, zh-CN. */
  why: z.array(z.string()).default([]),
});
export type TicketDetail = z.infer<typeof ticketDetail>;

/** One change. A repeat with the same client id changes nothing and gives the ticket as it stands. */
export const changeBody = z
  .strictObject({ clientId, change: ticketChange })
  .refine(soundThroughout, { error: 'text must be well-formed, without control characters' });
export const changed = ticketDetail.extend({
  /** `awaiting-approval`: it lies beyond the own limit and waits for the tier in `approval.from`. */
  outcome: z.enum(['done', 'awaiting-approval']),
});

export const contactBody = z.strictObject({
  name: plainText(60, 0).default(''),
  phone: plainText(30, 0).default(''),
  /** Relation to the patient: 本人, 家属 … */
  relation: plainText(20, 0).default(''),
});

/** The end of the year 2099: no deadline lies beyond. */
const LAST_INSTANT = Date.UTC(2100, 0, 1);

/** An agent writes down what came by phone, in person, by letter, from 12345, on a leader's day. */
export const createTicketBody = z.strictObject({
  clientId,
  channel: z.enum(['phone', 'onsite', 'letter', 'hotline12345', 'leader-day']),
  /** Left out: read from the words. */
  category: z.enum(CATEGORIES).optional(),
  topic: z
    .string()
    .regex(/^E\d\d$/)
    .optional(),
  severity: z.enum(['S1', 'S2', 'S3', 'S4']).optional(),
  department: plainText(60).optional(),
  text: plainText(MESSAGE_LIMIT),
  wish: plainText(500, 0).default(''),
  contact: contactBody.default({ name: '', phone: '', relation: '' }),
  /** What a call for help needs to be known; left out: its kind is read from the words. */
  help: help.optional(),
  /** Names of staff concerned, as told. */
  staffNamed: z.array(plainText(40)).max(10).default([]),
  /** Due time set by an authority (12345, 卫健委): wins where it is earlier. */
  externalDueAt: instant.max(LAST_INSTANT).nullable().default(null),
  /** When it was received, where that was earlier than now. */
  receivedAt: instant.max(LAST_INSTANT).nullable().default(null),
});
export const createdTicket = z.object({
  ticketId: z.string(),
  number: z.string(),
  /** For the patient: number and code open the progress page. */
  code: z.string(),
  row: ticketRow,
});

export const recurrences = z.object({
  /** Same patient, same topic, the last 90 days. */
  samePatient: z.array(ticketRow),
  /** Cases of the same topic in the last 90 days. */
  sameTopic: z.int(),
  /** Praise for the same department in the last 365 days. */
  praise: z.int(),
});

export const approvalList = z.object({
  approvals: z.array(z.object({ row: ticketRow, approval: ticketApproval })),
});
export const approvalParams = z.strictObject({
  ticketId: z.string().max(60),
  approvalId: z.string().max(60),
});
/** Whoever refuses says why: the one who asked has to go on from there. */
export const decideBody = z
  .strictObject({
    clientId,
    approve: z.boolean(),
    reason: plainText(500, 0).default(''),
  })
  .refine(({ approve, reason }) => approve || reason.trim() !== '', {
    error: 'a refusal needs a reason',
    path: ['reason'],
  });

export const revealBody = z.strictObject({ clientId, reason: plainText(300, 2) });
export const revealed = z.object({
  name: z.string(),
  phone: z.string(),
  relation: z.string(),
  /** The page hides it again then. */
  expiresAt: instant,
});

/** A patient who lost the code or locked the number, whom a member of staff knows to be who they say. */
export const openLookupBody = z.strictObject({
  clientId,
  reason: plainText(300, 2),
  /** Gives a new code; the old one opens nothing any more. */
  renew: z.boolean().default(false),
});
export const openedLookup = z.object({
  number: z.string(),
  /** The new code, to be read out once; null where the old one stays. */
  code: z.string().nullable(),
});

/** For the patient in the chat: what opens the progress page on any other device. */
export const ticketCard = z.object({ number: z.string(), code: z.string() });

export const lookupBody = z.strictObject({
  number: z.string().min(1).max(40),
  code: z.string().min(1).max(40),
});
/** What patients see of their ticket, on any device. */
export const lookedUp = z.object({
  number: z.string(),
  category: z.string(),
  status: z.object({ 'zh-CN': z.string(), en: z.string() }),
  /** The number under which it goes on, where it was merged into another. */
  mergedInto: z.string().nullable(),
  /** Other matters of the same contact that have numbers of their own. */
  parts: z.array(
    z.object({
      number: z.string(),
      status: z.object({ 'zh-CN': z.string(), en: z.string() }),
      promisedAt: instant.nullable(),
    }),
  ),
  openedAt: instant,
  promisedAt: instant.nullable(),
  provisional: z.boolean(),
  comments: z.array(z.object({ at: instant, text: z.string() })),
});
export type LookedUp = z.infer<typeof lookedUp>;

export const deliveries = z.object({
  deliveries: z.array(
    z.object({
      outboxId: z.string(),
      audience: z.string(),
      title: z.string(),
      at: instant,
      channels: z.array(deliveryState),
    }),
  ),
});
