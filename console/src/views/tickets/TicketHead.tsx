import { CHANNELS } from '#shared/domain/conversation/channels.ts';
import { copyTicketNumber } from '../../actions.ts';
import { Icon } from '../../components/Icon.tsx';
import { CategoryChip, UrgentChip } from '../../components/RowChips.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime, fullTime } from '../../helpers/dates.ts';
import { keyName } from '../../helpers/shortcuts.ts';
import { localized, t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { CHANNEL_ICONS } from './channel-icons.ts';
import { DueChip, escalationText, SeverityChip, StateChip } from './TicketRowLine.tsx';
import type { TicketData } from './ticket-data.ts';
import { topicText } from './ticket-words.ts';

function Chips({ data }: { readonly data: TicketData }) {
  const { ticket, row } = data;
  return (
    <p class="ticket-chips">
      {ticket.urgent && <UrgentChip alarm={false} />}
      <CategoryChip category={ticket.category} />
      <SeverityChip severity={ticket.severity} />
      {ticket.case !== null && <StateChip state={ticket.case.state} />}
      {ticket.topic !== null && <span class="chip">{topicText(ticket.topic)}</span>}
      {ticket.labels.map((label) => (
        <span key={label} class="chip chip-plain">
          {label}
        </span>
      ))}
      {row?.restricted === true && (
        <span class="chip chip-restricted" title={t('restrictedWhy')}>
          <Icon name="lock" size={12} />
          {t('restricted')}
        </span>
      )}
      {ticket.escalation !== 'none' && (
        <span class="chip escalation-escalated">
          <Icon name="up" size={12} />
          {t('escalatedTo', { who: escalationText(ticket.escalation) })}
        </span>
      )}
      {row !== null && row.due !== null && <DueChip row={row} />}
    </p>
  );
}

function Who({ data }: { readonly data: TicketData }) {
  const { desk } = useConsole();
  const { ticket } = data;
  // Without a case nobody handles it but whoever answers.
  const handlerId = ticket.case === null ? ticket.ownerId : ticket.case.handlerId;
  const name = ticket.case === null ? ticket.ownerName : ticket.handlerName;
  return (
    <p class="ticket-who">
      <span>
        <Icon name={CHANNEL_ICONS[ticket.channel]} size={14} />
        {localized(CHANNELS[ticket.channel].label)}
      </span>
      <time title={fullTime(ticket.openedAt)}>{dayAndTime(ticket.openedAt, today.value)}</time>
      <span title={data.why.length > 0 ? data.why.join('\n') : ticket.routeReason}>
        {[...new Set([ticket.department, ...ticket.departments])].join(' + ')}
      </span>
      <span>
        {t('handler')}：{handlerId === desk.me ? t('me') : (name ?? t('nobody'))}
      </span>
    </p>
  );
}

export function TicketHead({ data }: { readonly data: TicketData | null }) {
  const console = useConsole();
  const back = (
    <a
      class="icon-button"
      href={hrefOf({ page: 'tickets', ticketId: null })}
      aria-label={t('backToTickets')}
      title={`${t('backToTickets')} (Esc)`}
    >
      <Icon name="back" />
    </a>
  );
  if (data === null) return <header class="ticket-head">{back}</header>;
  const { ticket } = data;
  return (
    <header class="ticket-head">
      {back}
      <div class="ticket-head-main">
        <h1 class="ticket-number">
          {ticket.number}
          <button
            type="button"
            class="icon-button icon-button-tiny"
            aria-label={t('copyNumber')}
            title={`${t('copyNumber')} (${keyName('copy-number')})`}
            onClick={() => void copyTicketNumber(console)}
          >
            <Icon name="copy" size={16} />
          </button>
        </h1>
        <Chips data={data} />
        <Who data={data} />
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={t('printSheet')}
        title={t('printSheet')}
        onClick={() => window.print()}
      >
        <Icon name="print" />
      </button>
      {ticket.conversationId !== null && (
        <a
          class="button"
          href={hrefOf({ page: 'inbox', conversationId: ticket.conversationId })}
          title={t('openConversationOf')}
        >
          <Icon name="inbox" size={16} />
          <span class="action-label">{t('openConversationOf')}</span>
        </a>
      )}
    </header>
  );
}
