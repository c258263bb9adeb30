import type { CaseClock } from '#shared/domain/sla/case-clocks.ts';
import { fullTime } from '../../helpers/dates.ts';
import { localized, t } from '../../i18n.ts';

/** Why a clock is due then: every step of the count, as the calendar took it. */
export function WhyDue({ clock }: { readonly clock: Pick<CaseClock, 'steps' | 'dueAt'> }) {
  return (
    <details class="why-time">
      <summary>{t('whyThisTime')}</summary>
      <ol>
        {clock.steps.map((step) => (
          <li key={step['zh-CN']}>{localized(step)}</li>
        ))}
        <li class="why-result">
          {t('soDue')} <strong>{fullTime(clock.dueAt)}</strong>
        </li>
      </ol>
    </details>
  );
}
