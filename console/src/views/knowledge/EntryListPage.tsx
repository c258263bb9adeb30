import { useEffect, useRef } from 'preact/hooks';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { EntryList } from '../../store/knowledge.ts';
import { ExpiryChip, StateChip } from './chips.tsx';
import { mayWrite } from './may-write.ts';

const STATES = ['draft', 'in-review', 'published', 'retired'] as const;
const EXPIRIES = ['expired', 'expires-soon', 'review-due'] as const;
const TYPING_PAUSE = 250;

function Tabs({ list }: { readonly list: EntryList }) {
  const { knowledge } = useConsole().desk;
  const { state, expiry } = knowledge.filters.value;
  const all = Object.values(list.states).reduce((sum, count) => sum + count, 0);
  return (
    <div class="kb-filters">
      <nav class="tabs" aria-label={t('kbEntries')}>
        <button
          type="button"
          class="tab"
          aria-pressed={state === undefined}
          onClick={() => knowledge.filter({ state: undefined })}
        >
          {t('kbAll')} <span class="count">{all}</span>
        </button>
        {STATES.map((id) => (
          <button
            type="button"
            key={id}
            class="tab"
            aria-pressed={state === id}
            onClick={() => knowledge.filter({ state: id })}
          >
            {t(`kbState_${id}`)} <span class="count">{list.states[id]}</span>
          </button>
        ))}
      </nav>
      <div class="kb-chips">
        {EXPIRIES.map((id) => (
          <button
            type="button"
            key={id}
            class={`kb-chip kb-expiry-${id}`}
            aria-pressed={expiry === id}
            onClick={() => knowledge.filter({ expiry: expiry === id ? undefined : id })}
          >
            {t(`kbExpiry_${id}`)} {list.expiries[id]}
          </button>
        ))}
      </div>
    </div>
  );
}

function Search({ list }: { readonly list: EntryList | null }) {
  const { desk } = useConsole();
  const { knowledge } = desk;
  const { q = '', department = '', category = '' } = knowledge.filters.value;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const select = (
    label: string,
    any: string,
    value: string,
    options: readonly string[],
    onChoose: (value: string | undefined) => void,
  ) => (
    <select
      class="select"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) =>
        onChoose(currentTarget.value === '' ? undefined : currentTarget.value)
      }
    >
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
  return (
    <div class="kb-search">
      <input
        type="search"
        class="input"
        aria-label={t('kbSearch')}
        placeholder={t('kbSearch')}
        defaultValue={q}
        onInput={({ currentTarget }) => {
          clearTimeout(timer.current);
          const { value } = currentTarget;
          timer.current = setTimeout(
            () => knowledge.filter({ q: value === '' ? undefined : value }),
            TYPING_PAUSE,
          );
        }}
      />
      {select(
        t('kbDepartment'),
        t('kbAnyDepartment'),
        department,
        list?.departments ?? [],
        (value) => knowledge.filter({ department: value }),
      )}
      {select(t('kbCategory'), t('kbAnyCategory'), category, list?.categories ?? [], (value) =>
        knowledge.filter({ category: value }),
      )}
      {mayWrite(desk.staff.tier) && (
        <a class="button button-primary kb-new" href={hrefOf({ page: 'knowledge', id: 'new' })}>
          <Icon name="plus" size={16} /> {t('kbNew')}
        </a>
      )}
    </div>
  );
}

function Row({ entry }: { readonly entry: EntryList['entries'][number] }) {
  const { liveVersion, version } = entry;
  return (
    <li>
      <a class="kb-row" href={hrefOf({ page: 'knowledge', id: entry.articleId })}>
        <span class="kb-row-question">{entry.question}</span>
        <span class="kb-row-chips">
          <StateChip state={entry.state} />
          {entry.expiry !== 'fine' && <ExpiryChip expiry={entry.expiry} />}
          {entry.tests > 0 && (
            <span class="chip chip-plain">{t('kbTests', { count: entry.tests })}</span>
          )}
        </span>
        <span class="kb-row-facts">
          <span class="number">{entry.articleId}</span>
          <span>{entry.department}</span>
          <span>{entry.category}</span>
          <span>
            {liveVersion !== null && liveVersion !== version
              ? t('kbDraftBeside', { live: liveVersion, version })
              : t('kbVersionLive', { version })}
          </span>
          <span>
            {entry.authorName} · {dayAndTime(entry.updatedAt, today.value)}
          </span>
        </span>
      </a>
    </li>
  );
}

export function EntryListPage() {
  const { knowledge } = useConsole().desk;
  const list = knowledge.list.value;
  useEffect(() => {
    void knowledge.refresh();
  }, [knowledge]);
  return (
    <>
      <Search list={list} />
      {knowledge.error.value !== null && (
        <Trouble error={knowledge.error.value} onRetry={() => void knowledge.refresh()} />
      )}
      {list !== null && (
        <>
          <Tabs list={list} />
          {list.entries.length === 0 ? (
            <Empty drawing="search" title={t('kbNothing')} text={t('kbNothingNext')} />
          ) : (
            <ul class="kb-rows">
              {list.entries.map((entry) => (
                <Row key={entry.articleId} entry={entry} />
              ))}
            </ul>
          )}
          <p class="quiet kb-foot">
            {t('kbCount', { count: list.total })}
            {list.cursor !== null && (
              <button type="button" class="link" onClick={() => void knowledge.more()}>
                {t('more')}
              </button>
            )}
          </p>
        </>
      )}
    </>
  );
}
