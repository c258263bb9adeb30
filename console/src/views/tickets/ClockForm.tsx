import { useState } from 'preact/hooks';
import type { PAUSE_REASONS } from '#shared/domain/sla/case-clock-schema.ts';
import type { CaseClockId } from '#shared/domain/sla/case-policies.ts';
import { t } from '../../i18n.ts';
import { Days, FormDialog, isDays, Reason, useChange } from './FormDialog.tsx';
import { PauseFields } from './StepForm.tsx';

type ClockChange = 'pause' | 'resume' | 'extend';

const TITLES = {
  pause: 'pauseTitle',
  resume: 'resumeClock',
  extend: 'extendTitle',
} as const satisfies Record<ClockChange, string>;
const TEXTS = {
  pause: 'pauseText',
  resume: 'resumeText',
  extend: 'extendText',
} as const satisfies Record<ClockChange, string>;
const LABELS = {
  pause: 'pauseClock',
  resume: 'resumeClock',
  extend: 'extendClock',
} as const satisfies Record<ClockChange, string>;

const MAX_DAYS = 60;

/** Pause, resume or extend a clock. */
export function ClockForm({
  clock,
  change,
  onClose,
}: {
  readonly clock: CaseClockId;
  readonly change: ClockChange;
  readonly onClose: () => void;
}) {
  const send = useChange();
  const [pauseReason, setPauseReason] =
    useState<(typeof PAUSE_REASONS)[number]>('patient-material');
  const [days, setDays] = useState(change === 'extend' ? 1 : 3);
  const [reason, setReason] = useState('');
  const resume = change === 'resume';
  const ready = resume || (isDays(days, MAX_DAYS) && reason.trim() !== '');
  return (
    <FormDialog
      title={t(TITLES[change])}
      label={t(LABELS[change])}
      ready={ready}
      onClose={onClose}
      onSubmit={() =>
        send(
          {
            do: 'clock',
            clock,
            change,
            pauseReason,
            reason: reason.trim(),
            ...(resume ? {} : { days }),
          },
          t('clockChanged'),
        )
      }
    >
      <p class="quiet">{t(TEXTS[change])}</p>
      {change === 'pause' && <PauseFields value={pauseReason} onChoose={setPauseReason} />}
      {!resume && (
        <Days
          label={t(change === 'pause' ? 'waitDays' : 'extendDays')}
          value={days}
          max={MAX_DAYS}
          onInput={setDays}
        />
      )}
      {!resume && <Reason value={reason} onInput={setReason} />}
    </FormDialog>
  );
}
