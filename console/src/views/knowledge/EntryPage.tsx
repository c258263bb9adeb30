import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { EntryContent } from '#shared/domain/knowledge/entry.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { sayError } from '../../actions.ts';
import { Icon } from '../../components/Icon.tsx';
import { Pictures } from '../../components/Pictures.tsx';
import { RichText } from '../../components/RichText.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { clock, useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { go, hrefOf } from '../../router.ts';
import type { EntryDetail, Publication } from '../../store/knowledge.ts';
import { say } from '../../store/toasts.ts';
import { AskBox } from './AskBox.tsx';
import { ExpiryChip, JobChip, StateChip } from './chips.tsx';
import { EntryFields } from './EntryFields.tsx';
import { contentOf, EMPTY, type EntryForm, formOf } from './entry-form.ts';
import { fieldText, History } from './History.tsx';
import { JobReport } from './JobReport.tsx';
import { StepBar } from './StepBar.tsx';

/** What a draft that was never saved is called while it is asked about. */
const UNSAVED_ID = 'kb-unsaved';

function Preview({ form }: { readonly form: EntryForm }) {
  const date = beijingDate(clock.peek());
  return (
    <section class="kb-card">
      <h2>{t('kbPreview')}</h2>
      <div class="kb-preview">
        <p class="kb-bubble-own">{form.question || '…'}</p>
        <div class="kb-bubble">
          <RichText text={form.answer} />
          <Pictures pictures={form.images} />
          {form.buttons.length > 0 && (
            <p class="kb-preview-buttons">
              {form.buttons.map((button, i) => (
                <span key={`${button.label}-${i + 1}`} class="button">
                  {button.label || '…'}
                </span>
              ))}
            </p>
          )}
          <p class="quiet">{t('kbPreviewMeta', { department: form.department || '…', date })}</p>
        </div>
      </div>
    </section>
  );
}

function Head({ detail }: { readonly detail: EntryDetail | null }) {
  return (
    <header class="kb-head kb-entry-head">
      <a
        class="icon-button"
        href={hrefOf({ page: 'knowledge', id: null })}
        aria-label={t('kbBack')}
      >
        <Icon name="back" />
      </a>
      <h1>{detail === null ? t('kbNew') : detail.entry.content.question}</h1>
      {detail !== null && (
        <p class="kb-row-chips">
          <StateChip state={detail.entry.state} />
          {detail.expiry !== 'fine' && <ExpiryChip expiry={detail.expiry} />}
          <span class="quiet">
            {detail.entry.live !== null && detail.entry.live.version !== detail.entry.version
              ? t('kbDraftBeside', {
                  live: detail.entry.live.version,
                  version: detail.entry.version,
                })
              : t('kbVersionLive', { version: detail.entry.version })}
            {' · '}
            {t('kbAuthor', { name: detail.entry.authorName })}
            {detail.entry.approverName !== null &&
              ` · ${t('kbApprover', { name: detail.entry.approverName })}`}
          </span>
        </p>
      )}
    </header>
  );
}

/** Loads an entry and keeps the fields, what is saved, and the publication that was started. */
const useEntry = (id: string) => {
  const { knowledge } = useConsole().desk;
  const detail = useSignal<EntryDetail | null>(null);
  const error = useSignal<CallError | null>(null);
  const form = useSignal<EntryForm>(EMPTY);
  const saved = useSignal(JSON.stringify(EMPTY));
  const job = useSignal<Publication | null>(null);
  const gone = useRef(false);
  const isNew = id === 'new';
  const load = useCallback(async (): Promise<void> => {
    if (isNew) return;
    const answer = await knowledge.call('knowledgeEntry', { params: { articleId: id } });
    if (gone.current) return;
    error.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    detail.value = answer.value;
    form.value = formOf(answer.value.entry.content);
    saved.value = JSON.stringify(form.value);
  }, [id, isNew, knowledge, detail, error, form, saved]);
  useEffect(() => {
    gone.current = false;
    void load();
    if (knowledge.overview.peek() === null) void knowledge.refreshOverview();
    return () => {
      gone.current = true;
    };
  }, [load, knowledge]);
  const follow = async (jobId: string | null): Promise<void> => {
    await load();
    if (jobId === null) return;
    await knowledge.follow(
      jobId,
      (now) => {
        job.value = now;
      },
      () => gone.current,
    );
    if (job.value?.status === 'published') await load();
  };
  const save = async (content: EntryContent): Promise<void> => {
    const standing = detail.value;
    const answer =
      standing === null
        ? await knowledge.call('createKnowledgeEntry', { body: { content } })
        : await knowledge.call('editKnowledgeEntry', {
            params: { articleId: standing.entry.articleId },
            body: { revision: standing.revision, content },
          });
    if (!answer.ok) return sayError(answer.error);
    const { version, articleId } = answer.value.entry;
    say({ tone: 'good', text: t('kbSaved', { version }) });
    job.value = null;
    // Steps open with the new revision, not before: an older one would be refused.
    if (standing !== null) return load();
    saved.value = JSON.stringify(form.value);
    go({ page: 'knowledge', id: articleId });
  };
  const dirty = JSON.stringify(form.value) !== saved.value;
  return { detail, error, form, job, load, follow, save, dirty };
};

/** Leaving with unsaved words asks first. */
const useGuard = (dirty: boolean): void => {
  useEffect(() => {
    if (!dirty) return undefined;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    const ask = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
      if (link !== null && !window.confirm(t('kbLeave'))) event.preventDefault();
    };
    window.addEventListener('beforeunload', stay);
    document.addEventListener('click', ask, true);
    return () => {
      window.removeEventListener('beforeunload', stay);
      document.removeEventListener('click', ask, true);
    };
  }, [dirty]);
};

type Entry = ReturnType<typeof useEntry>;

function Bar({ entry, locked }: { readonly entry: Entry; readonly locked: boolean }) {
  const read = contentOf(entry.form.value);
  const detail = entry.detail.value;
  return (
    <div class="kb-bar">
      {locked && detail !== null && (
        <p class="quiet">{t('kbReadOnly', { department: detail.entry.content.department })}</p>
      )}
      {!locked && (
        <button
          type="button"
          class="button button-primary"
          disabled={!read.ok || !entry.dirty}
          onClick={() => {
            if (read.ok) void entry.save(read.content);
          }}
        >
          {t('kbSave')}
        </button>
      )}
      {!locked && entry.dirty && (
        <span class="quiet" aria-live="polite">
          {read.ok
            ? t('kbUnsaved')
            : t('kbIncomplete', { fields: read.fields.map(fieldText).join('、') })}
        </span>
      )}
      {detail !== null && (
        <StepBar
          detail={detail}
          blocked={entry.dirty}
          onDone={(jobId) => void entry.follow(jobId)}
        />
      )}
    </div>
  );
}

/** One entry: fields, preview, the box that asks, history. */
export function EntryPage({ id }: { readonly id: string }) {
  const { knowledge } = useConsole().desk;
  const entry = useEntry(id);
  useGuard(entry.dirty);
  const detail = entry.detail.value;
  const job = entry.job.value;
  const isNew = id === 'new';
  if (entry.error.value !== null)
    return (
      <main class="pane kb">
        <Head detail={null} />
        <Trouble error={entry.error.value} onRetry={() => void entry.load()} />
      </main>
    );
  const locked = !isNew && detail?.may.edit !== true;
  const read = contentOf(entry.form.value);
  return (
    <main class="pane kb" aria-label={t('knowledgeBase')} aria-busy={!isNew && detail === null}>
      <Head detail={detail} />
      <Bar entry={entry} locked={locked} />
      <div class="kb-scroll kb-entry">
        <div class="kb-main">
          {job !== null && (
            <section class="kb-card">
              <h2>
                {t(`kbJobKind_${job.kind}`)} <JobChip status={job.status} />
              </h2>
              <JobReport job={job} />
            </section>
          )}
          <EntryFields
            form={entry.form.value}
            locked={locked}
            departments={knowledge.overview.value?.departments ?? []}
            categories={knowledge.overview.value?.categories ?? []}
            onChange={(change) => {
              const now = entry.form.value;
              entry.form.value = {
                ...now,
                ...(typeof change === 'function' ? change(now) : change),
              };
            }}
          />
        </div>
        <aside class="kb-side">
          <AskBox
            articleId={detail?.entry.articleId ?? UNSAVED_ID}
            draft={read.ok ? read.content : null}
          />
          <Preview form={entry.form.value} />
          {detail !== null && (
            <History
              detail={detail}
              onTake={
                locked
                  ? undefined
                  : (content) => {
                      entry.form.value = formOf(content);
                    }
              }
            />
          )}
        </aside>
      </div>
    </main>
  );
}
