import { useSignal } from '@preact/signals';
import type { CallInput } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { CATEGORIES, CATEGORY_IDS } from '#shared/domain/intent/categories.ts';
import { beijingDate, beijingTime, fromBeijing, HOUR, type Instant } from '#shared/kernel/clock.ts';
import { sayError } from '../../actions.ts';
import { useConsole } from '../../context.ts';
import { fullTime } from '../../helpers/dates.ts';
import { localized, t } from '../../i18n.ts';

type Body = CallInput<'previewClocks'>['body'];
export type Proposal = Pick<Body, 'of' | 'hours' | 'year'>;
type Clock = Response<'previewClocks'>['clocks'][number];

const SEVERITIES = ['S1', 'S2', 'S3', 'S4'] as const;

/** The value of a field for day and time, in Beijing. */
const fieldOf = (at: Instant): string => `${beijingDate(at)}T${beijingTime(at)}`;
const instantOf = (text: string): Instant | null => {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/.exec(text);
  return found === null
    ? null
    : fromBeijing(found[1] ?? '', Number(found[2]) * 60 + Number(found[3]));
};

function Steps({ title, due }: { readonly title: string; readonly due: Clock['standing'] }) {
  return (
    <div class="due-steps">
      <h4>{title}</h4>
      <ol>
        {due.steps.map((step, index) => (
          <li key={`${index + 1}-${step['zh-CN']}`}>{localized(step)}</li>
        ))}
        <li class="why-result">
          {t('soDue')} <strong>{fullTime(due.at)}</strong>
        </li>
      </ol>
    </div>
  );
}

function Line({ clock, compare }: { readonly clock: Clock; readonly compare: boolean }) {
  const { standing, proposed } = clock;
  const moved = standing.at !== proposed.at;
  return (
    <li class="due-line">
      <details>
        <summary>
          <strong>{localized(clock.label)}</strong>
          <span class="number">{fullTime(standing.at)}</span>
          {compare && (
            <span class={moved ? 'number due-moved' : 'quiet'}>
              {moved ? `→ ${fullTime(proposed.at)}` : t('previewSame')}
            </span>
          )}
          {(compare ? proposed : standing).status !== 'official' && (
            <span class="chip chip-warn">
              {t(`calStatus_${(compare ? proposed : standing).status}`)}
            </span>
          )}
        </summary>
        <div class="due-both">
          <Steps title={t('previewStanding')} due={standing} />
          {compare && <Steps title={t('previewProposed')} due={proposed} />}
        </div>
      </details>
    </li>
  );
}

type Props = {
  /** What is about to be entered; null while it cannot be read. */
  readonly proposal: Proposal | null;
  /** Whether it differs from what stands. */
  readonly compare: boolean;
};

/** An example ticket: when each of its clocks is due, step by step, as things stand and as they are about to be. */
export function DuePreview({ proposal, compare }: Props) {
  const { desk } = useConsole();
  const received = useSignal(fieldOf(Math.ceil(desk.now() / HOUR) * HOUR));
  const category = useSignal<Body['category']>('投诉');
  const severity = useSignal<(typeof SEVERITIES)[number]>('S3');
  const clocks = useSignal<readonly Clock[] | null>(null);
  const busy = useSignal(false);
  const chat = proposal?.of === 'desk';
  const run = async (): Promise<void> => {
    const receivedAt = instantOf(received.value);
    if (receivedAt === null || proposal === null) return;
    busy.value = true;
    const answer = await desk.call('previewClocks', {
      body: {
        receivedAt,
        category: category.value,
        severity: category.value === '投诉' ? severity.value : null,
        ...proposal,
      },
    });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    clocks.value = answer.value.clocks;
  };
  return (
    <section class="kb-card" aria-label={t('previewTitle')}>
      <h2>{t('previewTitle')}</h2>
      <p class="quiet">{t(chat ? 'previewChatText' : 'previewText')}</p>
      <div class="manage-fields">
        <label class="field">
          <span>{t('previewAt')}</span>
          <input
            class="input"
            type="datetime-local"
            value={received.value}
            onInput={(e) => {
              received.value = e.currentTarget.value;
            }}
          />
        </label>
        {!chat && (
          <label class="field">
            <span>{t('category')}</span>
            <select
              class="select"
              value={category.value}
              onChange={(e) => {
                const chosen = CATEGORY_IDS.find((id) => id === e.currentTarget.value);
                if (chosen !== undefined) category.value = chosen;
              }}
            >
              {CATEGORY_IDS.map((id) => (
                <option key={id} value={id}>
                  {localized(CATEGORIES[id])}
                </option>
              ))}
            </select>
          </label>
        )}
        {!chat && category.value === '投诉' && (
          <label class="field">
            <span>{t('previewSeverity')}</span>
            <select
              class="select"
              value={severity.value}
              onChange={(e) => {
                const chosen = SEVERITIES.find((id) => id === e.currentTarget.value);
                if (chosen !== undefined) severity.value = chosen;
              }}
            >
              {SEVERITIES.map((id) => (
                <option key={id} value={id}>
                  {id} {t(`severity_${id}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          class="button"
          disabled={busy.value || proposal === null}
          onClick={() => void run()}
        >
          {t('previewRun')}
        </button>
      </div>
      <div aria-live="polite">
        {clocks.value?.length === 0 && <p class="quiet">{t('previewNone')}</p>}
        {clocks.value !== null && clocks.value.length > 0 && (
          <ul class="due-lines">
            {clocks.value.map((clock) => (
              <Line key={clock.clock} clock={clock} compare={compare} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
