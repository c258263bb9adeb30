import { useState } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Pick, Pills } from '../../components/fields.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { FormDialog, Reason, useChange } from './FormDialog.tsx';
import { staffOptions } from './staff-options.ts';
import type { TicketData } from './ticket-data.ts';
import { useDepartments } from './use-departments.ts';

type CloseProps = { readonly onClose: () => void };

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
        options={staffOptions(console)}
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

/** A private note on the ticket on screen. */
export function NoteForm({ ticketId, onClose }: CloseProps & { readonly ticketId: string }) {
  const { ticketPage } = useConsole().desk;
  const [text, setText] = useState('');
  const submit = async (): Promise<Result<string, CallError>> => {
    const answer = await ticketPage.note(ticketId, text.trim());
    return answer.ok ? ok(t('evidenceAdded')) : answer;
  };
  return (
    <FormDialog
      title={t('privateNote')}
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

/** Unlocks the progress page of the ticket, or gives a new code, for a patient who is known to be who they say. */
export function LookupForm({ data, onClose }: CloseProps & { readonly data: TicketData }) {
  const { desk } = useConsole();
  const [renew, setRenew] = useState(false);
  const [reason, setReason] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const submit = async (): Promise<Result<string, CallError>> => {
    const answer = await desk.ticketPage.openLookup(renew, reason.trim());
    if (!answer.ok) return answer;
    setCode(answer.value.code);
    return ok(t(renew ? 'lookupRenewed' : 'lookupUnlocked'));
  };
  if (code !== null)
    return (
      <Dialog title={t('lookupRenewed')} onClose={onClose}>
        <div class="ticket-form" role="status">
          <p class="new-number number">{data.ticket.number}</p>
          <p class="new-code">
            {t('progressCode')} <strong class="number">{code}</strong>
          </p>
          <p class="quiet">{t('handOutHint')}</p>
          <footer class="dialog-foot">
            <button type="button" class="button button-primary" onClick={onClose}>
              {t('understood')}
            </button>
          </footer>
        </div>
      </Dialog>
    );
  return (
    <FormDialog
      title={t('openLookup')}
      label={t(renew ? 'renewCode' : 'unlockLookup')}
      ready={reason.trim().length >= 2}
      stays={renew}
      onClose={onClose}
      onSubmit={submit}
    >
      <p class="quiet">{t('openLookupText')}</p>
      <Pills
        legend={t('lookupWhat')}
        name="lookup"
        options={[
          ['unlock', t('unlockLookup')],
          ['renew', t('renewCode')],
        ]}
        value={renew ? 'renew' : 'unlock'}
        onChoose={(id) => setRenew(id === 'renew')}
      />
      <Reason value={reason} onInput={setReason} label={t('howKnown')} />
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
