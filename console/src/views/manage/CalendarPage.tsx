import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { sayError } from '../../actions.ts';
import { calendarHealth } from '../../components/CalendarNotice.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';
import { DuePreview } from './DuePreview.tsx';

type View = Response<'calendar'>;
type Year = View['years'][number];
type Reading = Response<'readCalendar'>;

/** Days in a row with the same name, for reading: 02-15—02-23 春节. */
const runsOf = (days: Readonly<Record<string, string>>): string[] => {
  const runs: { from: string; to: string; name: string }[] = [];
  for (const [date, name] of Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const last = runs.at(-1);
    if (last !== undefined && last.name === name && addDays(last.to, 1) === date) last.to = date;
    else runs.push({ from: date, to: date, name });
  }
  return runs.map(({ from, to, name }) =>
    from === to ? `${from.slice(5)} ${name}` : `${from.slice(5)}—${to.slice(5)} ${name}`,
  );
};

function StatusChip({ status }: { readonly status: Year['status'] }) {
  const tone = status === 'official' ? 'chip-plain' : 'chip-warn';
  return <span class={`chip ${tone}`}>{t(`calStatus_${status}`)}</span>;
}

function YearRow({ year }: { readonly year: Year }) {
  return (
    <tr>
      <td class="number">{year.year}</td>
      <td>
        <StatusChip status={year.status} />
      </td>
      <td>
        {year.table === null ? (
          <span class="number">{year.daysOff === 0 ? '—' : year.daysOff}</span>
        ) : (
          <ul class="year-days">
            {runsOf(year.table.off).map((run) => (
              <li key={run}>{run}</li>
            ))}
          </ul>
        )}
      </td>
      <td>
        {year.table === null ? (
          <span class="number">{year.makeUpDays === 0 ? '—' : year.makeUpDays}</span>
        ) : (
          <ul class="year-days">
            {runsOf(year.table.work).map((run) => (
              <li key={run}>{run}</li>
            ))}
          </ul>
        )}
      </td>
      <td>{year.source === '' ? '—' : year.source}</td>
    </tr>
  );
}

function YearTable({ years }: { readonly years: readonly Year[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="kb-table-scroll" tabIndex={0} aria-label={t('mgCalendar')}>
      <table class="kb-table">
        <thead>
          <tr>
            <th scope="col">{t('calYear')}</th>
            <th scope="col">{t('calStatus')}</th>
            <th scope="col">{t('calDaysOff')}</th>
            <th scope="col">{t('calMakeUp')}</th>
            <th scope="col">{t('calSource')}</th>
          </tr>
        </thead>
        <tbody>
          {years.map((year) => (
            <YearRow key={year.year} year={year} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Problems({ reading }: { readonly reading: Reading }) {
  const errors = reading.problems.filter(({ grade }) => grade === 'error');
  const doubts = reading.problems.filter(({ grade }) => grade === 'warning');
  return (
    <>
      {errors.length > 0 && (
        <>
          <p class="kb-trouble" role="alert">
            {t('calErrors', { count: errors.length })}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <section class="kb-table-scroll" tabIndex={0} aria-label={t('calProblem')}>
            <table class="kb-table">
              <thead>
                <tr>
                  <th scope="col">{t('calRow')}</th>
                  <th scope="col">{t('calProblem')}</th>
                </tr>
              </thead>
              <tbody>
                {errors.map(({ row, column, reason }) => (
                  <tr key={`${row}-${column}-${reason}`}>
                    <td class="number">{row === 0 ? t('calWhole') : row}</td>
                    <td>{reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
      {doubts.map(({ reason }) => (
        <p key={reason} class="clock-warn">
          {t('calDoubt')}
          {reason}
        </p>
      ))}
    </>
  );
}

function Outcome({ reading }: { readonly reading: Reading }) {
  const days = reading.workingDays.reduce((sum, n) => sum + n, 0);
  return (
    <>
      <p>{t('calReads', { off: reading.daysOff, work: reading.makeUpDays, days })}</p>
      <dl class="year-months" aria-label={t('calMonths')}>
        {reading.workingDays.map((n, month) => (
          <div key={`month-${month + 1}`}>
            <dt>{t('calMonth', { month: month + 1 })}</dt>
            <dd class="number">{n}</dd>
          </div>
        ))}
      </dl>
      {reading.standing !== 'missing' && (
        <p class="quiet">{t('calReplaces', { status: t(`calStatus_${reading.standing}`) })}</p>
      )}
    </>
  );
}

function ImportCard({
  suggested,
  onEntered,
}: {
  readonly suggested: number;
  readonly onEntered: () => void;
}) {
  const { desk } = useConsole();
  const year = useSignal(String(suggested));
  const status = useSignal<'official' | 'provisional'>('official');
  const source = useSignal('');
  const text = useSignal('');
  const reading = useSignal<Reading | null>(null);
  const busy = useSignal(false);
  const ready =
    /^20\d\d$/.test(year.value) && source.value.trim() !== '' && text.value.trim() !== '';
  const changed = (): void => {
    reading.value = null;
  };
  const check = async (): Promise<void> => {
    busy.value = true;
    const answer = await desk.call('readCalendar', {
      body: {
        text: text.value,
        year: Number(year.value),
        status: status.value,
        source: source.value.trim(),
      },
    });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    reading.value = answer.value;
  };
  const enter = async (table: NonNullable<Reading['table']>): Promise<void> => {
    busy.value = true;
    const answer = await desk.call('importCalendar', { body: { table } });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    const { recounted, moved, complete } = answer.value;
    const done = t('calEntered', { year: table.year, count: recounted, moved });
    say({ tone: 'good', text: complete ? done : `${done} ${t('recountGoesOn')}` });
    reading.value = null;
    text.value = '';
    onEntered();
  };
  const table = reading.value?.table ?? null;
  return (
    <>
      <section class="kb-card" aria-label={t('calImport')}>
        <h2>{t('calImport')}</h2>
        <p class="quiet">{t('calImportText')}</p>
        <div class="manage-fields">
          <label class="field field-narrow">
            <span>{t('calYear')}</span>
            <input
              class="input"
              inputMode="numeric"
              maxLength={4}
              value={year.value}
              onInput={(e) => {
                year.value = e.currentTarget.value;
                changed();
              }}
            />
          </label>
          <label class="field">
            <span>{t('calStatus')}</span>
            <select
              class="select"
              value={status.value}
              onChange={(e) => {
                status.value = e.currentTarget.value === 'official' ? 'official' : 'provisional';
                changed();
              }}
            >
              <option value="official">{t('calIs_official')}</option>
              <option value="provisional">{t('calIs_provisional')}</option>
            </select>
          </label>
          <label class="field field-wide">
            <span>{t('calSource')}</span>
            <input
              class="input"
              maxLength={200}
              placeholder={t('calSourceHint')}
              value={source.value}
              onInput={(e) => {
                source.value = e.currentTarget.value;
                changed();
              }}
            />
          </label>
        </div>
        <label class="field">
          <span>{t('calTable')}</span>
          <textarea
            class="input calendar-text"
            rows={8}
            spellcheck={false}
            placeholder={t('calExample')}
            value={text.value}
            onInput={(e) => {
              text.value = e.currentTarget.value;
              changed();
            }}
          />
        </label>
        <label class="field">
          <span>{t('calFile')}</span>
          <input
            type="file"
            accept=".csv,.txt,.json,text/csv,text/plain,application/json"
            onChange={(e) => {
              void e.currentTarget.files?.[0]?.text().then((read) => {
                text.value = read;
                changed();
              });
            }}
          />
        </label>
        <p class="kb-links">
          <button
            type="button"
            class="button"
            disabled={!ready || busy.value}
            onClick={() => void check()}
          >
            {t('calCheck')}
          </button>
          {table !== null && (
            <button
              type="button"
              class="button button-primary"
              disabled={busy.value}
              onClick={() => void enter(table)}
            >
              {t('calEnter', { year: table.year })}
            </button>
          )}
        </p>
        <div aria-live="polite" class="manage-outcome">
          {reading.value !== null && <Problems reading={reading.value} />}
          {reading.value !== null && table !== null && <Outcome reading={reading.value} />}
        </div>
      </section>
      {table !== null && <DuePreview proposal={{ year: table }} compare />}
    </>
  );
}

/** Years of the working calendar with their status, and the way to enter one. */
export function CalendarPage() {
  const { desk } = useConsole();
  const view = useSignal<View | null>(null);
  const error = useSignal<CallError | null>(null);
  const load = async (): Promise<void> => {
    const answer = await desk.call('calendar', {});
    if (!answer.ok) {
      error.value = answer.error;
      return;
    }
    view.value = answer.value;
    calendarHealth.value = answer.value.health;
  };
  useEffect(() => void load(), []);
  const shown = view.value;
  if (shown === null)
    return error.value === null ? null : (
      <Trouble error={error.value} onRetry={() => void load()} />
    );
  const current = Number(beijingDate(today.value).slice(0, 4));
  const recent = shown.years.filter(({ year }) => year >= current - 1).toReversed();
  const older = shown.years.filter(({ year }) => year < current - 1).toReversed();
  return (
    <div class="kb-tables">
      {shown.health.kind === 'fine' && <p class="quiet">{t('calFine')}</p>}
      <YearTable years={recent} />
      {older.length > 0 && (
        <details>
          <summary>{t('calOlder', { count: older.length })}</summary>
          <YearTable years={older} />
        </details>
      )}
      <ImportCard
        key={shown.health.year ?? current + 1}
        suggested={shown.health.year ?? current + 1}
        onEntered={() => void load()}
      />
    </div>
  );
}
