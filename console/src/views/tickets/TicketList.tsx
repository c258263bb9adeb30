import { useEffect } from 'preact/hooks';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { useConsole } from '../../context.ts';
import { keyName } from '../../helpers/shortcuts.ts';
import { type TicketList as ListId, TICKET_LISTS } from '../../helpers/ticket-views.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { BulkBar } from './BulkBar.tsx';
import { CalendarNotice } from './CalendarNotice.tsx';
import { TicketFilters } from './TicketFilters.tsx';
import { TicketRowLine } from './TicketRowLine.tsx';

/** A ticket list that is looked at is read again this often; pushes tell of conversations only. */
const REFRESH_EVERY = 30_000;

function Tabs() {
  const { desk } = useConsole();
  const { list, choose, ownDepartment } = desk.ticketList;
  const offered = TICKET_LISTS.filter((id) => id !== 'department' || ownDepartment !== '');
  const label = (id: ListId) =>
    id === 'department' ? t('list_department', { name: ownDepartment }) : t(`list_${id}`);
  return (
    <nav class="tabs ticket-tabs" aria-label={t('ticketLists')}>
      {offered.map((id) => (
        <button
          type="button"
          key={id}
          class="tab"
          aria-pressed={list.value === id}
          onClick={() => choose(id)}
        >
          {label(id)}
        </button>
      ))}
    </nav>
  );
}

function Skeleton() {
  return (
    <div class="ticket-rows" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((i) => (
        <div key={i} class="ticket-row">
          <span class="skeleton skeleton-line skeleton-long" />
        </div>
      ))}
    </div>
  );
}

function Nothing() {
  const { ticketList } = useConsole().desk;
  const filtered = Object.values(ticketList.filters.value).some((v) => v !== null && v !== '');
  if (filtered)
    return (
      <Empty
        drawing="search"
        title={t('nothingMatches')}
        text={t('nothingMatchesNext')}
        action={{ label: t('clearFilters'), run: ticketList.clear }}
      />
    );
  return <Empty drawing="calm" title={t('emptyTickets')} text={t('emptyTicketsNext')} />;
}

function SelectAll() {
  const { ticketList } = useConsole().desk;
  const all =
    ticketList.chosen.value.length > 0 &&
    ticketList.chosen.value.length === ticketList.shown.value.length;
  return (
    <label class="ticket-check" title={t('selectAll')}>
      <input
        type="checkbox"
        aria-label={t('selectAll')}
        checked={all}
        onChange={(event) => ticketList.selectAll(event.currentTarget.checked)}
      />
    </label>
  );
}

function Head() {
  return (
    <div class="ticket-row ticket-row-head">
      <SelectAll />
      <span>{t('number')}</span>
      <span>{t('summary')}</span>
      <span>{t('department')}</span>
      <span>{t('handler')}</span>
      <span>{t('status')}</span>
      <span>{t('clocks')}</span>
    </div>
  );
}

function Rows() {
  const { ticketList } = useConsole().desk;
  const rows = ticketList.shown.value;
  const { loaded, error, cursor } = ticketList;
  if (!loaded.value)
    return error.value === null ? (
      <Skeleton />
    ) : (
      <Trouble error={error.value} onRetry={() => void ticketList.refresh()} />
    );
  if (rows.length === 0 && cursor.value === null) return <Nothing />;
  return (
    <>
      {rows.length > 0 && <Head />}
      <ul class="ticket-rows" aria-label={t('tickets')}>
        {rows.map((row) => (
          <TicketRowLine key={row.ticketId} row={row} />
        ))}
      </ul>
      {cursor.value !== null && (
        <p class="ticket-more">
          {rows.length < ticketList.rows.value.length && (
            <span class="quiet">
              {t('searchedSoFar', { count: ticketList.rows.value.length, shown: rows.length })}
            </span>
          )}
          <button
            type="button"
            class="button"
            disabled={ticketList.busy.value}
            onClick={() => void ticketList.more()}
          >
            {t('more')}
          </button>
        </p>
      )}
    </>
  );
}

export function TicketList() {
  const { desk } = useConsole();
  const { ticketList } = desk;
  useEffect(() => {
    void ticketList.refresh();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void ticketList.refresh();
    }, REFRESH_EVERY);
    return () => clearInterval(timer);
  }, [ticketList]);
  return (
    <main class="pane tickets" aria-label={t('tickets')}>
      <header class="tickets-head">
        <h1>{t('tickets')}</h1>
        <button
          type="button"
          class="icon-button"
          aria-label={t('refresh')}
          title={t('refresh')}
          onClick={() => void ticketList.refresh()}
        >
          <Icon name="refresh" />
        </button>
        {desk.staff.tier !== 'department' && (
          <a class="button button-primary" href={hrefOf({ page: 'new-ticket' })}>
            <Icon name="plus" size={16} />
            {t('newTicket')}
            <kbd>{keyName('new-ticket')}</kbd>
          </a>
        )}
      </header>
      <CalendarNotice />
      <Tabs />
      <TicketFilters />
      <BulkBar />
      <div class="tickets-scroll">
        <Rows />
      </div>
    </main>
  );
}
