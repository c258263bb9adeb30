import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { TicketView as Ticket } from '#shared/domain/ticket/ticket.ts';
import { copyNumber } from '../actions.ts';
import { clock, today, useConsole } from '../context.ts';
import { dayAndTime, fullTime } from '../helpers/dates.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { readWait } from '../helpers/wait.ts';
import { t } from '../i18n.ts';
import { Icon, type IconName } from './Icon.tsx';
import { CategoryChip, EscalationChip, UrgentChip } from './RowChips.tsx';
import { Timeline } from './Timeline.tsx';

type SectionProps = {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ComponentChildren;
};

function Section({ icon, title, children }: SectionProps) {
  return (
    <section class="context-section">
      <h3>
        <Icon name={icon} size={15} />
        {title}
      </h3>
      {children}
    </section>
  );
}

function TicketHead({ ticket }: { readonly ticket: Ticket }) {
  const console = useConsole();
  const row =
    ticket.conversationId === null ? null : console.desk.inbox.rowOf(ticket.conversationId);
  return (
    <div class="context-number">
      <p class="context-label">{t('ticketNumber')}</p>
      <p class="ticket-number">
        {ticket.number}
        <button
          type="button"
          class="icon-button icon-button-tiny"
          aria-label={t('copyNumber')}
          title={`${t('copyNumber')} (${keyName('copy-number')})`}
          onClick={() => void copyNumber(console)}
        >
          <Icon name="copy" size={16} />
        </button>
      </p>
      <p class="row-chips">
        {ticket.urgent && <UrgentChip alarm={row?.alarm === true} />}
        <span class={`chip status-${ticket.status}`}>{t(`status_${ticket.status}`)}</span>
        <CategoryChip category={ticket.category} />
        {ticket.severity !== null && (
          <span class={`chip severity-${ticket.severity}`}>{ticket.severity}</span>
        )}
        {row !== null && <EscalationChip escalated={row.escalated} />}
      </p>
    </div>
  );
}

function Clocks({ ticket }: { readonly ticket: Ticket }) {
  const reading = readWait(ticket, clock.value);
  const done = ticket.status === 'resolved' || ticket.status === 'closed';
  return (
    <dl class="facts">
      <div>
        <dt>{t('openedAt')}</dt>
        <dd title={fullTime(ticket.openedAt)}>{dayAndTime(ticket.openedAt, today.value)}</dd>
      </div>
      {ticket.waitingSince !== null && !done && (
        <div>
          <dt>{t('patientWaits')}</dt>
          <dd class="number">{reading.waited}</dd>
        </div>
      )}
      {ticket.nextDueAt !== null && !done && (
        <div>
          <dt>{t('nextStep')}</dt>
          <dd class={`wait-text-${reading.level}`}>
            {dayAndTime(ticket.nextDueAt, today.value)}{' '}
            <span class="number">
              {t(reading.level === 'late' ? 'lateBy' : 'leftFor', { time: reading.left ?? '' })}
            </span>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** 为什么在这里, 为什么是我: the department, its hours, and the person or the queue. */
function Why({ ticket, why }: { readonly ticket: Ticket; readonly why: readonly string[] }) {
  const { me } = useConsole().desk;
  if (why.length === 0) return null;
  const mine = ticket.ownerId === me && ticket.ownerWhy !== null;
  return (
    <>
      <p class="context-label why-label">{t(mine ? 'whyMe' : 'whyHere')}</p>
      <ul class="why-lines">
        {why.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

type RouteProps = { readonly ticket: Ticket; readonly explained: boolean };

function Route({ ticket, explained }: RouteProps) {
  return (
    <dl class="facts">
      <div>
        <dt>{t('department')}</dt>
        <dd>
          <strong>{ticket.department}</strong>
        </dd>
      </div>
      {!explained && (
        <div>
          <dt>{t('routeReason')}</dt>
          <dd>{ticket.routeReason}</dd>
        </div>
      )}
      {ticket.ownerName !== null && (
        <div>
          <dt>{t('owner')}</dt>
          <dd>{ticket.ownerName}</dd>
        </div>
      )}
    </dl>
  );
}

/** Questions of the knowledge base near the patient's last words. */
function Suggestions() {
  const console = useConsole();
  const { desk, ui } = console;
  const found = useSignal<readonly { articleId: string; question: string }[]>([]);
  const last = desk.thread.entries.value.findLast(
    (e) => e.by.kind === 'patient' && e.body.kind === 'message',
  );
  const words =
    last?.body.kind === 'message' ? [...last.body.text].slice(0, 50).join('').trim() : '';
  useEffect(() => {
    let stale = false;
    if (words === '') found.value = [];
    else
      void desk.call('suggestions', { query: { q: words } }).then((answer) => {
        if (!stale && answer.ok) found.value = answer.value.suggestions;
      });
    return () => {
      stale = true;
    };
  }, [words, desk, found]);
  if (found.value.length === 0) return <p class="quiet">{t('noSuggestions')}</p>;
  return (
    <ul class="suggestions">
      {found.value.map((item) => (
        <li key={item.articleId}>
          <button
            type="button"
            title={t('quoteQuestion')}
            onClick={() => {
              const id = desk.thread.id.value;
              if (id === null) return;
              const draft = desk.drafts.read(id, 'reply');
              desk.drafts.write(id, 'reply', `${draft}${t('quoted', { question: item.question })}`);
              ui.mode.value = 'reply';
              ui.focusReply.value += 1;
            }}
          >
            {item.question}
          </button>
        </li>
      ))}
    </ul>
  );
}

function ContextSkeleton() {
  return (
    <div class="context-section" aria-hidden="true">
      <span class="skeleton skeleton-line" />
      <span class="skeleton skeleton-line skeleton-long" />
      <span class="skeleton skeleton-line skeleton-short" />
    </div>
  );
}

function Body() {
  const detail = useConsole().desk.thread.detail.value;
  if (detail === null) return <ContextSkeleton />;
  const { ticket } = detail;
  return (
    <>
      {ticket === null ? (
        <p class="quiet context-section">{t('noTicketYet')}</p>
      ) : (
        <>
          <TicketHead ticket={ticket} />
          {ticket.summary !== '' && (
            <Section icon="person" title={t('summary')}>
              <p class="summary">{ticket.summary}</p>
            </Section>
          )}
          <Section icon="clock" title={t('clocks')}>
            <Clocks ticket={ticket} />
          </Section>
          <Section icon="route" title={t('routing')}>
            <Route ticket={ticket} explained={detail.why.length > 0} />
            <Why ticket={ticket} why={detail.why} />
          </Section>
        </>
      )}
      <Section icon="book" title={t('knowledge')}>
        <Suggestions />
      </Section>
      <Section icon="clock" title={t('timeline')}>
        <Timeline events={detail.timeline} />
      </Section>
    </>
  );
}

export function ContextPane() {
  const { ui } = useConsole();
  return (
    <aside class="pane context-pane" aria-label={t('contextPanel')}>
      <header class="context-head">
        <h2>{t('contextPanel')}</h2>
        <button
          type="button"
          class="icon-button only-sheet"
          aria-label={t('close')}
          onClick={() => {
            ui.sheet.value = false;
          }}
        >
          <Icon name="x" />
        </button>
      </header>
      <div class="context-scroll">
        <Body />
      </div>
    </aside>
  );
}
