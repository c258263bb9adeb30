import type { CaseClock } from '#shared/domain/sla/case-clocks.ts';
import { CASE_CLOCKS } from '#shared/domain/sla/case-policies.ts';
import { Icon } from '../../components/Icon.tsx';
import { SlaChip } from '../../components/SlaChip.tsx';
import { today } from '../../context.ts';
import { dayAndTime, fullTime } from '../../helpers/dates.ts';
import type { SlaTimes } from '../../helpers/sla.ts';
import { t } from '../../i18n.ts';
import { may, type TicketData, useForm } from './ticket-data.ts';
import { clockText } from './ticket-words.ts';
import { WhyDue } from './WhyDue.tsx';

const openPause = (clock: CaseClock) => clock.pauses.find(({ to }) => to === null);

const timesOf = (clock: CaseClock): SlaTimes => ({
  startedAt: clock.startedAt,
  dueAt: clock.dueAt,
  stoppedAt: clock.stoppedAt,
  paused: openPause(clock) !== undefined,
});

function Buttons({ clock }: { readonly clock: CaseClock }) {
  const open = useForm();
  const paused = openPause(clock) !== undefined;
  const press = (change: 'pause' | 'resume' | 'extend') => () =>
    open({ kind: 'clock', clock: clock.id, change });
  return (
    <p class="clock-buttons">
      {CASE_CLOCKS[clock.id].pausable && (
        <button
          type="button"
          class="button button-small"
          onClick={press(paused ? 'resume' : 'pause')}
        >
          <Icon name={paused ? 'play' : 'pause'} size={14} />
          {t(paused ? 'resumeClock' : 'pauseClock')}
        </button>
      )}
      {clock.id !== 'legal' && clock.id !== 'alert' && (
        <button type="button" class="button button-small" onClick={press('extend')}>
          {t('extendClock')}
        </button>
      )}
    </p>
  );
}

function Notes({ clock }: { readonly clock: CaseClock }) {
  const pause = openPause(clock);
  return (
    <ul class="clock-notes">
      {pause !== undefined && (
        <li>
          {t('pausedSince', {
            at: dayAndTime(pause.from, today.value),
            reason: t(`pause_${pause.reason}`),
          })}
          {pause.until != null && t('pausedUntil', { at: dayAndTime(pause.until, today.value) })}
        </li>
      )}
      {clock.extensions.map(({ at, days, reason }) => (
        <li key={at}>{t('extendedBy', { days, reason })}</li>
      ))}
      {clock.dueAt !== clock.originalDueAt && (
        <li>{t('originallyDue', { at: fullTime(clock.originalDueAt) })}</li>
      )}
      {clock.status !== 'official' && <li class="clock-warn">{t(`calendar_${clock.status}`)}</li>}
      {clock.id === 'legal' && clock.stoppedAt === null && <li>{t('neverPauses')}</li>}
    </ul>
  );
}

function Clock({ clock, change }: { readonly clock: CaseClock; readonly change: boolean }) {
  return (
    <li class="clock">
      <p class="clock-head">
        <strong>{clockText(clock.id)}</strong>
        <SlaChip times={timesOf(clock)} />
      </p>
      <p class="clock-due number">
        {t('dueBy', { at: fullTime(clock.dueAt) })}
        <span class="quiet"> {t('countedFrom', { at: fullTime(clock.startedAt) })}</span>
      </p>
      <Notes clock={clock} />
      <WhyDue clock={clock} />
      {change && clock.stoppedAt === null && <Buttons clock={clock} />}
    </li>
  );
}

/** Running clocks first, the earliest due on top; stopped ones fold away below. */
export function Clocks({ data }: { readonly data: TicketData }) {
  const clocks = data.ticket.caseClocks;
  if (clocks.length === 0) return null;
  const running = clocks.filter(({ stoppedAt }) => stoppedAt === null);
  const stopped = clocks.filter(({ stoppedAt }) => stoppedAt !== null);
  const change = may(data, 'clock');
  return (
    <section class="block" aria-label={t('clocks')}>
      <h2>{t('clocks')}</h2>
      <ul class="clocks">
        {running
          .toSorted((a, b) => a.dueAt - b.dueAt)
          .map((clock) => (
            <Clock key={`${clock.id}-${clock.generation}`} clock={clock} change={change} />
          ))}
      </ul>
      {data.ticket.externalDueAt !== null && (
        <p class="quiet">{t('externalDue', { at: fullTime(data.ticket.externalDueAt) })}</p>
      )}
      {stopped.length > 0 && (
        <details class="clocks-stopped">
          <summary>{t('stoppedClocks', { count: stopped.length })}</summary>
          <ul class="clocks">
            {stopped.map((clock) => (
              <Clock key={`${clock.id}-${clock.generation}`} clock={clock} change={false} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
