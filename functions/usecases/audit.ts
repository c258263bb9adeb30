import type { AuditBreak, AuditLine, AuditPlace, AuditVerdict, Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import { addDays, isCalendarDate } from '#shared/domain/calendar/day.ts';
import { beijingDate, beijingTime, type Instant } from '#shared/kernel/clock.ts';
import { isId } from '#shared/kernel/id.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { lineOf } from './audit-lines.ts';
import { isRestricted } from './enter.ts';
import { mayRead } from './ticket-view.ts';
import type { WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;
type Span = { readonly from: string; readonly to: string };
type BadRequest = {
  readonly kind: 'invalid-request';
  readonly detail: string;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
};

/** The most days that one verification or search looks at. */
const MOST_DAYS = 366;
const PAGE = 50;
const EXPORTED = 1_000;

const badSpan = ({ from, to }: Span): BadRequest | undefined => {
  const known = isCalendarDate(from) && isCalendarDate(to) && from >= '2020' && to < '2100';
  if (known && to >= from && addDays(from, MOST_DAYS) >= to) return undefined;
  const message = '日期须为一年以内的一段';
  return { kind: 'invalid-request', detail: message, fields: [{ field: 'query.to', message }] };
};

/** Recomputes the chain of some days: whole, up to when, or where it breaks. */
export const verifyAudit = async (
  deps: Pick<Deps, 'audit'>,
  actor: Actor,
  span: Span,
): Promise<
  Result<
    {
      rows: number;
      intact: boolean;
      intactUpTo: Instant | null;
      breaks: readonly AuditBreak[];
      ends: AuditVerdict['ends'];
    },
    WorkFailure | BadRequest
  >
> => {
  if (authorize(actor, 'audit.verify') !== 'allowed') return err({ kind: 'forbidden' });
  const wrong = badSpan(span);
  if (wrong !== undefined) return err(wrong);
  const verdict = await deps.audit.verify(span.from, span.to);
  const breaks = [...verdict.breaks].sort(
    (a, b) => a.date.localeCompare(b.date) || a.shard - b.shard || a.position - b.position,
  );
  return ok({ ...verdict, breaks, intact: breaks.length === 0 });
};

export type AuditFilter = Span & {
  /** Id or number. */
  readonly ticket?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly cursor?: string | undefined;
};

export type AuditRow = Omit<AuditLine, 'date' | 'shard' | 'position'> & { readonly place: string };

const toPlace = (cursor: string | undefined): AuditPlace | null => {
  if (cursor === undefined) return null;
  const [date = '', ...before] = cursor.split('.');
  return isCalendarDate(date)
    ? { date, before: before.map((position) => (position === 'x' ? null : Number(position))) }
    : null;
};
const toCursor = (place: AuditPlace | null): string | null =>
  place === null ? null : [place.date, ...place.before.map((at) => at ?? 'x')].join('.');

const rowOf = ({ date, shard, position, ...line }: AuditLine): AuditRow => ({
  ...line,
  place: `${date}/${shard}/${position}`,
});

const HIDDEN = { reason: '受限', data: {} } as const;

/** What a restricted matter is about stays with those who may read it; that something was done there shows. */
const withoutSecrets = async (
  deps: Pick<Deps, 'tickets'>,
  staff: Staff,
  lines: readonly AuditLine[],
): Promise<AuditRow[]> => {
  const ids = [...new Set(lines.flatMap(({ ticketId }) => ticketId ?? []))];
  const closed = new Set(
    (await deps.tickets.many(ids))
      .filter((ticket) => isRestricted(ticket) && !mayRead(staff, ticket))
      .map(({ ticketId }) => ticketId),
  );
  return lines.map((line) =>
    closed.has(line.ticketId ?? '') ? { ...rowOf(line), ...HIDDEN, ticketId: null } : rowOf(line),
  );
};

/** The ticket of an id or a number; null where none is asked for, undefined where there is none. */
const ticketOf = async (
  deps: Pick<Deps, 'tickets'>,
  asked: string | undefined,
): Promise<string | null | undefined> => {
  if (asked === undefined) return null;
  const text = asked.trim();
  return isId('ticket', text) ? text : (await deps.tickets.lookup(text))?.ticketId;
};

const search = async (
  deps: Pick<Deps, 'audit' | 'tickets'>,
  staff: Staff,
  filter: AuditFilter,
  limit: number,
): Promise<{ rows: AuditRow[]; cursor: string | null }> => {
  const place = toPlace(filter.cursor);
  const ticketId = await ticketOf(deps, filter.ticket);
  if (ticketId === undefined) return { rows: [], cursor: null };
  const inside = place !== null && place.date >= filter.from && place.date <= filter.to;
  const { lines, next } = await deps.audit.search({
    from: filter.from,
    to: filter.to,
    ticketId,
    keep: (line) =>
      (ticketId === null || line.ticketId === ticketId) &&
      (filter.actorId === undefined || line.actorId === filter.actorId) &&
      (filter.action === undefined || line.action.startsWith(filter.action)),
    place: inside ? place : null,
    limit,
  });
  return { rows: await withoutSecrets(deps, staff, lines), cursor: toCursor(next) };
};

/** A page of the record, newest first. Reading the record is a look at it, and stands in it. */
export const readAudit = async (
  deps: Pick<Deps, 'audit' | 'tickets' | 'clock'>,
  actor: Actor,
  filter: AuditFilter,
): Promise<Result<{ rows: AuditRow[]; cursor: string | null }, WorkFailure | BadRequest>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'audit.read') !== 'allowed')
    return err({ kind: 'forbidden' });
  const wrong = badSpan(filter);
  if (wrong !== undefined) return err(wrong);
  // One line for a search, not for each page of it.
  if (filter.cursor === undefined)
    await deps.audit.append(
      lineOf(actor, deps.clock(), { action: 'audit.read', data: asData(filter) }),
    );
  return ok(await search(deps, actor, filter, PAGE));
};

const asData = ({ from, to, ticket, actorId, action }: AuditFilter) =>
  Object.fromEntries(
    Object.entries({ from, to, ticket, actorId, action }).filter(
      ([, value]) => value !== undefined,
    ),
  );

const COLUMNS = [
  '时间',
  '人员',
  '人员编号',
  '身份',
  '动作',
  '工单',
  '理由',
  '内容',
  '位置',
  '校验值',
];

/** Text for a spreadsheet: quoted, and never taken for a formula. */
const cell = (text: string): string =>
  `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

const csvLine = (row: AuditRow): string =>
  [
    `${beijingDate(row.at)} ${beijingTime(row.at)}`,
    row.actorName,
    row.actorId,
    row.tier,
    row.action,
    row.ticketId ?? '',
    row.reason,
    JSON.stringify(row.data),
    row.place,
    row.hash,
  ]
    .map(cell)
    .join(',');

type Exported = {
  readonly fileName: string;
  readonly type: string;
  readonly text: string;
  readonly rows: number;
  readonly cursor: string | null;
};

/** A part of the record as a file. Whoever takes it out is put on record before the first line is read. */
export const exportAudit = async (
  deps: Pick<Deps, 'audit' | 'tickets' | 'clock'>,
  actor: Actor,
  { format, ...filter }: AuditFilter & { readonly format: 'csv' | 'jsonl' },
): Promise<Result<Exported, WorkFailure | BadRequest>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'audit.read') !== 'allowed')
    return err({ kind: 'forbidden' });
  const wrong = badSpan(filter);
  if (wrong !== undefined) return err(wrong);
  await deps.audit.append(
    lineOf(actor, deps.clock(), {
      action: 'audit.export',
      data: { ...asData(filter), format, part: filter.cursor === undefined ? 'first' : 'further' },
    }),
  );
  const { rows, cursor } = await search(deps, actor, filter, EXPORTED);
  const heading = filter.cursor === undefined ? `\uFEFF${COLUMNS.map(cell).join(',')}\r\n` : '';
  return ok({
    fileName: `audit-${filter.from}-${filter.to}.${format}`,
    type: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/x-ndjson;charset=utf-8',
    text:
      format === 'csv'
        ? heading + rows.map((row) => `${csvLine(row)}\r\n`).join('')
        : rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    rows: rows.length,
    cursor,
  });
};
