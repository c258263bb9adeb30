import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import { readIntent } from '#shared/domain/intent/intent.ts';
import { findPersonalData } from '#shared/domain/privacy/find.ts';
import { maskText } from '#shared/domain/privacy/mask.ts';
import { praisedDepartment } from '#shared/domain/routing/praised-department.ts';
import { FRONT_DESK } from '#shared/domain/routing/route-ticket.ts';
import { withCase } from '#shared/domain/ticket/case-work.ts';
import { leadOf } from '#shared/domain/ticket/change-ticket.ts';
import { praiseTells } from '#shared/domain/ticket/desk-runs.ts';
import { HELP_KINDS, type Help, helpKindOf, tidyHelp } from '#shared/domain/ticket/help.ts';
import { ticketNumber } from '#shared/domain/ticket/number.ts';
import { openedEvent } from '#shared/domain/ticket/open-ticket.ts';
import { phoneDigits } from '#shared/domain/ticket/phone.ts';
import { NO_WORK, type Ticket } from '#shared/domain/ticket/ticket.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { newCode, scheduleNow } from './open-ticket.ts';
import { outboxFor } from './tells.ts';
import { rowOf, type TicketRow } from './ticket-view.ts';
import { firstListed, listedName, type WorkFailure } from './work-on-ticket.ts';

export type NewContact = {
  readonly clientId: string;
  readonly channel: 'phone' | 'onsite' | 'letter' | 'hotline12345' | 'leader-day';
  readonly category?: Ticket['category'] | undefined;
  readonly topic?: string | undefined;
  readonly severity?: Ticket['severity'] | undefined;
  readonly department?: string | undefined;
  readonly text: string;
  readonly wish: string;
  readonly contact: { readonly name: string; readonly phone: string; readonly relation: string };
  readonly help?: Help | undefined;
  readonly staffNamed: readonly string[];
  readonly externalDueAt: number | null;
  readonly receivedAt: number | null;
};

/** 张** and 138****1234: enough to tell callers apart, too little to call them. */
const maskName = (name: string): string =>
  name === '' ? '' : `${[...name][0] ?? ''}${'*'.repeat(Math.max(1, [...name].length - 1))}`;
const maskPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '');
  if (digits.length < 7) return digits === '' ? '' : '****';
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};

const SUMMARY = 120;
const summaryOf = (text: string): string => {
  const masked = maskText(text, findPersonalData(text)).replace(/\s+/g, ' ').trim();
  const points = [...masked];
  return points.length <= SUMMARY ? masked : `${points.slice(0, SUMMARY).join('')}…`;
};

/** The same person's ticket for the same client id: found again however often the request comes. */
const idFor = (deps: Deps, staffId: string, clientId: string): string =>
  `tkt_${deps.tokens
    .hash(`new ticket\n${staffId}\n${clientId}`)
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(0, 26)}`;

const SERVICE_CLASS: Partial<Record<Ticket['category'], string>> = {
  投诉: 'E',
  意见建议: 'F',
  表扬: 'F',
};

const complaintOf = (body: NewContact, read: ReturnType<typeof readIntent>) => {
  const topic = body.topic ?? read.topic;
  return {
    topic,
    severity: body.severity ?? read.severity ?? ('S3' as const),
    lead: leadOf(topic) ?? read.leadDepartment,
  };
};

const reasonOf = (
  body: NewContact,
  lead: string | null,
  helper: string | null,
  praised: string | null,
): string => {
  if (body.department !== undefined) return '登记时指定';
  if (helper !== null) return '求助事项的归口部门';
  if (praised !== null) return '受表扬的科室';
  return lead === null ? '未指明部门，由客户服务中心受理' : '投诉主题的归口部门';
};

/** What the contact is about: the agent's choice beats what is read from the words. */
const matterOf = (
  body: NewContact,
  read: ReturnType<typeof readIntent>,
  departments: Awaited<ReturnType<Deps['knowledge']['departments']>>,
  praised: string | null,
) => {
  const category = body.category ?? read.category;
  const { topic, severity, lead } =
    category === '投诉'
      ? complaintOf(body, read)
      : { topic: body.topic ?? null, severity: null, lead: null };
  const help = helpFor(category, body.text, body.help);
  const helper = help === null ? null : firstListed(departments, HELP_KINDS[help.kind].departments);
  const wanted = body.department ?? helper ?? praised ?? lead;
  return {
    help,
    category,
    topic,
    severity,
    serviceClass: SERVICE_CLASS[category] ?? read.serviceClass,
    department: wanted === null ? FRONT_DESK : (listedName(departments, wanted) ?? wanted),
    routeReason: reasonOf(body, lead, helper, praised),
  };
};

type Named = {
  readonly names: readonly string[];
  readonly ids: readonly string[];
  /** Where the first of them works. */
  readonly department: string | null;
};

/**
 * Staff whom the patient named, as the agent wrote them down or as their names stand in the words of praise: they may
 * neither handle nor review a complaint; praise reaches them.
 */
const namesIn = async (
  deps: Deps,
  { staffNamed, text }: NewContact,
  category: Ticket['category'],
): Promise<Named> => {
  const praise = category === '表扬';
  if (staffNamed.length === 0 && !praise) return { names: [], ids: [], department: null };
  const staff = await deps.people.allStaff();
  const said = staff.filter(
    ({ name }) => staffNamed.includes(name) || (praise && name.length > 1 && text.includes(name)),
  );
  return {
    names: [...new Set([...staffNamed, ...said.map(({ name }) => name)])],
    ids: said.map(({ staffId }) => staffId),
    department: said[0]?.departments[0] ?? null,
  };
};

/** Praise goes to the department of whoever it names, else to the department that it names. */
const praisedIn = async (
  deps: Deps,
  { text, staffNamed }: NewContact,
  departments: Awaited<ReturnType<Deps['knowledge']['departments']>>,
  named: Named,
): Promise<string | null> =>
  named.department ??
  praisedDepartment([text, ...staffNamed].join(' '), departments, await deps.knowledge.people());

/** What kind of help is asked for: the agent's word, else what the words say. */
export const helpFor = (
  category: Ticket['category'],
  text: string,
  given?: Help | undefined,
): Help | null => {
  if (category !== '求助') return null;
  if (given !== undefined) return tidyHelp(given);
  const kind = helpKindOf(text);
  return kind === undefined ? null : { kind, details: {} };
};

type Created = {
  readonly ticketId: string;
  readonly number: string;
  readonly code: string;
  readonly row: TicketRow;
};

const created = (ticket: Ticket, now: number): Created => ({
  ticketId: ticket.ticketId,
  number: ticket.number,
  code: ticket.code,
  row: rowOf(ticket, now),
});

/** Writes down a contact that came through any door but the chat: one call, the same kind of ticket. */
export const createTicket = async (
  deps: Deps,
  actor: Actor,
  body: NewContact,
): Promise<Result<Created, WorkFailure | { kind: 'duplicate-id-other-body' }>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.create') !== 'allowed')
    return err({ kind: 'forbidden' });
  const now = deps.clock();
  const ticketId = idFor(deps, actor.staffId, body.clientId);
  const standing = await deps.tickets.get(ticketId);
  if (standing !== undefined)
    return standing.summary === summaryOf(body.text)
      ? ok(created(standing, now))
      : err({ kind: 'duplicate-id-other-body' });
  const [schedule, departments] = await Promise.all([
    scheduleNow(deps),
    deps.knowledge.departments(),
  ]);
  const read = readIntent(body.text);
  const category = body.category ?? read.category;
  const named = await namesIn(deps, body, category);
  const praised = category === '表扬' ? await praisedIn(deps, body, departments, named) : null;
  const matter = matterOf(body, read, departments, praised);
  const digits = phoneDigits(body.contact.phone);
  const date = beijingDate(now);
  // A letter may lie for a day; nothing counts as received in the future.
  const receivedAt = Math.min(body.receivedAt ?? now, now);
  const plain: Ticket = {
    ...NO_WORK,
    ...matter,
    ticketId,
    number: ticketNumber(date, await deps.tickets.nextCount(date)),
    conversationId: null,
    visitorId: null,
    patientKey: digits.length < 7 ? null : `tel.${await deps.tokens.keyed(digits)}`,
    channel: body.channel,
    urgent: false,
    status: 'resolved',
    ownerId: actor.staffId,
    ownerName: actor.name,
    summary: summaryOf(body.text),
    wish: maskText(body.wish, findPersonalData(body.wish)),
    staffNamed: [...named.names],
    contact: {
      name: maskName(body.contact.name),
      phone: maskPhone(body.contact.phone),
      relation: body.contact.relation,
    },
    externalDueAt: body.externalDueAt,
    code: newCode(deps),
    openedAt: receivedAt,
    updatedAt: now,
    waitingSince: null,
    nextDueAt: null,
    clocks: [],
    escalated: 'none',
    alarm: null,
    followedSeq: 0,
    version: 1,
  };
  const cased = withCase(schedule, plain, receivedAt);
  const ticket: Ticket =
    cased.ticket.case === null
      ? cased.ticket
      : { ...cased.ticket, case: { ...cased.ticket.case, namedStaff: [...named.ids] } };
  const tells = [
    ...cased.tells,
    ...(ticket.category === '表扬' ? praiseTells(ticket, named.ids) : []),
  ];
  const event = {
    ...openedEvent(ticket),
    actorId: actor.staffId,
    actorName: actor.name,
    data: { ...openedEvent(ticket).data, text: maskText(body.text, findPersonalData(body.text)) },
  };
  const done = await deps.tickets.commit(
    [{ ticket, events: [event], outbox: outboxFor(ticket, tells, 'opened', now), isNew: true }],
    {
      at: now,
      actorId: actor.staffId,
      actorName: actor.name,
      tier: actor.tier,
      action: 'create',
      ticketId,
      reason: '',
      data: { channel: body.channel, category: ticket.category, department: ticket.department },
    },
    { contact: body.contact },
  );
  if (done.ok) return ok(created(ticket, now));
  const winner = await deps.tickets.get(ticketId);
  return winner === undefined ? err({ kind: 'busy' }) : ok(created(winner, now));
};
