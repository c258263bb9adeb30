import { z } from 'zod';
import { CHANNEL_IDS } from '#shared/domain/conversation/channels.ts';
import { DUE_FILTERS } from './facets.ts';
import { CATEGORIES } from './work.ts';

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

/** Conditions of a list; all that are given must hold. Asked for page by page, or kept under a name. */
export const LIST_FILTERS = {
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
export const ticketsQuery = z.strictObject({
  ...LIST_FILTERS,
  cursor: z.string().max(400).optional(),
});
export type TicketsQuery = z.output<typeof ticketsQuery>;

/** Filters that somebody saved under a name: `shared` ones are offered to everybody. */
export const savedView = z.object({
  viewId: z.string(),
  name: z.string(),
  shared: z.boolean(),
  filters: z.object(LIST_FILTERS),
  byName: z.string(),
  at: z.int().nonnegative(),
});
export type SavedView = z.infer<typeof savedView>;

/** How often praise was written down, by whom it was for. */
export const praiseCounts = z.object({
  total: z.int(),
  departments: z.array(z.object({ department: z.string(), count: z.int() })),
  /** `staffId` is null where the name is nobody of the console's people. */
  people: z.array(z.object({ staffId: z.string().nullable(), name: z.string(), count: z.int() })),
});
export type PraiseCounts = z.infer<typeof praiseCounts>;
