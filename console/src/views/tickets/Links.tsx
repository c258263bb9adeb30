import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { StateChip } from './TicketRowLine.tsx';
import type { TicketData } from './ticket-data.ts';

/** Tickets that belong together, and how often this person or this matter has come before. */
export function Links({ data }: { readonly data: TicketData }) {
  const { desk } = useConsole();
  const around = desk.ticketPage.recurrences.value;
  const { links, ticketId } = data.ticket;
  const before = around?.samePatient.filter((row) => row.ticketId !== ticketId) ?? [];
  const topics = around?.sameTopic ?? 0;
  const praise = around?.praise ?? 0;
  if (links.length + before.length + praise === 0 && topics <= 1) return null;
  return (
    <section class="block" aria-label={t('related')}>
      <h2>{t('related')}</h2>
      {links.length > 0 && (
        <ul class="links">
          {links.map((link) => (
            <li key={`${link.kind}-${link.ticketId}`}>
              <Icon name={link.kind.startsWith('split') ? 'split' : 'merge'} size={14} />
              <span class="quiet">{t(`link_${link.kind}`)}</span>
              <a class="link number" href={hrefOf({ page: 'tickets', ticketId: link.ticketId })}>
                {link.number}
              </a>
            </li>
          ))}
        </ul>
      )}
      {before.length > 0 && (
        <>
          <h3>{t('samePatient', { count: before.length })}</h3>
          <ul class="links">
            {before.map((row) => (
              <li key={row.ticketId}>
                <a class="link number" href={hrefOf({ page: 'tickets', ticketId: row.ticketId })}>
                  {row.number}
                </a>
                <StateChip state={row.state} />
                <span class="links-what">{row.summary}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {topics > 1 && <p class="quiet">{t('sameTopic', { count: topics })}</p>}
      {praise > 0 && (
        <p class="quiet">
          {t('praiseCount', { count: praise, department: data.ticket.department })}
        </p>
      )}
    </section>
  );
}
