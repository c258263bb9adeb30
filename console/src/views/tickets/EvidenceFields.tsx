import type { ComponentChildren } from 'preact';
import type { EvidenceKind } from '#shared/domain/case/case.ts';
import { Pick, Pills, TextArea } from '../../components/fields.tsx';
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
    <TextArea
      label={t(label)}
      rows={rows}
      limit={TEXT_LIMIT}
      required={!optional}
      value={draft.text}
      placeholder={hint === undefined ? '' : t(hint)}
      onInput={(text) => onChange({ text })}
    />
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
      <Pick
        label={t('findingUnit')}
        none={t('chooseDepartment')}
        value={draft.unit}
        options={departments.map((name) => [name, name])}
        onChoose={(unit) => onChange({ unit })}
      />
    </>
  );
}

const toldBy = (legend: StringKey, label: StringKey) =>
  function ToldBy(props: FieldsProps) {
    const { draft, onChange } = props;
    return (
      <>
        <Pills
          legend={t(legend)}
          name="feedback-channel"
          options={FEEDBACK_CHANNELS.map((id) => [id, t(`channel_${id}`)])}
          value={draft.channel}
          onChoose={(id) =>
            onChange({ channel: FEEDBACK_CHANNELS.find((one) => one === id) ?? 'phone' })
          }
        />
        <Text {...props} label={label} />
      </>
    );
  };

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
  feedback: toldBy('feedbackChannel', 'feedbackText'),
  'call-back': CallBack,
  improvement: Improvement,
  waiver: plain('waiverText'),
  'interim-feedback': plain('interimText'),
  'new-evidence': plain('newEvidenceText'),
  withdrawal: toldBy('withdrawalChannel', 'withdrawalText'),
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
