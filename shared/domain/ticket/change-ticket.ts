import type { Authority } from '#shared/domain/access/limits.ts';
import { LIMITS } from '#shared/domain/access/limits.ts';
import type { Tier } from '#shared/domain/access/policy.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';
import { type Evidence, NOT_ACCEPTED } from '#shared/domain/case/case.ts';
import {
  addProof,
  CASE_STEPS,
  type CaseStep,
  mayHandIn,
  type StepContext,
  type StepRefusal,
  takeStep,
} from '#shared/domain/case/lifecycle.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { TOPICS } from '#shared/domain/intent/topics.ts';
import {
  type CaseClock,
  type ClockRefusal,
  extendClock,
  pauseClock,
  resumeClock,
  startCaseClock,
  stopCaseClock,
  widenLegal,
} from '#shared/domain/sla/case-clocks.ts';
import { CASE_CLOCKS, type CaseClockId, LADDER } from '#shared/domain/sla/case-policies.ts';
import { beijingDate, beijingTime, HOUR, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  isFinal,
  isMedicalQuality,
  isTaskOpen,
  openTask,
  openTaskCount,
  QUALITY_OFFICE,
  type Tell,
  withCase,
} from './case-work.ts';
import type { Touched } from './change-rights.ts';
import { DESK_RUNS } from './desk-runs.ts';
import { promisedClock } from './promise.ts';
import type { Ticket } from './ticket.ts';
import type { EventKind } from './timeline.ts';
import type { ChangeOf, TicketApproval, TicketChange, TicketTask } from './work.ts';

export type ChangeActor = {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly departments: readonly string[];
};

/** What a change needs to know of the world; looked up by the use case. */
export type ChangeContext = {
  readonly now: Instant;
  readonly schedule: Schedule;
  /** An id that nothing has yet, for what the change makes. */
  readonly freshId: string;
  /** The listed name of the department that the change names; null where there is no such department. */
  readonly department: string | null;
  /** The member of staff that the change names; null where there is none. */
  readonly handler: { readonly id: string; readonly name: string } | null;
  /** The other ticket of a link or merge; null where there is none. */
  readonly other: Ticket | null;
  /** Members of staff of the names that the change names. */
  readonly named?: readonly string[];
};

export type ChangeRefusal =
  | StepRefusal
  | ClockRefusal
  | { readonly kind: 'no-case' }
  | { readonly kind: 'final' }
  | { readonly kind: 'no-such-task' }
  | { readonly kind: 'not-your-task' }
  | { readonly kind: 'unknown-department' }
  | { readonly kind: 'unknown-handler' }
  | { readonly kind: 'unknown-ticket' }
  | { readonly kind: 'nothing-to-change' }
  /** Evidence that only the step proves which it belongs to. */
  | { readonly kind: 'with-its-step' }
  /** The quality office's opinion is written by the quality office, or by who answers for it. */
  | { readonly kind: 'not-quality-office' }
  /** A complaint is merged into a complaint: else it would end as what it is not. */
  | { readonly kind: 'other-category' }
  /** Somebody is still waited for, or it has a case. */
  | { readonly kind: 'not-over' };

export type Changed = {
  readonly ticket: Ticket;
  readonly event: { readonly kind: EventKind; readonly text: string; readonly data: object };
  readonly tells: readonly Tell[];
  /** The other ticket, where it changes as well, and what its timeline says. */
  readonly other?: { readonly ticket: Ticket; readonly text: string };
};

export type Outcome = Result<Changed, ChangeRefusal>;
export type Run<K extends TicketChange['do']> = (
  ticket: Ticket,
  change: ChangeOf<K>,
  actor: ChangeActor,
  context: ChangeContext,
) => Outcome;

const clockTime = (at: Instant): string => `${beijingDate(at)} ${beijingTime(at)}`;
const because = (reason: string): string => (reason === '' ? '' : `：${reason}`);

const replaceClock = (ticket: Ticket, next: CaseClock): Ticket => ({
  ...ticket,
  caseClocks: ticket.caseClocks.map((clock) => (clock.id === next.id ? next : clock)),
});

const stopped = (
  ticket: Ticket,
  ids: readonly CaseClockId[],
  reason: string,
  now: Instant,
): Ticket => ({
  ...ticket,
  caseClocks: ticket.caseClocks.map((clock) =>
    ids.includes(clock.id) ? stopCaseClock(clock, reason, now) : clock,
  ),
});

const ALL_CLOCKS = Object.keys(CASE_CLOCKS) as CaseClockId[];

/** Which clocks a step ends. The feedback duty ends with feedback (or an interim one), the internal clock at the end. */
const STOPS: Readonly<Partial<Record<CaseStep, readonly CaseClockId[]>>> = {
  acknowledge: ['contact'],
  accept: ['alert', 'accept'],
  'send-feedback': ['legal', 'contact', 'alert', 'accept'],
  close: ALL_CLOCKS,
  'refuse-acceptance': ALL_CLOCKS,
  withdraw: ALL_CLOCKS,
  merge: ALL_CLOCKS,
};

/** A reopened case is counted from the reopening; what was counted before stays in the timeline. */
const restarted = (schedule: Schedule, ticket: Ticket, now: Instant): Ticket => ({
  ...ticket,
  escalation: 'none',
  caseClocks: ticket.caseClocks.map((clock) =>
    startCaseClock(
      schedule,
      {
        id: clock.id,
        span: clock.span,
        ladder: clock.ladderRungs,
        generation: clock.generation + 1,
      },
      now,
    ),
  ),
});

const pausedFor = (
  ticket: Ticket,
  change: ChangeOf<'step'>,
  actor: ChangeActor,
  { now, schedule }: ChangeContext,
): Ticket => {
  const clock = ticket.caseClocks.find(({ id }) => id === 'internal');
  if (clock === undefined) return ticket;
  const fallback = change.step === 'wait-for-patient' ? 'patient-material' : 'outside-body';
  const next =
    change.step === 'resume'
      ? resumeClock(schedule, clock, now)
      : pauseClock(clock, { reason: change.pauseReason ?? fallback, byId: actor.id }, now);
  // A clock that stands still already, or has stopped, is no reason to refuse the step.
  return next.ok ? replaceClock(ticket, next.value) : ticket;
};

const clocksAfter = (
  ticket: Ticket,
  change: ChangeOf<'step'>,
  actor: ChangeActor,
  context: ChangeContext,
): Ticket => {
  const { now, schedule } = context;
  if (change.step === 'reopen') return restarted(schedule, ticket, now);
  if (['wait-for-patient', 'wait-for-outside', 'resume'].includes(change.step))
    return pausedFor(ticket, change, actor, context);
  const interim = change.evidence.some(({ kind }) => kind === 'interim-feedback');
  const ended = stopped(ticket, STOPS[change.step] ?? [], change.step, now);
  return interim ? stopped(ended, ['legal'], 'interim-feedback', now) : ended;
};

/** What the patient hears of a step by itself. */
const patientWords = (ticket: Ticket, change: ChangeOf<'step'>): string | null => {
  switch (change.step) {
    case 'acknowledge':
      return `您反映的问题我们已受理，工单号 ${ticket.number}。给您带来不便，我们深表歉意，会跟进到底。`;
    case 'wait-for-patient':
      return `工单 ${ticket.number}：需要您补充材料后继续办理${because(change.reason)}`;
    case 'wait-for-outside':
      return `工单 ${ticket.number}：正在等待外部机构意见，办理时间会延长${because(change.reason)}`;
    case 'send-feedback':
      return `工单 ${ticket.number} 的处理结果：${feedbackText(change)}`;
    case 'refuse-acceptance': {
      const ground = change.notAccepted === null ? '' : NOT_ACCEPTED[change.notAccepted]['zh-CN'];
      return `工单 ${ticket.number} 不予受理${because(ground)}。${feedbackText(change)}`;
    }
    case 'withdraw':
      return `工单 ${ticket.number} 已按您的要求撤回。如需继续办理，请随时联系我们。`;
    case 'reopen':
      return `工单 ${ticket.number} 已重新办理`;
    default:
      return null;
  }
};

const feedbackText = (change: ChangeOf<'step'>): string => {
  const feedback = change.evidence.find(({ kind }) => kind === 'feedback');
  return feedback?.kind === 'feedback' ? feedback.text : '已答复，请查看或来电咨询';
};

const contextOf = (ticket: Ticket, now: Instant): StepContext => ({
  category: ticket.category,
  openTasks: openTaskCount(ticket),
  now,
  medicalQuality: isMedicalQuality(ticket),
  severity: ticket.severity,
});

export const tellHandler = (ticket: Ticket, title: string): Tell[] => {
  const handlerId = ticket.case?.handlerId ?? null;
  const text = `工单 ${ticket.number} ${title}`;
  return handlerId === null
    ? [{ audience: 'department', to: ticket.department, title, text }]
    : [{ audience: 'staff', to: handlerId, title, text }];
};

const tellsAfterStep = (ticket: Ticket, step: CaseStep): Tell[] => {
  switch (step) {
    case 'assign':
      return tellHandler(ticket, '派给您办理');
    case 'rework':
      return tellHandler(ticket, '退回重办');
    case 'approve':
      return tellHandler(ticket, '处理意见已通过');
    case 'propose':
      return [
        {
          audience: 'supervisors',
          to: null,
          title: '待审核',
          text: `工单 ${ticket.number} 的处理意见待审核`,
        },
      ];
    case 'return':
      return [
        { audience: 'desk', to: null, title: '退单', text: `工单 ${ticket.number} 被退回，请改派` },
      ];
    default:
      return [];
  }
};

const mayWriteOpinion = ({ tier, departments }: ChangeActor): boolean =>
  tier === 'supervisor' || tier === 'office' || departments.includes(QUALITY_OFFICE);

/** Why a piece of evidence is not taken here, where one is not. */
const misplacedIn = (
  evidence: readonly Evidence[],
  step: CaseStep | null,
  actor: ChangeActor,
): ChangeRefusal | undefined => {
  if (evidence.some(({ kind }) => !mayHandIn(kind, step))) return { kind: 'with-its-step' };
  const opinion = evidence.some(({ kind }) => kind === 'quality-opinion');
  return opinion && !mayWriteOpinion(actor) ? { kind: 'not-quality-office' } : undefined;
};

const named = (
  change: { department: string | null; handlerId: string | null },
  ctx: ChangeContext,
) =>
  change.department !== null && ctx.department === null
    ? err({ kind: 'unknown-department' as const })
    : change.handlerId !== null && ctx.handler === null
      ? err({ kind: 'unknown-handler' as const })
      : ok(undefined);

const step: Run<'step'> = (ticket, change, actor, context) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  const misplaced = misplacedIn(change.evidence, change.step, actor);
  if (misplaced !== undefined) return err(misplaced);
  // Merging changes two tickets: it is a change of its own.
  if (change.step === 'merge')
    return err({ kind: 'not-from-here', state: ticket.case.state, from: [] });
  const known = named(change, context);
  if (!known.ok) return known;
  const handler = change.step === 'accept' ? { id: actor.id, name: actor.name } : context.handler;
  const done = takeStep(
    ticket.case,
    {
      step: change.step,
      evidence: change.evidence,
      reason: change.reason,
      ...(handler === null ? {} : { handlerId: handler.id }),
      ...(change.notAccepted === null ? {} : { notAccepted: change.notAccepted }),
    },
    actor,
    contextOf(ticket, context.now),
  );
  if (!done.ok) return done;
  const moved: Ticket = {
    ...ticket,
    case: done.value,
    department: context.department ?? ticket.department,
    handlerName: handler?.name ?? ticket.handlerName,
    handlerWhy: handler === null ? ticket.handlerWhy : null,
  };
  const next = clocksAfter(moved, change, actor, context);
  const words = patientWords(ticket, change);
  const { label } = CASE_STEPS[change.step];
  return ok({
    ticket: next,
    event: {
      kind: 'case-step',
      text: `${label['zh-CN']}${because(change.reason)}`,
      data: {
        step: change.step,
        from: ticket.case.state,
        to: done.value.state,
        evidence: change.evidence.map(({ kind }) => kind),
      },
    },
    tells: [
      ...tellsAfterStep(next, change.step),
      ...(words === null
        ? []
        : [{ audience: 'patient' as const, to: null, title: label['zh-CN'], text: words }]),
    ],
  });
};

const proof: Run<'proof'> = (ticket, { evidence }, actor, { now }) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  const misplaced = misplacedIn([evidence], null, actor);
  if (misplaced !== undefined) return err(misplaced);
  const proved: Ticket = { ...ticket, case: addProof(ticket.case, evidence, actor, now) };
  const interim = evidence.kind === 'interim-feedback';
  return ok({
    ticket: interim ? stopped(proved, ['legal'], 'interim-feedback', now) : proved,
    event: { kind: 'proof', text: '补充了凭据', data: { evidence: evidence.kind } },
    tells: interim
      ? [
          {
            audience: 'patient',
            to: null,
            title: '阶段性反馈',
            text: `工单 ${ticket.number} 的处理进展：${evidence.text}`,
          },
        ]
      : [],
  });
};

const matter: Run<'matter'> = (ticket, change, _actor, { now, schedule, department }) => {
  const next: Ticket = {
    ...ticket,
    category: change.category ?? ticket.category,
    severity: change.severity ?? ticket.severity,
    topic: change.topic ?? ticket.topic,
    department: department ?? ticket.department,
  };
  const same =
    next.category === ticket.category &&
    next.severity === ticket.severity &&
    next.topic === ticket.topic;
  if (same) return err({ kind: 'nothing-to-change' });
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  const cased = withCase(schedule, next, now, ticket);
  return ok({
    ticket: cased.ticket,
    event: {
      kind: 'reclassified',
      text: `改为${next.category}${next.severity === null ? '' : ` ${next.severity}`}${next.topic === null ? '' : ` ${next.topic}`}${because(change.reason)}`,
      data: {
        from: { category: ticket.category, severity: ticket.severity, topic: ticket.topic },
        to: { category: next.category, severity: next.severity, topic: next.topic },
      },
    },
    tells: cased.tells,
  });
};

const handed = (
  ticket: Ticket,
  department: string,
  handler: ChangeContext['handler'],
  reason: string,
): Ticket => {
  const moves = department !== ticket.department;
  // The handler of another department does not move along.
  const kept = moves ? null : { id: ticket.case?.handlerId ?? null, name: ticket.handlerName };
  return {
    ...ticket,
    department,
    routeReason: moves ? reason : ticket.routeReason,
    handlerName: handler?.name ?? kept?.name ?? null,
    handlerWhy: handler === null && !moves ? ticket.handlerWhy : null,
    case:
      ticket.case === null ? null : { ...ticket.case, handlerId: handler?.id ?? kept?.id ?? null },
  };
};

const assign: Run<'assign'> = (ticket, change, _actor, context) => {
  const known = named(change, context);
  if (!known.ok) return known;
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  const { handler, department } = context;
  if (handler !== null && ticket.case?.namedStaff.includes(handler.id) === true)
    return err({ kind: 'named-in-complaint' });
  if (handler === null && department === null) return err({ kind: 'nothing-to-change' });
  const next = handed(ticket, department ?? ticket.department, handler, change.reason);
  return ok({
    ticket: next,
    event: {
      kind: 'assigned',
      text: `派给${next.department}${handler === null ? '' : ` ${handler.name}`}${because(change.reason)}`,
      data: { from: ticket.department, to: next.department, handlerId: handler?.id ?? null },
    },
    tells: tellHandler(next, '派给您办理'),
  });
};

const addDepartment: Run<'add-department'> = (ticket, change, _actor, context) => {
  const { department, schedule, now } = context;
  if (department === null) return err({ kind: 'unknown-department' });
  if (ticket.case === null) return err({ kind: 'no-case' });
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  if (department === ticket.department || ticket.departments.includes(department))
    return err({ kind: 'nothing-to-change' });
  const joint: Ticket = { ...ticket, departments: [...ticket.departments, department] };
  const legal = ticket.caseClocks.find(({ id, stoppedAt }) => id === 'legal' && stoppedAt === null);
  // The order knows working days; a due time that an authority set stays.
  const wider =
    legal === undefined || legal.span.unit !== 'working-days'
      ? undefined
      : widenLegal(schedule, legal, now);
  if (wider !== undefined && !wider.ok) return wider;
  const next = wider === undefined ? joint : replaceClock(joint, wider.value);
  const text = `工单 ${ticket.number} 由多个部门共同办理，最迟 ${clockTime(wider?.value.dueAt ?? now)} 反馈${because(change.reason)}`;
  return ok({
    ticket: next,
    event: {
      kind: 'department-added',
      text: `增加协办部门${department}${because(change.reason)}`,
      data: { department, legalDueAt: wider?.value.dueAt ?? null },
    },
    tells: [
      {
        audience: 'department',
        to: department,
        title: '请协同办理',
        text: `工单 ${ticket.number} 需要${department}协同办理`,
      },
      ...(wider === undefined
        ? []
        : [{ audience: 'patient' as const, to: null, title: '办理时间延长', text }]),
    ],
  });
};

const clock: Run<'clock'> = (ticket, change, actor, { now, schedule }) => {
  const standing = ticket.caseClocks.find(({ id }) => id === change.clock);
  if (standing === undefined) return err({ kind: 'no-case' });
  if (change.change !== 'resume' && change.reason === '') return err({ kind: 'reason-missing' });
  const by = { days: change.days, reason: change.reason, byId: actor.id };
  const next =
    change.change === 'extend'
      ? extendClock(schedule, standing, by, now)
      : change.change === 'pause'
        ? pauseClock(standing, { reason: change.pauseReason, byId: actor.id }, now)
        : resumeClock(schedule, standing, now);
  if (!next.ok) return next;
  const label = CASE_CLOCKS[change.clock].label['zh-CN'];
  const what = { extend: `延长 ${change.days} 个工作日`, pause: '暂停', resume: '恢复' };
  return ok({
    ticket: replaceClock(ticket, next.value),
    event: {
      kind: 'clock',
      text: `${label}${what[change.change]}${because(change.reason)}`,
      data: {
        clock: change.clock,
        change: change.change,
        dueFrom: standing.dueAt,
        dueTo: next.value.dueAt,
      },
    },
    tells: clockTells(ticket, change, next.value),
  });
};

/** Whoever waits for an answer hears that it takes longer, and why; clocks that nobody outside was told of are silent. */
const clockTells = (ticket: Ticket, change: ChangeOf<'clock'>, next: CaseClock): Tell[] => {
  const tell = (title: string, text: string): Tell[] => [
    { audience: 'patient', to: null, title, text },
  ];
  if (change.change === 'extend')
    return tell(
      '办理时间延长',
      `工单 ${ticket.number} 的办理时间延长至 ${clockTime(next.dueAt)}，原因：${change.reason}`,
    );
  return change.change === 'pause' && promisedClock(ticket)?.id === next.id
    ? tell('办理暂缓', `工单 ${ticket.number} 暂缓办理，恢复后时限顺延，原因：${change.reason}`)
    : [];
};

const yuan = (fen: number): string => (fen / 100).toFixed(2);

const grant: Run<'grant'> = (ticket, change, actor, { now }) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  const label = LIMITS[change.grant].label['zh-CN'];
  return ok({
    ticket: {
      ...ticket,
      grants: [
        ...ticket.grants,
        {
          grant: change.grant,
          amountFen: change.amountFen,
          reason: change.reason,
          byName: actor.name,
          approvedByName: null,
          at: now,
        },
      ],
    },
    event: {
      kind: 'granted',
      text: `${label} ${yuan(change.amountFen)} 元${because(change.reason)}`,
      data: { grant: change.grant, amountFen: change.amountFen },
    },
    tells: tellHandler(ticket, `${label}已同意`),
  });
};

const task: Run<'task'> = (ticket, change, actor, { now, schedule, freshId, department }) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  if (department === null) return err({ kind: 'unknown-department' });
  const made = openTask(
    schedule,
    {
      taskId: `tsk_${freshId}`,
      kind: change.kind,
      department,
      title: change.title,
      detail: change.detail,
      createdById: actor.id,
      createdByName: actor.name,
      days: change.days,
    },
    now,
  );
  return ok({
    ticket: { ...ticket, tasks: [...ticket.tasks, made] },
    event: {
      kind: 'task',
      text: `请${department}协助：${change.title}`,
      data: { taskId: made.taskId, department, dueAt: made.clock.dueAt },
    },
    tells: [
      {
        audience: 'department',
        to: department,
        title: '新的协办任务',
        text: `工单 ${ticket.number} 请${department}在 ${clockTime(made.clock.dueAt)} 前答复`,
      },
    ],
  });
};

const TASK_STATE = { accept: 'accepted', answer: 'answered', return: 'returned' } as const;
const TASK_WORDS = { accept: '接下任务', answer: '答复', return: '退回任务' } as const;

const taskAfter = (
  current: TicketTask,
  change: ChangeOf<'task-step'>,
  actor: ChangeActor,
  now: Instant,
): TicketTask => {
  const ends = change.step !== 'accept';
  return {
    ...current,
    state: TASK_STATE[change.step],
    ownerId: actor.id,
    ownerName: actor.name,
    answer: ends ? change.text : current.answer,
    participants: change.participants.length > 0 ? change.participants : current.participants,
    endedAt: ends ? now : null,
    clock: ends ? stopCaseClock(current.clock, change.step, now) : current.clock,
  };
};

const taskStep: Run<'task-step'> = (ticket, change, actor, { now }) => {
  const current = ticket.tasks.find(({ taskId }) => taskId === change.taskId);
  if (current === undefined) return err({ kind: 'no-such-task' });
  if (actor.tier === 'department' && !actor.departments.includes(current.department))
    return err({ kind: 'not-your-task' });
  if (!isTaskOpen(current)) return err({ kind: 'final' });
  if (change.step !== 'accept' && change.text.trim() === '') return err({ kind: 'reason-missing' });
  // A quality meeting is not returned, and says who took part.
  const meeting = current.kind === 'meeting' && change.step !== 'accept';
  if (meeting && (change.step === 'return' || change.participants.length === 0))
    return err({ kind: 'reason-missing' });
  return ok({
    ticket: {
      ...ticket,
      tasks: ticket.tasks.map((one) =>
        one === current ? taskAfter(current, change, actor, now) : one,
      ),
    },
    event: {
      kind: 'task',
      text: `${current.department}${TASK_WORDS[change.step]}：${current.title}${because(change.text)}`,
      data: { taskId: current.taskId, step: change.step },
    },
    tells:
      change.step === 'accept' ? [] : tellHandler(ticket, `协办任务已${TASK_WORDS[change.step]}`),
  });
};

const linked = (ticket: Ticket, other: Ticket, kind: Ticket['links'][number]['kind']): Ticket => ({
  ...ticket,
  links: [
    ...ticket.links.filter(({ ticketId }) => ticketId !== other.ticketId),
    { ticketId: other.ticketId, number: other.number, kind },
  ],
});

const link: Run<'link'> = (ticket, change, _actor, { other }) => {
  if (other === null || other.ticketId === ticket.ticketId) return err({ kind: 'unknown-ticket' });
  return ok({
    ticket: linked(ticket, other, 'related'),
    event: {
      kind: 'linked',
      text: `与工单 ${other.number} 关联${because(change.reason)}`,
      data: { ticketId: other.ticketId },
    },
    tells: [],
    other: {
      ticket: linked(other, ticket, 'related'),
      text: `与工单 ${ticket.number} 关联${because(change.reason)}`,
    },
  });
};

/** Of two statutory clocks the one that was received first counts: the earliest due time wins. */
const earliestLegal = (ticket: Ticket, other: Ticket): Ticket => {
  const mine = ticket.caseClocks.find(({ id }) => id === 'legal');
  const theirs = other.caseClocks.find(({ id }) => id === 'legal');
  const runs = mine?.stoppedAt === null && theirs?.stoppedAt === null;
  if (!runs || mine === undefined || theirs === undefined || theirs.dueAt >= mine.dueAt)
    return ticket;
  return replaceClock(ticket, { ...theirs, generation: mine.generation + 1 });
};

/** What other departments still owe goes along to the ticket that is worked on. */
const withTasks = (
  from: Ticket,
  into: Ticket,
): { readonly from: readonly TicketTask[]; readonly into: readonly TicketTask[] } => {
  const standing = new Set(into.tasks.map(({ taskId }) => taskId));
  const moved = from.tasks.filter((one) => isTaskOpen(one) && !standing.has(one.taskId));
  return {
    from: from.tasks.filter((one) => !isTaskOpen(one)),
    into: [...into.tasks, ...moved],
  };
};

const merge: Run<'merge'> = (ticket, change, actor, { other, now }) => {
  if (ticket.case === null || other?.case == null) return err({ kind: 'no-case' });
  if (other.ticketId === ticket.ticketId) return err({ kind: 'unknown-ticket' });
  if (isFinal(other.case)) return err({ kind: 'final' });
  if (ticket.case.complaint && other.category !== '投诉') return err({ kind: 'other-category' });
  const tasks = withTasks(ticket, other);
  const done = takeStep(
    ticket.case,
    { step: 'merge', mergedInto: other.ticketId, reason: change.reason },
    actor,
    contextOf(ticket, now),
  );
  if (!done.ok) return done;
  const merged = stopped(
    { ...ticket, case: done.value, tasks: [...tasks.from] },
    ALL_CLOCKS,
    'merge',
    now,
  );
  return ok({
    ticket: linked(merged, other, 'merged-into'),
    event: {
      kind: 'linked',
      text: `并入工单 ${other.number}${because(change.reason)}`,
      data: { intoTicketId: other.ticketId },
    },
    tells: [
      {
        audience: 'patient',
        to: null,
        title: '合并办理',
        text: `您的工单 ${ticket.number} 与 ${other.number} 为同一事项，已合并办理`,
      },
    ],
    other: {
      ticket: {
        ...linked(earliestLegal(other, ticket), ticket, 'merged-from'),
        tasks: [...tasks.into],
        departments: [...new Set([...other.departments, ...tasks.into.map(departmentOf)])],
      },
      text: `工单 ${ticket.number} 并入${because(change.reason)}`,
    },
  });
};

/** The use case has opened the second ticket; this ties the two together. */
const split: Run<'split'> = (ticket, change, _actor, { other }) => {
  if (other === null) return err({ kind: 'unknown-ticket' });
  return ok({
    ticket: linked(ticket, other, 'split-into'),
    event: {
      kind: 'linked',
      text: `另立工单 ${other.number}${because(change.reason)}`,
      data: { ticketId: other.ticketId },
    },
    tells: [
      {
        audience: 'patient',
        to: null,
        title: '分开办理',
        text: `您反映的另一事项已另立工单 ${other.number}；用工单 ${ticket.number} 和原来的查询码可一并查看进度`,
      },
    ],
  });
};

const departmentOf = ({ department }: TicketTask): string => department;

const RUNS: { readonly [K in TicketChange['do']]: Run<K> } = {
  step,
  proof,
  matter,
  assign,
  'add-department': addDepartment,
  clock,
  grant,
  task,
  'task-step': taskStep,
  link,
  merge,
  split,
  ...DESK_RUNS,
};

/**
 * The ticket after one change, or why it is refused. Pure: rights and limits are asked before (`change-rights.ts`),
 * names and other tickets are looked up by the use case. A case moves through `takeStep` alone, so no change closes a
 * complaint without its proof.
 */
export const changeTicket = (
  ticket: Ticket,
  change: TicketChange,
  actor: ChangeActor,
  context: ChangeContext,
): Outcome => {
  const run = RUNS[change.do] as Run<TicketChange['do']>;
  const done = run(ticket, change, actor, context);
  return done.ok
    ? ok({ ...done.value, ticket: { ...done.value.ticket, updatedAt: context.now } })
    : done;
};

/** A decision of a colleague is owed within so many working minutes; then the next tier hears of it. */
const APPROVAL_MINUTES = (4 * HOUR) / MINUTE;

/** The ticket with a request for what lies beyond the actor's limit. */
export const requestApproval = (
  ticket: Ticket,
  change: TicketChange,
  actor: ChangeActor,
  { now, schedule, freshId }: ChangeContext,
  needed: { readonly from: Authority; readonly touched: Touched },
): Changed => {
  const { label } = LIMITS[needed.touched.action];
  const reason = 'reason' in change ? change.reason : '';
  const approval: TicketApproval = {
    approvalId: `apv_${freshId}`,
    action: needed.touched.action,
    amount: needed.touched.amount,
    reason,
    from: needed.from,
    requestedById: actor.id,
    requestedByName: actor.name,
    requestedAt: now,
    change,
    state: 'pending',
    decidedById: null,
    decidedByName: null,
    decidedAt: null,
    decision: '',
    clock: startCaseClock(
      schedule,
      {
        id: 'accept',
        generation: 1,
        span: { unit: 'working-minutes', amount: APPROVAL_MINUTES },
        ladder: LADDER,
      },
      now,
    ),
  };
  return {
    ticket: { ...ticket, approvals: [...ticket.approvals, approval], updatedAt: now },
    event: {
      kind: 'approval',
      text: `申请${label['zh-CN']}${because(reason)}`,
      data: { approvalId: approval.approvalId, action: approval.action, amount: approval.amount },
    },
    tells: [
      {
        audience: needed.from === 'office' ? 'office' : 'supervisors',
        to: null,
        title: '待审批',
        text: `工单 ${ticket.number} 申请${label['zh-CN']}`,
      },
    ],
  };
};

/** Marks an approval as decided; approving then makes the change itself. */
export const decided = (
  ticket: Ticket,
  approval: TicketApproval,
  actor: ChangeActor,
  verdict: { readonly approve: boolean; readonly reason: string },
  now: Instant,
): Ticket => ({
  ...ticket,
  approvals: ticket.approvals.map((one) =>
    one.approvalId === approval.approvalId
      ? {
          ...one,
          state: verdict.approve ? 'approved' : 'refused',
          decidedById: actor.id,
          decidedByName: actor.name,
          decidedAt: now,
          decision: verdict.reason,
          clock: stopCaseClock(one.clock, verdict.approve ? 'approved' : 'refused', now),
        }
      : one,
  ),
});

/** The lead office of a topic, for a complaint that is sent there by its topic. */
export const leadOf = (topic: string | null): string | null =>
  topic !== null && topic in TOPICS ? TOPICS[topic as keyof typeof TOPICS].lead : null;

/** What is told to the patient where the matter stands, by state of case or conversation. */
export const patientStatus = (ticket: Ticket) =>
  ticket.case === null
    ? ticket.status === 'closed' || ticket.status === 'resolved'
      ? CASE_STATES.closed.patient
      : CASE_STATES.investigating.patient
    : CASE_STATES[ticket.case.state].patient;
