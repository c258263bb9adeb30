import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { CallError } from '#shared/client/api-client.ts';
import type { Result } from '#shared/kernel/result.ts';
import { errorText } from '../../actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { locale, t } from '../../i18n.ts';
import type { Change } from '../../store/ticket-page.ts';
import { say } from '../../store/toasts.ts';
import { gapText } from './Checklist.tsx';

/** What a form does; its value says what to tell when it worked. */
export type Submit = () => Promise<Result<string, CallError>>;

type Props = {
  readonly title: string;
  readonly label: string;
  readonly ready: boolean;
  readonly onClose: () => void;
  readonly onSubmit: Submit;
  readonly wide?: boolean;
  /** The form shows what came of it, instead of closing. */
  readonly stays?: boolean;
  readonly children: ComponentChildren;
};

/** What is missing, where the server names it, else what it says went wrong. */
function Refusal({ error }: { readonly error: CallError }) {
  const { text, code } = errorText(error);
  const fields = error.kind === 'problem' ? (error.problem.fields ?? []) : [];
  // The service says in Chinese why a change does not go; English readers have the code.
  const why =
    error.kind === 'problem' && locale.value === 'zh-CN' ? error.problem.detail : undefined;
  return (
    <div class="form-refusal" role="alert">
      <Icon name="alert" size={16} />
      <p>
        {text}
        {why !== undefined && why !== '' && `（${why}）`}
        {fields.length > 0 &&
          ` ${t('missingList', { items: fields.map(({ message }) => gapText(message)).join('、') })}`}{' '}
        <code>{code}</code>
      </p>
    </div>
  );
}

/** A form in a dialog: sent once, kept open with everything typed when it is refused. */
export function FormDialog(props: Props) {
  const { title, label, ready, onClose, onSubmit, wide = false, stays = false, children } = props;
  const busy = useSignal(false);
  const error = useSignal<CallError | null>(null);
  const submit = async (): Promise<void> => {
    if (busy.value || !ready) return;
    busy.value = true;
    const answer = await onSubmit();
    busy.value = false;
    if (!answer.ok) {
      error.value = answer.error;
      return;
    }
    say({ tone: 'good', text: answer.value });
    if (!stays) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form
        class="ticket-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        {error.value !== null && <Refusal error={error.value} />}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="button button-primary" disabled={busy.value || !ready}>
            {label}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Sends a change of the ticket on screen; beyond the own limit it waits for a decision, and that is said. */
export const useChange = () => {
  const { desk } = useConsole();
  return async (change: Change, done: string): Promise<Result<string, CallError>> => {
    const answer = await desk.ticketPage.change(change);
    if (!answer.ok) return answer;
    const waits = answer.value.outcome === 'awaiting-approval';
    if (waits) void desk.approvals.refresh();
    return { ok: true, value: waits ? t('sentForApproval') : done };
  };
};

type ReasonProps = {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly label?: string;
  readonly optional?: boolean;
};

export function Reason({
  value,
  onInput,
  label = t('reasonRequired'),
  optional = false,
}: ReasonProps) {
  return (
    <label class="field">
      {label}
      <textarea
        rows={2}
        maxLength={500}
        required={!optional}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

type DaysProps = {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onInput: (value: number) => void;
};

export function Days({ label, value, max, onInput }: DaysProps) {
  return (
    <label class="field field-short">
      {label}
      <input
        class="input"
        type="number"
        min={1}
        max={max}
        value={value}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}

export const isDays = (days: number, max: number): boolean =>
  Number.isInteger(days) && days >= 1 && days <= max;
