import type { OutboxRow } from '#functions/ports.ts';
import { CASE_CLOCKS } from '#shared/domain/sla/case-policies.ts';
import { isTaskOpen, type Tell } from '#shared/domain/ticket/case-work.ts';
import { patientStatus } from '#shared/domain/ticket/change-ticket.ts';
import { promisedClock } from '#shared/domain/ticket/promise.ts';
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

/** Whoever has it; the department where nobody has. */
const handlerOf = ({ case: record, department }: Ticket): Reach =>
  record?.handlerId == null
    ? { audience: 'department', to: department }
    : { audience: 'staff', to: record.handlerId };

/** Whom a rung tells. A task's reminders go to its department, an approval's to the tier that decides. */
const reachOf = (ticket: Ticket, step: CaseStepTaken): Reach => {
  if (step.tells === 'supervisor') return { audience: 'supervisors', to: null };
  if (step.tells === 'office') return { audience: 'office', to: null };
  if (step.about === 'approval')
    return { audience: step.whose === 'office' ? 'office' : 'supervisors', to: null };
  if (step.about === 'task') return { audience: 'department', to: step.whose };
  return step.tells === 'handler'
    ? handlerOf(ticket)
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

/** What is owed to patients whatever else they were promised: a first word, and the statutory answer. */
const PROMISES: ReadonlySet<string> = new Set(['legal', 'contact']);

/** The patient hears by itself when a promise to them was not kept: what is owed, and what the progress page said. */
const breaksPromise = (ticket: Ticket, { about, clock, step }: CaseStepTaken): boolean =>
  about === 'case' &&
  step === 'due' &&
  (PROMISES.has(clock.id) || promisedClock(ticket)?.id === clock.id);

/** Why it is late, as far as a patient may know it: where the matter stands. */
const apology = (ticket: Ticket, { clock }: CaseStepTaken): string =>
  `很抱歉，工单 ${ticket.number} 未能在承诺的 ${whenDue(clock.dueAt)} 前答复您。原因：事项目前${standing(ticket)}，尚未办结。已上报督办，我们会尽快联系您。`;

const standing = (ticket: Ticket): string => {
  const open = ticket.tasks.filter(isTaskOpen).length;
  return open > 0
    ? `还在等待 ${open} 个协办部门的意见`
    : `处于“${patientStatus(ticket)['zh-CN']}”阶段`;
};

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
  const late = steps.filter((step) => breaksPromise(ticket, step));
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
      ...late.map((step) => system(`told:${step.id}`, 'patient-told', apology(ticket, step))),
      ...(resumed > 0
        ? [system(`sweep:resumed:${ticket.version}`, 'clock', '暂停期满，自动恢复计时')]
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
      ...(resumed > 0
        ? [
            row(ticket, `resumed:${ticket.ticketId}:${ticket.version}`, now, {
              ...handlerOf(ticket),
              title: '暂停期满',
              text: `工单 ${ticket.number} 暂停期满，已恢复计时，请继续办理`,
            }),
          ]
        : []),
      ...(ticket.conversationId === null
        ? []
        : late.map((step) =>
            row(ticket, `${step.id}#patient`, now, {
              audience: 'patient',
              to: null,
              title: '超时说明',
              text: apology(ticket, step),
            }),
          )),
    ],
  };
};
