import type { Deps } from '#functions/ports.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { findPersonalData } from '#shared/domain/privacy/find.ts';
import { maskText } from '#shared/domain/privacy/mask.ts';
import { departmentNamed } from '#shared/domain/reply/directory.ts';
import { praisedDepartment } from '#shared/domain/routing/praised-department.ts';
import { FRONT_DESK, routeTicket } from '#shared/domain/routing/route-ticket.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';
import { withCase } from '#shared/domain/ticket/case-work.ts';
import { HELP_KINDS, type Help, helpKindOf } from '#shared/domain/ticket/help.ts';
import { ticketNumber } from '#shared/domain/ticket/number.ts';
import { type Matter, openedEvent, openTicket } from '#shared/domain/ticket/open-ticket.ts';
import { refineMatter } from '#shared/domain/ticket/refine-matter.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { TriageResult } from '#shared/domain/triage/triage.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { ticketIdOf } from './ids.ts';
import { withNamedStaff } from './named-staff.ts';
import type { Scene } from './scene.ts';
import { outboxFor } from './tells.ts';
import type { Understanding } from './understand.ts';

const SUMMARY_LENGTH = 60;

/** First words of a message, personal data masked. */
const summaryOf = (text: string): string => {
  const masked = maskText(text, findPersonalData(text)).replace(/\s+/g, ' ').trim();
  const points = [...masked];
  return points.length <= SUMMARY_LENGTH ? masked : `${points.slice(0, SUMMARY_LENGTH).join('')}…`;
};

/** The first of these departments that the hospital has listed. */
const firstNamed = (
  departments: Understanding['departments'],
  names: readonly string[],
): string | null =>
  names
    .map((name) => departmentNamed(departments, name)?.name)
    .find((name) => name !== undefined) ?? null;

/** What kind of help words ask for, where they ask for help of a kind that is known. */
const helpIn = ({ category }: Pick<Matter, 'category'>, { body }: Entry): Help | null => {
  const kind = category === '求助' && body.kind === 'message' ? helpKindOf(body.text) : undefined;
  return kind === undefined ? null : { kind, details: {} };
};

/** An emergency is a call for help to the emergency department, whatever else its words sound like. */
const emergencyMatter = (text: string, departments: Understanding['departments']): Matter => ({
  category: '求助',
  serviceClass: 'B',
  topic: null,
  severity: null,
  department: departmentNamed(departments, '急诊')?.name ?? FRONT_DESK,
  routeReason: '急症提醒',
  summary: summaryOf(text),
});

export const matterOf = (
  text: string,
  verdict: Pick<TriageResult, 'decision'>,
  {
    intent,
    lookup,
    guidance,
    departments,
    people,
  }: Omit<Understanding, 'advice' | 'answerReading'>,
): Matter => {
  if (verdict.decision === 'fire') return emergencyMatter(text, departments);
  const kind = intent.category === '求助' ? helpKindOf(text) : undefined;
  const helper = kind === undefined ? null : firstNamed(departments, HELP_KINDS[kind].departments);
  const { department, reason } = routeTicket({
    category: intent.category,
    helpingDepartment: helper,
    praisedDepartment:
      intent.category === '表扬' ? praisedDepartment(text, departments, people) : null,
    leadDepartment: intent.leadDepartment,
    answeringDepartment: lookup.kind === 'answer' ? lookup.answer.department : null,
    guidedDepartment: guidance.confident ? (guidance.departments[0]?.name ?? null) : null,
  });
  return {
    category: intent.category,
    serviceClass: intent.serviceClass,
    topic: intent.topic,
    severity: intent.severity,
    // Topics and articles may call a department by a short name; permissions go by the listed one.
    department: departmentNamed(departments, department)?.name ?? department,
    routeReason: reason,
    summary: summaryOf(text),
  };
};

/**
 * The working calendar and office hours. Without the table a ticket is still opened: its due times are counted Monday
 * to Friday, say so, and are counted again when the calendar is entered.
 */
export const scheduleNow = async (deps: Pick<Deps, 'knowledge' | 'logger'>): Promise<Schedule> => {
  try {
    const [calendar, hours] = await Promise.all([
      deps.knowledge.calendar(),
      deps.knowledge.hours('office'),
    ]);
    return officeSchedule(calendar, hours?.table);
  } catch (error) {
    deps.logger.error('calendar not available', {
      error: error instanceof Error ? error.name : '',
    });
    return officeSchedule({ years: [] });
  }
};

/** Eight letters and digits that can be read out (no I, L, O, U); with the number they open the progress page. */
export const newCode = (deps: Pick<Deps, 'newId'>): string => deps.newId('ticket').slice(-8);

const textOf = ({ body }: Entry): string => (body.kind === 'message' ? body.text : '');

/** Opens the ticket of a conversation from its first message, once. */
export const ensureTicket = async (
  deps: Pick<Deps, 'tickets' | 'knowledge' | 'people' | 'logger' | 'newId'>,
  { opening, conversationId }: Pick<Scene, 'opening' | 'conversationId'>,
  question: Entry,
  matter: Matter,
): Promise<Ticket | undefined> => {
  if (opening.body.kind !== 'opened') return undefined;
  const now = question.at;
  const date = beijingDate(now);
  const { visitorId } = opening.body;
  const plain = openTicket({
    ticketId: ticketIdOf(conversationId),
    number: ticketNumber(date, await deps.tickets.nextCount(date)),
    conversationId,
    visitorId,
    channel: opening.body.channel,
    matter,
    now,
  });
  const { ticket: cased, tells } = withCase(
    await scheduleNow(deps),
    { ...plain, code: newCode(deps), patientKey: visitorId, help: helpIn(matter, question) },
    now,
  );
  const ticket = (await withNamedStaff(deps, cased, textOf(question))) ?? cased;
  const outbox = outboxFor(ticket, tells, 'opened', now);
  return (await deps.tickets.open(ticket, openedEvent(ticket), outbox)).ticket;
};

/** A contact that begins without words (the button 转人工): what it is about, the first message will tell. */
const WORDLESS: Matter = {
  category: '其他',
  serviceClass: 'D',
  topic: null,
  severity: null,
  department: FRONT_DESK,
  routeReason: '尚未说明来意，由客户服务中心受理',
  summary: '',
};

/** The ticket of a contact that has said nothing yet; an outage leaves it to the sweep. */
export const ensureWordlessTicket = async (
  deps: Pick<Deps, 'tickets' | 'knowledge' | 'people' | 'logger' | 'newId'>,
  scene: Scene,
  step: Entry,
): Promise<Scene> => {
  if (scene.ticket !== undefined) return scene;
  try {
    return { ...scene, ticket: await ensureTicket(deps, scene, step, WORDLESS) };
  } catch (error) {
    deps.logger.error('ticket not written', {
      conversationId: scene.conversationId,
      error: error instanceof Error ? error.name : '',
    });
    return scene;
  }
};

/** Writes down what one more message told of the matter and whom it named, where it told something. */
export const refineTicket = async (
  deps: Pick<Deps, 'tickets' | 'clock' | 'knowledge' | 'people' | 'logger'>,
  ticket: Ticket,
  read: Matter,
  question: Entry,
): Promise<Ticket> => {
  const { seq } = question;
  const matter = refineMatter(ticket, read);
  const now = deps.clock();
  const cased =
    matter === undefined
      ? { ticket, tells: [] }
      : withCase(await scheduleNow(deps), { ...ticket, ...matter, updatedAt: now }, now, ticket);
  const named = await withNamedStaff(deps, cased.ticket, textOf(question));
  if (matter === undefined && named === undefined) return ticket;
  const event: TicketEvent = {
    eventId: `matter:${seq}`,
    at: now,
    kind: 'reclassified',
    actorId: null,
    actorName: null,
    text:
      matter === undefined
        ? '投诉点名本院工作人员，已设回避'
        : `归类为${matter.category}，归口${matter.department}`,
    data: {
      from: ticket.category,
      to: cased.ticket.category,
      severity: cased.ticket.severity,
      seq,
    },
  };
  const next = named ?? cased.ticket;
  const saved = await deps.tickets.save(
    next,
    [event],
    outboxFor(next, cased.tells, `matter:${seq}`, now),
  );
  // Somebody changed the ticket at the same time: their version stands, and the next message tells again.
  return saved.ok ? saved.value : ((await deps.tickets.get(ticket.ticketId)) ?? ticket);
};
