import type { CaseRecord } from '#shared/domain/case/case.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { Icon } from '../../components/Icon.tsx';
import { fourSteps } from '../../helpers/four-steps.ts';
import { t } from '../../i18n.ts';
import { stateText } from './ticket-words.ts';

/** 倾听–道歉–解决–跟进: where the case stands. */
export function FourSteps({ record }: { readonly record: CaseRecord }) {
  const over = CASE_STATES[record.state].final && record.state !== 'closed';
  return (
    <section class="four" aria-label={t('fourSteps')}>
      <ol>
        {fourSteps(record.state).map(({ id, standing }, index) => (
          <li
            key={id}
            class={`four-${standing}`}
            aria-current={standing === 'here' ? 'step' : undefined}
          >
            <span class="four-mark" aria-hidden="true">
              {standing === 'done' ? <Icon name="check" size={16} /> : index + 1}
            </span>
            <span class="four-name">
              {t(`step_${id}`)}
              <span class="sr-only">{t(`standing_${standing}`)}</span>
            </span>
            {standing === 'here' && <span class="four-state">{stateText(record.state)}</span>}
          </li>
        ))}
      </ol>
      {over && <p class="four-over">{stateText(record.state)}</p>}
      {record.opening > 1 && (
        <p class="quiet">{t('reopenedTimes', { count: record.opening - 1 })}</p>
      )}
    </section>
  );
}
