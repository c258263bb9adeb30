import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Response } from '#shared/contract/endpoints.ts';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';

/** Says when due times are counted on a calendar that is provisional or missing; silent while all is well. */
export function CalendarNotice() {
  const { desk } = useConsole();
  const health = useSignal<Response<'calendar'>['health'] | null>(null);
  const may = desk.staff.tier === 'supervisor' || desk.staff.tier === 'office';
  useEffect(() => {
    if (!may) return;
    void desk.call('calendar', {}).then((answer) => {
      if (answer.ok) health.value = answer.value.health;
    });
  }, [desk, health, may]);
  const now = health.value;
  if (now === null || now.kind === 'fine' || now.year === null) return null;
  return (
    <p class="banner banner-slow calendar-notice" role="status">
      <Icon name="clock" size={15} />
      {t('calendarNotice', { year: now.year })}
    </p>
  );
}
