import { t } from '../../i18n.ts';
import { type SeasonForm, unreadable, WEEK_ROWS } from './week-form.ts';

const placeholderOf = (row: (typeof WEEK_ROWS)[number]) => {
  if (row === 'workday' || row === 'restday') return 'hrsClosed';
  return row === '6' || row === '7' ? 'hrsSameHoliday' : 'hrsSameWorkday';
};

/** The hours of one season, a row a kind of day, with what cannot be read; `dated` asks when the season begins. */
export function SeasonFields({
  season,
  dated,
  onChange,
}: {
  readonly season: SeasonForm;
  readonly dated: boolean;
  readonly onChange: (season: SeasonForm) => void;
}) {
  const wrong = unreadable(season);
  return (
    <>
      {dated && (
        <label class="field field-short">
          <span>{t('hrsSeasonFrom')}</span>
          <input
            class="input"
            placeholder="05-01"
            value={season.from}
            onInput={(e) => onChange({ ...season, from: e.currentTarget.value })}
          />
        </label>
      )}
      <div class="hours-rows">
        {WEEK_ROWS.map((row) => (
          <label key={row} class="field">
            <span>{t(`hrsRow_${row}`)}</span>
            <input
              class="input"
              value={season[row]}
              placeholder={t(placeholderOf(row))}
              aria-invalid={wrong.includes(row)}
              onInput={(e) => onChange({ ...season, [row]: e.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      {wrong.length > 0 && (
        <p class="kb-trouble" role="alert">
          {t('hrsUnreadable', { rows: wrong.map((row) => t(`hrsRow_${row}`)).join('、') })}
        </p>
      )}
    </>
  );
}
