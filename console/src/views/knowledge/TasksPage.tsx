import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { Empty } from '../../components/Empty.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';

type Task = Response<'knowledgeTasks'>['tasks'][number];

function Row({ task }: { readonly task: Task }) {
  return (
    <li>
      <a class="kb-row" href={hrefOf({ page: 'knowledge', id: task.articleId })}>
        <span class="kb-row-question">{task.question}</span>
        <span class="kb-row-chips">
          <span class={`chip kb-task-${task.kind}`}>{t(`kbTask_${task.kind}`)}</span>
          {task.begun && <span class="chip chip-plain">{t('kbTaskBegun')}</span>}
          <span class={task.overdue ? 'chip chip-alarm' : 'chip chip-plain'}>
            {t(task.overdue ? 'kbTaskLate' : 'kbTaskDue', {
              at: dayAndTime(task.dueAt, today.value),
            })}
          </span>
        </span>
        <span class="kb-row-facts">
          <span>{task.department}</span>
          <span>{t('kbTaskSince', { at: dayAndTime(task.raisedAt, today.value) })}</span>
        </span>
      </a>
    </li>
  );
}

/** What the owners of answers have to do: the reader's own first, or everybody's. */
export function TasksPage() {
  const { knowledge } = useConsole().desk;
  const tasks = useSignal<readonly Task[] | null>(null);
  const error = useSignal<CallError | null>(null);
  const everybody = useSignal(false);
  const load = useCallback(async (): Promise<void> => {
    const answer = await knowledge.call('knowledgeTasks', {});
    error.value = answer.ok ? null : answer.error;
    if (answer.ok) tasks.value = answer.value.tasks;
  }, [knowledge, tasks, error]);
  useEffect(() => {
    void load();
    void knowledge.refreshOverview();
  }, [load, knowledge]);
  if (error.value !== null) return <Trouble error={error.value} onRetry={() => void load()} />;
  const all = tasks.value;
  if (all === null) return null;
  const mine = all.filter((task) => task.mine);
  const shown = everybody.value ? all : mine;
  return (
    <>
      <nav class="tabs kb-task-tabs" aria-label={t('kbTasks')}>
        {[false, true].map((whole) => (
          <button
            type="button"
            key={String(whole)}
            class="tab"
            aria-pressed={everybody.value === whole}
            onClick={() => {
              everybody.value = whole;
            }}
          >
            {t(whole ? 'kbTasksAll' : 'kbTasksMine')}{' '}
            <span class="count">{whole ? all.length : mine.length}</span>
          </button>
        ))}
      </nav>
      <p class="quiet">{t('kbTasksText')}</p>
      {shown.length === 0 ? (
        <Empty drawing="calm" title={t('kbNoTasks')} text={t('kbNoTasksNext')} />
      ) : (
        <ul class="kb-rows">
          {shown.map((task) => (
            <Row key={task.taskId} task={task} />
          ))}
        </ul>
      )}
    </>
  );
}
