import type { FunctionComponent } from 'preact';
import { t } from '../../i18n.ts';
import { hrefOf, route } from '../../router.ts';
import type { StringKey } from '../../strings.ts';
import { AuditPage } from './AuditPage.tsx';
import { CalendarPage } from './CalendarPage.tsx';
import { DeliveriesPage } from './DeliveriesPage.tsx';
import { OfficeHoursPage } from './OfficeHoursPage.tsx';
import { RoutingPage } from './RoutingPage.tsx';

const TABS = [
  [null, 'mgCalendar', CalendarPage],
  ['hours', 'mgHours', OfficeHoursPage],
  ['routing', 'routingPage', RoutingPage],
  ['deliveries', 'mgDeliveries', DeliveriesPage],
  ['audit', 'mgAudit', AuditPage],
] as const satisfies readonly (readonly [string | null, StringKey, FunctionComponent])[];

/** Pages for those who answer for the service: what clocks count on, what was sent, who did and saw what. */
export function ManageView() {
  const here = route.value;
  const id = here.page === 'manage' ? here.id : null;
  const [, , Page] = TABS.find(([tab]) => tab === id) ?? TABS[0];
  return (
    <main class="pane kb manage" aria-label={t('manage')}>
      <header class="kb-head">
        <h1>{t('manage')}</h1>
        <nav class="tabs kb-tabs" aria-label={t('manage')}>
          {TABS.map(([tab, label]) => (
            <a
              key={label}
              class="tab"
              href={hrefOf({ page: 'manage', id: tab })}
              aria-current={tab === id ? 'page' : undefined}
            >
              {t(label)}
            </a>
          ))}
        </nav>
      </header>
      <div class="kb-scroll">
        <Page />
      </div>
    </main>
  );
}
