import { CASE_STATES } from '#shared/domain/case/states.ts';
import { sayError } from '../../actions.ts';
import { Icon } from '../../components/Icon.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useConsole } from '../../context.ts';
import { NEXT_STEP } from '../../helpers/four-steps.ts';
import type { AllowedStep, TicketForm } from '../../helpers/ticket-forms.ts';
import { localized, t } from '../../i18n.ts';
import type { StringKey } from '../../strings.ts';
import { tierText } from '../../words.ts';
import { may, opinionOwed, type TicketData, useForm } from './ticket-data.ts';

/** Merging goes by the other ticket's number and has a form of its own. */
const NOT_A_BUTTON = ['merge'];
/** Rare and grave: behind a menu, so that nobody hits them by chance. */
const RARE = ['refuse-acceptance', 'withdraw', 'enter-dispute', 'reopen'];

export const stepText = (step: AllowedStep): string =>
  step.may === 'allowed'
    ? localized(step.label)
    : t('askFor', { step: localized(step.label), tier: tierText(step.approvalFrom ?? '') });

const CHANGES: readonly {
  readonly change: string;
  readonly form: TicketForm;
  readonly label: StringKey;
}[] = [
  {
    change: 'proof',
    form: { kind: 'proof', evidence: 'interim-feedback' },
    label: 'evidence_interim-feedback',
  },
  {
    change: 'proof',
    form: { kind: 'proof', evidence: 'quality-opinion' },
    label: 'evidence_quality-opinion',
  },
  { change: 'assign', form: { kind: 'assign' }, label: 'changeAssign' },
  { change: 'matter', form: { kind: 'matter' }, label: 'changeMatter' },
  { change: 'add-department', form: { kind: 'add-department' }, label: 'changeAddDepartment' },
  { change: 'grant', form: { kind: 'grant' }, label: 'changeGrant' },
  { change: 'remind', form: { kind: 'remind' }, label: 'bulk_remind' },
  { change: 'label', form: { kind: 'labels' }, label: 'changeLabels' },
  { change: 'named', form: { kind: 'named' }, label: 'changeNamed' },
  { change: 'help', form: { kind: 'help' }, label: 'changeHelp' },
  { change: 'link', form: { kind: 'link' }, label: 'changeLink' },
  { change: 'merge', form: { kind: 'merge' }, label: 'changeMerge' },
  { change: 'split', form: { kind: 'split' }, label: 'changeSplit' },
];

function Menu({ data, rare }: { readonly data: TicketData; readonly rare: AllowedStep[] }) {
  const open = useForm();
  const owed = opinionOwed(data).length > 0;
  const changes = CHANGES.filter(
    ({ change, label }) =>
      may(data, change) &&
      (owed || label !== 'evidence_quality-opinion') &&
      (change !== 'help' || data.ticket.category === '求助'),
  );
  if (rare.length + changes.length === 0) return null;
  return (
    <Popover
      label={t('moreSteps')}
      buttonClass="button"
      panelClass="step-menu"
      button={
        <>
          {t('moreSteps')}
          <span aria-hidden="true">▾</span>
        </>
      }
    >
      {(close) => (
        <>
          {changes.map(({ form, label }) => (
            <button
              type="button"
              key={label}
              onClick={() => {
                close();
                open(form);
              }}
            >
              {t(label)}
            </button>
          ))}
          {rare.map((step) => (
            <button
              type="button"
              key={step.step}
              class="step-rare"
              onClick={() => {
                close();
                open({ kind: 'step', step });
              }}
            >
              {stepText(step)}
            </button>
          ))}
        </>
      )}
    </Popover>
  );
}

/** An answered consultation has no case: it is closed by one press. */
function CloseConsultation() {
  const { desk } = useConsole();
  const close = async (): Promise<void> => {
    const answer = await desk.ticketPage.change({ do: 'close-consultation' });
    if (!answer.ok) sayError(answer.error);
  };
  return (
    <button type="button" class="button" onClick={() => void close()}>
      {t('bulk_close')}
    </button>
  );
}

/** The steps that this person may take now: the one that leads on first, the rare ones behind a menu. */
export function StepBar({ data }: { readonly data: TicketData }) {
  const open = useForm();
  const state = data.ticket.case?.state;
  const steps = data.steps.filter(({ step }) => !NOT_A_BUTTON.includes(step));
  const usual = steps.filter(({ step }) => !RARE.includes(step));
  const rare = steps.filter(({ step }) => RARE.includes(step));
  const next = state === undefined ? undefined : NEXT_STEP[state];
  const first = usual.find(({ step }) => step === next) ?? usual[0];
  const press = (step: AllowedStep) => () => {
    const blocked = step.step === 'close' && data.closingGaps.length > 0;
    open(blocked ? { kind: 'not-yet' } : { kind: 'step', step });
  };
  const over = state !== undefined && CASE_STATES[state].final;
  return (
    <section class="step-bar" aria-label={t('takeStep')}>
      {usual.map((step) => (
        <button
          type="button"
          key={step.step}
          class={step === first ? 'button button-primary step-first' : 'button'}
          onClick={press(step)}
        >
          {stepText(step)}
        </button>
      ))}
      {usual.length === 0 && !over && <p class="quiet">{t('noSteps')}</p>}
      <button type="button" class="button" onClick={() => open({ kind: 'note' })}>
        <Icon name="lock" size={15} />
        {t('privateNote')}
      </button>
      {data.row?.closable === true && may(data, 'close-consultation') && <CloseConsultation />}
      <Menu data={data} rare={rare} />
    </section>
  );
}
