import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { sayError } from '../../actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { Publication } from '../../store/knowledge.ts';
import { JobChip } from './chips.tsx';
import { JobReport } from './JobReport.tsx';
import { mayPublish } from './may-write.ts';

type List = Response<'publications'>;
type Version = List['versions'][number];

function Job({ job }: { readonly job: Publication }) {
  return (
    <li class="kb-card">
      <p class="kb-row-chips">
        <b>{t(`kbJobKind_${job.kind}`)}</b>
        <JobChip status={job.status} />
        {job.entries.slice(0, 6).map(({ articleId, version }) => (
          <a
            key={articleId}
            class="link number"
            href={hrefOf({ page: 'knowledge', id: articleId })}
          >
            {articleId} · {t('kbVersionLive', { version })}
          </a>
        ))}
        <span class="quiet">
          {job.by.name} · {dayAndTime(job.createdAt, today.value)}
        </span>
      </p>
      {job.reason !== '' && <q>{job.reason}</q>}
      <JobReport job={job} />
    </li>
  );
}

function RollbackDialog({
  version,
  onClose,
  onSubmit,
}: {
  readonly version: Version;
  readonly onClose: () => void;
  readonly onSubmit: (reason: string) => void;
}) {
  const reason = useSignal('');
  const ready = reason.value.trim().length >= 2;
  return (
    <Dialog
      title={t('kbRollbackAsk', { at: dayAndTime(version.at, today.value) })}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSubmit(reason.value.trim());
        }}
      >
        <p>{t('kbRollbackText')}</p>
        <label class="field">
          <span>{t('kbReason')}</span>
          <textarea
            rows={3}
            maxLength={500}
            value={reason.value}
            onInput={(e) => {
              reason.value = e.currentTarget.value;
            }}
          />
        </label>
        <p class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="button button-danger" disabled={!ready}>
            {t('kbRollback')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

function Versions({
  list,
  onRollback,
}: {
  readonly list: List;
  readonly onRollback: ((version: Version) => void) | undefined;
}) {
  return (
    <ul class="kb-versions">
      {list.versions.map((version) => (
        <li key={version.version}>
          <p>
            <b>{dayAndTime(version.at, today.value)}</b>
            {version.version === list.current && (
              <span class="chip kb-state-published">{t('kbCurrent')}</span>
            )}
            <span class="quiet">
              {version.by.name} · {t('kbArticles', { count: version.articles })}
            </span>
          </p>
          {onRollback !== undefined && version.version !== list.current && (
            <button type="button" class="link" onClick={() => onRollback(version)}>
              {t('kbRollback')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What was published when and how its tests went; the way back. */
export function PublicationsPage() {
  const { desk } = useConsole();
  const { knowledge } = desk;
  const list = useSignal<List | null>(null);
  const error = useSignal<CallError | null>(null);
  const chosen = useSignal<Version | null>(null);
  const gone = useRef(false);
  const load = useCallback(async (): Promise<void> => {
    const answer = await knowledge.call('publications', {});
    if (gone.current) return;
    error.value = answer.ok ? null : answer.error;
    if (answer.ok) list.value = answer.value;
  }, [knowledge, list, error]);
  useEffect(() => {
    gone.current = false;
    void load();
    return () => {
      gone.current = true;
    };
  }, [load]);
  const rollBack = async (version: string, reason: string): Promise<void> => {
    const answer = await knowledge.call('rollbackKnowledge', { body: { version, reason } });
    if (!answer.ok) return sayError(answer.error);
    chosen.value = null;
    await knowledge.follow(
      answer.value.jobId,
      () => void load(),
      () => gone.current,
    );
  };
  if (error.value !== null) return <Trouble error={error.value} onRetry={() => void load()} />;
  if (list.value === null) return null;
  const version = chosen.value;
  return (
    <div class="kb-entry">
      <div class="kb-main">
        {list.value.jobs.length === 0 ? (
          <Empty drawing="calm" title={t('kbNoJobs')} text={t('kbNoJobsNext')} />
        ) : (
          <ul class="kb-jobs">
            {list.value.jobs.map((job) => (
              <Job key={job.jobId} job={job} />
            ))}
          </ul>
        )}
      </div>
      <aside class="kb-side">
        <section class="kb-card">
          <h2>{t('kbKeptVersions')}</h2>
          <Versions
            list={list.value}
            onRollback={
              mayPublish(desk.staff.tier)
                ? (one) => {
                    chosen.value = one;
                  }
                : undefined
            }
          />
        </section>
      </aside>
      {version !== null && (
        <RollbackDialog
          version={version}
          onClose={() => {
            chosen.value = null;
          }}
          onSubmit={(reason) => void rollBack(version.version, reason)}
        />
      )}
    </div>
  );
}
