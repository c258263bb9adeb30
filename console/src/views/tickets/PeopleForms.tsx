import { useState } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { type ConsoleContext, useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { FormDialog, Pick, Reason, useChange } from './FormDialog.tsx';
import type { TicketData } from './ticket-data.ts';
import { useDepartments } from './use-departments.ts';

type CloseProps = { readonly onClose: () => void };

const people = ({ desk }: ConsoleContext): readonly (readonly [string, string])[] => [
  [desk.me, `${desk.staff.name}（${t('me')}）`],
  ...desk.team.colleagues.value.map(
    (one) => [one.staffId, [one.name, ...one.departments.slice(0, 1)].join(' · ')] as const,
  ),
];

type WhoProps = {
  readonly department: string;
  readonly handlerId: string;
  readonly onDepartment: (value: string) => void;
  readonly onHandler: (value: string) => void;
  readonly keepLabel: string;
};

function Who({ department, handlerId, onDepartment, onHandler, keepLabel }: WhoProps) {
  const console = useConsole();
  const departments = useDepartments();
  return (
    <div class="field-pair">
      <Pick
        label={t('department')}
        none={keepLabel}
        value={department}
        options={departments.map((name) => [name, name])}
        onChoose={onDepartment}
      />
      <Pick
        label={t('handler')}
        none={keepLabel}
        value={handlerId}
        options={people(console)}
        onChoose={onHandler}
      />
    </div>
  );
}

/** Department and handler of the ticket on screen; what is left alone stays. */
export function AssignForm({ data, onClose }: CloseProps & { readonly data: TicketData }) {
  const { desk } = useConsole();
  const send = useChange();
  const [department, setDepartment] = useState('');
  const [handlerId, setHandlerId] = useState(
    data.ticket.case?.handlerId === desk.me ? '' : desk.me,
  );
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t('changeAssign')}
      label={t('changeAssign')}
      ready={(department !== '' || handlerId !== '') && reason.trim() !== ''}
      onClose={onClose}
      onSubmit={() =>
        send(
          {
            do: 'assign',
            department: department || null,
            handlerId: handlerId || null,
            reason: reason.trim(),
          },
          t('saved'),
        )
      }
    >
      <Who
        department={department}
        handlerId={handlerId}
        onDepartment={setDepartment}
        onHandler={setHandlerId}
        keepLabel={t('keepAsIs')}
      />
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

/** Runs a change over several tickets, one after another; those that failed stay selected and are said. */
const overAll = async (
  { desk }: ConsoleContext,
  rows: readonly TicketRow[],
  run: (row: TicketRow) => Promise<Result<unknown, CallError>>,
): Promise<Result<string, CallError>> => {
  let failed: CallError | null = null;
  let done = 0;
  for (const row of rows) {
    const answer = await run(row);
    if (answer.ok) {
      done += 1;
      desk.ticketList.toggle(row.ticketId);
    } else failed ??= answer.error;
  }
  void desk.ticketList.refresh();
  return failed === null ? ok(t('bulkDone', { count: done })) : { ok: false, error: failed };
};

export function BulkAssignForm({ onClose }: CloseProps) {
  const console = useConsole();
  const rows = console.desk.ticketList.chosen.value;
  const [department, setDepartment] = useState('');
  const [handlerId, setHandlerId] = useState('');
  const [reason, setReason] = useState('');
  const submit = () =>
    overAll(console, rows, ({ ticketId }) =>
      console.desk.ticketPage.changeOf(ticketId, {
        do: 'assign',
        department: department || null,
        handlerId: handlerId || null,
        reason: reason.trim(),
      }),
    );
  return (
    <FormDialog
      title={`${t('bulkAssign')} · ${t('selectedCount', { count: rows.length })}`}
      label={t('bulkAssign')}
      ready={rows.length > 0 && (department !== '' || handlerId !== '') && reason.trim() !== ''}
      onClose={onClose}
      onSubmit={submit}
    >
      <Who
        department={department}
        handlerId={handlerId}
        onDepartment={setDepartment}
        onHandler={setHandlerId}
        keepLabel={t('keepAsIs')}
      />
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

type NoteProps = CloseProps & { readonly ticketId: string | null };

/** A private note: on the ticket on screen, or (`null`) on every selected one. */
export function NoteForm({ ticketId, onClose }: NoteProps) {
  const console = useConsole();
  const { ticketList, ticketPage } = console.desk;
  const [text, setText] = useState('');
  const rows = ticketList.chosen.value;
  const submit = async (): Promise<Result<string, CallError>> => {
    if (ticketId === null)
      return overAll(console, rows, (row) => ticketPage.note(row.ticketId, text.trim()));
    const answer = await ticketPage.note(ticketId, text.trim());
    return answer.ok ? ok(t('evidenceAdded')) : answer;
  };
  return (
    <FormDialog
      title={
        ticketId === null
          ? `${t('bulkNote')} · ${t('selectedCount', { count: rows.length })}`
          : t('privateNote')
      }
      label={t('saveNote')}
      ready={text.trim() !== ''}
      onClose={onClose}
      onSubmit={submit}
    >
      <label class="field field-note">
        {t('noteHint')}
        <textarea
          rows={4}
          required
          maxLength={4_000}
          aria-label={t('noteText')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
    </FormDialog>
  );
}

const REVEAL_REASONS = ['revealCall', 'revealVisit', 'revealVerify'] as const;

/** Why somebody needs to see name and number in full. The reason is written down before they come. */
export function RevealForm({ onClose }: CloseProps) {
  const { desk } = useConsole();
  const [reason, setReason] = useState('');
  const submit = async (): Promise<Result<string, CallError>> => {
    const error = await desk.ticketPage.reveal(reason.trim());
    return error === null ? ok(t('revealDone')) : { ok: false, error };
  };
  return (
    <FormDialog
      title={t('reveal')}
      label={t('revealAndRecord')}
      ready={reason.trim().length >= 2}
      onClose={onClose}
      onSubmit={submit}
    >
      <p class="quiet">{t('revealText')}</p>
      <p class="ticket-chips">
        {REVEAL_REASONS.map((key) => (
          <button
            type="button"
            key={key}
            class="button button-small"
            onClick={() => setReason(t(key))}
          >
            {t(key)}
          </button>
        ))}
      </p>
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

type DecideProps = CloseProps & {
  readonly ticketId: string;
  readonly approvalId: string;
  readonly approve: boolean;
  readonly what: string;
};

/** Approves or refuses what a colleague asked for. A refusal says why. */
export function DecideForm({ ticketId, approvalId, approve, what, onClose }: DecideProps) {
  const { desk } = useConsole();
  const [reason, setReason] = useState('');
  const submit = async (): Promise<Result<string, CallError>> => {
    const answer = await desk.ticketPage.decide(ticketId, approvalId, {
      approve,
      reason: reason.trim(),
    });
    if (!answer.ok) return answer;
    desk.approvals.decided(approvalId);
    void desk.approvals.refresh();
    return ok(t(approve ? 'approvedDone' : 'refusedDone'));
  };
  return (
    <FormDialog
      title={`${t(approve ? 'approve' : 'refuse')} · ${what}`}
      label={t(approve ? 'approve' : 'refuse')}
      ready={approve || reason.trim() !== ''}
      onClose={onClose}
      onSubmit={submit}
    >
      <Reason
        value={reason}
        onInput={setReason}
        optional={approve}
        {...(approve ? { label: t('reasonOptional') } : {})}
      />
    </FormDialog>
  );
}
