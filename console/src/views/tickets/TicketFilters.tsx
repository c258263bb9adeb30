import { CASE_STATES } from '#shared/domain/case/states.ts';
import { CHANNELS } from '#shared/domain/conversation/channels.ts';
import { CATEGORIES, CATEGORY_IDS } from '#shared/domain/intent/categories.ts';
import { SEVERITIES, TOPICS } from '#shared/domain/intent/topics.ts';
import { DUE_FILTERS } from '#shared/domain/ticket/facets.ts';
import { TICKET_SORTS } from '#shared/domain/ticket/list-query.ts';
import { FilterSelect } from '../../components/FilterSelect.tsx';
import { SearchBox } from '../../components/SearchBox.tsx';
import { useConsole } from '../../context.ts';
import { type TicketFilters as Filters, fixedBy } from '../../helpers/ticket-views.ts';
import { localized, t } from '../../i18n.ts';
import { SavedViews } from './SavedViews.tsx';
import { staffOptions } from './staff-options.ts';
import { statusText } from './ticket-words.ts';
import { useDepartments } from './use-departments.ts';

const CASE_STATE_OPTIONS = Object.entries(CASE_STATES).map(
  ([id, { label }]) => [id, label] as const,
);
const CONSULTATION_STATES = ['bot', 'waiting', 'in-hand', 'resolved', 'closed'] as const;

type Condition = {
  readonly field: keyof Filters;
  readonly label: string;
  readonly any: string;
  readonly options: readonly (readonly [string, string])[];
};

/** Conditions in the order in which people think of them; the first ones are always in sight. */
const useConditions = (): { readonly first: Condition[]; readonly more: Condition[] } => {
  const console = useConsole();
  const departments = useDepartments();
  const { list } = console.desk.ticketList;
  const states =
    list.value === 'consultations'
      ? CONSULTATION_STATES.map((id) => [id, statusText(id)] as const)
      : CASE_STATE_OPTIONS.map(([id, label]) => [id, localized(label)] as const);
  return {
    first: [
      {
        field: 'category',
        label: t('category'),
        any: t('anyTicketCategory'),
        options: CATEGORY_IDS.map((id) => [id, localized(CATEGORIES[id])]),
      },
      { field: 'state', label: t('status'), any: t('anyStatus'), options: states },
      {
        field: 'severity',
        label: t('severity'),
        any: t('anySeverity'),
        options: SEVERITIES.map((id) => [id, id]),
      },
      {
        field: 'department',
        label: t('department'),
        any: t('anyDepartment'),
        options: departments.map((name) => [name, name]),
      },
      {
        field: 'due',
        label: t('clocks'),
        any: t('anyDue'),
        options: DUE_FILTERS.map((id) => [id, t(`due_${id}`)]),
      },
    ],
    more: [
      {
        field: 'topic',
        label: t('topic'),
        any: t('anyTopic'),
        options: Object.entries(TOPICS).map(([id, { label }]) => [id, `${id} ${localized(label)}`]),
      },
      {
        field: 'handler',
        label: t('handler'),
        any: t('anyHandler'),
        options: [
          ['me', t('me')],
          ['nobody', t('nobody')],
          ...staffOptions(console).filter(([id]) => id !== console.desk.me),
        ],
      },
      {
        field: 'channel',
        label: t('door'),
        any: t('anyDoor'),
        options: Object.entries(CHANNELS).map(([id, { label }]) => [id, localized(label)]),
      },
      {
        field: 'restricted',
        label: t('restricted'),
        any: t('anyRestricted'),
        options: [['yes', t('restrictedOnly')]],
      },
      {
        field: 'sort',
        label: t('sortBy'),
        any: t('sort_usual'),
        options: TICKET_SORTS.map((id) => [id, t(`sort_${id}`)]),
      },
    ],
  };
};

function Selects({ conditions }: { readonly conditions: readonly Condition[] }) {
  const { ticketList } = useConsole().desk;
  const fixed = fixedBy(ticketList.list.value);
  return (
    <>
      {conditions
        .filter(({ field }) => !fixed.has(field))
        .map(({ field, label, any, options }) => (
          <FilterSelect
            key={field}
            label={label}
            any={any}
            value={ticketList.filters.value[field] ?? null}
            options={options}
            onChoose={(value) => ticketList.narrow({ [field]: value })}
          />
        ))}
    </>
  );
}

function Day({ field, label }: { readonly field: 'from' | 'to'; readonly label: string }) {
  const { ticketList } = useConsole().desk;
  const value = ticketList.filters.value[field] ?? '';
  return (
    <label class="filter-day">
      {label}
      <input
        class={value === '' ? 'select select-small' : 'select select-small select-set'}
        type="date"
        value={value}
        onChange={(event) => ticketList.narrow({ [field]: event.currentTarget.value })}
      />
    </label>
  );
}

function Label() {
  const { ticketList } = useConsole().desk;
  const value = ticketList.filters.value.label ?? '';
  return (
    <input
      class={value === '' ? 'select select-small' : 'select select-small select-set'}
      aria-label={t('label')}
      placeholder={t('anyLabel')}
      maxLength={12}
      value={value}
      onChange={(event) => ticketList.narrow({ label: event.currentTarget.value.trim() })}
    />
  );
}

const LATER: readonly (keyof Filters)[] = [
  'topic',
  'handler',
  'channel',
  'restricted',
  'sort',
  'label',
  'from',
  'to',
];

/** Search and filters: every one that is set counts, on the server, so that a list holds all that match. */
export function TicketFilters() {
  const { ticketList } = useConsole().desk;
  const { first, more } = useConditions();
  const filters = ticketList.filters.value;
  const later = LATER.filter((field) => filters[field] !== undefined).length;
  const set = Object.keys(filters).length > 0 || ticketList.words.value !== '';
  return (
    <search class="search ticket-filters">
      <SearchBox
        label={t('searchTickets')}
        hint={t('searchTicketsHint')}
        value={ticketList.words.value}
        onInput={ticketList.seek}
      />
      <Selects conditions={first} />
      <SavedViews />
      <details class="filter-more" open={later > 0}>
        <summary class="select select-small">
          {t('moreFilters')}
          {later > 0 && <span class="count">{later}</span>}
        </summary>
        <div class="filter-more-panel">
          <Selects conditions={more} />
          <Label />
          <Day field="from" label={t('receivedFrom')} />
          <Day field="to" label={t('receivedTo')} />
        </div>
      </details>
      {set && (
        <button type="button" class="link" onClick={ticketList.clear}>
          {t('clearFilters')}
        </button>
      )}
    </search>
  );
}
