import { Timeline } from '../../components/Timeline.tsx';
import { t } from '../../i18n.ts';
import type { TicketData } from './ticket-data.ts';

/** The timeline as a card of the ticket's page. */
export function TicketTimeline({ data }: { readonly data: TicketData }) {
  return (
    <section class="block" aria-label={t('timeline')}>
      <h2>{t('timeline')}</h2>
      <Timeline events={data.timeline} />
    </section>
  );
}
