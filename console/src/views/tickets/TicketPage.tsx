import { HELP_KINDS } from '#shared/domain/ticket/help.ts';
import { Trouble } from '../../components/Trouble.tsx';
import { useConsole } from '../../context.ts';
import { localized, t } from '../../i18n.ts';
import { Approvals } from './Approvals.tsx';
import { Checklist } from './Checklist.tsx';
import { Clocks } from './Clocks.tsx';
import { Contact } from './Contact.tsx';
import { Deliveries } from './Deliveries.tsx';
import { FourSteps } from './FourSteps.tsx';
import { Links } from './Links.tsx';
import { PrintSheet } from './PrintSheet.tsx';
import { Proofs } from './Proofs.tsx';
import { StepBar } from './StepBar.tsx';
import { Tasks } from './Tasks.tsx';
import { TicketHead } from './TicketHead.tsx';
import { TicketTimeline } from './TicketTimeline.tsx';
import type { TicketData } from './ticket-data.ts';

/** What the patient said and wants. */
function Matter({ data }: { readonly data: TicketData }) {
  const { summary, wish, staffNamed, help } = data.ticket;
  return (
    <section class="block">
      <h2>{t('summary')}</h2>
      <p class="matter">{summary === '' ? t('noWordsYet') : summary}</p>
      {(wish !== '' || staffNamed.length > 0 || help !== null) && (
        <dl class="facts">
          {wish !== '' && (
            <div>
              <dt>{t('wish')}</dt>
              <dd>{wish}</dd>
            </div>
          )}
          {staffNamed.length > 0 && (
            <div>
              <dt>{t('staffNamed')}</dt>
              <dd>{staffNamed.join('、')}</dd>
            </div>
          )}
          {help !== null && (
            <div>
              <dt>{t('helpKind')}</dt>
              <dd>{localized(HELP_KINDS[help.kind].label)}</dd>
            </div>
          )}
          {help !== null &&
            HELP_KINDS[help.kind].fields
              .filter(({ id }) => help.details[id] !== undefined)
              .map(({ id, label }) => (
                <div key={id}>
                  <dt>{localized(label)}</dt>
                  <dd>{help.details[id]}</dd>
                </div>
              ))}
        </dl>
      )}
    </section>
  );
}

function Skeleton() {
  return (
    <div class="ticket-columns" aria-hidden="true">
      <div class="block">
        <span class="skeleton skeleton-line" />
        <span class="skeleton skeleton-line skeleton-long" />
        <span class="skeleton skeleton-line skeleton-short" />
      </div>
    </div>
  );
}

function Body({ data }: { readonly data: TicketData }) {
  const record = data.ticket.case;
  return (
    <div class="ticket-columns">
      <div class="ticket-main">
        {record !== null && <FourSteps record={record} />}
        <StepBar data={data} />
        <Matter data={data} />
        {record !== null && <Checklist data={data} record={record} />}
        <Tasks data={data} />
        {record !== null && <Proofs record={record} />}
        <TicketTimeline data={data} />
      </div>
      <div class="ticket-side">
        <Clocks data={data} />
        <Approvals data={data} />
        <Contact data={data} />
        <Links data={data} />
        <Deliveries />
      </div>
    </div>
  );
}

export function TicketPage() {
  const { desk } = useConsole();
  const { detail, error, refresh } = desk.ticketPage;
  const data = detail.value;
  return (
    <main class="pane ticket-page" aria-label={t('ticketNumber')}>
      <TicketHead data={data} />
      <div class="ticket-scroll">
        {data === null && error.value !== null && (
          <Trouble error={error.value} onRetry={() => void refresh()} />
        )}
        {data === null && error.value === null && <Skeleton />}
        {data !== null && <Body data={data} />}
      </div>
      {data !== null && <PrintSheet data={data} />}
    </main>
  );
}
