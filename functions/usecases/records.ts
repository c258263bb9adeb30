import type { AuditBreak, Deps, StoredOutboxRow } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import { calendarHealth, type YearTable, yearTable } from '#shared/domain/calendar/calendar.ts';
import { addDays, isCalendarDate } from '#shared/domain/calendar/day.ts';
import { recountClock } from '#shared/domain/sla/case-clocks.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { subjectOf } from './ticket-view.ts';
import { readableTicket, type WorkFailure } from './work-on-ticket.ts';

const REVEAL_LIFE = 5 * MINUTE;

/** Contact data in full. The audit line stands before anything is read: no line, no reveal. */
export const revealContact = async (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  { reason }: { readonly reason: string },
): Promise<
  Result<{ name: string; phone: string; relation: string; expiresAt: number }, WorkFailure>
> => {
  if (authorize(actor, 'ticket.reveal') !== 'allowed') return err({ kind: 'forbidden' });
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const { ticket, actor: staff } = read.value;
  const verdict = authorize(staff, 'ticket.reveal', subjectOf(ticket, false));
  if (verdict !== 'allowed') return err({ kind: verdict });
  const now = deps.clock();
  await deps.audit.append({
    at: now,
    actorId: staff.staffId,
    actorName: staff.name,
    tier: staff.tier,
    action: 'reveal-contact',
    ticketId,
    reason,
    data: {},
  });
  await deps.tickets.addEvent(ticketId, {
    eventId: `reveal:${staff.staffId}:${now}`,
    at: now,
    kind: 'contact-revealed',
    actorId: staff.staffId,
    actorName: staff.name,
    text: `查看了联系方式：${reason}`,
    data: {},
  });
  const contact = await deps.tickets.contact(ticketId);
  return contact === undefined
    ? err({ kind: 'not-found' })
    : ok({ ...contact, expiresAt: now + REVEAL_LIFE });
};

/** A look at a restricted ticket is written down before it is shown. */
export const auditLook = async (
  deps: Pick<Deps, 'audit' | 'clock'>,
  actor: Extract<Actor, { kind: 'staff' }>,
  ticketId: string,
): Promise<void> => {
  await deps.audit.append({
    at: deps.clock(),
    actorId: actor.staffId,
    actorName: actor.name,
    tier: actor.tier,
    action: 'look',
    ticketId,
    reason: '',
    data: {},
  });
};

export const readDeliveries = async (
  deps: Pick<Deps, 'tickets'>,
  actor: Actor,
  ticketId: string,
): Promise<
  Result<
    {
      deliveries: {
        outboxId: string;
        audience: string;
        title: string;
        at: number;
        channels: StoredOutboxRow['deliveries'];
      }[];
    },
    WorkFailure
  >
> => {
  if (authorize(actor, 'ticket.deliveries') !== 'allowed') return err({ kind: 'forbidden' });
  const read = await readableTicket(deps, actor, ticketId);
  if (!read.ok) return read;
  const rows = await deps.tickets.outboxOf(ticketId);
  return ok({
    deliveries: rows.map(({ outboxId, audience, to, title, at, deliveries }) => ({
      outboxId,
      audience: to === null ? audience : `${audience}:${to}`,
      title,
      at,
      channels: deliveries,
    })),
  });
};

/** The most days that one verification looks at. */
const MOST_DAYS = 366;

export const verifyAudit = async (
  deps: Pick<Deps, 'audit'>,
  actor: Actor,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<
  Result<
    { rows: number; intact: boolean; breaks: AuditBreak[] },
    | WorkFailure
    | {
        kind: 'invalid-request';
        detail: string;
        fields: { field: string; message: string }[];
      }
  >
> => {
  if (authorize(actor, 'audit.verify') !== 'allowed') return err({ kind: 'forbidden' });
  const known = isCalendarDate(from) && isCalendarDate(to) && from >= '2020' && to < '2100';
  if (!known || to < from || addDays(from, MOST_DAYS) < to)
    return err({
      kind: 'invalid-request',
      detail: '日期须为一年以内的一段',
      fields: [{ field: 'query.to', message: '日期须为一年以内的一段' }],
    });
  const { rows, breaks } = await deps.audit.verify(from, to);
  return ok({ rows, intact: breaks.length === 0, breaks });
};

export const readCalendar = async (
  deps: Pick<Deps, 'knowledge' | 'clock'>,
  actor: Actor,
): Promise<
  Result<
    {
      years: { year: number; status: string; source: string }[];
      health: { kind: string; year: number | null; daily: boolean };
    },
    WorkFailure
  >
> => {
  if (authorize(actor, 'calendar.read') !== 'allowed') return err({ kind: 'forbidden' });
  const calendar = await deps.knowledge.calendar();
  const health = calendarHealth(calendar, deps.clock());
  return ok({
    years: calendar.years.map(({ year, status, source }) => ({ year, status, source })),
    health:
      health.kind === 'fine'
        ? { kind: 'fine', year: null, daily: false }
        : { kind: health.kind, year: health.year, daily: health.daily },
  });
};

const recounted = (ticket: Ticket, schedule: Parameters<typeof recountClock>[0], now: number) => ({
  ...ticket,
  caseClocks: ticket.caseClocks.map((clock) => recountClock(schedule, clock, now)),
  tasks: ticket.tasks.map((task) => ({ ...task, clock: recountClock(schedule, task.clock, now) })),
});

const dues = (ticket: Ticket): string =>
  [...ticket.caseClocks, ...ticket.tasks.map(({ clock }) => clock)]
    .map(({ id, dueAt, status }) => `${id}@${dueAt}${status}`)
    .join(' ');

const ROUNDS = 5;

/** Counts one ticket's due times again; the old ones go into the timeline. */
const recountOne = async (
  deps: Deps,
  given: Ticket,
  schedule: Parameters<typeof recountClock>[0],
  year: number,
): Promise<boolean> => {
  let ticket: Ticket | undefined = given;
  for (let round = 0; ticket !== undefined && round < ROUNDS; round += 1) {
    const now = deps.clock();
    const next = recounted(ticket, schedule, now);
    if (dues(next) === dues(ticket)) return false;
    const saved = await deps.tickets.save(next, [
      {
        eventId: `calendar:${year}:${ticket.version}`,
        at: now,
        kind: 'clock',
        actorId: null,
        actorName: null,
        text: `${year} 年放假安排已录入，时限重新计算`,
        data: { from: dues(ticket), to: dues(next) },
      },
    ]);
    if (saved.ok) return true;
    ticket = await deps.tickets.get(ticket.ticketId);
  }
  return false;
};

/** Enters a year of the working calendar and counts all open due times again. */
export const importCalendar = async (
  deps: Deps,
  actor: Actor,
  given: unknown,
): Promise<
  Result<
    { year: number; recounted: number; moved: number },
    | WorkFailure
    | {
        kind: 'invalid-request';
        detail: string;
        fields: { field: string; message: string }[];
      }
  >
> => {
  if (actor.kind !== 'staff' || authorize(actor, 'calendar.import') !== 'allowed')
    return err({ kind: 'forbidden' });
  const read = yearTable.safeParse(given);
  if (!read.success)
    return err({
      kind: 'invalid-request',
      detail: '放假安排有误',
      fields: read.error.issues.map(({ path, message }) => ({
        field: ['body.table', ...path.map(String)].join('.'),
        message,
      })),
    });
  const table: YearTable = read.data;
  await deps.audit.append({
    at: deps.clock(),
    actorId: actor.staffId,
    actorName: actor.name,
    tier: actor.tier,
    action: 'calendar.import',
    ticketId: null,
    reason: table.source,
    data: { year: table.year, status: table.status },
  });
  await deps.knowledge.putCalendarYear(table);
  const standing = await deps.knowledge.calendar();
  // The copy in process may be older than what was just entered.
  const years = [...standing.years.filter(({ year }) => year !== table.year), table];
  const schedule = officeSchedule({ years });
  let cursor: string | null = null;
  let count = 0;
  let moved = 0;
  do {
    const page: Awaited<ReturnType<typeof deps.tickets.list>> = await deps.tickets.list({
      list: 'open',
      cursor,
      limit: 50,
    });
    for (const ticket of page.tickets) {
      count += 1;
      if (await recountOne(deps, ticket, schedule, table.year)) moved += 1;
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return ok({ year: table.year, recounted: count, moved });
};
