import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { RoutingView as Routing, StaffRow } from '#shared/contract/routing.ts';
import { errorText } from '../../actions.ts';
import { Trouble } from '../../components/Trouble.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';
import { PeopleTable } from './PeopleTable.tsx';
import { type Rule, RuleFields } from './RuleFields.tsx';

const NEW_RULE: Rule = { skill: '', categories: [], topics: [], departments: [], locales: [] };
const RANK: Readonly<Record<string, number>> = {
  agent: 0,
  department: 1,
  supervisor: 2,
  office: 3,
};

const sorted = (staff: readonly StaffRow[]): StaffRow[] =>
  [...staff]
    .filter(({ tier }) => tier !== 'editor')
    .sort(
      (a, b) => (RANK[a.tier] ?? 9) - (RANK[b.tier] ?? 9) || a.name.localeCompare(b.name, 'zh'),
    );

/** Numbers a rule for the page, so that removing one leaves the fields of the others alone. */
type Numbered = { readonly id: number; readonly rule: Rule };
let numbers = 0;
const numbered = (rule: Rule): Numbered => {
  numbers += 1;
  return { id: numbers, rule };
};

/** How work is given out, what needs which skill, who can do what. For supervisors and the office. */
export function RoutingPage() {
  const { desk } = useConsole();
  const routing = useSignal<Routing | null>(null);
  const rules = useSignal<readonly Numbered[]>([]);
  const people = useSignal<readonly StaffRow[]>([]);
  const error = useSignal<CallError | null>(null);
  const busy = useSignal(false);

  const load = async (): Promise<void> => {
    const [settings, staff] = await Promise.all([
      desk.call('routing', {}),
      desk.call('staffList', {}),
    ]);
    if (!settings.ok || !staff.ok) {
      const failed = settings.ok ? staff : settings;
      error.value = failed.ok ? null : failed.error;
      return;
    }
    error.value = null;
    routing.value = settings.value;
    rules.value = settings.value.settings.rules.map(numbered);
    people.value = sorted(staff.value.staff);
  };
  useEffect(() => {
    void load();
  }, [desk]);

  const save = async (body: Routing['settings']): Promise<void> => {
    busy.value = true;
    const answer = await desk.call('setRouting', { body });
    busy.value = false;
    if (!answer.ok) return say({ tone: 'bad', ...errorText(answer.error) });
    routing.value = answer.value;
    rules.value = answer.value.settings.rules.map(numbered);
    say({ tone: 'good', text: t('routingSaved') });
  };

  if (error.value !== null) return <Trouble error={error.value} onRetry={() => void load()} />;
  const settings = routing.value?.settings;
  return (
    <div class="kb-tables routing">
      <section class="kb-card settings-card">
        <h2>{t('routingMode')}</h2>
        <fieldset class="choices" disabled={settings === undefined || busy.value}>
          <legend class="sr-only">{t('routingMode')}</legend>
          {(['queue', 'auto'] as const).map((mode) => (
            <label key={mode} class="choice routing-mode">
              <input
                type="radio"
                name="routing-mode"
                checked={settings?.mode === mode}
                onChange={() => {
                  if (settings !== undefined) void save({ ...settings, mode });
                }}
              />
              <span>
                <strong>{t(mode === 'queue' ? 'routingQueue' : 'routingAuto')}</strong>
                <span class="quiet">
                  {t(mode === 'queue' ? 'routingQueueHint' : 'routingAutoHint')}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
      </section>
      <form
        class="kb-card settings-card"
        onSubmit={(event) => {
          event.preventDefault();
          if (settings !== undefined)
            void save({ ...settings, rules: rules.value.map(({ rule }) => rule) });
        }}
      >
        <h2>{t('routingRules')}</h2>
        <p class="quiet">{t('routingRulesHint')}</p>
        {rules.value.map(({ id, rule }) => (
          <RuleFields
            key={id}
            rule={rule}
            skills={routing.value?.skills ?? []}
            onChange={(next) => {
              rules.value = rules.value.map((one) => (one.id === id ? { id, rule: next } : one));
            }}
            onRemove={() => {
              rules.value = rules.value.filter((one) => one.id !== id);
            }}
          />
        ))}
        <p class="routing-foot">
          <button
            type="button"
            class="button"
            onClick={() => {
              rules.value = [...rules.value, numbered(NEW_RULE)];
            }}
          >
            {t('routingAddRule')}
          </button>
          <button type="submit" class="button button-primary" disabled={busy.value}>
            {t('routingSaveRules')}
          </button>
        </p>
      </form>
      <section class="kb-card settings-card">
        <h2>{t('routingPeople')}</h2>
        <p class="quiet">{t('routingPeopleHint')}</p>
        <PeopleTable
          people={people.value}
          onSaved={(saved) => {
            people.value = people.value.map((one) => (one.staffId === saved.staffId ? saved : one));
          }}
        />
      </section>
    </div>
  );
}
