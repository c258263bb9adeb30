import type { Schedule } from '#shared/domain/calendar/hours.ts';
import { type Evidence, NOT_ACCEPTED } from '#shared/domain/case/case.ts';
import {
  addProof,
  CASE_STEPS,
  type CaseStep,
  mayHandIn,
  type StepContext,
  takeStep,
} from '#shared/domain/case/lifecycle.ts';
import {
  pauseClock,
  pauseEnd,
  resumeClock,
  startCaseClock,
} from '#shared/domain/sla/case-clocks.ts';
import { CASE_CLOCKS, type CaseClockId } from '#shared/domain/sla/case-policies.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { isMedicalQuality, openTaskCount, QUALITY_OFFICE, type Tell } from './case-work.ts';
import {
  because,
  type ChangeActor,
  type ChangeContext,
  type ChangeRefusal,
  named,
  type Run,
  replaceClock,
  stopped,
  tellHandler,
} from './change.ts';
import type { Ticket } from './ticket.ts';
import type { ChangeOf } from './work.ts';

export const ALL_CLOCKS = Object.keys(CASE_CLOCKS) as CaseClockId[];

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
      : pauseClock(
          clock,
          {
            reason: change.pauseReason ?? fallback,
            byId: actor.id,
            until: pauseEnd(schedule, now, change.days),
          },
          now,
        );
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

export const contextOf = (ticket: Ticket, now: Instant): StepContext => ({
  category: ticket.category,
  openTasks: openTaskCount(ticket),
  now,
  medicalQuality: isMedicalQuality(ticket),
  severity: ticket.severity,
});

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

export const step: Run<'step'> = (ticket, change, actor, context) => {
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
      ...change.evidence.flatMap((item) => [
        ...interimTells(ticket, item),
        ...unhappyTells(ticket, item),
      ]),
      ...(words === null
        ? []
        : [{ audience: 'patient' as const, to: null, title: label['zh-CN'], text: words }]),
    ],
  });
};

/** Grades of five that call for a supervisor's own call, and perhaps for opening it again. */
const UNHAPPY = 2;

const unhappyTells = ({ number }: Ticket, evidence: Evidence): Tell[] =>
  evidence.kind === 'call-back' && (evidence.satisfaction ?? UNHAPPY + 1) <= UNHAPPY
    ? [
        {
          audience: 'supervisors',
          to: null,
          title: '回访不满意',
          text: `工单 ${number} 回访结果为不满意，请主管联系患者，必要时重新办理`,
        },
      ]
    : [];

/** An interim feedback ends the statutory clock because the patient hears it: by whatever way it comes in. */
const interimTells = ({ number }: Ticket, evidence: Evidence): Tell[] =>
  evidence.kind === 'interim-feedback'
    ? [
        {
          audience: 'patient',
          to: null,
          title: '阶段性反馈',
          text: `工单 ${number} 的处理进展：${evidence.text}`,
        },
      ]
    : [];

export const proof: Run<'proof'> = (ticket, { evidence }, actor, { now }) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  const misplaced = misplacedIn([evidence], null, actor);
  if (misplaced !== undefined) return err(misplaced);
  const proved: Ticket = { ...ticket, case: addProof(ticket.case, evidence, actor, now) };
  const interim = evidence.kind === 'interim-feedback';
  return ok({
    ticket: interim ? stopped(proved, ['legal'], 'interim-feedback', now) : proved,
    event: { kind: 'proof', text: '补充了凭据', data: { evidence: evidence.kind } },
    tells: [...interimTells(ticket, evidence), ...unhappyTells(ticket, evidence)],
  });
};
