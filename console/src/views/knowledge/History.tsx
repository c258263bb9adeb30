import { useSignal } from '@preact/signals';
import type { Response } from '#shared/contract/endpoints.ts';
import type { EntryContent } from '#shared/domain/knowledge/entry.ts';
import { sayError } from '../../actions.ts';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import type { EntryDetail } from '../../store/knowledge.ts';
import { STRINGS, type StringKey } from '../../strings.ts';

type Diff = Response<'knowledgeDiff'>['changes'];

const known = (key: string): key is StringKey => key in STRINGS;
export const stepText = (step: string): string => {
  const key = `kbStep_${step}`;
  return known(key) ? t(key) : step;
};
export const fieldText = (field: string): string => {
  const key = `kbField_${field}`;
  return known(key) ? t(key) : field;
};

function Changes({ changes }: { readonly changes: Diff }) {
  if (changes.length === 0) return <p class="quiet">{t('kbNoChange')}</p>;
  return (
    <dl class="kb-diff">
      {changes.map(({ field, parts }) => (
        <div key={field}>
          <dt>{fieldText(field)}</dt>
          <dd>
            {parts.map((part, i) => {
              const key = `${i}-${part.op}`;
              if (part.op === 'added') return <ins key={key}>{part.text}</ins>;
              if (part.op === 'removed') return <del key={key}>{part.text}</del>;
              return <span key={key}>{part.text}</span>;
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Props = {
  readonly detail: EntryDetail;
  /** Takes an older version into the fields; undefined where nothing may be written. */
  readonly onTake: ((content: EntryContent) => void) | undefined;
};

/** Every version with what it changed, and who did what when. */
export function History({ detail, onTake }: Props) {
  const { knowledge } = useConsole().desk;
  const { articleId } = detail.entry;
  const shown = useSignal<{ readonly version: number; readonly changes: Diff } | null>(null);
  const compare = async (version: number): Promise<void> => {
    if (shown.value?.version === version) {
      shown.value = null;
      return;
    }
    const answer = await knowledge.call('knowledgeDiff', {
      params: { articleId },
      query: { from: version - 1, to: version },
    });
    if (answer.ok) shown.value = { version, changes: answer.value.changes };
    else sayError(answer.error);
  };
  const take = async (version: number): Promise<void> => {
    const answer = await knowledge.call('knowledgeVersion', {
      params: { articleId },
      query: { version },
    });
    if (answer.ok) onTake?.(answer.value.content);
    else sayError(answer.error);
  };
  return (
    <section class="kb-card">
      <h2>{t('kbHistory')}</h2>
      <ul class="kb-versions">
        {detail.versions.map(({ version, at, by }) => (
          <li key={version}>
            <p>
              <b>{t('kbVersionLive', { version })}</b>
              {detail.entry.live?.version === version && (
                <span class="chip kb-state-published">{t('kbState_published')}</span>
              )}
              <span class="quiet">
                {by.name} · {dayAndTime(at, today.value)}
              </span>
            </p>
            <p class="kb-links">
              {version > 1 && (
                <button
                  type="button"
                  class="link"
                  aria-expanded={shown.value?.version === version}
                  onClick={() => void compare(version)}
                >
                  {t('kbCompare')}
                </button>
              )}
              {onTake !== undefined && version !== detail.entry.version && (
                <button type="button" class="link" onClick={() => void take(version)}>
                  {t('kbTakeVersion')}
                </button>
              )}
            </p>
            {shown.value?.version === version && <Changes changes={shown.value.changes} />}
          </li>
        ))}
      </ul>
      <ol class="kb-steps">
        {detail.steps.map((step) => (
          <li key={`${step.at}-${step.step}-${step.version}`}>
            <span>
              {stepText(step.step)} · {t('kbVersionLive', { version: step.version })}
            </span>
            <span class="quiet">
              {step.by.name} · {dayAndTime(step.at, today.value)}
            </span>
            {step.reason !== '' && <q>{step.reason}</q>}
          </li>
        ))}
      </ol>
    </section>
  );
}
