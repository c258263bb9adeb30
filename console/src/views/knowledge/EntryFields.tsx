import type { ComponentChildren } from 'preact';
import { t } from '../../i18n.ts';
import type { EntryForm } from './entry-form.ts';
import { PictureFields } from './PictureFields.tsx';

type Change = (change: Partial<EntryForm> | ((now: EntryForm) => Partial<EntryForm>)) => void;
type Props = {
  readonly form: EntryForm;
  readonly onChange: Change;
  readonly locked: boolean;
  readonly departments: readonly string[];
  readonly categories: readonly string[];
};

function Field({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

type Button = EntryForm['buttons'][number];
const DEEDS = ['dial', 'open', 'send'] as const;

const actionOf = (deed: string, target: string): Button['action'] => {
  if (deed === 'dial') return { do: 'dial', number: target };
  return deed === 'open' ? { do: 'open', url: target } : { do: 'send', text: target };
};
const targetOf = ({ action }: Button): string => {
  if (action.do === 'dial') return action.number;
  return action.do === 'open' ? action.url : action.text;
};

function Buttons({ form, onChange, locked }: Omit<Props, 'departments' | 'categories'>) {
  const put = (at: number, button: Button) =>
    onChange({ buttons: form.buttons.map((one, i) => (i === at ? button : one)) });
  return (
    <fieldset class="kb-buttons">
      <legend>{t('kbButtons')}</legend>
      {form.buttons.map((button, i) => (
        <div key={`button-${i + 1}`} class="kb-button-row">
          <input
            class="input"
            aria-label={t('kbButtonLabel')}
            value={button.label}
            maxLength={20}
            onInput={(e) => put(i, { ...button, label: e.currentTarget.value })}
          />
          <select
            class="select"
            aria-label={t('kbButtonDo')}
            value={button.action.do}
            onChange={(e) =>
              put(i, { ...button, action: actionOf(e.currentTarget.value, targetOf(button)) })
            }
          >
            {DEEDS.map((deed) => (
              <option key={deed} value={deed}>
                {t(`kbDo_${deed}`)}
              </option>
            ))}
          </select>
          <input
            class="input"
            aria-label={t('kbButtonTarget')}
            value={targetOf(button)}
            onInput={(e) =>
              put(i, { ...button, action: actionOf(button.action.do, e.currentTarget.value) })
            }
          />
          <button
            type="button"
            class="button"
            onClick={() => onChange({ buttons: form.buttons.filter((_, n) => n !== i) })}
          >
            {t('kbRemove')}
          </button>
        </div>
      ))}
      {!locked && form.buttons.length < 4 && (
        <button
          type="button"
          class="button"
          onClick={() =>
            onChange({
              buttons: [...form.buttons, { label: '', action: { do: 'dial', number: '' } }],
            })
          }
        >
          {t('kbAddButton')}
        </button>
      )}
    </fieldset>
  );
}

function Dates({ form, onChange }: Pick<Props, 'form' | 'onChange'>) {
  const date = (name: 'effectiveFrom' | 'effectiveTo' | 'reviewBy', label: string) => (
    <Field label={label}>
      <input
        type="date"
        class="input"
        value={form[name] ?? ''}
        onInput={({ currentTarget: { value } }) =>
          onChange({ [name]: value === '' ? null : value })
        }
      />
    </Field>
  );
  return (
    <div class="kb-trio">
      {date('effectiveFrom', t('kbFrom'))}
      {date('effectiveTo', t('kbTo'))}
      {date('reviewBy', t('kbReview'))}
    </div>
  );
}

function Kinds({ form, onChange }: Pick<Props, 'form' | 'onChange'>) {
  return (
    <div class="kb-pair">
      <Field label={t('kbSensitivity')}>
        <select
          class="select"
          value={form.sensitivity}
          onChange={(e) =>
            onChange({ sensitivity: e.currentTarget.value as EntryForm['sensitivity'] })
          }
        >
          {(['plain', 'policy', 'medical'] as const).map((id) => (
            <option key={id} value={id}>
              {t(`kbSensitivity_${id}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('kbAudience')}>
        <select
          class="select"
          value={form.audience}
          onChange={(e) => onChange({ audience: e.currentTarget.value as EntryForm['audience'] })}
        >
          {(['everyone', 'staff'] as const).map((id) => (
            <option key={id} value={id}>
              {t(`kbAudience_${id}`)}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}

/** All fields of an entry. */
export function EntryFields({ form, onChange, locked, departments, categories }: Props) {
  const text = (
    name: 'question' | 'similar' | 'answer' | 'keywords' | 'source' | 'testQuestions',
    label: string,
    rows: number,
  ) => (
    <Field label={label}>
      {rows === 1 ? (
        <input
          class="input"
          value={form[name]}
          onInput={(e) => onChange({ [name]: e.currentTarget.value })}
        />
      ) : (
        <textarea
          rows={rows}
          value={form[name]}
          onInput={(e) => onChange({ [name]: e.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <fieldset class="kb-fields" disabled={locked}>
      {text('question', t('kbQuestion'), 1)}
      {text('answer', t('kbAnswer'), 8)}
      <p class="quiet">{t('kbAnswerHint')}</p>
      {text('similar', t('kbSimilar'), 4)}
      {text('testQuestions', t('kbTestQuestions'), 4)}
      <div class="kb-pair">
        <Field label={t('kbDepartment')}>
          <input
            class="input"
            list="kb-departments"
            value={form.department}
            onInput={(e) => onChange({ department: e.currentTarget.value })}
          />
        </Field>
        <Field label={t('kbCategory')}>
          <input
            class="input"
            list="kb-categories"
            value={form.category}
            onInput={(e) => onChange({ category: e.currentTarget.value })}
          />
        </Field>
      </div>
      <datalist id="kb-departments">
        {departments.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id="kb-categories">
        {categories.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Kinds form={form} onChange={onChange} />
      {text('source', t('kbSource'), 1)}
      <Dates form={form} onChange={onChange} />
      {text('keywords', t('kbKeywords'), 1)}
      <PictureFields
        pictures={form.images}
        onChange={(change) => onChange((now) => ({ images: change(now.images) }))}
        locked={locked}
      />
      <Buttons form={form} onChange={onChange} locked={locked} />
    </fieldset>
  );
}
