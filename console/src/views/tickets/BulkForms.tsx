import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import { SEVERITIES, type Severity } from '#shared/domain/intent/topics.ts';
import type { Result } from '#shared/kernel/result.ts';
import { errorText } from '../../actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Input, Pick, Pills, TextArea } from '../../components/fields.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { locale, t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { Change } from '../../store/ticket-page.ts';
import { Reason } from './FormDialog.tsx';
import { staffOptions } from './staff-options.ts';
import { useDepartments } from './use-departments.ts';

export const BULK_KINDS = ['assign', 'transfer', 'remind', 'priority', 'note', 'close'] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

type Outcome = Result<'done' | 'awaiting-approval', CallError>;
type Line = { readonly row: TicketRow; readonly outcome: Outcome };

/** Why a ticket was refused, as the server says it. */
const whyOf = (error: CallError): string => {
  const detail =
    error.kind === 'problem' && locale.value === 'zh-CN' ? (error.problem.detail ?? '') : '';
  const { text } = errorText(error);
  return detail === '' ? text : detail;
};

function ResultLine({ row, outcome }: Line) {
  const word = outcome.ok
    ? t(outcome.value === 'done' ? 'bulkRowDone' : 'bulkRowWaits')
    : t('bulkRowRefused', { why: whyOf(outcome.error) });
  return (
    <li class={outcome.ok ? 'bulk-ok' : 'bulk-refused'}>
      <Icon name={outcome.ok ? 'check' : 'x'} size={14} />
      <a class="link number" href={hrefOf({ page: 'tickets', ticketId: row.ticketId })}>
        {row.number}
      </a>
      <span>{word}</span>
    </li>
  );
}

function Results({ lines, onClose }: { readonly lines: Line[]; readonly onClose: () => void }) {
  const refused = lines.filter(({ outcome }) => !outcome.ok).length;
  return (
    <div class="ticket-form" role="status">
      <p>{t('bulkResult', { done: lines.length - refused, refused })}</p>
      <ul class="bulk-results" aria-label={t('bulkResults')}>
        {lines.map((line) => (
          <ResultLine key={line.row.ticketId} {...line} />
        ))}
      </ul>
      <footer class="dialog-foot">
        <button type="button" class="button button-primary" onClick={onClose}>
          {t('understood')}
        </button>
      </footer>
    </div>
  );
}

type BulkProps = {
  readonly title: string;
  readonly ready: boolean;
  readonly onClose: () => void;
  readonly run: (row: TicketRow) => Promise<Outcome>;
  readonly children: ComponentChildren;
};

/**
 * One change for every selected ticket, one after another. What was refused, and why, is said of each; those stay
 * selected.
 */
function Bulk({ title, ready, onClose, run, children }: BulkProps) {
  const { desk } = useConsole();
  const rows = useSignal(desk.ticketList.chosen.peek());
  const lines = useSignal<Line[] | null>(null);
  const at = useSignal<number | null>(null);
  const submit = async (): Promise<void> => {
    if (!ready || at.value !== null) return;
    const done: Line[] = [];
    for (const row of rows.value) {
      at.value = done.length + 1;
      const outcome = await run(row);
      if (outcome.ok) desk.ticketList.toggle(row.ticketId);
      done.push({ row, outcome });
    }
    at.value = null;
    lines.value = done;
    void desk.ticketList.refresh();
  };
  const count = rows.value.length;
  return (
    <Dialog title={`${title} · ${t('selectedCount', { count })}`} onClose={onClose}>
      {lines.value !== null ? (
        <Results lines={lines.value} onClose={onClose} />
      ) : (
        <form
          class="ticket-form"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {children}
          <footer class="dialog-foot">
            <button type="button" class="button" onClick={onClose}>
              {t('cancel')}
            </button>
            <button
              type="submit"
              class="button button-primary"
              disabled={!ready || at.value !== null}
            >
              {at.value === null ? title : t('bulkAt', { at: at.value, count })}
            </button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

const useRun = () => {
  const { desk } = useConsole();
  return async (row: TicketRow, change: Change): Promise<Outcome> => {
    const answer = await desk.ticketPage.changeOf(row.ticketId, change);
    return answer.ok ? { ok: true, value: answer.value.outcome } : answer;
  };
};

type FormProps = { readonly onClose: () => void };

function Assign({ onClose }: FormProps) {
  const console = useConsole();
  const run = useRun();
  const [handlerId, setHandlerId] = useState('');
  const [reason, setReason] = useState('');
  return (
    <Bulk
      title={t('bulk_assign')}
      ready={handlerId !== '' && reason.trim() !== ''}
      onClose={onClose}
      run={(row) => run(row, { do: 'assign', handlerId, reason: reason.trim() })}
    >
      <Pick
        label={t('handler')}
        none={t('chooseHandler')}
        value={handlerId}
        options={staffOptions(console)}
        onChoose={setHandlerId}
      />
      <Reason value={reason} onInput={setReason} />
    </Bulk>
  );
}

function Transfer({ onClose }: FormProps) {
  const departments = useDepartments();
  const run = useRun();
  const [department, setDepartment] = useState('');
  const [reason, setReason] = useState('');
  return (
    <Bulk
      title={t('bulk_transfer')}
      ready={department !== '' && reason.trim() !== ''}
      onClose={onClose}
      run={(row) => run(row, { do: 'assign', department, reason: reason.trim() })}
    >
      <Pick
        label={t('department')}
        none={t('chooseDepartment')}
        value={department}
        options={departments.map((name) => [name, name])}
        onChoose={setDepartment}
      />
      <Reason value={reason} onInput={setReason} />
    </Bulk>
  );
}

function Remind({ onClose }: FormProps) {
  const run = useRun();
  const [text, setText] = useState('');
  return (
    <Bulk
      title={t('bulk_remind')}
      ready
      onClose={onClose}
      run={(row) => run(row, { do: 'remind', text: text.trim() })}
    >
      <p class="quiet">{t('remindText')}</p>
      <Input label={t('remindWords')} value={text} limit={200} onInput={setText} />
    </Bulk>
  );
}

/** Severity and labels; what is left alone stays. */
function Priority({ onClose }: FormProps) {
  const run = useRun();
  const [severity, setSeverity] = useState<Severity | ''>('');
  const [label, setLabel] = useState('');
  const [reason, setReason] = useState('');
  const word = label.trim();
  const change = async (row: TicketRow): Promise<Outcome> => {
    const graded: Outcome =
      severity === '' || row.severity === severity
        ? { ok: true, value: 'done' }
        : await run(row, { do: 'matter', severity, reason: reason.trim() });
    if (!graded.ok || word === '' || row.labels.includes(word)) return graded;
    const labelled = await run(row, { do: 'label', add: [word] });
    return labelled.ok ? graded : labelled;
  };
  return (
    <Bulk
      title={t('bulk_priority')}
      ready={(severity !== '' && reason.trim() !== '') || (severity === '' && word !== '')}
      onClose={onClose}
      run={change}
    >
      <Pills
        legend={t('severity')}
        name="bulk-severity"
        options={[
          ['', t('keepAsIs')],
          ...SEVERITIES.map((id) => [id, `${id} ${t(`severity_${id}`)}`] as const),
        ]}
        value={severity}
        onChoose={(id) => setSeverity(SEVERITIES.find((one) => one === id) ?? '')}
      />
      <Input
        label={t('addLabel')}
        value={label}
        limit={12}
        placeholder={t('labelHint')}
        onInput={setLabel}
      />
      {severity !== '' && <Reason value={reason} onInput={setReason} />}
    </Bulk>
  );
}

function Note({ onClose }: FormProps) {
  const { desk } = useConsole();
  const [text, setText] = useState('');
  return (
    <Bulk
      title={t('bulk_note')}
      ready={text.trim() !== ''}
      onClose={onClose}
      run={async (row) => {
        const answer = await desk.ticketPage.note(row.ticketId, text.trim());
        return answer.ok ? { ok: true, value: 'done' } : answer;
      }}
    >
      <TextArea label={t('noteHint')} value={text} limit={4_000} required onInput={setText} />
    </Bulk>
  );
}

function Close({ onClose }: FormProps) {
  const run = useRun();
  return (
    <Bulk
      title={t('bulk_close')}
      ready
      onClose={onClose}
      run={(row) => run(row, { do: 'close-consultation' })}
    >
      <p class="quiet">{t('bulkCloseText')}</p>
    </Bulk>
  );
}

const FORMS: Readonly<Record<BulkKind, (props: FormProps) => ComponentChildren>> = {
  assign: Assign,
  transfer: Transfer,
  remind: Remind,
  priority: Priority,
  note: Note,
  close: Close,
};

/** What is done to every selected ticket. */
export function BulkForm({ bulk, onClose }: FormProps & { readonly bulk: BulkKind }) {
  const Form = FORMS[bulk];
  return <Form onClose={onClose} />;
}
