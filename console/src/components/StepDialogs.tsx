import { useState } from 'preact/hooks';
import { departmentHolder } from '#shared/domain/access/policy.ts';
import { type Outcome, release, resolve, takeOver, transfer } from '../actions.ts';
import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import type { Colleague } from '../store/team.ts';
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

type Target = { readonly staffId: string; readonly name: string; readonly online: boolean };

/** Departments that somebody works in, with how many of them are there. */
const departmentsOf = (
  colleagues: readonly Colleague[],
): readonly (Target & { count: number })[] => {
  const counts = new Map<string, number>();
  for (const { tier, departments, presence } of colleagues)
    if (tier === 'department')
      for (const name of departments)
        counts.set(name, (counts.get(name) ?? 0) + (presence === 'online' ? 1 : 0));
  return [...counts]
    .map(([name, count]) => ({
      staffId: departmentHolder(name),
      name,
      online: count > 0,
      count,
    }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'zh'));
};

type ToProps = { readonly to: Target | null; readonly onChoose: (to: Target) => void };

function Colleagues({ to, onChoose }: ToProps) {
  const { colleagues } = useConsole().desk.team;
  const people = colleagues.value.filter(({ tier }) => tier !== 'editor');
  return (
    <fieldset class="choices choices-people">
      <legend>{t('transferPeople')}</legend>
      {people.length === 0 && <p class="quiet">{t('noColleagues')}</p>}
      {people.map((person) => (
        <label key={person.staffId} class="choice">
          <input
            type="radio"
            name="to"
            checked={to?.staffId === person.staffId}
            onChange={() =>
              onChoose({
                staffId: person.staffId,
                name: person.name,
                online: person.presence === 'online',
              })
            }
          />
          <StaffAvatar id={person.staffId} name={person.name} presence={person.presence} small />
          <span>{person.name}</span>
          <span class="quiet">
            {presenceText(person.presence)}
            {person.departments.length > 0 && ` · ${person.departments.join('、')}`}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Departments({ to, onChoose }: ToProps) {
  const { colleagues } = useConsole().desk.team;
  const departments = departmentsOf(colleagues.value);
  if (departments.length === 0) return null;
  return (
    <fieldset class="choices choices-people">
      <legend>{t('transferDepartments')}</legend>
      {departments.map((department) => (
        <label key={department.staffId} class="choice">
          <input
            type="radio"
            name="to"
            checked={to?.staffId === department.staffId}
            onChange={() => onChoose(department)}
          />
          <span>{department.name}</span>
          <span class="quiet">{t('transferOnline', { count: department.count })}</span>
        </label>
      ))}
      <p class="quiet">{t('transferDepartmentHint')}</p>
    </fieldset>
  );
}

export function TransferDialog({ onClose }: CloseProps) {
  const console = useConsole();
  const [chosen, setChosen] = useState<Target | null>(null);
  const [reason, setReason] = useState('');
  const { busy, run } = useStep(onClose);
  return (
    <Dialog title={t('transferTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== null) void run(() => transfer(console, chosen, reason.trim()));
        }}
      >
        <Colleagues to={chosen} onChoose={setChosen} />
        <Departments to={chosen} onChoose={setChosen} />
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
        {chosen !== null && !chosen.online && <p class="warn-line">{t('transferAway')}</p>}
        <Foot
          onClose={onClose}
          label={t('transfer')}
          blocked={busy || chosen === null || reason.trim() === ''}
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
