import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { sayError } from '../../actions.ts';
import { Empty } from '../../components/Empty.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { type Way, WayView } from '../../components/WayView.tsx';
import { useConsole } from '../../context.ts';
import { rangesText } from '../../helpers/ranges-text.ts';
import { localized, t } from '../../i18n.ts';
import { DecisionForm } from './DecisionForm.tsx';
import { HoursForm } from './HoursForm.tsx';

type Hours = Response<'departmentHours'>;
type Department = Hours['departments'][number];
type Hit = Response<'directory'>['hits'][number];
type Override = Hours['overrides'][number];

const TYPING_PAUSE = 200;

function Row({
  department,
  person,
  way,
  onEdit,
}: {
  readonly department: Department;
  readonly person: Hit['person'];
  readonly way: Way | null;
  readonly onEdit: () => void;
}) {
  const { name, floor, phone, hours, now } = department;
  return (
    <li class="kb-card hours-row">
      <p class="hours-name">
        <b>{name}</b>
        {now !== null && (
          <span class={now.open ? 'opening opening-now' : 'opening'}>{localized(now.line)}</span>
        )}
      </p>
      {person !== null && <p>{person.times}</p>}
      <p class="hours-facts">
        <a class="link number" href={`tel:${phone}`}>
          {phone}
        </a>
        <span>{floor}</span>
        <span class="quiet">{hours}</span>
      </p>
      {way !== null && <WayView way={way} />}
      {department.mayEdit && (
        <button type="button" class="link" onClick={onEdit}>
          {t(department.services.length === 0 ? 'hrsEnter' : 'hrsEdit')}
        </button>
      )}
    </li>
  );
}

const span = ({ from, to }: Override): string => (from === to ? from : `${from} – ${to}`);

function Decisions({ hours, onGone }: { readonly hours: Hours; readonly onGone: () => void }) {
  const { knowledge } = useConsole().desk;
  const nameOf = (id: string | null): string =>
    id === null ? t('hrsHouse') : (hours.departments.find((d) => d.id === id)?.name ?? id);
  const withdraw = async (overrideId: string): Promise<void> => {
    const answer = await knowledge.call('withdrawHours', { params: { overrideId } });
    if (!answer.ok) sayError(answer.error);
    onGone();
  };
  return (
    <section class="kb-card">
      <h2>{t('hrsDecisions')}</h2>
      {hours.overrides.length === 0 && <p class="quiet">{t('hrsNoDecisions')}</p>}
      <ul class="kb-versions">
        {hours.overrides.map((one) => (
          <li key={one.overrideId}>
            <p>
              <b>{span(one)}</b>
              <span>{nameOf(one.departmentId)}</span>
              <span class={one.ranges.length === 0 ? 'opening' : 'opening opening-now'}>
                {one.ranges.length === 0 ? t('hrsClosed') : rangesText(one.ranges)}
              </span>
              <span class="quiet">
                {one.reason} · {one.by.name}
              </span>
            </p>
            {one.mayRemove && (
              <button type="button" class="link" onClick={() => void withdraw(one.overrideId)}>
                {t('hrsWithdraw')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Finds departments and people by name, alias, pinyin or topic; null while nothing is typed. */
const useSearch = (words: string) => {
  const { knowledge } = useConsole().desk;
  const hits = useSignal<readonly Hit[] | null>(null);
  useEffect(() => {
    if (words === '') {
      hits.value = null;
      return undefined;
    }
    let gone = false;
    const timer = setTimeout(async () => {
      const answer = await knowledge.call('directory', { query: { q: words } });
      if (!gone && answer.ok) hits.value = answer.value.hits;
    }, TYPING_PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [words, knowledge, hits]);
  return hits.value;
};

/** Numbers, places and opening hours: who is where, open now or when again, and what was decided for coming days. */
export function HoursPage() {
  const { knowledge } = useConsole().desk;
  const hours = useSignal<Hours | null>(null);
  const error = useSignal<CallError | null>(null);
  const words = useSignal('');
  const editing = useSignal<Department | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const answer = await knowledge.call('departmentHours', {});
    error.value = answer.ok ? null : answer.error;
    if (answer.ok) hours.value = answer.value;
  }, [knowledge, hours, error]);
  useEffect(() => {
    void load();
  }, [load]);
  const hits = useSearch(words.value.trim().slice(0, 60));
  if (error.value !== null) return <Trouble error={error.value} onRetry={() => void load()} />;
  const view = hours.value;
  if (view === null) return null;
  const byId = new Map(view.departments.map((one) => [one.id, one]));
  const rows =
    hits === null
      ? view.departments.map((department) => ({ department, person: null, way: null }))
      : hits.flatMap(({ department, person, way }) => {
          const known = byId.get(department.id);
          return known === undefined ? [] : [{ department: known, person, way }];
        });
  const department = editing.value;
  return (
    <div class="kb-entry">
      <div class="kb-main">
        <input
          type="search"
          class="input"
          aria-label={t('hrsSearch')}
          placeholder={t('hrsSearch')}
          value={words.value}
          onInput={(e) => {
            words.value = e.currentTarget.value;
          }}
        />
        {rows.length === 0 ? (
          <Empty drawing="search" title={t('hrsNothing')} text={t('hrsNothingNext')} />
        ) : (
          <ul class="hours-list">
            {rows.map((row) => (
              <Row
                key={`${row.department.id}-${row.person?.name ?? ''}`}
                {...row}
                onEdit={() => {
                  editing.value = row.department;
                }}
              />
            ))}
          </ul>
        )}
      </div>
      <aside class="kb-side">
        {(view.mayDecideForAll || view.departments.some(({ mayEdit }) => mayEdit)) && (
          <DecisionForm hours={view} onSaved={() => void load()} />
        )}
        <Decisions hours={view} onGone={() => void load()} />
      </aside>
      {department !== null && (
        <HoursForm
          department={department}
          onClose={() => {
            editing.value = null;
          }}
          onSaved={() => {
            editing.value = null;
            void load();
          }}
        />
      )}
    </div>
  );
}
