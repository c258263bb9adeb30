import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { Publication } from '../../store/knowledge.ts';

type Problem = Publication['problems'][number];

const outcomeText = (outcome: Problem['before']): string =>
  outcome === null ? '' : t(`kbOutcome_${outcome}`);

function ProblemRow({ problem }: { readonly problem: Problem }) {
  const { articleId, question, kind, before, after, instead } = problem;
  return (
    <li>
      <p>
        {question !== '' && <q>{question}</q>}{' '}
        <a class="link number" href={hrefOf({ page: 'knowledge', id: articleId })}>
          {articleId}
        </a>
      </p>
      <p class="quiet">
        {t(`kbProblem_${kind}`, { before: outcomeText(before), after: outcomeText(after) })}
        {instead !== null && (
          <>
            {' · '}
            {t('kbInstead')}
            <a class="link" href={hrefOf({ page: 'knowledge', id: instead.articleId })}>
              {instead.question}
            </a>
          </>
        )}
      </p>
    </li>
  );
}

/** How a publication went: what was tested, and what stands in its way. */
export function JobReport({ job }: { readonly job: Publication }) {
  const { problems, status, tested, answered, error } = job;
  return (
    <div class={`kb-report kb-report-${status}`} role={status === 'blocked' ? 'alert' : undefined}>
      {(status === 'queued' || status === 'running') && <p>{t('kbJobRunning')}</p>}
      {tested > 0 && <p class="quiet">{t('kbTested', { tested, answered })}</p>}
      {status === 'blocked' && (
        <p class="kb-report-title">{t('kbBlockedTitle', { count: problems.length })}</p>
      )}
      {status === 'failed' && <p>{t('kbFailedText')}</p>}
      {error !== null && <p class="quiet">{error}</p>}
      {problems.length > 0 && (
        <ul class="kb-problems">
          {problems.map((problem) => (
            <ProblemRow key={`${problem.articleId}-${problem.question}`} problem={problem} />
          ))}
        </ul>
      )}
    </div>
  );
}
