import type { Schedule } from '#shared/domain/calendar/hours.ts';
import type { CaseRecord } from '#shared/domain/case/case.ts';
import { openCase } from '#shared/domain/case/lifecycle.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import type { CaseClock } from '#shared/domain/sla/case-clocks.ts';
import { recountClock, startCaseClock, stopCaseClock } from '#shared/domain/sla/case-clocks.ts';
import {
  type CaseClockId,
  LEGAL_LADDER,
  policiesFor,
  type Rung,
  type Span,
  WORKING_DAY_MINUTES,
} from '#shared/domain/sla/case-policies.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import type { Ticket } from './ticket.ts';
import type { TicketTask } from './work.ts';

/** Categories whose handling must be proved. A consultation is over when it is answered. */
const WITH_CASE: ReadonlySet<Ticket['category']> = new Set(['投诉', '意见建议', '求助', '表扬']);

/** Office that hears of every complaint about medical quality, whoever leads it (taxonomy §6). */
export const QUALITY_OFFICE = '质控部';

export const isMedicalQuality = ({
  category,
  topic,
}: Pick<Ticket, 'category' | 'topic'>): boolean => category === '投诉' && topic === 'E01';

export const isFinal = (record: CaseRecord | null): boolean =>
  record !== null && CASE_STATES[record.state].final;

/** Somebody who must hear of something, and what. No personal data: the number leads to the rest. */
export type Tell = {
  readonly audience: 'desk' | 'supervisors' | 'office' | 'department' | 'staff' | 'patient';
  /** Department or staff id, for those two. */
  readonly to: string | null;
  readonly title: string;
  readonly text: string;
};

type Wanted = { readonly span: Span; readonly ladder: readonly Rung[] };

const external = (
  ticket: Ticket,
  own: Wanted | undefined,
  schedule: Schedule,
): Wanted | undefined => {
  const { externalDueAt, openedAt } = ticket;
  if (externalDueAt === null) return own;
  const standard =
    own === undefined
      ? Number.POSITIVE_INFINITY
      : startCaseClock(schedule, { id: 'legal', generation: 1, ...own }, openedAt).dueAt;
  if (standard <= externalDueAt) return own;
  const amount = Math.max(0, (externalDueAt - openedAt) / MINUTE);
  return { span: { unit: 'real-minutes', amount }, ladder: LEGAL_LADDER };
};

const sameSpan = (a: Span, b: Span): boolean => a.unit === b.unit && a.amount === b.amount;

const RECATEGORISED = 'recategorised';

const aligned = (
  schedule: Schedule,
  ticket: Ticket,
  id: CaseClockId,
  wanted: Wanted | undefined,
  now: Instant,
): CaseClock[] => {
  const standing = ticket.caseClocks.find((clock) => clock.id === id);
  if (wanted === undefined)
    return standing === undefined ? [] : [stopCaseClock(standing, RECATEGORISED, now)];
  const about = { id, span: wanted.span, ladder: wanted.ladder };
  if (standing === undefined) {
    // What is promised counts from receipt; a grave matter that shows later rings from now.
    const from = id === 'alert' ? now : (ticket.case?.openedAt ?? now);
    return [startCaseClock(schedule, { ...about, generation: 1 }, from)];
  }
  // What was called something else for a while and is a complaint again is owed what it was owed.
  const revived = standing.stopReason === RECATEGORISED;
  const keeps =
    !revived &&
    (standing.stoppedAt !== null || id === 'legal' || sameSpan(standing.span, wanted.span));
  if (keeps) return [standing];
  const span = id === 'legal' ? standing.span : wanted.span;
  const next = startCaseClock(
    schedule,
    { ...about, span, generation: standing.generation + 1 },
    standing.startedAt,
  );
  // What was granted and what stood still counts on the new span as well.
  const { pauses, extensions } = standing;
  return [recountClock(schedule, { ...next, pauses, extensions }, now)];
};

const CLOCKS: readonly CaseClockId[] = ['alert', 'accept', 'contact', 'internal', 'legal'];

/**
 * The clocks that category and severity ask for: those that stand keep running, a changed span counts anew from the
 * original start, what is asked for no longer stops. A statutory clock that runs is never shortened or reset here.
 */
export const alignClocks = (schedule: Schedule, ticket: Ticket, now: Instant): CaseClock[] => {
  const policies = policiesFor(ticket.category, ticket.severity);
  return CLOCKS.flatMap((id) => {
    const wanted = id === 'legal' ? external(ticket, policies.legal, schedule) : policies[id];
    return aligned(schedule, ticket, id, wanted, now);
  });
};

export type NewTask = Pick<
  TicketTask,
  'taskId' | 'kind' | 'department' | 'title' | 'detail' | 'createdById' | 'createdByName'
> & { readonly days: number };

export const openTask = (
  schedule: Schedule,
  { days, ...task }: NewTask,
  now: Instant,
): TicketTask => ({
  ...task,
  state: 'open',
  ownerId: null,
  ownerName: null,
  createdAt: now,
  answer: '',
  participants: [],
  endedAt: null,
  clock: startCaseClock(
    schedule,
    {
      id: 'internal',
      generation: 1,
      span: { unit: 'working-minutes', amount: days * WORKING_DAY_MINUTES },
      ladder: policiesFor('求助', null).internal?.ladder ?? [],
    },
    now,
  ),
});

export const isTaskOpen = ({ state }: Pick<TicketTask, 'state'>): boolean =>
  state === 'open' || state === 'accepted';

export const openTaskCount = ({ tasks }: Pick<Ticket, 'tasks'>): number =>
  tasks.filter(isTaskOpen).length;

/** The quality office is copied and a meeting opened, once; the sender cannot take that back. */
const withQualityOffice = (schedule: Schedule, ticket: Ticket, now: Instant): Ticket => {
  const standing = ticket.tasks.some(({ taskId }) => taskId === 'tsk_quality-meeting');
  if (!isMedicalQuality(ticket) || standing) return ticket;
  const meeting = openTask(
    schedule,
    {
      taskId: 'tsk_quality-meeting',
      kind: 'meeting',
      department: QUALITY_OFFICE,
      title: '医疗质量投诉多部门协调会',
      detail: '记录参会部门与决定；质控意见作为处理凭据',
      createdById: null,
      createdByName: null,
      days: 1,
    },
    now,
  );
  return {
    ...ticket,
    departments: [...new Set([...ticket.departments, QUALITY_OFFICE])],
    tasks: [...ticket.tasks, meeting],
  };
};

/** A privacy leak is of the first grade whatever it sounds like (taxonomy §3, E15). */
const withSeverity = (ticket: Ticket): Ticket => {
  if (ticket.category !== '投诉') return ticket;
  return { ...ticket, severity: ticket.topic === 'E15' ? 'S1' : (ticket.severity ?? 'S3') };
};

/** Once a complaint, it is remembered as one. */
const asComplaint = (ticket: Ticket): Ticket =>
  ticket.category !== '投诉' || ticket.case === null || ticket.case.complaint
    ? ticket
    : { ...ticket, case: { ...ticket.case, complaint: true } };

const tellsOf = (before: Ticket, ticket: Ticket): Tell[] => {
  const tells: Tell[] = [];
  const fresh = before.case === null;
  if (fresh || before.department !== ticket.department)
    tells.push({
      audience: 'department',
      to: ticket.department,
      title: ticket.category === '表扬' ? '收到表扬' : `新的${ticket.category}`,
      text: `工单 ${ticket.number} 归口${ticket.department}`,
    });
  for (const department of ticket.departments)
    if (!before.departments.includes(department))
      tells.push({
        audience: 'department',
        to: department,
        title: isMedicalQuality(ticket) ? '医疗质量投诉，请立即介入' : '请参与办理',
        text: `工单 ${ticket.number} 需要${department}参与`,
      });
  if (ticket.severity === 'S1' && (fresh || before.severity !== 'S1'))
    for (const audience of ['supervisors', 'office'] as const)
      tells.push({
        audience,
        to: null,
        title: '重大事件（S1）',
        text: `工单 ${ticket.number} 为一级事件，请在 15 分钟内通报`,
      });
  return tells;
};

export type Cased = { readonly ticket: Ticket; readonly tells: readonly Tell[] };

/**
 * The ticket with the case that its category asks for: opened where none stands, its clocks brought into line with
 * category and severity, the quality office drawn in. Pure and repeatable: a second time changes nothing.
 */
export const withCase = (
  schedule: Schedule,
  given: Ticket,
  now: Instant,
  before: Ticket = given,
): Cased => {
  if (given.case === null && !WITH_CASE.has(given.category)) return { ticket: given, tells: [] };
  if (isFinal(given.case)) return { ticket: given, tells: [] };
  const opened: Ticket = withSeverity({
    ...given,
    case:
      given.case ??
      openCase(now, {
        hasContact: (given.contact?.phone ?? '') !== '',
      }),
  });
  const full = withQualityOffice(schedule, asComplaint(opened), now);
  const ticket = { ...full, caseClocks: alignClocks(schedule, full, now) };
  return { ticket, tells: tellsOf(before, ticket) };
};
