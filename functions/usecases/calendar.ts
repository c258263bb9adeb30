import type { Deps, RecountJob } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import {
  type Calendar,
  type CalendarStatus,
  calendarHealth,
  type YearTable,
  yearTable,
} from '#shared/domain/calendar/calendar.ts';
import { addDays, weekdayOf } from '#shared/domain/calendar/day.ts';
import type { HoursTable, Schedule } from '#shared/domain/calendar/hours.ts';
import {
  type CalendarReading,
  type CalendarText,
  readCalendarText,
} from '#shared/domain/calendar/import.ts';
import { recountClock } from '#shared/domain/sla/case-clocks.ts';
import { NEVER_OPEN } from '#shared/domain/sla/desk-plan.ts';
import {
  type HoursOf,
  OFFICE_HOURS,
  officeHours,
  officeSchedule,
  type StoredOfficeHours,
} from '#shared/domain/sla/office-hours.ts';
import { type PreviewedClock, previewChat, previewClocks } from '#shared/domain/sla/preview.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { beijingDate, type Instant, SECOND } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { lineOf } from './audit-lines.ts';
import { scheduleNow } from './open-ticket.ts';
import type { WorkFailure } from './work-on-ticket.ts';

type BadRequest = {
  readonly kind: 'invalid-request';
  readonly detail: string;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
};
type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];

const bad = (detail: string, under: string, issues: Issues): BadRequest => ({
  kind: 'invalid-request',
  detail,
  fields: issues.map(({ path, message }) => ({
    field: [under, ...path.map(String)].join('.'),
    message,
  })),
});

const withYear = (calendar: Calendar, table: YearTable): Calendar => ({
  years: [...calendar.years.filter(({ year }) => year !== table.year), table].sort(
    (a, b) => a.year - b.year,
  ),
});

// ---- reading -----------------------------------------------------------------------------------------------------

export type CalendarView = {
  readonly years: readonly {
    readonly year: number;
    readonly status: CalendarStatus;
    readonly source: string;
    readonly daysOff: number;
    readonly makeUpDays: number;
    readonly table: Pick<YearTable, 'off' | 'work'> | null;
  }[];
  readonly health: {
    readonly kind: 'fine' | 'year-not-official';
    readonly year: number | null;
    readonly status: CalendarStatus | null;
    readonly daily: boolean;
  };
};

/** Every year with its status. The next one stands there even if nobody has entered it: missing is a status, too. */
export const readCalendar = async (
  deps: Pick<Deps, 'knowledge' | 'clock'>,
  actor: Actor,
): Promise<Result<CalendarView, WorkFailure>> => {
  if (authorize(actor, 'calendar.read') !== 'allowed') return err({ kind: 'forbidden' });
  const calendar = await deps.knowledge.calendar();
  const now = deps.clock();
  const current = Number(beijingDate(now).slice(0, 4));
  const missing = [current, current + 1].filter(
    (year) => !calendar.years.some((table) => table.year === year),
  );
  const health = calendarHealth(calendar, now);
  return ok({
    years: [
      ...calendar.years.map(({ year, status, source, off, work }) => ({
        year,
        status,
        source,
        daysOff: Object.keys(off).length,
        makeUpDays: Object.keys(work).length,
        table: year >= current ? { off, work } : null,
      })),
      ...missing.map((year) => ({
        year,
        status: 'missing' as const,
        source: '',
        daysOff: 0,
        makeUpDays: 0,
        table: null,
      })),
    ].sort((a, b) => a.year - b.year),
    health:
      health.kind === 'fine' ? { kind: 'fine', year: null, status: null, daily: false } : health,
  });
};

/** Says row by row what is wrong with a year's arrangement; enters nothing. */
export const readCalendarNotice = async (
  deps: Pick<Deps, 'knowledge'>,
  actor: Actor,
  given: CalendarText,
): Promise<Result<CalendarReading & { readonly standing: CalendarStatus }, WorkFailure>> => {
  if (authorize(actor, 'calendar.import') !== 'allowed') return err({ kind: 'forbidden' });
  const { years } = await deps.knowledge.calendar();
  const standing = years.find(({ year }) => year === given.year)?.status ?? 'missing';
  return ok({ ...readCalendarText(given), standing });
};

export type HoursView = {
  readonly table: HoursTable;
  readonly text: string;
  readonly revision: number;
  readonly byName: string;
  readonly at: Instant | null;
};

/** What stands until the hospital enters its own: the usual office hours, the desk's hours of its set-up. */
const firstHours = async (
  { knowledge }: Pick<Deps, 'knowledge'>,
  of: HoursOf,
): Promise<Pick<HoursView, 'table' | 'text'>> => {
  if (of === 'office') return { table: OFFICE_HOURS, text: '' };
  return (await knowledge.profile())?.deskHours ?? { table: NEVER_OPEN, text: '' };
};

export const readOfficeHours = async (
  deps: Pick<Deps, 'knowledge'>,
  actor: Actor,
  of: HoursOf,
): Promise<Result<HoursView, WorkFailure>> => {
  if (authorize(actor, 'calendar.read') !== 'allowed') return err({ kind: 'forbidden' });
  const stored = await deps.knowledge.hours(of);
  return ok(stored ?? { ...(await firstHours(deps, of)), revision: 0, byName: '', at: null });
};

type Preview = {
  readonly receivedAt: Instant;
  readonly category: Ticket['category'];
  readonly severity: Ticket['severity'];
  readonly of: HoursOf;
  readonly hours: HoursTable | null;
  readonly year: YearTable | null;
};
type Due = Pick<PreviewedClock, 'at' | 'status' | 'steps'>;
export type ClockPreview = Pick<PreviewedClock, 'clock' | 'label'> & {
  readonly standing: Due;
  readonly proposed: Due;
};
const dueOf = ({ at, status, steps }: PreviewedClock): Due => ({ at, status, steps });

/** When the clocks of a matter, or of a chat that waits, would be due on these tables. */
const clocksOn = (schedule: Schedule, preview: Preview): readonly PreviewedClock[] =>
  preview.of === 'desk'
    ? previewChat(schedule, preview.receivedAt)
    : previewClocks(schedule, preview, preview.receivedAt);

/** What would be due when for a matter received then: as things stand, and on the tables that are about to be entered. */
export const previewDueTimes = async (
  deps: Pick<Deps, 'knowledge' | 'logger'>,
  actor: Actor,
  preview: Preview,
): Promise<Result<{ clocks: ClockPreview[] }, WorkFailure | BadRequest>> => {
  if (authorize(actor, 'calendar.read') !== 'allowed') return err({ kind: 'forbidden' });
  const { hours, year, of } = preview;
  const read = hours === null ? null : officeHours.safeParse(hours);
  if (read?.success === false) return err(bad('办公时间有误', 'body.hours', read.error.issues));
  const table = year === null ? null : yearTable.safeParse(year);
  if (table?.success === false) return err(bad('放假安排有误', 'body.year', table.error.issues));
  const office = await scheduleNow(deps);
  const standing =
    of === 'office' ? office : { ...office, hours: (await firstHours(deps, 'desk')).table };
  const proposed: Schedule = {
    calendar: table === null ? standing.calendar : withYear(standing.calendar, table.data),
    hours: read?.data ?? standing.hours,
  };
  const later = clocksOn(proposed, preview);
  return ok({
    clocks: clocksOn(standing, preview).flatMap(({ clock, label, ...due }, index) => {
      const moved = later[index];
      return moved === undefined ? [] : [{ clock, label, standing: due, proposed: dueOf(moved) }];
    }),
  });
};

// ---- counting again ----------------------------------------------------------------------------------------------

const recounted = (ticket: Ticket, schedule: Schedule, now: Instant): Ticket => ({
  ...ticket,
  caseClocks: ticket.caseClocks.map((clock) => recountClock(schedule, clock, now)),
  tasks: ticket.tasks.map((task) => ({ ...task, clock: recountClock(schedule, task.clock, now) })),
  approvals: ticket.approvals.map((approval) => ({
    ...approval,
    clock: recountClock(schedule, approval.clock, now),
  })),
});

const dues = (ticket: Ticket): string =>
  [
    ...ticket.caseClocks,
    ...ticket.tasks.map(({ clock }) => clock),
    ...ticket.approvals.map(({ clock }) => clock),
  ]
    .map(({ id, dueAt, status }) => `${id}@${dueAt}${status}`)
    .join(' ');

const ROUNDS = 5;

/** Counts one ticket's due times again; the old ones go into the timeline. */
const recountOne = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  given: Ticket,
  schedule: Schedule,
  job: RecountJob,
): Promise<boolean> => {
  let ticket: Ticket | undefined = given;
  for (let round = 0; ticket !== undefined && round < ROUNDS; round += 1) {
    const now = deps.clock();
    const next = recounted(ticket, schedule, now);
    if (dues(next) === dues(ticket)) return false;
    const saved = await deps.tickets.save(next, [
      {
        eventId: `${job.id}:${ticket.version}`,
        at: now,
        kind: 'clock',
        actorId: null,
        actorName: null,
        text: job.text,
        data: { from: dues(ticket), to: dues(next) },
      },
    ]);
    if (saved.ok) return true;
    ticket = await deps.tickets.get(ticket.ticketId);
  }
  return false;
};

type Recounted = { readonly recounted: number; readonly moved: number; readonly complete: boolean };

const AT_ONCE = 10;
/** A request counts so long itself; what is left the sweep goes on with. */
const PATIENCE = 8 * SECOND;
/** The sweep leaves a request this long before it takes the count over. */
const TAKEN_OVER_AFTER = 60 * SECOND;

/** Goes on with a count of open tickets until it is done or out of time; where it stands is kept page by page. */
const recountOpen = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  schedule: Schedule,
  begun: RecountJob,
  until: Instant,
): Promise<Recounted> => {
  let job = begun;
  let count = 0;
  let moved = 0;
  do {
    const page = await deps.tickets.list({ list: 'open', cursor: job.cursor, limit: 50 });
    for (let i = 0; i < page.tickets.length; i += AT_ONCE) {
      const outcomes = await Promise.all(
        page.tickets.slice(i, i + AT_ONCE).map((ticket) => recountOne(deps, ticket, schedule, job)),
      );
      count += outcomes.length;
      moved += outcomes.filter(Boolean).length;
    }
    job = { ...job, cursor: page.cursor };
    if (job.cursor === null) {
      await deps.tickets.endRecount(job.id);
      return { recounted: count, moved, complete: true };
    }
    await deps.tickets.armRecount(job, deps.clock() + TAKEN_OVER_AFTER);
  } while (deps.clock() < until);
  return { recounted: count, moved, complete: false };
};

/** Counts all open due times again, on what was just entered. */
const beginRecount = async (
  deps: Deps,
  schedule: Schedule,
  id: string,
  text: string,
): Promise<Recounted> => {
  const job: RecountJob = { id, text, cursor: null };
  const now = deps.clock();
  await deps.tickets.armRecount(job, now + TAKEN_OVER_AFTER);
  return recountOpen(deps, schedule, job, now + PATIENCE);
};

/** The sweep's part: a count that a request did not finish. */
export const resumeRecount = async (
  deps: Pick<Deps, 'tickets' | 'clock' | 'knowledge' | 'logger'>,
  until: Instant,
): Promise<number> => {
  const job = await deps.tickets.recountJob();
  if (job === undefined) return 0;
  return (await recountOpen(deps, await scheduleNow(deps), job, until)).recounted;
};

// ---- entering ----------------------------------------------------------------------------------------------------

/** Enters a year of the working calendar and counts all open due times again. */
export const importCalendar = async (
  deps: Deps,
  actor: Actor,
  given: unknown,
): Promise<Result<{ year: number } & Recounted, WorkFailure | BadRequest>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'calendar.import') !== 'allowed')
    return err({ kind: 'forbidden' });
  const read = yearTable.safeParse(given);
  if (!read.success) return err(bad('放假安排有误', 'body.table', read.error.issues));
  const table = read.data;
  const now = deps.clock();
  await deps.audit.append(
    lineOf(actor, now, {
      action: 'calendar.import',
      reason: table.source,
      data: {
        year: table.year,
        status: table.status,
        daysOff: Object.keys(table.off).length,
        makeUpDays: Object.keys(table.work).length,
      },
    }),
  );
  await deps.knowledge.putCalendarYear(table);
  const standing = await scheduleNow(deps);
  // A copy in process may be older than what was just entered.
  const schedule = { ...standing, calendar: withYear(standing.calendar, table) };
  const done = await beginRecount(
    deps,
    schedule,
    `calendar:${table.year}:${now}`,
    `${table.year} 年放假安排已录入，时限重新计算`,
  );
  return ok({ year: table.year, ...done });
};

/** Replaces the hours on which clocks run: new ones use them, and open due times of cases are counted again. */
export const changeOfficeHours = async (
  deps: Deps,
  actor: Actor,
  given: {
    readonly of: HoursOf;
    readonly table: HoursTable;
    readonly text: string;
    readonly revision: number;
    readonly reason: string;
  },
): Promise<
  Result<HoursView & Recounted, WorkFailure | BadRequest | { readonly kind: 'stale' }>
> => {
  if (actor.kind !== 'staff' || authorize(actor, 'hours.edit') !== 'allowed')
    return err({ kind: 'forbidden' });
  const read = officeHours.safeParse(given.table);
  if (!read.success) return err(bad('办公时间有误', 'body.table', read.error.issues));
  if (given.of === 'desk' && given.text.trim() === '')
    return err(bad('请写明患者看到的服务时间', 'body', [{ path: ['text'], message: '必填' }]));
  const now = deps.clock();
  const stored: StoredOfficeHours = {
    table: read.data,
    text: given.text.trim(),
    revision: given.revision + 1,
    byName: actor.name,
    at: now,
  };
  await deps.audit.append(
    lineOf(actor, now, {
      action: 'hours.change',
      reason: given.reason,
      data: { of: given.of, revision: stored.revision, table: stored.table },
    }),
  );
  if (!(await deps.knowledge.putHours(given.of, stored))) {
    await deps.audit.append(
      lineOf(actor, now, {
        action: 'hours.change-void',
        data: { of: given.of, revision: stored.revision },
      }),
    );
    return err({ kind: 'stale' });
  }
  // Clocks of chats live minutes: the next one counts on the new hours.
  if (given.of === 'desk') return ok({ ...stored, recounted: 0, moved: 0, complete: true });
  const { calendar } = await scheduleNow(deps);
  const done = await beginRecount(
    deps,
    officeSchedule(calendar, stored.table),
    `hours:${stored.revision}`,
    '办公时间已调整，时限重新计算',
  );
  return ok({ ...stored, ...done });
};

// ---- alarm -------------------------------------------------------------------------------------------------------

const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));

const STATE: Readonly<Record<CalendarStatus, string>> = {
  missing: '还没有录入',
  provisional: '还是预计的，不是正式通知',
  official: '',
};

/**
 * Tells administrators that a year's holidays are not official: once a week from November, once a day from December and
 * while a year runs without them, until somebody enters the notice. However often it looks, a notice stands once.
 */
export const watchCalendar = async (
  deps: Pick<Deps, 'knowledge' | 'tickets' | 'clock'>,
): Promise<'fine' | 'told' | 'told-before'> => {
  const now = deps.clock();
  const health = calendarHealth(await deps.knowledge.calendar(), now);
  if (health.kind === 'fine') return 'fine';
  const today = beijingDate(now);
  const { year, status, daily } = health;
  const told = await deps.tickets.addOutbox({
    outboxId: `calendar:${year}:${daily ? today : mondayOf(today)}`,
    ticketId: null,
    ticketNumber: null,
    audience: 'supervisors',
    to: null,
    title: `请录入 ${year} 年放假安排`,
    text: `${year} 年的工作日历${STATE[status]}。进入该年的时限暂按推算，录入国务院办公厅的通知后自动重算。`,
    at: now,
  });
  return told ? 'told' : 'told-before';
};
