import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Response } from '#shared/contract/endpoints.ts';
import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import { hrefOf } from '../router.ts';
import { Icon } from './Icon.tsx';

type Health = Response<'calendar'>['health'];

/** How the calendar is, as far as this page knows; what enters a year sets it anew. */
export const calendarHealth = signal<Health | null>(null);
const closed = signal(false);

/** Says on every page that a year's holidays are not official, until somebody enters them; silent while all is well. */
export function CalendarNotice() {
  const { desk } = useConsole();
  const may = desk.staff.tier === 'supervisor' || desk.staff.tier === 'office';
  useEffect(() => {
    if (!may) return;
    void desk.call('calendar', {}).then((answer) => {
      if (answer.ok) calendarHealth.value = answer.value.health;
    });
  }, [desk, may]);
  const now = calendarHealth.value;
  if (!may || closed.value || now === null || now.kind === 'fine' || now.year === null) return null;
  return (
    <p class="banner banner-slow calendar-notice" role="status">
      <Icon name="clock" size={15} />
      <span>
        {t(now.status === 'missing' ? 'calendarMissing' : 'calendarProvisional', {
          year: now.year,
        })}
        <a class="link" href={hrefOf({ page: 'manage', id: null })}>
          {t('enterCalendar')}
        </a>
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t('close')}
        onClick={() => {
          closed.value = true;
        }}
      >
        <Icon name="x" size={15} />
      </button>
    </p>
  );
}
