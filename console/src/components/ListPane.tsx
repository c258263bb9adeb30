import { CATEGORIES, CATEGORY_IDS } from '#shared/domain/intent/categories.ts';
import { viewsOf } from '../actions.ts';
import { useConsole } from '../context.ts';
import { INBOX_VIEWS, type InboxView } from '../helpers/inbox-rows.ts';
import { localized, t } from '../i18n.ts';
import { go } from '../router.ts';
import type { StringKey } from '../strings.ts';
import { type Drawing, Empty } from './Empty.tsx';
import { FilterSelect } from './FilterSelect.tsx';
import { Icon } from './Icon.tsx';
import { ListRow } from './ListRow.tsx';
import { SearchBox } from './SearchBox.tsx';
import { Trouble } from './Trouble.tsx';

const VIEW_LABELS = {
  waiting: 'viewWaiting',
  mine: 'viewMine',
  all: 'viewAll',
  bot: 'viewBot',
  resolved: 'viewResolved',
  escalated: 'viewEscalated',
} as const satisfies Record<InboxView, StringKey>;

const EMPTY: Readonly<
  Record<InboxView, { drawing: Drawing; title: StringKey; text: StringKey; to: InboxView }>
> = {
  waiting: { drawing: 'calm', title: 'emptyWaiting', text: 'emptyWaitingNext', to: 'mine' },
  mine: { drawing: 'desk', title: 'emptyMine', text: 'emptyMineNext', to: 'waiting' },
  all: { drawing: 'calm', title: 'emptyAll', text: 'emptyAllNext', to: 'bot' },
  bot: { drawing: 'bot', title: 'emptyBot', text: 'emptyBotNext', to: 'waiting' },
  resolved: { drawing: 'desk', title: 'emptyResolved', text: 'emptyResolvedNext', to: 'waiting' },
  escalated: { drawing: 'calm', title: 'emptyEscalated', text: 'emptyEscalatedNext', to: 'all' },
};

/** Escalations stand apart, in the header: they are nobody's daily list. */
const TABS = INBOX_VIEWS.filter((view) => view !== 'escalated');

function Tabs() {
  const { inbox } = useConsole().desk;
  const counts = inbox.counts.value;
  const countOf = (view: InboxView): number | null => {
    if (view === 'waiting' || view === 'mine' || view === 'all') return counts?.[view] ?? null;
    return null;
  };
  return (
    <nav class="tabs" aria-label={t('lists')}>
      {TABS.map((view) => {
        const count = countOf(view);
        return (
          <button
            type="button"
            key={view}
            class="tab"
            aria-pressed={inbox.view.value === view}
            onClick={() => inbox.choose(view)}
          >
            {t(VIEW_LABELS[view])}
            {count !== null && count > 0 && (
              <span class={view === 'waiting' ? 'count count-hot' : 'count'}>{count}</span>
            )}
          </button>
        );
      })}
    </nav>
  );
}

function Search() {
  const { inbox } = useConsole().desk;
  return (
    <div class="search">
      <SearchBox
        label={t('search')}
        hint={t('searchHint')}
        value={inbox.query.value}
        onInput={(words) => {
          inbox.query.value = words;
        }}
      />
      <FilterSelect
        label={t('category')}
        any={t('anyCategory')}
        value={inbox.category.value}
        options={CATEGORY_IDS.map((id) => [id, localized(CATEGORIES[id])])}
        onChoose={(category) => {
          inbox.category.value = category;
        }}
      />
    </div>
  );
}

function Skeleton() {
  return (
    <ul class="rows" aria-hidden="true">
      {[0, 1, 2, 3, 4].map((i) => (
        <li key={i} class="row skeleton-row">
          <span class="skeleton skeleton-avatar" />
          <span class="row-main">
            <span class="skeleton skeleton-line" />
            <span class="skeleton skeleton-line skeleton-long" />
            <span class="skeleton skeleton-line skeleton-short" />
          </span>
        </li>
      ))}
    </ul>
  );
}

function EmptyList() {
  const { desk } = useConsole();
  const { inbox } = desk;
  if (inbox.listed.value.length > 0)
    return (
      <Empty
        drawing="search"
        title={t('nothingFound', { query: inbox.query.value || (inbox.category.value ?? '') })}
        text={t('nothingFoundNext')}
        action={{ label: t('clearFilters'), run: inbox.clearFilters }}
      />
    );
  const empty = EMPTY[inbox.view.value];
  return (
    <Empty
      drawing={empty.drawing}
      title={t(empty.title)}
      text={t(empty.text)}
      action={{
        label: t('goToList', { list: t(VIEW_LABELS[empty.to]) }),
        run: () => inbox.choose(empty.to),
      }}
    />
  );
}

function Rows() {
  const { desk } = useConsole();
  const { inbox, thread } = desk;
  const { loaded, error, cursor } = inbox.load.value;
  const rows = inbox.shown.value;
  if (!loaded && rows.length === 0)
    return error === null ? (
      <Skeleton />
    ) : (
      <Trouble error={error} onRetry={() => void inbox.refresh()} />
    );
  if (rows.length === 0) return <EmptyList />;
  return (
    <>
      <ul class="rows">
        {rows.map((row) => (
          <ListRow
            key={row.conversationId}
            row={row}
            current={row.conversationId === thread.id.value}
          />
        ))}
      </ul>
      {cursor !== null && (
        <button type="button" class="button more" onClick={() => void inbox.more()}>
          {t('more')}
        </button>
      )}
    </>
  );
}

function Escalations() {
  const console = useConsole();
  const { inbox } = console.desk;
  const count = Math.max(inbox.escalated.value.length, inbox.counts.value?.escalated ?? 0);
  if (!viewsOf(console).includes('escalated')) return null;
  const here = inbox.view.value === 'escalated';
  return (
    <button
      type="button"
      class={count > 0 ? 'escalations escalations-some' : 'escalations'}
      aria-pressed={here}
      onClick={() => inbox.choose(here ? 'waiting' : 'escalated')}
    >
      <Icon name="up" size={15} />
      {t('viewEscalated')}
      {count > 0 && <span class="number">{count}</span>}
    </button>
  );
}

export function ListPane() {
  const { desk } = useConsole();
  return (
    <section class="pane list-pane" aria-label={t('inbox')}>
      <header class="list-head">
        <h1>{t('inbox')}</h1>
        {desk.team.online.value === 0 && desk.team.mine.value !== 'online' && (
          <span class="chip chip-warn">{t('nobodyOnline')}</span>
        )}
        <Escalations />
      </header>
      <Tabs />
      <Search />
      <div class="list-scroll">
        {desk.inbox.view.value === 'escalated' && (
          <button
            type="button"
            class="link escalated-tickets"
            onClick={() => {
              desk.ticketList.choose('escalated');
              go({ page: 'tickets', ticketId: null });
            }}
          >
            {t('escalatedTickets')}
          </button>
        )}
        <Rows />
      </div>
    </section>
  );
}
