import { useSignal } from '@preact/signals';
import type { TicketRow } from '#shared/contract/tickets.ts';
import { CHANNELS } from '#shared/domain/conversation/channels.ts';
import { sayError } from '../../actions.ts';
import { Icon } from '../../components/Icon.tsx';
import { CategoryChip } from '../../components/RowChips.tsx';
import { SlaChip } from '../../components/SlaChip.tsx';
import { today, useConsole } from '../../context.ts';
import { shortTime } from '../../helpers/dates.ts';
import { rowTimes } from '../../helpers/ticket-views.ts';
import { locale, localized, t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { say } from '../../store/toasts.ts';
import { CHANNEL_ICONS } from './channel-icons.ts';
import { clockText, stateStep, stateText } from './ticket-words.ts';

export function SeverityChip({ severity }: { readonly severity: string | null }) {
  if (severity === null) return null;
  return <span class={`chip severity severity-${severity}`}>{severity}</span>;
}

export function StateChip({ state }: { readonly state: string }) {
  return <span class={`chip state state-${stateStep(state)}`}>{stateText(state)}</span>;
}

export function DueChip({ row }: { readonly row: TicketRow }) {
  const times = rowTimes(row);
  if (times === null || row.due === null) return <span class="quiet">{t('noClock')}</span>;
  return (
    <>
      <SlaChip times={times} label={clockText(row.due.clock)} />
      {row.due.provisional && (
        <span class="chip chip-plain" title={t('calendar_provisional')}>
          {t('provisional')}
        </span>
      )}
    </>
  );
}

/** What waits for the reader's own department: taken or sent back from the list. */
function Waiting({ row }: { readonly row: TicketRow }) {
  const console = useConsole();
  const { desk, ui } = console;
  const { departments, tier } = desk.staff;
  const busy = useSignal(false);
  const owns = tier === 'department' && departments.includes(row.department);
  const asked = departments.some((own) => row.asked.includes(own));
  if (!(owns && row.state === 'assigned') && !asked) return null;
  const accept = async (): Promise<void> => {
    busy.value = true;
    const answer = await desk.ticketPage.changeOf(row.ticketId, { do: 'step', step: 'accept' });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    say({ tone: 'good', text: t('stepDone', { step: t('acceptHere') }) });
    void desk.ticketList.refresh();
  };
  if (!(owns && row.state === 'assigned'))
    return (
      <a
        class="button button-small row-deed"
        href={hrefOf({ page: 'tickets', ticketId: row.ticketId })}
      >
        {t('acceptTask')}
      </a>
    );
  return (
    <span class="row-deeds">
      <button
        type="button"
        class="button button-small button-primary row-deed"
        disabled={busy.value}
        onClick={() => void accept()}
      >
        {t('acceptHere')}
      </button>
      <button
        type="button"
        class="button button-small row-deed"
        onClick={() => {
          ui.dialog.value = { kind: 'ticket', form: { kind: 'return', row } };
        }}
      >
        {t('returnHere')}
      </button>
    </span>
  );
}

function Marks({ row }: { readonly row: TicketRow }) {
  return (
    <>
      {row.restricted && (
        <span class="chip chip-restricted" title={t('restrictedWhy')}>
          <Icon name="lock" size={12} />
          {t('restricted')}
        </span>
      )}
      {row.escalation !== 'none' && (
        <span class="chip escalation-escalated">
          <Icon name="up" size={12} />
          {t('escalatedTo', { who: escalationText(row.escalation) })}
        </span>
      )}
      {row.pendingApprovals > 0 && (
        <span class="chip chip-warn">
          <Icon name="stamp" size={12} />
          {t('pendingApprovals', { count: row.pendingApprovals })}
        </span>
      )}
      {row.openTasks > 0 && (
        <span class="chip">
          <Icon name="task" size={12} />
          {t('openTasks', { count: row.openTasks })}
        </span>
      )}
      {row.labels.map((label) => (
        <span key={label} class="chip chip-plain">
          {label}
        </span>
      ))}
    </>
  );
}

const ESCALATIONS = ['handler', 'department-head', 'supervisor', 'office'] as const;

export const escalationText = (escalation: string): string => {
  const known = ESCALATIONS.find((one) => one === escalation);
  return known === undefined ? escalation : t(`tells_${known}`);
};

/** One ticket of the list: a row where there is room, a card on a phone. */
export function TicketRowLine({ row }: { readonly row: TicketRow }) {
  const { desk } = useConsole();
  const { ticketList } = desk;
  const mine = row.handlerId === desk.me;
  const at = ticketList.at.value === row.ticketId;
  return (
    <li class={at ? 'ticket-row ticket-row-at' : 'ticket-row'}>
      <label class="ticket-check">
        <input
          type="checkbox"
          aria-label={t('selectTicket', { number: row.number })}
          checked={ticketList.selected.value.has(row.ticketId)}
          onChange={() => ticketList.toggle(row.ticketId)}
        />
      </label>
      <a
        id={`ticket-${row.ticketId}`}
        class="ticket-link"
        href={hrefOf({ page: 'tickets', ticketId: row.ticketId })}
        onFocus={() => {
          ticketList.at.value = row.ticketId;
        }}
      >
        <span class="ticket-no number">{row.number}</span>
        <span class="ticket-from">
          <Icon name={CHANNEL_ICONS[row.channel]} size={13} />
          {localized(CHANNELS[row.channel].label)}
          <time>{shortTime(row.openedAt, today.value, locale.value)}</time>
        </span>
      </a>
      <span class="ticket-what">
        <span class="ticket-chips">
          <CategoryChip category={row.category} />
          <SeverityChip severity={row.severity} />
          <Marks row={row} />
        </span>
        <span class="ticket-summary">{row.summary}</span>
      </span>
      <span class="ticket-department">{row.department}</span>
      <span class={row.handlerId === null ? 'ticket-handler quiet' : 'ticket-handler'}>
        {mine ? t('me') : (row.handlerName ?? t('nobody'))}
      </span>
      <span class="ticket-state">
        <StateChip state={row.state} />
      </span>
      <span class="ticket-due">
        <DueChip row={row} />
        <Waiting row={row} />
      </span>
    </li>
  );
}
