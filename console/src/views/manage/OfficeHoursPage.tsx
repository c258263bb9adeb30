import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { HOURS_OF, type HoursOf } from '#shared/domain/sla/office-hours.ts';
import { sayError } from '../../actions.ts';
import { Trouble } from '../../components/Trouble.tsx';
import { today, useConsole } from '../../context.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';
import type { StringKey } from '../../strings.ts';
import { SeasonFields } from '../knowledge/SeasonFields.tsx';
import { EMPTY_SEASON, type SeasonForm } from '../knowledge/week-form.ts';
import { DuePreview } from './DuePreview.tsx';
import {
  formOfHours,
  type HoursForm,
  hoursOfForm,
  isWhole,
  type SpecialForm,
} from './hours-form.ts';

type View = Response<'officeHours'>;

const TITLES = { office: 'mgHours', desk: 'deskHours' } as const satisfies Record<
  HoursOf,
  StringKey
>;

type SeasonProps = {
  readonly season: SeasonForm;
  readonly number: number | null;
  readonly onChange: (season: SeasonForm) => void;
  readonly onRemove: (() => void) | undefined;
};

function Season({ season, number, onChange, onRemove }: SeasonProps) {
  return (
    <fieldset class="hours-service">
      <legend>{number === null ? t('hoursAllYear') : t('hoursSeason', { number })}</legend>
      <SeasonFields season={season} dated={number !== null} onChange={onChange} />
      {onRemove !== undefined && (
        <button type="button" class="link" onClick={onRemove}>
          {t('hrsDropSeason')}
        </button>
      )}
    </fieldset>
  );
}

type SpecialProps = {
  readonly day: SpecialForm;
  readonly onChange: (day: SpecialForm) => void;
  readonly onRemove: () => void;
};

function Special({ day, onChange, onRemove }: SpecialProps) {
  return (
    <li class="manage-fields">
      <label class="field">
        <span>{t('hoursDate')}</span>
        <input
          class="input"
          type="date"
          value={day.date}
          onInput={(e) => onChange({ ...day, date: e.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>{t('hoursRanges')}</span>
        <input
          class="input"
          placeholder="8:00-12:00"
          value={day.ranges}
          aria-invalid={day.ranges !== '' && !isWhole({ ...day, date: '2026-01-01', source: 'x' })}
          onInput={(e) => onChange({ ...day, ranges: e.currentTarget.value })}
        />
      </label>
      <label class="field field-wide">
        <span>{t('hoursSource')}</span>
        <input
          class="input"
          maxLength={100}
          value={day.source}
          onInput={(e) => onChange({ ...day, source: e.currentTarget.value })}
        />
      </label>
      <button type="button" class="link" onClick={onRemove}>
        {t('hoursRemove')}
      </button>
    </li>
  );
}

const replaced = <T,>(list: readonly T[], at: number, next: T): T[] =>
  list.map((one, index) => (index === at ? next : one));
const without = <T,>(list: readonly T[], at: number): T[] =>
  list.filter((_, index) => index !== at);

type EditorProps = {
  readonly of: HoursOf;
  readonly view: View;
  readonly onSaved: (view: View) => void;
};

function Editor({ of, view, onSaved }: EditorProps) {
  const { desk } = useConsole();
  const form = useSignal<HoursForm>(formOfHours(view.table));
  const words = useSignal(view.text);
  const reason = useSignal('');
  const busy = useSignal(false);
  const { seasons, special } = form.value;
  const table = hoursOfForm(form.value) ?? null;
  const changed =
    words.value !== view.text ||
    JSON.stringify(form.value) !== JSON.stringify(formOfHours(view.table));
  const lacksWords = of === 'desk' && words.value.trim() === '';
  const change = (part: Partial<HoursForm>): void => {
    form.value = { ...form.value, ...part };
  };
  const save = async (): Promise<void> => {
    if (table === null) return;
    busy.value = true;
    const answer = await desk.call('changeOfficeHours', {
      body: {
        of,
        table,
        text: words.value.trim(),
        revision: view.revision,
        reason: reason.value.trim(),
      },
    });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    const { recounted, moved, complete, ...saved } = answer.value;
    const done = of === 'desk' ? t('deskHoursSaved') : t('hoursSaved', { count: recounted, moved });
    say({ tone: 'good', text: complete ? done : `${done} ${t('recountGoesOn')}` });
    onSaved(saved);
  };
  return (
    <>
      <section class="kb-card" aria-label={t(TITLES[of])}>
        <h2>{t(TITLES[of])}</h2>
        <p class="quiet">{t(of === 'office' ? 'hoursText' : 'deskHoursText')}</p>
        <p class="quiet">
          {view.revision === 0 || view.at === null
            ? t(of === 'office' ? 'hoursUsual' : 'deskHoursUsual')
            : t('hoursBy', {
                revision: view.revision,
                name: view.byName,
                at: dayAndTime(view.at, today.value),
              })}
        </p>
        {of === 'desk' && (
          <label class="field">
            <span>{t('deskHoursWords')}</span>
            <input
              class="input"
              maxLength={100}
              value={words.value}
              onInput={(e) => {
                words.value = e.currentTarget.value;
              }}
            />
          </label>
        )}
        {seasons.map((season, at) => (
          <Season
            key={`season-${at + 1}`}
            season={season}
            number={seasons.length === 1 ? null : at + 1}
            onChange={(next) => change({ seasons: replaced(seasons, at, next) })}
            onRemove={
              seasons.length === 1 ? undefined : () => change({ seasons: without(seasons, at) })
            }
          />
        ))}
        <p class="kb-links">
          <button
            type="button"
            class="link"
            onClick={() =>
              change({ seasons: [...seasons, { ...(seasons.at(-1) ?? EMPTY_SEASON), from: '' }] })
            }
          >
            {t('hrsAddSeason')}
          </button>
        </p>
        <h3>{t('hoursSpecial')}</h3>
        <p class="quiet">{t('hoursSpecialText')}</p>
        {special.length > 0 && (
          <ul class="special-days">
            {special.map((day, at) => (
              <Special
                key={`day-${at + 1}`}
                day={day}
                onChange={(next) => change({ special: replaced(special, at, next) })}
                onRemove={() => change({ special: without(special, at) })}
              />
            ))}
          </ul>
        )}
        <p class="kb-links">
          <button
            type="button"
            class="link"
            onClick={() => change({ special: [...special, { date: '', ranges: '', source: '' }] })}
          >
            {t('hoursAddDay')}
          </button>
        </p>
        {table === null && (
          <p class="kb-trouble" role="alert">
            {t('hoursBad')}
          </p>
        )}
      </section>
      <DuePreview proposal={table === null ? null : { of, hours: table }} compare={changed} />
      {changed && (
        <section class="kb-card manage-save" aria-label={t('hoursSave')}>
          <label class="field">
            <span>{t('hoursReason')}</span>
            <input
              class="input"
              maxLength={200}
              value={reason.value}
              onInput={(e) => {
                reason.value = e.currentTarget.value;
              }}
            />
          </label>
          <p class="kb-links">
            <button
              type="button"
              class="button button-primary"
              disabled={
                busy.value || table === null || lacksWords || reason.value.trim().length < 2
              }
              onClick={() => void save()}
            >
              {t(of === 'office' ? 'hoursSave' : 'save')}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                form.value = formOfHours(view.table);
                words.value = view.text;
              }}
            >
              {t('hoursUndo')}
            </button>
          </p>
        </section>
      )}
    </>
  );
}

/** The hours on which clocks run, of tickets or of the chat desk: as they are, what others would change, entering them. */
export function OfficeHoursPage() {
  const { desk } = useConsole();
  const of = useSignal<HoursOf>('office');
  const view = useSignal<View | null>(null);
  const error = useSignal<CallError | null>(null);
  const load = async (): Promise<void> => {
    const asked = of.value;
    const answer = await desk.call('officeHours', { query: { of: asked } });
    if (asked !== of.value) return;
    if (answer.ok) view.value = answer.value;
    else error.value = answer.error;
  };
  useEffect(() => {
    view.value = null;
    error.value = null;
    void load();
  }, [of.value]);
  const shown = view.value;
  return (
    <div class="kb-tables">
      <fieldset class="choices choices-inline" aria-label={t('mgHours')}>
        {HOURS_OF.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="hours-of"
              checked={of.value === one}
              onChange={() => {
                of.value = one;
              }}
            />
            {t(TITLES[one])}
          </label>
        ))}
      </fieldset>
      {shown === null && error.value !== null && (
        <Trouble error={error.value} onRetry={() => void load()} />
      )}
      {shown !== null && (
        <Editor
          key={`${of.value}-${shown.revision}`}
          of={of.value}
          view={shown}
          onSaved={(saved) => {
            view.value = saved;
          }}
        />
      )}
    </div>
  );
}
