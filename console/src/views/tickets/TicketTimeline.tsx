import { Icon } from '../../components/Icon.tsx';
import { today } from '../../context.ts';
import { dayAndTime, fullTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import type { TicketData } from './ticket-data.ts';

/** Everything that happened, newest first. */
export function TicketTimeline({ data }: { readonly data: TicketData }) {
  return (
    <section class="block" aria-label={t('timeline')}>
      <h2>{t('timeline')}</h2>
      {data.timeline.length === 0 && <p class="quiet">{t('noTimeline')}</p>}
      <ol class="timeline">
        {data.timeline
          .toSorted((a, b) => b.at - a.at)
          .map((event) => (
            <li key={event.eventId} class={event.kind === 'note' ? 'timeline-note' : ''}>
              <p>{event.text}</p>
              <p class="timeline-foot">
                <time title={fullTime(event.at)}>{dayAndTime(event.at, today.value)}</time>
                {event.actorName !== null && <span>{event.actorName}</span>}
                {event.public && (
                  <span title={t('patientSees')}>
                    <Icon name="eye" size={13} /> {t('public')}
                  </span>
                )}
              </p>
            </li>
          ))}
      </ol>
    </section>
  );
}
