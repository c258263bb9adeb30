import { useEffect, useRef } from 'preact/hooks';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { CATEGORIES, CATEGORY_IDS } from '#shared/domain/intent/categories.ts';
import { SEVERITIES } from '#shared/domain/intent/topics.ts';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { keyName } from '../../helpers/shortcuts.ts';
import { localized, t } from '../../i18n.ts';
import { useDepartments } from './use-departments.ts';

type SelectProps = {
  readonly label: string;
  readonly any: string;
  readonly value: string | null;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string | null) => void;
};

function Select({ label, any, value, options, onChoose }: SelectProps) {
  return (
    <select
      class={value === null ? 'select select-small' : 'select select-small select-set'}
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChoose(event.currentTarget.value || null)}
    >
      <option value="">{any}</option>
      {options.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}

function Words() {
  const { desk, ui } = useConsole();
  const box = useRef<HTMLInputElement>(null);
  const asked = ui.focusSearch.value;
  useEffect(() => {
    if (asked > 0) box.current?.focus();
  }, [asked]);
  return (
    <label class="search-box">
      <Icon name="search" size={16} />
      <input
        ref={box}
        type="search"
        aria-label={t('searchTickets')}
        placeholder={t('searchTicketsHint')}
        title={`${t('searchTickets')} (${keyName('search')})`}
        value={desk.ticketList.filters.value.words}
        onInput={(event) => desk.ticketList.narrow({ words: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}

const STATES = Object.entries(CASE_STATES);

export function TicketFilters() {
  const { ticketList } = useConsole().desk;
  const departments = useDepartments();
  const filters = ticketList.filters.value;
  const set = Object.values(filters).some((value) => value !== null && value !== '');
  return (
    <search class="search ticket-filters">
      <Words />
      <Select
        label={t('category')}
        any={t('anyTicketCategory')}
        value={filters.category}
        options={CATEGORY_IDS.map((id) => [id, localized(CATEGORIES[id])])}
        onChoose={(category) => ticketList.narrow({ category })}
      />
      <Select
        label={t('severity')}
        any={t('anySeverity')}
        value={filters.severity}
        options={SEVERITIES.map((id) => [id, id])}
        onChoose={(severity) => ticketList.narrow({ severity })}
      />
      <Select
        label={t('status')}
        any={t('anyStatus')}
        value={filters.state}
        options={STATES.map(([id, { label }]) => [id, localized(label)])}
        onChoose={(state) => ticketList.narrow({ state })}
      />
      <Select
        label={t('department')}
        any={t('anyDepartment')}
        value={filters.department}
        options={departments.map((name) => [name, name])}
        onChoose={(department) => ticketList.narrow({ department })}
      />
      {set && (
        <button type="button" class="link" onClick={ticketList.clear}>
          {t('clearFilters')}
        </button>
      )}
    </search>
  );
}
