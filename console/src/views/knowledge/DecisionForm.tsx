import { useSignal } from '@preact/signals';
import type { Response } from '#shared/contract/endpoints.ts';
import { openingOverride } from '#shared/domain/reply/opening.ts';
import { sayError } from '../../actions.ts';
import { useConsole } from '../../context.ts';
import { readRanges } from '../../helpers/ranges-text.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';

type Hours = Response<'departmentHours'>;

const HOUSE = '';

/** Other hours, or none, for some days: of the house, or of one department. */
export function DecisionForm({
  hours,
  onSaved,
}: {
  readonly hours: Hours;
  readonly onSaved: () => void;
}) {
  const { knowledge } = useConsole().desk;
  const own = hours.departments.filter(({ mayEdit }) => mayEdit);
  const department = useSignal(hours.mayDecideForAll ? HOUSE : (own[0]?.id ?? HOUSE));
  const from = useSignal('');
  const to = useSignal('');
  const words = useSignal('');
  const reason = useSignal('');
  const busy = useSignal(false);
  const ranges = readRanges(words.value);
  const read = openingOverride.safeParse({
    departmentId: department.value === HOUSE ? null : department.value,
    from: from.value,
    to: to.value === '' ? from.value : to.value,
    ranges: ranges ?? null,
    reason: reason.value,
  });
  const save = async (): Promise<void> => {
    if (!read.success) return;
    busy.value = true;
    const answer = await knowledge.call('decideHours', { body: read.data });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    say({ tone: 'good', text: t('hrsDecided') });
    from.value = '';
    to.value = '';
    words.value = '';
    reason.value = '';
    onSaved();
  };
  const backwards = to.value !== '' && from.value !== '' && to.value < from.value;
  return (
    <form
      class="kb-card"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t('hrsDecide')}</h2>
      <p class="quiet">{t('hrsDecideHint')}</p>
      <label class="field">
        <span>{t('hrsFor')}</span>
        <select
          class="select"
          value={department.value}
          onChange={(e) => {
            department.value = e.currentTarget.value;
          }}
        >
          {hours.mayDecideForAll && <option value={HOUSE}>{t('hrsHouse')}</option>}
          {own.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <div class="kb-pair">
        <label class="field">
          <span>{t('hrsFrom')}</span>
          <input
            type="date"
            class="input"
            value={from.value}
            onInput={(e) => {
              from.value = e.currentTarget.value;
            }}
          />
        </label>
        <label class="field">
          <span>{t('hrsTo')}</span>
          <input
            type="date"
            class="input"
            min={from.value}
            value={to.value}
            onInput={(e) => {
              to.value = e.currentTarget.value;
            }}
          />
        </label>
      </div>
      <label class="field">
        <span>{t('hrsOpenThen')}</span>
        <input
          class="input"
          placeholder={t('hrsOpenThenHint')}
          value={words.value}
          aria-invalid={ranges === undefined}
          onInput={(e) => {
            words.value = e.currentTarget.value;
          }}
        />
      </label>
      <label class="field">
        <span>{t('hrsReason')}</span>
        <input
          class="input"
          maxLength={60}
          placeholder={t('hrsReasonHint')}
          value={reason.value}
          onInput={(e) => {
            reason.value = e.currentTarget.value;
          }}
        />
      </label>
      <p class="kb-trouble" aria-live="polite">
        {ranges === undefined && t('hrsUnreadableOne')}
        {backwards && t('hrsBackwards')}
      </p>
      <button
        type="submit"
        class="button button-primary"
        disabled={!read.success || ranges === undefined || busy.value}
      >
        {t(ranges?.length === 0 ? 'hrsSaveClosed' : 'hrsSaveOpen')}
      </button>
    </form>
  );
}
