import type { Response } from '#shared/contract/endpoints.ts';
import { today } from '../context.ts';
import { dayAndTime, fullTime } from '../helpers/dates.ts';
import { t } from '../i18n.ts';
import { Icon } from './Icon.tsx';

type Event = Response<'ticket'>['timeline'][number];

/** Everything that happened to a ticket, newest first; what the patient sees says so. */
export function Timeline({ events }: { readonly events: readonly Event[] }) {
  if (events.length === 0) return <p class="quiet">{t('noTimeline')}</p>;
  return (
    <ol class="timeline">
      {events
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
  );
}
