import { useState } from 'preact/hooks';
import { type Outcome, release, resolve, takeOver, transfer } from '../actions.ts';
import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import { presenceText } from '../words.ts';
import { StaffAvatar } from './Avatar.tsx';
import { Dialog } from './Dialog.tsx';

type CloseProps = { readonly onClose: () => void };

type FootProps = CloseProps & { readonly label: string; readonly blocked: boolean };

function Foot({ onClose, label, blocked }: FootProps) {
  return (
    <footer class="dialog-foot">
      <button type="button" class="button" onClick={onClose}>
        {t('cancel')}
      </button>
      <button type="submit" class="button button-primary" disabled={blocked}>
        {label}
      </button>
    </footer>
  );
}

/** Runs a step once, however often the button is pressed, and closes when it worked. */
const useStep = (onClose: () => void) => {
  const [busy, setBusy] = useState(false);
  const run = async (step: () => Promise<boolean>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const worked = await step();
    setBusy(false);
    if (worked) onClose();
  };
  return { busy, run };
};

export function ReleaseDialog({ onClose }: CloseProps) {
  const console = useConsole();
  const [reason, setReason] = useState('');
  const { busy, run } = useStep(onClose);
  return (
    <Dialog title={t('releaseTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => release(console, reason.trim()));
        }}
      >
        <p class="quiet">{t('releaseText')}</p>
        <label class="field">
          {t('reasonOptional')}
          <textarea
            rows={2}
            maxLength={300}
            value={reason}
            onInput={(e) => setReason(e.currentTarget.value)}
          />
        </label>
        <Foot onClose={onClose} label={t('release')} blocked={busy} />
      </form>
    </Dialog>
  );
}

export function TransferDialog({ onClose }: CloseProps) {
  const console = useConsole();
  const { colleagues } = console.desk.team;
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const { busy, run } = useStep(onClose);
  const chosen = colleagues.value.find((person) => person.staffId === to);
  return (
    <Dialog title={t('transferTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== undefined) void run(() => transfer(console, chosen, reason.trim()));
        }}
      >
        <fieldset class="choices choices-people">
          <legend>{t('transferTo')}</legend>
          {colleagues.value.length === 0 && <p class="quiet">{t('noColleagues')}</p>}
          {colleagues.value.map((person) => (
            <label key={person.staffId} class="choice">
              <input
                type="radio"
                name="to"
                checked={to === person.staffId}
                onChange={() => setTo(person.staffId)}
              />
              <StaffAvatar
                id={person.staffId}
                name={person.name}
                presence={person.presence}
                small
              />
              <span>{person.name}</span>
              <span class="quiet">
                {presenceText(person.presence)}
                {person.departments.length > 0 && ` · ${person.departments.join('、')}`}
              </span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          {t('transferReason')}
          <textarea
            rows={2}
            required
            maxLength={300}
            value={reason}
            placeholder={t('transferReasonHint')}
            onInput={(e) => setReason(e.currentTarget.value)}
          />
        </label>
        {chosen !== undefined && chosen.presence !== 'online' && (
          <p class="warn-line">{t('transferAway')}</p>
        )}
        <Foot
          onClose={onClose}
          label={t('transfer')}
          blocked={busy || chosen === undefined || reason.trim() === ''}
        />
      </form>
    </Dialog>
  );
}

export function TakeOverDialog({ onClose }: CloseProps) {
  const console = useConsole();
  const [reason, setReason] = useState('');
  const { busy, run } = useStep(onClose);
  return (
    <Dialog title={t('takeOverTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => takeOver(console, reason.trim()));
        }}
      >
        <p class="quiet">{t('takeOverText')}</p>
        <label class="field">
          {t('takeOverReason')}
          <textarea
            rows={2}
            required
            maxLength={300}
            value={reason}
            onInput={(e) => setReason(e.currentTarget.value)}
          />
        </label>
        <Foot onClose={onClose} label={t('takeOver')} blocked={busy || reason.trim() === ''} />
      </form>
    </Dialog>
  );
}

const OUTCOMES: readonly Outcome[] = ['solved', 'referred', 'no-answer', 'abandoned'];

export function ResolveDialog({ onClose, thenNext }: CloseProps & { readonly thenNext: boolean }) {
  const console = useConsole();
  const [outcome, setOutcome] = useState<Outcome>('solved');
  const { busy, run } = useStep(onClose);
  return (
    <Dialog title={t(thenNext ? 'resolveNextTitle' : 'resolveTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => resolve(console, outcome, thenNext));
        }}
      >
        <fieldset class="choices">
          <legend>{t('resolveHow')}</legend>
          {OUTCOMES.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="outcome"
                checked={outcome === one}
                onChange={() => setOutcome(one)}
              />
              <span>{t(`outcome_${one}`)}</span>
              <span class="quiet">{t(`outcomeHint_${one}`)}</span>
            </label>
          ))}
        </fieldset>
        <p class="quiet">{t('resolveText')}</p>
        <Foot onClose={onClose} label={t('resolve')} blocked={busy} />
      </form>
    </Dialog>
  );
}
