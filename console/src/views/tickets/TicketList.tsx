import { useEffect } from 'preact/hooks';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { useConsole } from '../../context.ts';
import { keyName } from '../../helpers/shortcuts.ts';
import { type TicketList as ListId, TICKET_LISTS } from '../../helpers/ticket-views.ts';
import { t } from '../../i18n.ts';
import { hrefOf, PRAISE } from '../../router.ts';
import { BulkBar } from './BulkBar.tsx';
import { TicketFilters } from './TicketFilters.tsx';
import { TicketRowLine } from './TicketRowLine.tsx';

/** A ticket list that is looked at is read again this often; pushes tell of conversations only. */
const REFRESH_EVERY = 30_000;

function Tabs() {
  const { desk } = useConsole();
  const { list, choose, ownDepartment } = desk.ticketList;
  const offered = TICKET_LISTS.filter(
    (id) => (id !== 'department' && id !== 'to-accept') || ownDepartment !== '',
  );
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
  const filtered =
    Object.keys(ticketList.filters.value).length > 0 || ticketList.words.value !== '';
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

/** What a search for digits came to: how they were read, and a wrong check digit explained. */
function Searched() {
  const { ticketList } = useConsole().desk;
  const found = ticketList.found.value;
  const text = ticketList.words.value.trim();
  if (found === null) return <p class="search-word quiet">{t('searching')}</p>;
  const count = found.rows.length + found.unreadable.length;
  if (found.typo)
    return (
      <p class="search-word warn-line" role="status">
        {t(count === 0 ? 'typoNothing' : 'typoFound', { text })}
      </p>
    );
  const key = count === 0 ? 'nothing' : found.read;
  return (
    <p class="search-word quiet" role="status">
      {t(`found_${key}`, { text, count })}
      {found.more && `，${t('foundMore')}`}
    </p>
  );
}

function UnreadableLine({ number }: { readonly number: string }) {
  return (
    <li class="ticket-row ticket-row-unreadable">
      <span />
      <span class="ticket-no number">{number}</span>
      <span class="ticket-what" title={t('unreadableWhy')}>
        <span class="ticket-chips">
          <span class="chip chip-restricted">
            <Icon name="alert" size={12} />
            {t('unreadable')}
          </span>
        </span>
        <span class="ticket-summary">{t('unreadableWhy')}</span>
      </span>
    </li>
  );
}

function More() {
  const { ticketList } = useConsole().desk;
  const loaded = ticketList.rows.value.length;
  const shown = ticketList.shown.value.length;
  if (ticketList.cursor.value === null || ticketList.numeric.value) return null;
  return (
    <p class="ticket-more">
      {shown < loaded && <span class="quiet">{t('searchedSoFar', { count: loaded, shown })}</span>}
      <button
        type="button"
        class="button"
        disabled={ticketList.busy.value}
        onClick={() => void ticketList.more()}
      >
        {t('more')}
      </button>
    </p>
  );
}

function Rows() {
  const { ticketList } = useConsole().desk;
  const lines = ticketList.lines.value;
  const { loaded, error, cursor, numeric } = ticketList;
  if (!loaded.value)
    return error.value === null ? (
      <Skeleton />
    ) : (
      <Trouble error={error.value} onRetry={() => void ticketList.refresh()} />
    );
  if (lines.length === 0 && cursor.value === null && !numeric.value) return <Nothing />;
  return (
    <>
      {numeric.value && <Searched />}
      {lines.length > 0 && <Head />}
      <ul class="ticket-rows" aria-label={t('tickets')}>
        {lines.map((line) =>
          line.kind === 'ticket' ? (
            <TicketRowLine key={line.row.ticketId} row={line.row} />
          ) : (
            <UnreadableLine key={line.ticketId} number={line.number} />
          ),
        )}
      </ul>
      <More />
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
        <a class="button" href={hrefOf({ page: 'tickets', ticketId: PRAISE })}>
          <Icon name="star" size={16} />
          {t('praise')}
        </a>
        {desk.staff.tier !== 'department' && (
          <a class="button button-primary" href={hrefOf({ page: 'new-ticket' })}>
            <Icon name="plus" size={16} />
            {t('newTicket')}
            <kbd>{keyName('new-ticket')}</kbd>
          </a>
        )}
      </header>
      <Tabs />
      <TicketFilters />
      <BulkBar />
      <div class="tickets-scroll">
        <Rows />
      </div>
    </main>
  );
}
