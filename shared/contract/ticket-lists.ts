import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';
import { DUE_FILTERS } from '#shared/domain/ticket/facets.ts';
import { CATEGORIES } from '#shared/domain/ticket/work.ts';
import { clientId, instant, plainText } from './values.ts';

export const TICKET_VIEWS = [
  'open',
  'mine',
  'department',
  /** Waits for the caller's department to accept it or to take a task. */
  'to-accept',
  'due-soon',
  'overdue',
  'escalated',
  'closed',
  /** Open and closed. */
  'all',
  /** What the bot or an agent answered without a case. */
  'consultations',
] as const;
export const TICKET_SORTS = ['due', 'newest', 'oldest'] as const;

/** A Beijing date. */
const day = z.iso.date();

/** Conditions of a list; all that are given must hold. */
const filters = {
  view: z.enum(TICKET_VIEWS).default('open'),
  /** Left out: open ones by what is due first, the others newest first. */
  sort: z.enum(TICKET_SORTS).optional(),
  category: z.enum(CATEGORIES).optional(),
  topic: z
    .string()
    .regex(/^E\d\d$/)
    .optional(),
  severity: z.enum(['S1', 'S2', 'S3', 'S4']).optional(),
  state: z.string().max(30).optional(),
  department: z.string().max(60).optional(),
  /** A member of staff, `me` or `nobody`. */
  handler: z.string().max(60).optional(),
  channel: z.enum(CHANNEL_IDS).optional(),
  label: z.string().max(20).optional(),
  due: z.enum(DUE_FILTERS).optional(),
  /** Received on these Beijing days, both included. */
  from: day.optional(),
  to: day.optional(),
  /** Restricted ones alone; for those who may read them. */
  restricted: z.literal('yes').optional(),
};

/** A page of tickets. A place in the list is never shown twice and none is left out, however it is narrowed. */
export const ticketsQuery = z.strictObject({ ...filters, cursor: z.string().max(400).optional() });

/** Filters that somebody saved under a name: `shared` ones are offered to everybody. */
export const savedView = z.object({
  viewId: z.string(),
  name: z.string(),
  shared: z.boolean(),
  filters: z.object(filters),
  byName: z.string(),
  at: instant,
});
export type SavedView = z.infer<typeof savedView>;
export const savedViews = z.object({ views: z.array(savedView) });
export const savedViewParams = z.strictObject({ viewId: clientId });
export const saveViewBody = z.strictObject({
  name: plainText(20),
  shared: z.boolean().default(false),
  filters: z.strictObject(filters),
});
export const dropViewQuery = z.strictObject({ shared: z.enum(['yes', 'no']).default('no') });

/** A ticket number, a part of one, or a phone number; in the body, so that no address log holds it. */
export const ticketSearchBody = z.strictObject({ text: plainText(60) });

/** How often praise was written down, by whom it was for. */
export const praiseQuery = z.strictObject({ from: day, to: day });
export const praiseCounts = z.object({
  total: z.int(),
  departments: z.array(z.object({ department: z.string(), count: z.int() })),
  /** `staffId` is null where the name is nobody of the console's people. */
  people: z.array(z.object({ staffId: z.string().nullable(), name: z.string(), count: z.int() })),
});
