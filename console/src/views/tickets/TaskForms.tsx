import { useState } from 'preact/hooks';
import type { TicketTask } from '#shared/domain/ticket/work.ts';
import { Pick, Pills } from '../../components/fields.tsx';
import { t } from '../../i18n.ts';
import { Days, FormDialog, isDays, useChange } from './FormDialog.tsx';
import { useDepartments } from './use-departments.ts';

type CloseProps = { readonly onClose: () => void };

const MAX_DAYS = 10;

/** Gives another department its part of the matter, with a clock of its own. */
export function TaskForm({ onClose }: CloseProps) {
  const departments = useDepartments();
  const send = useChange();
  const [kind, setKind] = useState<'task' | 'meeting'>('task');
  const [department, setDepartment] = useState('');
  const [title, setTitle] = useState('');
  const [detail, setDetail] = useState('');
  const [days, setDays] = useState(2);
  return (
    <FormDialog
      title={t('addTask')}
      label={t('addTask')}
      ready={department !== '' && title.trim() !== '' && isDays(days, MAX_DAYS)}
      onClose={onClose}
      onSubmit={() =>
        send(
          { do: 'task', kind, department, title: title.trim(), detail: detail.trim(), days },
          t('taskAdded', { department }),
        )
      }
    >
      <Pills
        legend={t('taskKind')}
        name="task-kind"
        options={[
          ['task', t('taskPlain')],
          ['meeting', t('taskMeeting')],
        ]}
        value={kind}
        onChoose={(id) => setKind(id === 'meeting' ? 'meeting' : 'task')}
      />
      <div class="field-pair">
        <Pick
          label={t('department')}
          none={t('chooseDepartment')}
          value={department}
          options={departments.map((name) => [name, name])}
          onChoose={setDepartment}
        />
        <Days label={t('taskDays')} value={days} max={MAX_DAYS} onInput={setDays} />
      </div>
      <label class="field">
        {t('taskTitle')}
        <input
          class="input"
          maxLength={120}
          required
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        {t('taskDetail')}
        <textarea
          rows={3}
          maxLength={2_000}
          value={detail}
          onInput={(event) => setDetail(event.currentTarget.value)}
        />
      </label>
    </FormDialog>
  );
}

/** What a department does with its task; an answer of a meeting names who was there. */
export function TaskStepForm({
  task,
  step,
  onClose,
}: CloseProps & {
  readonly task: TicketTask;
  readonly step: 'accept' | 'answer' | 'return';
}) {
  const send = useChange();
  const [text, setText] = useState('');
  const [people, setPeople] = useState('');
  const meeting = task.kind === 'meeting' && step === 'answer';
  const participants = people
    .split(/[、，,;；\s]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const ready = step === 'accept' || (text.trim() !== '' && (!meeting || participants.length > 0));
  return (
    <FormDialog
      title={`${task.department} · ${t(`taskStep_${step}`)}`}
      label={t(`taskStep_${step}`)}
      ready={ready}
      onClose={onClose}
      onSubmit={() =>
        send(
          {
            do: 'task-step',
            taskId: task.taskId,
            step,
            text: text.trim(),
            ...(meeting ? { participants } : {}),
          },
          t('taskChanged'),
        )
      }
    >
      <p>{task.title}</p>
      {meeting && (
        <label class="field">
          {t('participants')}
          <input
            class="input"
            required
            placeholder={t('participantsHint')}
            value={people}
            onInput={(event) => setPeople(event.currentTarget.value)}
          />
        </label>
      )}
      {step !== 'accept' && (
        <label class="field">
          {t(step === 'answer' ? 'taskAnswer' : 'reasonRequired')}
          <textarea
            rows={4}
            required
            maxLength={2_000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      )}
    </FormDialog>
  );
}
