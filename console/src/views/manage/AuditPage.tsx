import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallError, CallInput } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import { beijingDate, beijingTime, SECOND } from '#shared/kernel/clock.ts';
import { sayError } from '../../actions.ts';
import { Trouble } from '../../components/Trouble.tsx';
import { useConsole } from '../../context.ts';
import { fullTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { say } from '../../store/toasts.ts';
import type { StringKey } from '../../strings.ts';

type Row = Response<'auditRows'>['rows'][number];
type Verdict = Response<'verifyAudit'>;
type Filter = Omit<NonNullable<CallInput<'auditRows'>['query']>, 'cursor'>;

const ACTIONS = [
  ['look', 'auAct_look'],
  ['reveal', 'auAct_reveal'],
  ['step:', 'auAct_step'],
  ['approval', 'auAct_approval'],
  ['event:', 'auAct_event'],
  ['calendar', 'auAct_calendar'],
  ['hours', 'auAct_hours'],
  ['delivery', 'auAct_delivery'],
  ['audit', 'auAct_audit'],
] as const satisfies readonly (readonly [string, StringKey])[];

const BREAKS: Readonly<Record<string, StringKey>> = {
  'was altered': 'auBreak_altered',
  'a line is missing': 'auBreak_missing',
  'does not follow the line before': 'auBreak_follow',
  'the end is missing': 'auBreak_end',
  unreadable: 'auBreak_unreadable',
};

function Verdicts({ verdict }: { readonly verdict: Verdict }) {
  const [first] = verdict.breaks;
  const at = verdict.intactUpTo === null ? '—' : fullTime(verdict.intactUpTo);
  if (first === undefined)
    return (
      <p class="chain chain-intact">
        {verdict.rows === 0 ? t('auEmpty') : t('auIntact', { at, rows: verdict.rows })}
      </p>
    );
  const what = t(BREAKS[first.what] ?? 'auBreak_unreadable');
  return (
    <p class="chain chain-broken" role="alert">
      {t('auBroken', {
        date: first.date,
        shard: first.shard + 1,
        position: first.position + 1,
        what,
        at,
      })}
      {verdict.breaks.length > 1 && ` ${t('auMoreBreaks', { count: verdict.breaks.length })}`}
    </p>
  );
}

/** What was done in words, with the name that the record itself uses. */
function Action({ action }: { readonly action: string }) {
  const label = ACTIONS.find(([prefix]) => action.startsWith(prefix))?.[1];
  return (
    <span class="audit-action">
      {label !== undefined && <span>{t(label)}</span>}
      <code>{action}</code>
    </span>
  );
}

function Line({ row }: { readonly row: Row }) {
  const details = Object.entries(row.data);
  return (
    <tr>
      <td class="number">
        <time>
          {beijingDate(row.at)} {beijingTime(row.at)}:
          {String(Math.floor(row.at / SECOND) % 60).padStart(2, '0')}
        </time>
      </td>
      <td>{row.actorName === '' ? row.actorId : row.actorName}</td>
      <td>
        <Action action={row.action} />
      </td>
      <td>
        {row.ticketId !== null && (
          <a class="link" href={hrefOf({ page: 'tickets', ticketId: row.ticketId })}>
            {t('openTicket')}
          </a>
        )}
      </td>
      <td>{row.reason}</td>
      <td>
        {details.length > 0 && (
          <details>
            <summary>{row.place}</summary>
            <dl class="audit-data">
              {details.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
              <div>
                <dt>hash</dt>
                <dd class="number">{row.hash}</dd>
              </div>
            </dl>
          </details>
        )}
      </td>
    </tr>
  );
}

function Lines({ rows }: { readonly rows: readonly Row[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="kb-table-scroll audit-scroll" tabIndex={0} aria-label={t('mgAudit')}>
      <table class="kb-table">
        <thead>
          <tr>
            <th scope="col">{t('auWhen')}</th>
            <th scope="col">{t('auWho')}</th>
            <th scope="col">{t('auAction')}</th>
            <th scope="col">{t('auTicket')}</th>
            <th scope="col">{t('auReason')}</th>
            <th scope="col">{t('auDetails')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.place} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Day({ label, value }: { readonly label: string; readonly value: Signal<string> }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        type="date"
        value={value.value}
        onInput={(e) => {
          value.value = e.currentTarget.value;
        }}
      />
    </label>
  );
}

const save = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

/** Who did and saw what, newest first; whether the record is whole; the record as a file. */
export function AuditPage() {
  const { desk } = useConsole();
  const now = beijingDate(desk.now());
  const from = useSignal(addDays(now, -6));
  const to = useSignal(now);
  const ticket = useSignal('');
  const actor = useSignal('');
  const action = useSignal('');
  const rows = useSignal<readonly Row[] | null>(null);
  const cursor = useSignal<string | null>(null);
  const error = useSignal<CallError | null>(null);
  const verdict = useSignal<Verdict | null>(null);
  const busy = useSignal('');

  const filter = (): Filter => ({
    from: from.value,
    to: to.value,
    ...(ticket.value.trim() === '' ? {} : { ticket: ticket.value.trim() }),
    ...(actor.value === '' ? {} : { actorId: actor.value }),
    ...(action.value === '' ? {} : { action: action.value }),
  });
  const search = async (after: string | null): Promise<void> => {
    busy.value = t('auSearch');
    const answer = await desk.call('auditRows', {
      query: { ...filter(), ...(after === null ? {} : { cursor: after }) },
    });
    busy.value = '';
    if (!answer.ok) {
      if (rows.value === null) error.value = answer.error;
      else sayError(answer.error);
      return;
    }
    rows.value = [...(after === null ? [] : (rows.value ?? [])), ...answer.value.rows];
    cursor.value = answer.value.cursor;
    error.value = null;
  };
  const verify = async (): Promise<void> => {
    busy.value = t('auVerify');
    const answer = await desk.call('verifyAudit', { query: { from: from.value, to: to.value } });
    busy.value = '';
    if (!answer.ok) return sayError(answer.error);
    verdict.value = answer.value;
  };
  const exportAs = async (format: 'csv' | 'jsonl'): Promise<void> => {
    const parts: string[] = [];
    let count = 0;
    let after: string | null = null;
    let file = { name: '', type: '' };
    do {
      const answer: Awaited<ReturnType<typeof desk.call<'exportAudit'>>> = await desk.call(
        'exportAudit',
        { query: { ...filter(), format, ...(after === null ? {} : { cursor: after }) } },
      );
      if (!answer.ok) {
        busy.value = '';
        return sayError(answer.error);
      }
      const { text, fileName, type, rows: added } = answer.value;
      parts.push(text);
      count += added;
      file = { name: fileName, type };
      after = answer.value.cursor;
      busy.value = t('auExporting', { count });
    } while (after !== null);
    busy.value = '';
    save(file.name, file.type, parts.join(''));
    say({ tone: 'good', text: t('auExported', { count }) });
  };
  useEffect(() => void search(null), []);
  const waiting = busy.value !== '';
  const people = [desk.staff, ...desk.team.colleagues.value];
  return (
    <div class="kb-tables audit-page">
      <p class="quiet">{t('auText')}</p>
      <section class="kb-card" aria-label={t('auSearch')}>
        <form
          class="manage-fields"
          onSubmit={(event) => {
            event.preventDefault();
            void search(null);
          }}
        >
          <Day label={t('auFrom')} value={from} />
          <Day label={t('auTo')} value={to} />
          <label class="field">
            <span>{t('auTicket')}</span>
            <input
              class="input"
              type="search"
              value={ticket.value}
              onInput={(e) => {
                ticket.value = e.currentTarget.value;
              }}
            />
          </label>
          <label class="field">
            <span>{t('auWho')}</span>
            <select
              class="select"
              value={actor.value}
              onChange={(e) => {
                actor.value = e.currentTarget.value;
              }}
            >
              <option value="">{t('auAnyone')}</option>
              <option value="service">{t('auService')}</option>
              {people.map(({ staffId, name }) => (
                <option key={staffId} value={staffId}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{t('auAction')}</span>
            <select
              class="select"
              value={action.value}
              onChange={(e) => {
                action.value = e.currentTarget.value;
              }}
            >
              <option value="">{t('auAnyAction')}</option>
              {ACTIONS.map(([id, label]) => (
                <option key={id} value={id}>
                  {t(label)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" class="button button-primary" disabled={waiting}>
            {t('auSearch')}
          </button>
        </form>
        <p class="kb-links">
          <button type="button" class="button" disabled={waiting} onClick={() => void verify()}>
            {t('auVerify')}
          </button>
          {(['csv', 'jsonl'] as const).map((format) => (
            <button
              key={format}
              type="button"
              class="button"
              disabled={waiting}
              onClick={() => void exportAs(format)}
            >
              {t('auExport')} {format.toUpperCase()}
            </button>
          ))}
        </p>
        <div aria-live="polite">
          {waiting && <p class="quiet">{busy.value}…</p>}
          {verdict.value !== null && <Verdicts verdict={verdict.value} />}
        </div>
      </section>
      {rows.value === null && error.value !== null && (
        <Trouble error={error.value} onRetry={() => void search(null)} />
      )}
      {rows.value?.length === 0 && <p class="quiet">{t('auNothing')}</p>}
      {rows.value !== null && rows.value.length > 0 && <Lines rows={rows.value} />}
      {cursor.value !== null && (
        <button
          type="button"
          class="button more"
          disabled={waiting}
          onClick={() => void search(cursor.value)}
        >
          {t('auMore')}
        </button>
      )}
    </div>
  );
}
