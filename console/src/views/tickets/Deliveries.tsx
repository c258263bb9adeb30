import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';

const CHANNELS = {
  console: 'deliver_console',
  webhook: 'deliver_webhook',
  robot: 'deliver_robot',
} as const;

/** Who was told what about this ticket, and whether it arrived. Read when it is unfolded. */
export function Deliveries() {
  const { ticketPage } = useConsole().desk;
  const list = ticketPage.deliveries.value;
  return (
    <details
      class="block deliveries"
      onToggle={(event) => {
        if (event.currentTarget.open) void ticketPage.readDeliveries();
      }}
    >
      <summary>{t('deliveries')}</summary>
      {list !== null && list.length === 0 && <p class="quiet">{t('noDeliveries')}</p>}
      {list !== null && list.length > 0 && (
        <ul class="clocks">
          {list.map((row) => (
            <li key={row.outboxId} class="clock">
              <p>{row.title}</p>
              <p class="quiet">
                <time>{dayAndTime(row.at, today.value)}</time>
              </p>
              <p class="ticket-chips">
                {row.channels.map((one) => (
                  <span key={one.channel} class={`chip deliver-${one.state}`} title={one.result}>
                    {t(CHANNELS[one.channel])} {t(`deliver_${one.state}`)}
                    {one.attempts > 1 && ` ×${one.attempts}`}
                  </span>
                ))}
              </p>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
