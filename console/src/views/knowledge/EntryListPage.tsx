import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { sayError } from '../../actions.ts';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { EntryList, Overview, Publication } from '../../store/knowledge.ts';
import { ExpiryChip, JobChip, StateChip } from './chips.tsx';
import { JobReport } from './JobReport.tsx';
import { mayPublish, mayWrite } from './may-write.ts';
import { OverviewCards } from './OverviewCards.tsx';

const STATES = ['draft', 'in-review', 'published', 'retired'] as const;
const EXPIRIES = ['expired', 'expires-soon', 'review-due'] as const;
/** What owners are late with, together. */
const LATE = 'overdue';
const TYPING_PAUSE = 250;

function Tabs({ overview }: { readonly overview: Overview | null }) {
  const { knowledge } = useConsole().desk;
  const { state, expiry, ...others } = knowledge.filters.value;
  // Counts are those of the whole base: beside other filters they would mislead.
  const whole = Object.values(others).every((value) => value === undefined);
  const counts = whole ? overview : null;
  const late = (overview?.expiries.expired ?? 0) + (overview?.expiries['review-due'] ?? 0);
  return (
    <div class="kb-filters">
      <nav class="tabs" aria-label={t('kbEntries')}>
        <button
          type="button"
          class="tab"
          aria-pressed={state === undefined}
          onClick={() => knowledge.filter({ state: undefined })}
        >
          {t('kbAll')} {counts !== null && <span class="count">{counts.total}</span>}
        </button>
        {STATES.map((id) => (
          <button
            type="button"
            key={id}
            class="tab"
            aria-pressed={state === id}
            onClick={() => knowledge.filter({ state: id })}
          >
            {t(`kbState_${id}`)} {counts !== null && <span class="count">{counts.states[id]}</span>}
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
            {t(`kbExpiry_${id}`)} {counts?.expiries[id]}
          </button>
        ))}
        <button
          type="button"
          class="kb-chip kb-expiry-overdue"
          aria-pressed={expiry === LATE}
          onClick={() => knowledge.filter({ expiry: expiry === LATE ? undefined : LATE })}
        >
          {t('kbExpiry_overdue')} {counts === null ? null : late}
        </button>
      </div>
    </div>
  );
}

function Search({ overview }: { readonly overview: Overview | null }) {
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
        overview?.departments ?? [],
        (value) => knowledge.filter({ department: value }),
      )}
      {select(t('kbCategory'), t('kbAnyCategory'), category, overview?.categories ?? [], (value) =>
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

type Chosen = {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (articleId: string) => void;
};

/** What can be published together with others. */
const isDraft = ({ state }: EntryList['entries'][number]): boolean =>
  state === 'draft' || state === 'in-review';

function Row({
  entry,
  chosen,
}: {
  readonly entry: EntryList['entries'][number];
  /** Undefined where nothing may be published. */
  readonly chosen: Chosen | undefined;
}) {
  const { liveVersion, version } = entry;
  return (
    <li class="kb-row-line">
      {chosen !== undefined && isDraft(entry) && (
        <input
          type="checkbox"
          aria-label={t('kbChoose', { question: entry.question })}
          checked={chosen.ids.has(entry.articleId)}
          onChange={() => chosen.toggle(entry.articleId)}
        />
      )}
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

/** The most that one publication takes. */
const MOST = 200;

/** Drafts that are published together: all of them, or none. */
const useTogether = () => {
  const { knowledge } = useConsole().desk;
  const ids = useSignal<ReadonlySet<string>>(new Set());
  const job = useSignal<Publication | null>(null);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  return {
    job: job.value,
    ids: ids.value,
    toggle: (articleId: string): void => {
      const next = new Set(ids.value);
      if (!next.delete(articleId)) next.add(articleId);
      ids.value = next;
    },
    all: (entries: EntryList['entries']): void => {
      const drafts = entries.filter(isDraft).slice(0, MOST);
      ids.value = new Set(
        ids.value.size === drafts.length ? [] : drafts.map(({ articleId }) => articleId),
      );
    },
    publish: async (): Promise<void> => {
      const answer = await knowledge.call('publishKnowledge', {
        body: { articleIds: [...ids.value] },
      });
      if (!answer.ok) return sayError(answer.error);
      ids.value = new Set();
      await knowledge.follow(
        answer.value.jobId,
        (now) => {
          job.value = now;
        },
        () => gone.current,
      );
      if (gone.current) return;
      await Promise.all([knowledge.refresh(), knowledge.refreshOverview()]);
    },
  };
};

type Together = ReturnType<typeof useTogether>;

function TogetherBar({
  together,
  list,
}: {
  readonly together: Together;
  readonly list: EntryList;
}) {
  const { job, ids } = together;
  const drafts = list.entries.filter(isDraft).length;
  return (
    <>
      {drafts > 0 && (
        <p class="kb-together">
          <label class="choice">
            <input
              type="checkbox"
              checked={ids.size > 0 && ids.size === Math.min(drafts, MOST)}
              onChange={() => together.all(list.entries)}
            />
            {t('kbChooseAll', { count: drafts })}
          </label>
          <button
            type="button"
            class="button button-primary"
            disabled={ids.size === 0}
            onClick={() => void together.publish()}
          >
            {t('kbPublishTogether', { count: ids.size })}
          </button>
        </p>
      )}
      {job !== null && (
        <section class="kb-card">
          <h2>
            {t(`kbJobKind_${job.kind}`)} <JobChip status={job.status} />
          </h2>
          <JobReport job={job} />
        </section>
      )}
    </>
  );
}

export function EntryListPage() {
  const { knowledge, staff } = useConsole().desk;
  const list = knowledge.list.value;
  const overview = knowledge.overview.value;
  const together = useTogether();
  useEffect(() => {
    void knowledge.refresh();
    void knowledge.refreshOverview();
  }, [knowledge]);
  const chosen = mayPublish(staff.tier) ? together : undefined;
  return (
    <>
      <OverviewCards overview={overview} />
      <Search overview={overview} />
      {knowledge.error.value !== null && (
        <Trouble error={knowledge.error.value} onRetry={() => void knowledge.refresh()} />
      )}
      {list !== null && (
        <>
          <Tabs overview={overview} />
          {chosen !== undefined && <TogetherBar together={together} list={list} />}
          {list.entries.length === 0 && list.cursor === null ? (
            <Empty drawing="search" title={t('kbNothing')} text={t('kbNothingNext')} />
          ) : (
            <ul class="kb-rows">
              {list.entries.map((entry) => (
                <Row key={entry.articleId} entry={entry} chosen={chosen} />
              ))}
            </ul>
          )}
          <p class="quiet kb-foot">
            {list.cursor === null
              ? t('kbCount', { count: list.entries.length })
              : t('kbShown', { count: list.entries.length })}
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
