import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { Icon } from '../../components/Icon.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';

type Counts = Response<'praise'>;

/** Spans that are asked for, in days up to today. */
const SPANS = [30, 90, 365] as const;

function Bars({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly { readonly key: string; readonly name: string; readonly count: number }[];
}) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <section class="block" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 && <p class="quiet">{t('noPraise')}</p>}
      <ol class="praise-bars">
        {rows.map(({ key, name, count }) => (
          <li key={key}>
            <span class="praise-name">{name}</span>
            <span class="praise-bar" aria-hidden="true">
              <i style={{ inlineSize: `${(count / most) * 100}%` }} />
            </span>
            <b class="number">{count}</b>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Found({ counts }: { readonly counts: Counts }) {
  return (
    <div class="praise-columns">
      <Bars
        title={t('praiseDepartments')}
        rows={counts.departments.map(({ department, count }) => ({
          key: department,
          name: department,
          count,
        }))}
      />
      <Bars
        title={t('praisePeople')}
        rows={counts.people.map(({ staffId, name, count }) => ({
          key: staffId ?? `name:${name}`,
          name,
          count,
        }))}
      />
    </div>
  );
}

/** Whom patients praised, and how often: by department and by person. */
export function PraisePage() {
  const { desk } = useConsole();
  const days = useSignal<number>(90);
  const counts = useSignal<Counts | null>(null);
  const error = useSignal<CallError | null>(null);
  const to = beijingDate(today.value);
  const span = days.value;
  const read = async (): Promise<void> => {
    const answer = await desk.call('praise', { query: { from: addDays(to, -span), to } });
    if (answer.ok) counts.value = answer.value;
    error.value = answer.ok ? null : answer.error;
  };
  useEffect(() => void read(), [span, to]);
  return (
    <main class="pane ticket-page" aria-label={t('praise')}>
      <header class="tickets-head">
        <a
          class="icon-button"
          href={hrefOf({ page: 'tickets', ticketId: null })}
          aria-label={t('backToTickets')}
          title={t('backToTickets')}
        >
          <Icon name="back" />
        </a>
        <h1>{t('praise')}</h1>
        <nav class="tabs" aria-label={t('praiseSpan')}>
          {SPANS.map((one) => (
            <button
              type="button"
              key={one}
              class="tab"
              aria-pressed={span === one}
              onClick={() => {
                days.value = one;
              }}
            >
              {t('lastDays', { days: one })}
            </button>
          ))}
        </nav>
      </header>
      <div class="ticket-scroll praise-scroll">
        {error.value !== null && <Trouble error={error.value} onRetry={() => void read()} />}
        {counts.value !== null && (
          <>
            <p class="praise-total">{t('praiseTotal', { count: counts.value.total })}</p>
            <Found counts={counts.value} />
          </>
        )}
      </div>
    </main>
  );
}
