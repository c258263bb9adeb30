import type { OutboxRow } from '#functions/ports.ts';
import { CASE_CLOCKS } from '#shared/domain/sla/case-policies.ts';
import type { Tell } from '#shared/domain/ticket/case-work.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { CaseStepTaken, CaseSwept } from '#shared/domain/ticket/timers.ts';
import { beijingDate, beijingTime, type Instant } from '#shared/kernel/clock.ts';

const RUNGS: Readonly<Record<string, string>> = {
  half: '时限已过半',
  near: '时限将至',
  due: '时限已到',
  over: '超时一个工作日',
  'last-day': '只剩最后一个工作日，请准备阶段性反馈',
  notify: '请立即通报',
  leaders: '请报告院领导',
};

const labelOf = ({ about, clock }: CaseStepTaken): string => {
  if (about === 'task') return '协办任务';
  if (about === 'approval') return '审批';
  return CASE_CLOCKS[clock.id].label['zh-CN'];
};

const whenDue = (at: Instant): string => `${beijingDate(at)} ${beijingTime(at)}`;

const wordsOf = (ticket: Ticket, step: CaseStepTaken): string =>
  `${labelOf(step)}${RUNGS[step.step] ?? step.step}：工单 ${ticket.number}，应于 ${whenDue(step.clock.dueAt)} 前完成`;

type Reach = Pick<Tell, 'audience' | 'to'>;

/** Whom a rung tells. A task's reminders go to its department, an approval's to the tier that decides. */
const reachOf = (ticket: Ticket, step: CaseStepTaken): Reach => {
  if (step.tells === 'supervisor') return { audience: 'supervisors', to: null };
  if (step.tells === 'office') return { audience: 'office', to: null };
  if (step.about === 'approval')
    return { audience: step.whose === 'office' ? 'office' : 'supervisors', to: null };
  if (step.about === 'task') return { audience: 'department', to: step.whose };
  const handlerId = ticket.case?.handlerId ?? null;
  return step.tells === 'handler' && handlerId !== null
    ? { audience: 'staff', to: handlerId }
    : { audience: 'department', to: ticket.department };
};

const eventOf = (ticket: Ticket, step: CaseStepTaken, now: Instant): TicketEvent => ({
  eventId: `sweep:${step.id}`,
  at: now,
  kind: step.tells === 'supervisor' || step.tells === 'office' ? 'escalated' : 'warned',
  actorId: null,
  actorName: null,
  text: wordsOf(ticket, step),
  data: {
    clock: step.clock.id,
    step: step.step,
    dueAt: step.at,
    lateBy: now - step.at,
    about: step.about,
  },
});

/** The patient hears by itself when a promise to them was not kept. */
const PROMISES: ReadonlySet<string> = new Set(['legal', 'contact']);
const breaksPromise = ({ about, clock, step }: CaseStepTaken): boolean =>
  about === 'case' && step === 'due' && PROMISES.has(clock.id);

const apology = (ticket: Ticket): string =>
  `很抱歉，工单 ${ticket.number} 未能在承诺时间内答复您，已上报督办，我们会尽快联系您。`;

const row = (
  ticket: Ticket,
  outboxId: string,
  now: Instant,
  what: Omit<OutboxRow, 'outboxId' | 'ticketId' | 'ticketNumber' | 'at'>,
): OutboxRow => ({
  outboxId,
  ticketId: ticket.ticketId,
  ticketNumber: ticket.number,
  at: now,
  ...what,
});

/** Timeline and notices of the rungs that a sweep took: all are recorded, the highest of each clock is announced. */
export const caseWrites = (
  ticket: Ticket,
  { steps, closedIdle, resumed }: CaseSwept,
  now: Instant,
): { readonly events: TicketEvent[]; readonly outbox: OutboxRow[] } => {
  const late = steps.filter(breaksPromise);
  const system = (eventId: string, kind: TicketEvent['kind'], text: string): TicketEvent => ({
    eventId,
    at: now,
    kind,
    actorId: null,
    actorName: null,
    text,
    data: {},
  });
  return {
    events: [
      ...steps.map((step) => eventOf(ticket, step, now)),
      ...late.map((step) => system(`told:${step.id}`, 'patient-told', apology(ticket))),
      ...(resumed > 0
        ? [system(`sweep:resumed:${ticket.version}`, 'clock', '暂停已满 60 天，自动恢复计时')]
        : []),
      ...(closedIdle
        ? [
            system(
              `sweep:idle:${ticket.version}`,
              'closed-idle',
              '咨询已结束，长时间无新消息，自动关闭',
            ),
          ]
        : []),
    ],
    outbox: [
      ...steps
        .filter(({ notify }) => notify)
        .map((step) =>
          row(ticket, step.id, now, {
            ...reachOf(ticket, step),
            title: `${labelOf(step)}${RUNGS[step.step] ?? step.step}`,
            text: wordsOf(ticket, step),
          }),
        ),
      ...(ticket.conversationId === null
        ? []
        : late.map((step) =>
            row(ticket, `${step.id}#patient`, now, {
              audience: 'patient',
              to: null,
              title: '超时说明',
              text: apology(ticket),
            }),
          )),
    ],
  };
};
