import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { sayError } from '../../actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { go, hrefOf } from '../../router.ts';
import { say } from '../../store/toasts.ts';
import { mayWrite } from './may-write.ts';

type List = Response<'knowledgeMisses'>;
type Cluster = List['clusters'][number];

const KINDS = ['unanswered', 'not-helpful', 'expired'] as const;

function DraftDialog({
  cluster,
  onClose,
  onSubmit,
}: {
  readonly cluster: Cluster;
  readonly onClose: () => void;
  readonly onSubmit: (department: string, category: string) => void;
}) {
  const { knowledge, staff } = useConsole().desk;
  const department = useSignal(cluster.department ?? staff.departments[0] ?? '');
  const category = useSignal('');
  const list = knowledge.overview.value;
  const ready = department.value.trim() !== '' && category.value.trim() !== '';
  return (
    <Dialog title={cluster.text} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSubmit(department.value.trim(), category.value.trim());
        }}
      >
        <label class="field">
          <span>{t('kbDepartment')}</span>
          <input
            class="input"
            list="kb-miss-departments"
            value={department.value}
            onInput={(e) => {
              department.value = e.currentTarget.value;
            }}
          />
        </label>
        <label class="field">
          <span>{t('kbCategory')}</span>
          <input
            class="input"
            list="kb-miss-categories"
            value={category.value}
            onInput={(e) => {
              category.value = e.currentTarget.value;
            }}
          />
        </label>
        <datalist id="kb-miss-departments">
          {list?.departments.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <datalist id="kb-miss-categories">
          {list?.categories.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <p class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="button button-primary" disabled={!ready}>
            {t('kbMakeDraft')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

function Deed({ cluster, onDraft }: { readonly cluster: Cluster; readonly onDraft: () => void }) {
  const { staff } = useConsole().desk;
  if (cluster.draft !== null)
    return (
      <p class="kb-links">
        <span class="quiet">
          {t('kbDraftDue', { at: dayAndTime(cluster.draft.dueAt, today.value) })}
        </span>
        <a class="link" href={hrefOf({ page: 'knowledge', id: cluster.draft.articleId })}>
          {t('kbOpenDraft')}
        </a>
      </p>
    );
  if (!mayWrite(staff.tier)) return null;
  return (
    <button
      type="button"
      class={cluster.due ? 'button button-primary' : 'button'}
      onClick={onDraft}
    >
      {t(cluster.articleId === null ? 'kbMakeDraft' : 'kbMendEntry')}
    </button>
  );
}

function Group({ cluster, onDraft }: { readonly cluster: Cluster; readonly onDraft: () => void }) {
  return (
    <li class="kb-card kb-miss">
      <p class="kb-miss-count">{t('kbTimes', { count: cluster.count })}</p>
      <div>
        <h2>{cluster.text}</h2>
        <p class="kb-row-chips">
          {KINDS.filter((kind) => (cluster.kinds[kind] ?? 0) > 0).map((kind) => (
            <span key={kind} class={`chip kb-miss-${kind}`}>
              {t(`kbMiss_${kind}`, { count: cluster.kinds[kind] ?? 0 })}
            </span>
          ))}
          {cluster.department !== null && <span class="chip chip-plain">{cluster.department}</span>}
          <span class="quiet">
            {dayAndTime(cluster.firstAt, today.value)} – {dayAndTime(cluster.lastAt, today.value)}
          </span>
        </p>
        {cluster.examples.length > 1 && (
          <ul class="kb-examples">
            {cluster.examples.map((example) => (
              <li key={example}>{example}</li>
            ))}
          </ul>
        )}
      </div>
      <Deed cluster={cluster} onDraft={onDraft} />
    </li>
  );
}

function Figures({ list }: { readonly list: List }) {
  const median =
    list.medianDays === null
      ? t('kbNoMedian')
      : t('kbDays', { days: Math.round(list.medianDays * 10) / 10 });
  return (
    <dl class="kb-figures">
      {[
        [t('kbOpenGroups'), list.clusters.length],
        [t('kbAnsweredGroups'), list.answered],
        [t('kbMedian'), median],
      ].map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Questions that got no good answer, largest group first; each becomes a draft of the department that owns it. */
export function MissesPage() {
  const { knowledge } = useConsole().desk;
  const list = useSignal<List | null>(null);
  const error = useSignal<CallError | null>(null);
  const chosen = useSignal<Cluster | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const answer = await knowledge.call('knowledgeMisses', {});
    error.value = answer.ok ? null : answer.error;
    if (answer.ok) list.value = answer.value;
  }, [knowledge, list, error]);
  useEffect(() => {
    void load();
    if (knowledge.overview.peek() === null) void knowledge.refreshOverview();
  }, [load, knowledge]);
  const draft = async (clusterId: string, department: string, category: string): Promise<void> => {
    const answer = await knowledge.call('draftFromMiss', {
      params: { clusterId },
      body: { department, category },
    });
    if (!answer.ok) return sayError(answer.error);
    say({ tone: 'good', text: t('kbDraftMade') });
    go({ page: 'knowledge', id: answer.value.entry.articleId });
  };
  if (error.value !== null) return <Trouble error={error.value} onRetry={() => void load()} />;
  if (list.value === null) return null;
  const cluster = chosen.value;
  return (
    <>
      <Figures list={list.value} />
      <p class="quiet">{t('kbMissesText', { days: list.value.days })}</p>
      {list.value.clusters.length === 0 ? (
        <Empty drawing="calm" title={t('kbNoMisses')} text={t('kbNoMissesNext')} />
      ) : (
        <ul class="kb-jobs">
          {list.value.clusters.map((one) => (
            <Group
              key={one.clusterId}
              cluster={one}
              onDraft={() => {
                chosen.value = one;
              }}
            />
          ))}
        </ul>
      )}
      {cluster !== null && (
        <DraftDialog
          cluster={cluster}
          onClose={() => {
            chosen.value = null;
          }}
          onSubmit={(department, category) => void draft(cluster.clusterId, department, category)}
        />
      )}
    </>
  );
}
