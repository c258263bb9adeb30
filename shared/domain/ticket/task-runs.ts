import { stopCaseClock } from '#shared/domain/sla/case-clocks.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { isFinal, isTaskOpen, openTask, type Tell } from './case-work.ts';
import { because, type ChangeActor, clockTime, type Run, tellHandler } from './change.ts';
import { isRestrictedTopic } from './restricted.ts';
import type { Ticket } from './ticket.ts';
import type { ChangeOf, TicketTask } from './work.ts';

export const task: Run<'task'> = (
  ticket,
  change,
  actor,
  { now, schedule, freshId, department },
) => {
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
      ...askedTells(ticket, made),
    ],
  });
};

/** The patient hears who is asked and by when; of a matter of discipline nobody hears who looks into it. */
const askedTells = ({ number, topic }: Ticket, { kind, department, clock }: TicketTask): Tell[] =>
  kind !== 'task' || isRestrictedTopic(topic)
    ? []
    : [
        {
          audience: 'patient',
          to: null,
          title: '正在核实',
          text: `工单 ${number}：已请${department}协助核实，预计 ${clockTime(clock.dueAt)} 前答复我们`,
        },
      ];

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

export const taskStep: Run<'task-step'> = (ticket, change, actor, { now }) => {
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
