import type { AuditEntry, Deps, TicketWrite } from '#functions/ports.ts';
import { type Action, type Actor, authorize } from '#shared/domain/access/policy.ts';
import { departmentNamed } from '#shared/domain/reply/directory.ts';
import { decided, requestApproval } from '#shared/domain/ticket/approvals.ts';
import { QUALITY_OFFICE, type Tell, withCase } from '#shared/domain/ticket/case-work.ts';
import type {
  ChangeActor,
  ChangeContext,
  Changed,
  ChangeRefusal,
} from '#shared/domain/ticket/change.ts';
import {
  allowanceOf,
  hasNoPart,
  mayDecide,
  rightsFor,
} from '#shared/domain/ticket/change-rights.ts';
import { changeTicket, leadOf } from '#shared/domain/ticket/change-ticket.ts';
import { HELP_KINDS } from '#shared/domain/ticket/help.ts';
import { ticketNumber } from '#shared/domain/ticket/number.ts';
import { openedEvent } from '#shared/domain/ticket/open-ticket.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { NO_WORK } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { TicketApproval, TicketChange } from '#shared/domain/ticket/work.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { isId } from '#shared/kernel/id.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isRestricted } from './enter.ts';
import { newCode, scheduleNow } from './open-ticket.ts';
import { outboxFor, toldEvents } from './tells.ts';
import { subjectOf } from './ticket-view.ts';
import { type ExplainedTicket, explainedDetail } from './why-here.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

export type WorkFailure =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'busy' }
  | {
      readonly kind: 'change-refused' | 'change-incomplete';
      readonly detail: string;
      readonly fields: readonly { readonly field: string; readonly message: string }[];
    };

export type Worked = ExplainedTicket & { readonly outcome: 'done' | 'awaiting-approval' };

const WORDS: Readonly<Record<ChangeRefusal['kind'], string>> = {
  'not-from-here': '当前状态不能进行这一步',
  'evidence-missing': '缺少凭据',
  'closing-gaps': '尚不能办结',
  'reason-missing': '请写明理由',
  'named-in-complaint': '被投诉人不能办理本工单',
  'own-proposal': '处理意见须由他人审核',
  'returned-twice': '已退单两次，请主管裁定',
  'reopen-too-late': '办结已超过 30 天，须有新证据',
  'detail-missing': '缺少必填项',
  'never-pauses': '该时限不可暂停或延长',
  'already-paused': '已暂停',
  'not-paused': '未暂停',
  stopped: '该时限已结束',
  'already-due': '5 个工作日已过，不能再改为 10 个工作日',
  'not-legal': '不是法定时限',
  'no-case': '该工单没有办理流程',
  final: '该事项已办结',
  'no-such-task': '没有这个任务',
  'not-your-task': '不是本科室的任务',
  'unknown-department': '没有这个科室',
  'unknown-handler': '没有这位工作人员',
  'unknown-ticket': '没有这张工单',
  'nothing-to-change': '没有变化',
  'still-investigated': '一级事件（S1）患者撤回后仍须查办',
  'with-its-step': '该凭据须随对应步骤提交',
  'not-quality-office': '质控意见由质控部填写',
  'other-category': '投诉只能并入投诉',
  'other-patient': '不是同一位患者的投诉，请用“关联”，各自答复',
  restricted: '限制查看的工单不能并入普通工单',
  'not-over': '咨询尚未结束',
};

const INCOMPLETE: ReadonlySet<ChangeRefusal['kind']> = new Set([
  'evidence-missing',
  'closing-gaps',
  'reason-missing',
  'detail-missing',
]);

const lacking = (refusal: ChangeRefusal): readonly string[] => {
  if (refusal.kind === 'evidence-missing') return refusal.missing;
  if (refusal.kind === 'closing-gaps') return refusal.gaps;
  return refusal.kind === 'detail-missing' ? [refusal.field] : [];
};

const refused = (refusal: ChangeRefusal): WorkFailure => ({
  kind: INCOMPLETE.has(refusal.kind) ? 'change-incomplete' : 'change-refused',
  detail: WORDS[refusal.kind],
  fields: lacking(refusal).map((message) => ({ field: 'body.change', message })),
});

const actorOf = ({ staffId, name, tier, departments }: Staff): ChangeActor => ({
  id: staffId,
  name,
  tier,
  departments,
});

/** Reads a ticket that this person may see. */
export const readableTicket = async (
  deps: Pick<Deps, 'tickets'>,
  actor: Actor,
  ticketId: string,
): Promise<Result<{ ticket: Ticket; actor: Staff }, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.read') !== 'allowed')
    return err({ kind: 'forbidden' });
  const ticket = isId('ticket', ticketId) ? await deps.tickets.get(ticketId) : undefined;
  if (ticket === undefined) return err({ kind: 'not-found' });
  const verdict = authorize(actor, 'ticket.read', subjectOf(ticket));
  return verdict === 'allowed' ? ok({ ticket, actor }) : err({ kind: verdict });
};

/** Names in a change, looked up: the listed department, the member of staff, the other ticket. */
const contextFor = async (
  deps: Deps,
  actor: Staff,
  change: TicketChange,
): Promise<ChangeContext> => {
  const handlerId = 'handlerId' in change ? change.handlerId : null;
  const otherId =
    change.do === 'link' ? change.ticketId : change.do === 'merge' ? change.intoTicketId : null;
  const [schedule, departments, member, other] = await Promise.all([
    scheduleNow(deps),
    deps.knowledge.departments(),
    handlerId === null ? undefined : deps.people.staff(handlerId),
    otherId === null || !isId('ticket', otherId) ? undefined : deps.tickets.get(otherId),
  ]);
  const visible =
    other !== undefined && authorize(actor, 'ticket.read', subjectOf(other)) === 'allowed';
  const wanted = departmentsOf(change);
  return {
    now: deps.clock(),
    schedule,
    freshId: deps.newId('task').slice('tsk_'.length),
    department: firstListed(departments, wanted),
    handler: member?.active === true ? { id: member.staffId, name: member.name } : null,
    other: visible ? other : null,
    named: change.do === 'named' ? await namedStaff(deps, change.names) : [],
  };
};

/** Departments that a change names, or that its matter leads to, the likeliest first. */
const departmentsOf = (change: TicketChange): readonly string[] => {
  if (change.do === 'help') return HELP_KINDS[change.help.kind].departments;
  const one =
    change.do === 'matter'
      ? leadOf(change.topic)
      : 'department' in change
        ? change.department
        : null;
  return one === null ? [] : [one];
};

export const firstListed = (
  departments: Parameters<typeof departmentNamed>[0],
  names: readonly string[],
): string | null =>
  names.map((name) => listedName(departments, name)).find((name) => name !== null) ?? null;

/** Staff of these names: they may neither handle nor review a complaint about them; praise reaches them. */
export const namedStaff = async (
  { people }: Pick<Deps, 'people'>,
  names: readonly string[],
): Promise<string[]> => {
  if (names.length === 0) return [];
  const staff = await people.allStaff();
  return staff.filter(({ name }) => names.includes(name)).map(({ staffId }) => staffId);
};

/** The listed name of a department; offices that every hospital has are known without being listed. */
export const listedName = (
  departments: Parameters<typeof departmentNamed>[0],
  name: string,
): string | null =>
  departmentNamed(departments, name)?.name ?? (name === QUALITY_OFFICE ? QUALITY_OFFICE : null);

const eventOf = (changed: Changed, eventId: string, actor: Staff, now: number): TicketEvent => ({
  eventId,
  at: now,
  kind: changed.event.kind,
  actorId: actor.staffId,
  actorName: actor.name,
  text: changed.event.text,
  data: { ...changed.event.data },
});

const auditOf = (
  actor: Staff,
  action: string,
  ticketId: string,
  reason: string,
  data: Record<string, unknown>,
  now: number,
): AuditEntry => ({
  at: now,
  actorId: actor.staffId,
  actorName: actor.name,
  tier: actor.tier,
  action,
  ticketId,
  reason,
  data,
});

const ROUNDS = 6;

type Prepared = {
  readonly changed: Changed;
  readonly outcome: Worked['outcome'];
  readonly action: string;
  readonly reason: string;
  readonly extra?: readonly TicketWrite[];
};

/** Reads, decides and commits until nobody was faster. The same client id is one change, however often it comes. */
const work = async (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  clientId: string,
  prepare: (ticket: Ticket, staff: Staff) => Promise<Result<Prepared, WorkFailure>>,
): Promise<Result<Worked, WorkFailure>> => {
  const key = actor.kind === 'staff' ? `do:${actor.staffId}:${clientId}` : '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const read = await readableTicket(deps, actor, ticketId);
    if (!read.ok) return read;
    const { ticket, actor: staff } = read.value;
    const before = await deps.tickets.event(ticketId, key);
    if (before !== undefined)
      return ok({
        ...(await explainedDetail(deps, staff, ticket)),
        outcome: before.data['state'] === 'pending' ? 'awaiting-approval' : 'done',
      });
    const prepared = await prepare(ticket, staff);
    if (!prepared.ok) return prepared;
    const { changed, outcome, action, reason, extra = [] } = prepared.value;
    const now = deps.clock();
    const done = await deps.tickets.commit(
      [
        {
          ticket: changed.ticket,
          events: [eventOf(changed, key, staff, now), ...toldEvents(changed.tells, key, now)],
          outbox: outboxFor(changed.ticket, changed.tells, key, now),
        },
        ...otherWrite(changed, key, staff, now),
        ...extra,
      ],
      auditOf(staff, action, ticketId, reason, { ...changed.event.data }, now),
    );
    if (!done.ok) continue;
    const saved = done.value[0];
    if (saved === undefined) return err({ kind: 'busy' });
    return ok({ ...(await explainedDetail(deps, staff, saved)), outcome });
  }
  return err({ kind: 'busy' });
};

const otherWrite = (
  { other, ticket }: Changed,
  key: string,
  actor: Staff,
  now: number,
): TicketWrite[] =>
  other === undefined
    ? []
    : [
        {
          ticket: { ...other.ticket, updatedAt: now },
          events: [
            {
              eventId: key,
              at: now,
              kind: 'linked',
              actorId: actor.staffId,
              actorName: actor.name,
              text: other.text,
              data: { ticketId: ticket.ticketId },
            },
          ],
          outbox: [],
        },
      ];

/** A second ticket for one of several matters: same patient and door, its own number and clocks. */
const splitOff = async (
  deps: Deps,
  ticket: Ticket,
  change: Extract<TicketChange, { do: 'split' }>,
  { now, schedule, department }: ChangeContext,
  departments: Parameters<typeof departmentNamed>[0],
): Promise<TicketWrite> => {
  const date = beijingDate(now);
  const lead = leadOf(change.topic);
  const part: Ticket = {
    ...NO_WORK,
    ticketId: deps.newId('ticket'),
    number: ticketNumber(date, await deps.tickets.nextCount(date)),
    // The conversation stays with the first ticket: an entry is followed by one ticket only.
    conversationId: null,
    visitorId: ticket.visitorId,
    patientKey: ticket.patientKey,
    channel: ticket.channel,
    category: change.category,
    serviceClass: ticket.serviceClass,
    topic: change.topic,
    severity: null,
    urgent: false,
    status: 'resolved',
    department:
      department ?? (lead === null ? null : listedName(departments, lead)) ?? ticket.department,
    routeReason: `由工单 ${ticket.number} 拆分`,
    ownerId: null,
    ownerName: null,
    summary: change.summary,
    // Received when the first one was: splitting gains no time.
    openedAt: ticket.openedAt,
    updatedAt: now,
    waitingSince: null,
    nextDueAt: null,
    clocks: [],
    escalated: 'none',
    alarm: null,
    followedSeq: 0,
    version: 1,
    contact: ticket.contact,
    code: newCode(deps),
    links: [{ ticketId: ticket.ticketId, number: ticket.number, kind: 'split-from' }],
  };
  const cased = withCase(schedule, part, ticket.openedAt);
  const record = cased.ticket.case;
  const opened: Ticket = {
    ...cased.ticket,
    // Whom the patient named is named in every part of what they said; who is accused of a breach of discipline stands
    // nowhere in words that everybody reads.
    staffNamed: isRestricted(ticket) && !isRestricted(part) ? [] : ticket.staffNamed,
    case: record === null ? null : { ...record, namedStaff: ticket.case?.namedStaff ?? [] },
  };
  return {
    ticket: opened,
    events: [openedEvent(opened)],
    outbox: outboxFor(opened, cased.tells, 'opened', now),
    isNew: true,
  };
};

const prepareChange = async (
  deps: Deps,
  ticket: Ticket,
  staff: Staff,
  change: TicketChange,
): Promise<Result<Prepared, WorkFailure>> => {
  const may = (right: Action): boolean =>
    authorize(staff, right, subjectOf(ticket, right === 'ticket.contribute')) === 'allowed';
  if (!rightsFor(change).every(may)) return err({ kind: 'forbidden' });
  const actor = actorOf(staff);
  const context = await contextFor(deps, staff, change);
  const allowance = allowanceOf(staff.tier, ticket, change);
  const reason = 'reason' in change ? change.reason : '';
  if (allowance.kind === 'refused') return err({ kind: 'forbidden' });
  if (allowance.kind === 'needs-approval') {
    // What the state refuses anyway is not worth anybody's approval.
    const trial = await performed(deps, ticket, change, actor, context, false);
    if (!trial.ok) return trial;
    const asked = requestApproval(ticket, change, actor, context, allowance);
    return ok({
      changed: {
        ...asked,
        event: { ...asked.event, data: { ...asked.event.data, state: 'pending' } },
      },
      outcome: 'awaiting-approval',
      action: `approval.request:${change.do}`,
      reason,
    });
  }
  const done = await performed(deps, ticket, change, actor, context, true);
  return done.ok ? ok({ ...done.value, outcome: 'done', action: actionOf(change), reason }) : done;
};

const actionOf = (change: TicketChange): string =>
  change.do === 'step' ? `step:${change.step}` : change.do;

/** The change itself; `real` = false only tries whether it would be taken. */
const performed = async (
  deps: Deps,
  ticket: Ticket,
  change: TicketChange,
  actor: ChangeActor,
  context: ChangeContext,
  real: boolean,
): Promise<Result<Pick<Prepared, 'changed' | 'extra'>, WorkFailure>> => {
  const part =
    change.do === 'split' && real
      ? await splitOff(deps, ticket, change, context, await deps.knowledge.departments())
      : undefined;
  const other = part?.ticket ?? (change.do === 'split' ? ticket : context.other);
  const changed = changeTicket(ticket, change, actor, { ...context, other });
  if (!changed.ok) return err(refused(changed.error));
  return ok({ changed: changed.value, ...(part === undefined ? {} : { extra: [part] }) });
};

/** Makes one change of a ticket, or asks for the approval that it needs. */
export const workOnTicket = (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  { clientId, change }: { readonly clientId: string; readonly change: TicketChange },
): Promise<Result<Worked, WorkFailure>> =>
  work(deps, actor, ticketId, clientId, (ticket, staff) =>
    prepareChange(deps, ticket, staff, change),
  );

type Verdict = { readonly approve: boolean; readonly reason: string };

const tellRequester = (ticket: Ticket, to: string, { approve }: Verdict): Tell => ({
  audience: 'staff',
  to,
  title: approve ? '审批通过' : '审批未通过',
  text: `工单 ${ticket.number} 的申请${approve ? '已通过' : '未通过'}`,
});

const decisionEvent = (
  approval: TicketApproval,
  { approve, reason }: Verdict,
): Changed['event'] => ({
  kind: 'approval',
  text: `${approve ? '同意' : '不同意'}${approval.requestedByName}的申请${reason === '' ? '' : `：${reason}`}`,
  data: { approvalId: approval.approvalId, approve },
});

/** The approval that this person may decide now, or why not. */
const decidable = (
  ticket: Ticket,
  staff: Staff,
  approvalId: string,
): Result<TicketApproval, WorkFailure> => {
  const approval = ticket.approvals.find((one) => one.approvalId === approvalId);
  if (approval === undefined) return err({ kind: 'not-found' });
  if (!mayDecide(staff.tier, approval.from) || approval.requestedById === staff.staffId)
    return err({ kind: 'forbidden' });
  if (hasNoPart(ticket, staff.staffId)) return err(refused({ kind: 'named-in-complaint' }));
  return approval.state === 'pending'
    ? ok(approval)
    : err({ kind: 'change-refused', detail: '已经审批过', fields: [] });
};

const prepareDecision = async (
  deps: Deps,
  ticket: Ticket,
  staff: Staff,
  approval: TicketApproval,
  verdict: Verdict,
): Promise<Result<Prepared, WorkFailure>> => {
  const decider = actorOf(staff);
  const context = await contextFor(deps, staff, approval.change);
  const marked = decided(ticket, approval, decider, verdict, context.now);
  const told = tellRequester(ticket, approval.requestedById, verdict);
  const event = decisionEvent(approval, verdict);
  const about = {
    outcome: 'done' as const,
    action: `approval.${verdict.approve ? 'approve' : 'refuse'}:${approval.change.do}`,
    reason: verdict.reason,
  };
  if (!verdict.approve)
    return ok({
      ...about,
      changed: { ticket: { ...marked, updatedAt: context.now }, event, tells: [told] },
    });
  const done = await performed(deps, marked, approval.change, decider, context, true);
  if (!done.ok) return done;
  const { changed } = done.value;
  return ok({
    ...about,
    ...done.value,
    changed: {
      ...changed,
      event: {
        ...event,
        text: `${event.text}（${changed.event.text}）`,
        data: { ...changed.event.data, ...event.data },
      },
      tells: [told, ...changed.tells],
    },
  });
};

/** Decides what was asked for. Approving makes the change in the name of whoever decides. */
export const decideApproval = async (
  deps: Deps,
  actor: Actor,
  { ticketId, approvalId }: { readonly ticketId: string; readonly approvalId: string },
  { clientId, ...verdict }: Verdict & { readonly clientId: string },
): Promise<Result<Worked, WorkFailure>> => {
  if (authorize(actor, 'ticket.decide') !== 'allowed') return err({ kind: 'forbidden' });
  return work(deps, actor, ticketId, clientId, async (ticket, staff) => {
    const approval = decidable(ticket, staff, approvalId);
    return approval.ok ? prepareDecision(deps, ticket, staff, approval.value, verdict) : approval;
  });
};
