import type { ComponentChildren } from 'preact';
import type { EvidenceKind } from '#shared/domain/case/case.ts';
import {
  ACK_CHANNELS,
  type EvidenceDraft,
  FEEDBACK_CHANNELS,
} from '../../helpers/evidence-drafts.ts';
import { t } from '../../i18n.ts';
import type { StringKey } from '../../strings.ts';

type Change = (change: Partial<EvidenceDraft>) => void;
type FieldsProps = {
  readonly draft: EvidenceDraft;
  readonly onChange: Change;
  readonly departments: readonly string[];
};

const TEXT_LIMIT = 2_000;

type TextProps = FieldsProps & {
  readonly label: StringKey;
  readonly hint?: StringKey;
  readonly rows?: number;
  readonly optional?: boolean;
};

function Text({ draft, onChange, label, hint, rows = 3, optional = false }: TextProps) {
  return (
    <label class="field">
      {t(label)}
      <textarea
        rows={rows}
        maxLength={TEXT_LIMIT}
        required={!optional}
        value={draft.text}
        placeholder={hint === undefined ? '' : t(hint)}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
    </label>
  );
}

type PillsProps = {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly (readonly [string, string])[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
};

/** A choice of few, all in sight: arrow keys move, one Tab stop. */
export function Pills({ legend, name, options, value, onChoose }: PillsProps) {
  return (
    <fieldset class="pills">
      <legend>{legend}</legend>
      {options.map(([id, label]) => (
        <label key={id} class="pill">
          <input
            type="radio"
            name={name}
            checked={value === id}
            onChange={() => onChoose(id)}
            class="sr-only"
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Summary(props: FieldsProps) {
  return (
    <>
      <Text {...props} label="summaryText" hint="summaryHint" rows={4} />
      <label class="choice choice-flush">
        <input
          type="checkbox"
          checked={props.draft.confirmed}
          onChange={(event) => props.onChange({ confirmed: event.currentTarget.checked })}
        />
        {t('confirmedByPatient')}
      </label>
    </>
  );
}

function Acknowledgement({ draft, onChange }: FieldsProps) {
  return (
    <>
      <Pills
        legend={t('ackChannel')}
        name="ack"
        options={ACK_CHANNELS.map((id) => [id, t(`ack_${id}`)])}
        value={draft.ack}
        onChoose={(id) => onChange({ ack: ACK_CHANNELS.find((one) => one === id) ?? 'phone' })}
      />
      <p class="quiet">{t('ackText')}</p>
    </>
  );
}

function Finding(props: FieldsProps) {
  const { draft, onChange, departments } = props;
  return (
    <>
      <Text {...props} label="findingText" />
      <label class="field">
        {t('findingUnit')}
        <select
          class="select"
          value={draft.unit}
          onChange={(event) => onChange({ unit: event.currentTarget.value })}
        >
          <option value="">{t('chooseDepartment')}</option>
          {departments.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Feedback(props: FieldsProps) {
  const { draft, onChange } = props;
  return (
    <>
      <Pills
        legend={t('feedbackChannel')}
        name="feedback-channel"
        options={FEEDBACK_CHANNELS.map((id) => [id, t(`channel_${id}`)])}
        value={draft.channel}
        onChoose={(id) =>
          onChange({ channel: FEEDBACK_CHANNELS.find((one) => one === id) ?? 'phone' })
        }
      />
      <Text {...props} label="feedbackText" />
    </>
  );
}

const SCORES = [5, 4, 3, 2, 1] as const;

function CallBack(props: FieldsProps) {
  const { draft, onChange } = props;
  return (
    <>
      <Pills
        legend={t('callReached')}
        name="reached"
        options={[
          ['yes', t('reachedYes')],
          ['no', t('reachedNo')],
        ]}
        value={draft.reached ? 'yes' : 'no'}
        onChoose={(id) => onChange({ reached: id === 'yes' })}
      />
      {draft.reached && (
        <Pills
          legend={t('satisfaction')}
          name="satisfaction"
          options={SCORES.map((score) => [String(score), t(`satisfaction_${score}`)])}
          value={String(draft.satisfaction)}
          onChoose={(id) => onChange({ satisfaction: Number(id) })}
        />
      )}
      <Text {...props} label="callText" rows={2} optional />
    </>
  );
}

function Improvement(props: FieldsProps) {
  const { draft, onChange } = props;
  return (
    <>
      <Pills
        legend={t('improvementNeeded')}
        name="improvement"
        options={[
          ['yes', t('improvementYes')],
          ['no', t('improvementNo')],
        ]}
        value={draft.needed ? 'yes' : 'no'}
        onChoose={(id) => onChange({ needed: id === 'yes' })}
      />
      <Text {...props} label="improvementText" />
    </>
  );
}

const plain =
  (label: StringKey, optional = false) =>
  (props: FieldsProps) => <Text {...props} label={label} optional={optional} />;

const FIELDS: Readonly<Record<EvidenceKind, (props: FieldsProps) => ComponentChildren>> = {
  summary: Summary,
  acknowledgement: Acknowledgement,
  finding: Finding,
  measure: plain('measureText'),
  'quality-opinion': plain('opinionText'),
  review: plain('reviewText', true),
  feedback: Feedback,
  'call-back': CallBack,
  improvement: Improvement,
  waiver: plain('waiverText'),
  'interim-feedback': plain('interimText'),
  'new-evidence': plain('newEvidenceText'),
};

/** The fields of one kind of evidence. A kind without its fields does not compile. */
export function EvidenceFields({ kind, ...props }: FieldsProps & { readonly kind: EvidenceKind }) {
  const Fields = FIELDS[kind];
  return (
    <section class="evidence-fields">
      <h3>{t(`evidence_${kind}`)}</h3>
      <Fields {...props} />
    </section>
  );
}
