import type { InboxRow } from '#shared/contract/desk.ts';
import { clock } from '../context.ts';
import { fullTime } from '../helpers/dates.ts';
import { readWait } from '../helpers/wait.ts';
import { t } from '../i18n.ts';
import { Icon } from './Icon.tsx';

/** How long the patient has waited; the colour and the sign tell how the due time stands. */
export function WaitChip({ row }: { readonly row: Pick<InboxRow, 'waitingSince' | 'nextDueAt'> }) {
  if (row.waitingSince === null && row.nextDueAt === null) return null;
  const { level, waited, left } = readWait(row, clock.value);
  const title = [
    row.waitingSince === null ? '' : t('waitingSinceAt', { at: fullTime(row.waitingSince) }),
    row.nextDueAt === null ? '' : t('dueAt', { at: fullTime(row.nextDueAt) }),
  ]
    .filter((part) => part !== '')
    .join('\n');
  return (
    <span class={`chip wait wait-${level}`} title={title}>
      <Icon name={level === 'late' ? 'alert' : 'clock'} size={13} />
      {level === 'late'
        ? t('lateBy', { time: left ?? '' })
        : waited === null
          ? t('leftFor', { time: left ?? '' })
          : t('waitedFor', { time: waited })}
    </span>
  );
}
