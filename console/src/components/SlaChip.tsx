import { clock } from '../context.ts';
import { fullTime } from '../helpers/dates.ts';
import { type SlaLevel, type SlaTimes, signedSpan, slaLevel } from '../helpers/sla.ts';
import { locale, t } from '../i18n.ts';
import { Icon, type IconName } from './Icon.tsx';

const SHAPES = {
  calm: 'clock',
  soon: 'hourglass',
  late: 'alert',
  paused: 'pause',
  met: 'done',
  missed: 'alert',
} as const satisfies Record<SlaLevel, IconName>;

/** How a clock stands: by word, colour and shape, so that none of them is needed alone. */
export function SlaChip({
  times,
  label = '',
}: {
  readonly times: SlaTimes;
  readonly label?: string;
}) {
  const level = slaLevel(times, clock.value);
  const time = signedSpan(times.dueAt - clock.value, locale.value);
  return (
    <span class={`chip sla sla-${level}`} title={t('dueAt', { at: fullTime(times.dueAt) })}>
      <Icon name={SHAPES[level]} size={13} />
      {label !== '' && <span class="sla-label">{label}</span>}
      {t(`sla_${level}`, { time })}
    </span>
  );
}
