import { z } from 'zod';
import { hoursTable } from '#shared/domain/calendar/hours.ts';
import { HOURS_OF } from '#shared/domain/sla/office-hours.ts';
import { CATEGORIES } from '#shared/domain/ticket/work.ts';
import { BODY_LIMIT_BYTES, instant, plainText } from './values.ts';

const place = z.string().regex(/^\d{15}#.{1,300}$/u, { error: 'not a place of this list' });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

// ---- the bell --------------------------------------------------------------------------------------------------

export const noticesQuery = z.strictObject({ cursor: place.optional() });
export const noticePage = z.object({
  /** Newest first. */
  notices: z.array(
    z.object({
      noticeId: z.string(),
      at: instant,
      ticketId: z.string().nullable(),
      ticketNumber: z.string().nullable(),
      title: z.string(),
      text: z.string(),
      read: z.boolean(),
    }),
  ),
  /** Of all, not of this page; counted up to a hundred. */
  unread: z.int(),
  cursor: z.string().nullable(),
});
export type NoticePage = z.infer<typeof noticePage>;

/** Single notices, and everything up to an instant (the newest one that was on screen). */
export const readNoticesBody = z.strictObject({
  notices: z
    .array(z.strictObject({ noticeId: z.string().min(1).max(300), at: instant }))
    .max(100)
    .default([]),
  upTo: instant.nullable().default(null),
});
export const unreadNotices = z.object({ unread: z.int() });

// ---- what left the house -----------------------------------------------------------------------------------------

export const deliveryLogQuery = z.strictObject({
  /** `trouble`: what was refused, given up or still waits. */
  show: z.enum(['all', 'trouble']).default('all'),
  cursor: place.optional(),
});
export const deliveryState = z.object({
  channel: z.enum(['console', 'webhook', 'robot']),
  attempts: z.int(),
  state: z.enum(['waiting', 'sent', 'refused', 'given-up']),
  result: z.string(),
  at: instant,
});
export const deliveryLog = z.object({
  lines: z.array(
    z.object({
      outboxId: z.string(),
      ticketId: z.string().nullable(),
      ticketNumber: z.string().nullable(),
      audience: z.string(),
      title: z.string(),
      at: instant,
      channels: z.array(deliveryState),
    }),
  ),
  cursor: z.string().nullable(),
});
export const retryDeliveryBody = z.strictObject({
  ticketId: z.string().max(60).nullable(),
  outboxId: z.string().min(1).max(300),
});

// ---- audit -------------------------------------------------------------------------------------------------------

const auditFilter = {
  from: day,
  to: day,
  /** Id or number of a ticket. */
  ticket: z.string().trim().min(1).max(60).optional(),
  actorId: z.string().max(60).optional(),
  /** Beginning of the action: `reveal`, `step:`, `event:` … */
  action: z.string().max(60).optional(),
  cursor: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(\.(\d{1,9}|x)){1,16}$/)
    .optional(),
};
export const auditRowsQuery = z.strictObject(auditFilter);
export const auditRow = z.object({
  at: instant,
  actorId: z.string(),
  actorName: z.string(),
  tier: z.string(),
  action: z.string(),
  ticketId: z.string().nullable(),
  reason: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Where it stands in the chain, and the hash that the next line names. */
  place: z.string(),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof auditRow>;
export const auditRows = z.object({ rows: z.array(auditRow), cursor: z.string().nullable() });

export const AUDIT_FORMATS = ['csv', 'jsonl'] as const;
export const auditExportQuery = z.strictObject({
  ...auditFilter,
  format: z.enum(AUDIT_FORMATS).default('csv'),
});
export const auditExport = z.object({
  fileName: z.string(),
  type: z.string(),
  /** Text of the file; a further part has no heading of its own. */
  text: z.string(),
  rows: z.int(),
  cursor: z.string().nullable(),
});

export const auditQuery = z.strictObject({ from: day, to: day });
export const auditVerification = z.object({
  rows: z.int(),
  intact: z.boolean(),
  /** Up to here every line is as it was written; null where there is none. */
  intactUpTo: instant.nullable(),
  /** Where the chain breaks, the first one first. */
  breaks: z.array(
    z.object({ date: z.string(), shard: z.int(), position: z.int(), what: z.string() }),
  ),
  /** Ends of the chain's strands, to be kept elsewhere. */
  ends: z.array(
    z.object({ shard: z.int(), date: z.string(), position: z.int(), hash: z.string() }),
  ),
});

// ---- working calendar and office hours ---------------------------------------------------------------------------

const dayNames = z.record(z.string(), z.string().max(40));
export const yearBody = z.strictObject({
  year: z.int().min(2000).max(2100),
  status: z.enum(['official', 'provisional']),
  source: plainText(200),
  off: dayNames,
  work: dayNames,
});
export const importCalendarBody = z.strictObject({ table: yearBody });
export const importedCalendar = z.object({
  year: z.int(),
  /** Open tickets whose due times were counted again so far, and how many moved. */
  recounted: z.int(),
  moved: z.int(),
  /** False where there are so many that the rest follows within minutes. */
  complete: z.boolean(),
});
const yearStatus = z.enum(['official', 'provisional', 'missing']);
export const calendarView = z.object({
  years: z.array(
    z.object({
      year: z.int(),
      status: yearStatus,
      source: z.string(),
      daysOff: z.int(),
      makeUpDays: z.int(),
      /** Day by day, for this year and those to come. */
      table: z.object({ off: dayNames, work: dayNames }).nullable(),
    }),
  ),
  health: z.object({
    kind: z.enum(['fine', 'year-not-official']),
    year: z.int().nullable(),
    status: yearStatus.nullable(),
    daily: z.boolean(),
  }),
});

/** A notice of the State Council as JSON or lines of text; nothing is entered. */
export const readCalendarBody = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(BODY_LIMIT_BYTES / 2),
  year: z.int().min(2000).max(2100),
  status: z.enum(['official', 'provisional']),
  source: plainText(200),
});
export const calendarReading = z.object({
  table: yearBody.nullable(),
  problems: z.array(
    z.object({
      row: z.int(),
      column: z.string(),
      grade: z.enum(['error', 'warning']),
      reason: z.string(),
    }),
  ),
  daysOff: z.int(),
  makeUpDays: z.int(),
  workingDays: z.array(z.int()),
  /** What stands for this year now. */
  standing: yearStatus,
});

/** Hours of the tickets' clocks, or those in which people sit at the chat desk. */
const hoursOf = z.enum(HOURS_OF).default('office');
export const officeHoursQuery = z.strictObject({ of: hoursOf });
export const officeHoursView = z.object({
  table: hoursTable,
  /** What patients are told of the desk's hours. */
  text: z.string(),
  /** 0 = the usual hours: the hospital has not entered its own. */
  revision: z.int(),
  byName: z.string(),
  at: instant.nullable(),
});
export const officeHoursBody = z.strictObject({
  of: hoursOf,
  text: plainText(100, 0).default(''),
  table: hoursTable,
  /** Revision that was read. */
  revision: z.int().min(0),
  reason: plainText(200, 2),
});
export const changedOfficeHours = officeHoursView.extend({
  recounted: z.int(),
  moved: z.int(),
  complete: z.boolean(),
});

/** What would be due when, on the tables as they stand and on those that are about to be entered. */
export const previewBody = z.strictObject({
  receivedAt: instant.max(Date.UTC(2100, 0, 1)),
  category: z.enum(CATEGORIES),
  severity: z.enum(['S1', 'S2', 'S3', 'S4']).nullable().default(null),
  /** Whose hours are about to change: the desk's move the chat clock, the others those of a case. */
  of: hoursOf,
  hours: hoursTable.nullable().default(null),
  year: yearBody.nullable().default(null),
});
const dueView = z.object({
  at: instant,
  status: yearStatus,
  steps: z.array(z.object({ 'zh-CN': z.string(), en: z.string() })),
});
export const previewedClocks = z.object({
  clocks: z.array(
    z.object({
      clock: z.string(),
      label: z.object({ 'zh-CN': z.string(), en: z.string() }),
      standing: dueView,
      proposed: dueView,
    }),
  ),
});
