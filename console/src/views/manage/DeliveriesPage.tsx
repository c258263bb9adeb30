import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { sayError } from '../../actions.ts';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { say } from '../../store/toasts.ts';

type Line = Response<'deliveryLog'>['lines'][number];
type Show = 'all' | 'trouble';

const CHANNELS = {
  console: 'deliver_console',
  webhook: 'deliver_webhook',
  robot: 'deliver_robot',
} as const;

function Row({ line, onRetry }: { readonly line: Line; readonly onRetry: (line: Line) => void }) {
  const open = line.channels.some(({ state }) => state !== 'sent');
  return (
    <li class="kb-card">
      <p class="sent-head">
        <strong>{line.title}</strong>
        {line.ticketId !== null && (
          <a class="link number" href={hrefOf({ page: 'tickets', ticketId: line.ticketId })}>
            {line.ticketNumber}
          </a>
        )}
        <time class="quiet">{dayAndTime(line.at, today.value)}</time>
      </p>
      <ul class="sent-channels">
        {line.channels.map(({ channel, state, attempts, result, at }) => (
          <li key={channel}>
            <span class={`chip deliver-${state}`}>
              {t(CHANNELS[channel])} {t(`deliver_${state}`)}
            </span>
            <span class="quiet">
              {t('dlTries', { count: attempts })} · {dayAndTime(at, today.value)}
              {state !== 'sent' && ` · ${result}`}
            </span>
          </li>
        ))}
      </ul>
      {open && (
        <button type="button" class="button button-small" onClick={() => onRetry(line)}>
          {t('dlRetry')}
        </button>
      )}
    </li>
  );
}

/** Everything that left the house, newest first, what did not arrive among it, and sending it again. */
export function DeliveriesPage() {
  const { desk } = useConsole();
  const show = useSignal<Show>('all');
  const lines = useSignal<readonly Line[] | null>(null);
  const cursor = useSignal<string | null>(null);
  const error = useSignal<CallError | null>(null);
  const load = async (from: string | null): Promise<void> => {
    const answer = await desk.call('deliveryLog', {
      query: { show: show.value, ...(from === null ? {} : { cursor: from }) },
    });
    if (!answer.ok) {
      error.value = answer.error;
      return;
    }
    lines.value = [...(from === null ? [] : (lines.value ?? [])), ...answer.value.lines];
    cursor.value = answer.value.cursor;
  };
  useEffect(() => void load(null), [show.value]);
  const retry = async ({ ticketId, outboxId }: Line): Promise<void> => {
    const answer = await desk.call('retryDelivery', { body: { ticketId, outboxId } });
    if (!answer.ok) return sayError(answer.error);
    say({ tone: 'good', text: t('dlRetried') });
    setTimeout(() => void load(null), 2_000);
  };
  const shown = lines.value;
  return (
    <div class="kb-tables">
      <p class="quiet">{t('dlText')}</p>
      <fieldset class="choices choices-inline" aria-label={t('mgDeliveries')}>
        {(['all', 'trouble'] as const).map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="delivery-show"
              checked={show.value === one}
              onChange={() => {
                show.value = one;
              }}
            />
            {t(one === 'all' ? 'dlAll' : 'dlTrouble')}
          </label>
        ))}
        <button type="button" class="button button-small" onClick={() => void load(null)}>
          {t('refresh')}
        </button>
      </fieldset>
      {shown === null && error.value !== null && (
        <Trouble error={error.value} onRetry={() => void load(null)} />
      )}
      {shown?.length === 0 && (
        <p class="quiet">{t(show.value === 'all' ? 'dlNone' : 'dlNoTrouble')}</p>
      )}
      {shown !== null && shown.length > 0 && (
        <ul class="sent-list">
          {shown.map((line) => (
            <Row key={line.outboxId} line={line} onRetry={(one) => void retry(one)} />
          ))}
        </ul>
      )}
      {cursor.value !== null && (
        <button type="button" class="button more" onClick={() => void load(cursor.value)}>
          {t('more')}
        </button>
      )}
    </div>
  );
}
