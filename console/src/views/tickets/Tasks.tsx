import type { TicketTask } from '#shared/domain/ticket/work.ts';
import { SlaChip } from '../../components/SlaChip.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { CardHead } from './CardHead.tsx';
import { may, type TicketData, useForm } from './ticket-data.ts';
import { WhyDue } from './WhyDue.tsx';

const STEPS_BY_STATE = {
  open: ['accept', 'return'],
  accepted: ['answer', 'return'],
  answered: [],
  returned: [],
} as const satisfies Record<TicketTask['state'], readonly ('accept' | 'answer' | 'return')[]>;

function Task({ task, change }: { readonly task: TicketTask; readonly change: boolean }) {
  const open = useForm();
  return (
    <li class={`task task-${task.state}`}>
      <p class="task-head">
        <strong>{task.department}</strong>
        <span class="chip">
          {t(task.kind === 'meeting' ? 'taskMeeting' : `task_${task.state}`)}
        </span>
        <SlaChip
          times={{
            startedAt: task.clock.startedAt,
            dueAt: task.clock.dueAt,
            stoppedAt: task.endedAt ?? task.clock.stoppedAt,
            paused: false,
          }}
        />
      </p>
      <p>{task.title}</p>
      {task.detail !== '' && <p class="quiet">{task.detail}</p>}
      {task.ownerName !== null && (
        <p class="quiet">
          {t('handler')}：{task.ownerName}
        </p>
      )}
      {task.participants.length > 0 && (
        <p class="quiet">
          {t('participants')}：{task.participants.join('、')}
        </p>
      )}
      {task.answer !== '' && <blockquote class="task-answer">{task.answer}</blockquote>}
      {task.endedAt === null && <WhyDue clock={task.clock} />}
      {change && STEPS_BY_STATE[task.state].length > 0 && (
        <p class="clock-buttons">
          {STEPS_BY_STATE[task.state].map((step) => (
            <button
              type="button"
              key={step}
              class="button button-small"
              onClick={() => open({ kind: 'task-step', task, step })}
            >
              {t(`taskStep_${step}`)}
            </button>
          ))}
        </p>
      )}
    </li>
  );
}

/** Parts of the matter that other departments answer; the ticket cannot be closed while one is open. */
export function Tasks({ data }: { readonly data: TicketData }) {
  const { desk } = useConsole();
  const open = useForm();
  const { tasks } = data.ticket;
  const add = may(data, 'task');
  if (tasks.length === 0 && !add) return null;
  const answers = (task: TicketTask): boolean =>
    may(data, 'task-step') &&
    (desk.staff.tier !== 'department' || desk.staff.departments.includes(task.department));
  return (
    <section class="block" aria-label={t('tasks')}>
      <CardHead
        title={t('tasks')}
        {...(add ? { action: { label: t('addTask'), run: () => open({ kind: 'task' }) } } : {})}
      />
      {tasks.length === 0 ? (
        <p class="quiet">{t('noTasks')}</p>
      ) : (
        <ul class="tasks">
          {tasks.map((task) => (
            <Task key={task.taskId} task={task} change={answers(task)} />
          ))}
        </ul>
      )}
    </section>
  );
}
