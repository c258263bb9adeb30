import { useEffect, useRef } from 'preact/hooks';
import { CATEGORIES, CATEGORY_IDS } from '#shared/domain/intent/categories.ts';
import { viewsOf } from '../actions.ts';
import { useConsole } from '../context.ts';
import { INBOX_VIEWS, type InboxView } from '../helpers/inbox-rows.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { localized, t } from '../i18n.ts';
import type { StringKey } from '../strings.ts';
import { type Drawing, Empty } from './Empty.tsx';
import { Icon } from './Icon.tsx';
import { ListRow } from './ListRow.tsx';
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
  const { desk, ui } = useConsole();
  const box = useRef<HTMLInputElement>(null);
  const asked = ui.focusSearch.value;
  useEffect(() => {
    if (asked > 0) box.current?.focus();
  }, [asked]);
  return (
    <div class="search">
      <label class="search-box">
        <Icon name="search" size={16} />
        <input
          ref={box}
          type="search"
          aria-label={t('search')}
          placeholder={t('searchHint')}
          title={`${t('search')} (${keyName('search')})`}
          value={desk.inbox.query.value}
          onInput={(event) => {
            desk.inbox.query.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </label>
      <select
        class="select select-small"
        aria-label={t('category')}
        value={desk.inbox.category.value ?? ''}
        onChange={(event) => {
          desk.inbox.category.value = event.currentTarget.value || null;
        }}
      >
        <option value="">{t('anyCategory')}</option>
        {CATEGORY_IDS.map((id) => (
          <option key={id} value={id}>
            {localized(CATEGORIES[id])}
          </option>
        ))}
      </select>
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
  const count = inbox.escalated.value.length;
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
        <Rows />
      </div>
    </section>
  );
}
