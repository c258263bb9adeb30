import { useEffect } from 'preact/hooks';
import { acknowledge } from '../actions.ts';
import { clock, useConsole } from '../context.ts';
import { shortNumber } from '../helpers/faces.ts';
import { kindLabel } from '../helpers/readings.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { duration } from '../helpers/wait.ts';
import { locale, t } from '../i18n.ts';
import { Icon } from './Icon.tsx';

/** The oldest unacknowledged emergency, across the whole page, until somebody says that they have seen it. */
export function AlarmBar() {
  const console = useConsole();
  const { desk, sounds } = console;
  const alarms = desk.inbox.alarms.value.toSorted((a, b) => a.lastAt - b.lastAt);
  const first = alarms[0];
  const kinds = (desk.inbox.alarmKinds.value.get(first?.conversationId ?? '') ?? [])
    .map((kind) => kindLabel(kind, locale.value))
    .join('、');
  const ringing = first !== undefined;
  useEffect(() => {
    sounds.alarm(ringing);
    return () => sounds.alarm(false);
  }, [ringing, sounds]);
  if (first === undefined) return null;
  return (
    <section class="alarm" role="alert" aria-label={t('emergency')}>
      <span class="alarm-sign">
        <Icon name="alert" size={26} />
      </span>
      <div class="alarm-text">
        <p class="alarm-title">
          {t('alarmTitle')}
          {kinds !== '' && ` · ${kinds}`} · {t('visitor')}{' '}
          <span class="number">{shortNumber(first.ticketNumber)}</span>
          <span class="alarm-age number">
            {duration(clock.value - (first.waitingSince ?? first.lastAt))}
          </span>
          {alarms.length > 1 && (
            <span class="alarm-more">{t('alarmMore', { count: alarms.length - 1 })}</span>
          )}
        </p>
        <p class="alarm-preview">{first.preview}</p>
        {!sounds.unlocked.value && (
          <p class="alarm-silent">
            <Icon name="mute" size={15} /> {t('alarmSilent')}
          </p>
        )}
      </div>
      <button
        type="button"
        class="button alarm-button"
        aria-keyshortcuts="F8"
        onClick={() => void acknowledge(console, first.conversationId, true)}
      >
        {t('alarmOpen')} <kbd>{keyName('acknowledge')}</kbd>
      </button>
    </section>
  );
}
