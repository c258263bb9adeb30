import { useState } from 'preact/hooks';
import {
  type EvidenceKind,
  NOT_ACCEPTED,
  type NotAcceptedReason,
} from '#shared/domain/case/case.ts';
import { PAUSE_REASONS } from '#shared/domain/sla/case-clock-schema.ts';
import { Pick } from '../../components/fields.tsx';
import { useConsole } from '../../context.ts';
import {
  type EvidenceDraft,
  emptyDraft,
  isEvidenceKind,
  readDraft,
} from '../../helpers/evidence-drafts.ts';
import type { AllowedStep } from '../../helpers/ticket-forms.ts';
import { localized, t } from '../../i18n.ts';
import { EvidenceFields } from './EvidenceFields.tsx';
import { Days, FormDialog, isDays, Reason, useChange } from './FormDialog.tsx';
import { stepText } from './StepBar.tsx';
import { opinionOwed, type TicketData } from './ticket-data.ts';
import { useDepartments } from './use-departments.ts';

type PauseReason = (typeof PAUSE_REASONS)[number];
type StepValues = {
  readonly drafts: Readonly<Partial<Record<EvidenceKind, EvidenceDraft>>>;
  readonly reason: string;
  readonly department: string;
  readonly handlerId: string;
  readonly notAccepted: NotAcceptedReason | '';
  readonly pauseReason: PauseReason;
  readonly days: number;
};

/** Every attempt is a record of its own, however many there are already. */
const ALWAYS: Readonly<Record<string, readonly EvidenceKind[]>> = {
  'call-back': ['call-back'],
  approve: ['review'],
};
const WAITS = ['wait-for-patient', 'wait-for-outside'];
const PAUSE_DAYS = 60;

const kindsOf = ({ step, missing }: AllowedStep, data: TicketData): readonly EvidenceKind[] => [
  ...new Set([
    ...(step === 'send-feedback' ? opinionOwed(data) : []),
    ...missing.filter(isEvidenceKind),
    ...(ALWAYS[step] ?? []),
  ]),
];

const NOT_ACCEPTED_KEYS = Object.keys(NOT_ACCEPTED) as NotAcceptedReason[];

type FieldsProps = {
  readonly values: StepValues;
  readonly set: (change: Partial<StepValues>) => void;
};

function Assign({ values, set, departments }: FieldsProps & { departments: readonly string[] }) {
  const { desk } = useConsole();
  const people = [
    { staffId: desk.me, name: `${desk.staff.name}（${t('me')}）` },
    ...desk.team.colleagues.value,
  ];
  return (
    <div class="field-pair">
      <Pick
        label={t('department')}
        none={t('chooseDepartment')}
        value={values.department}
        options={departments.map((name) => [name, name])}
        onChoose={(department) => set({ department })}
      />
      <Pick
        label={t('handler')}
        none={t('noHandler')}
        value={values.handlerId}
        options={people.map(({ staffId, name }) => [staffId, name])}
        onChoose={(handlerId) => set({ handlerId })}
      />
    </div>
  );
}

function Grounds({ values, set }: FieldsProps) {
  return (
    <fieldset class="choices">
      <legend>{t('notAcceptedWhy')}</legend>
      {NOT_ACCEPTED_KEYS.map((key) => (
        <label key={key} class="choice">
          <input
            type="radio"
            name="not-accepted"
            checked={values.notAccepted === key}
            onChange={() => set({ notAccepted: key })}
          />
          {localized(NOT_ACCEPTED[key])}
        </label>
      ))}
    </fieldset>
  );
}

export function PauseFields({
  value,
  onChoose,
}: {
  readonly value: PauseReason;
  readonly onChoose: (value: PauseReason) => void;
}) {
  return (
    <fieldset class="choices">
      <legend>{t('pauseWhy')}</legend>
      {PAUSE_REASONS.map((reason) => (
        <label key={reason} class="choice">
          <input
            type="radio"
            name="pause-reason"
            checked={value === reason}
            onChange={() => onChoose(reason)}
          />
          {t(`pause_${reason}`)}
        </label>
      ))}
    </fieldset>
  );
}

const isReady = (step: AllowedStep, values: StepValues, evidence: readonly unknown[]): boolean =>
  evidence.every((item) => item !== null) &&
  (!step.needsReason || values.reason.trim() !== '') &&
  (step.step !== 'refuse-acceptance' || values.notAccepted !== '') &&
  (!WAITS.includes(step.step) || isDays(values.days, PAUSE_DAYS)) &&
  (step.step !== 'assign' || values.department !== '');

/** One step of the case with everything it asks for. */
export function StepForm({
  data,
  step,
  onClose,
}: {
  readonly data: TicketData;
  readonly step: AllowedStep;
  readonly onClose: () => void;
}) {
  const departments = useDepartments();
  const change = useChange();
  const kinds = kindsOf(step, data);
  const { ticket } = data;
  const [values, setValues] = useState<StepValues>({
    drafts: {
      summary: emptyDraft({ text: ticket.summary }),
      finding: emptyDraft({ unit: ticket.department }),
      feedback: emptyDraft({ channel: ticket.conversationId === null ? 'phone' : 'thread' }),
      acknowledgement: emptyDraft({ ack: ticket.conversationId === null ? 'phone' : 'thread' }),
    },
    reason: '',
    department: ticket.department,
    handlerId: ticket.case?.handlerId ?? '',
    notAccepted: '',
    pauseReason: step.step === 'wait-for-outside' ? 'outside-body' : 'patient-material',
    days: 3,
  });
  const set = (next: Partial<StepValues>) => setValues({ ...values, ...next });
  const draftOf = (kind: EvidenceKind) => values.drafts[kind] ?? emptyDraft();
  const evidence = kinds.map((kind) => readDraft(kind, draftOf(kind)));
  const waits = WAITS.includes(step.step);
  const submit = () =>
    change(
      {
        do: 'step',
        step: step.step as 'close',
        evidence: evidence.filter((item) => item !== null),
        reason: values.reason.trim(),
        ...(step.step === 'assign'
          ? { department: values.department, handlerId: values.handlerId || null }
          : {}),
        ...(step.step === 'refuse-acceptance' && values.notAccepted !== ''
          ? { notAccepted: values.notAccepted }
          : {}),
        ...(waits ? { pauseReason: values.pauseReason, days: values.days } : {}),
      },
      t('stepDone', { step: localized(step.label) }),
    );
  return (
    <FormDialog
      title={stepText(step)}
      label={stepText(step)}
      ready={isReady(step, values, evidence)}
      onClose={onClose}
      onSubmit={submit}
      wide={kinds.length > 1}
    >
      {step.may === 'needs-approval' && <p class="warn-line">{t('beyondLimit')}</p>}
      {kinds.map((kind) => (
        <EvidenceFields
          key={kind}
          kind={kind}
          draft={draftOf(kind)}
          departments={departments}
          onChange={(next) =>
            set({ drafts: { ...values.drafts, [kind]: { ...draftOf(kind), ...next } } })
          }
        />
      ))}
      {step.step === 'assign' && <Assign values={values} set={set} departments={departments} />}
      {step.step === 'refuse-acceptance' && <Grounds values={values} set={set} />}
      {waits && (
        <>
          <PauseFields
            value={values.pauseReason}
            onChoose={(pauseReason) => set({ pauseReason })}
          />
          <Days
            label={t('waitDays')}
            value={values.days}
            max={PAUSE_DAYS}
            onInput={(days) => set({ days })}
          />
        </>
      )}
      {step.step === 'close' && (
        <p class="check-ready">
          {t(data.closingGaps.length === 0 ? 'readyToClose' : 'notYetTitle')}
        </p>
      )}
      {step.needsReason && <Reason value={values.reason} onInput={(reason) => set({ reason })} />}
    </FormDialog>
  );
}
