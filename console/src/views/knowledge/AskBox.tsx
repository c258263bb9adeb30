import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Response } from '#shared/contract/endpoints.ts';
import type { EntryContent } from '#shared/domain/knowledge/entry.ts';
import { errorText } from '../../actions.ts';
import { RichText } from '../../components/RichText.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';

type Asked = Response<'askKnowledge'>;
type Props = {
  readonly articleId: string;
  /** What is being written; null where the fields are not complete. */
  readonly draft: EntryContent | null;
};

/** Long enough that a person has stopped typing. */
const PAUSE = 400;

function Hits({ asked, articleId }: { readonly asked: Asked; readonly articleId: string }) {
  return (
    <ol class="kb-hits">
      {asked.hits.map((hit) => (
        <li key={hit.articleId} class={hit.articleId === articleId ? 'kb-hit-own' : undefined}>
          <span>
            {hit.question} {hit.articleId === articleId && <b>（{t('kbThis')}）</b>}
          </span>
          <span class="number">{Math.round(hit.confidence * 100)}%</span>
        </li>
      ))}
    </ol>
  );
}

/** 这样问现在会答什么？ Asks the published base, or that base with the draft in it. */
export function AskBox({ articleId, draft }: Props) {
  const { knowledge } = useConsole().desk;
  const question = useSignal('');
  const withDraft = useSignal(true);
  const asked = useSignal<Asked | null>(null);
  const trouble = useSignal('');
  const words = question.value.trim();
  const used = withDraft.value ? draft : null;
  const written = used === null ? '' : JSON.stringify(used);
  useEffect(() => {
    if (words === '') {
      asked.value = null;
      return undefined;
    }
    let gone = false;
    const timer = setTimeout(async () => {
      const body = {
        question: words,
        ...(written === '' ? {} : { draft: { articleId, content: JSON.parse(written) } }),
      };
      const answer = await knowledge.call('askKnowledge', { body });
      if (gone) return;
      trouble.value = answer.ok ? '' : errorText(answer.error).text;
      if (answer.ok) asked.value = answer.value;
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [words, written, articleId, knowledge, asked, trouble]);
  const result = asked.value;
  return (
    <section class="kb-card">
      <h2>{t('kbAsk')}</h2>
      <input
        class="input"
        aria-label={t('kbAsk')}
        placeholder={t('kbAskPlaceholder')}
        maxLength={300}
        value={question.value}
        onInput={(e) => {
          question.value = e.currentTarget.value;
        }}
      />
      <label class="choice">
        <input
          type="checkbox"
          checked={withDraft.value}
          onChange={(e) => {
            withDraft.value = e.currentTarget.checked;
          }}
        />
        {t('kbAskWithDraft')}
      </label>
      <div aria-live="polite">
        {trouble.value !== '' && <p class="kb-trouble">{trouble.value}</p>}
        {result !== null && (
          <>
            <p>
              <span class={`chip kb-decision-${result.decision}`}>
                {t(`kbDecision_${result.decision}`)}
              </span>
            </p>
            {result.answer !== null && <RichText text={result.answer} />}
            <Hits asked={result} articleId={articleId} />
          </>
        )}
      </div>
    </section>
  );
}
