import { useSignal } from '@preact/signals';
import { sayError } from '../../actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import type { EntryDetail } from '../../store/knowledge.ts';
import { say } from '../../store/toasts.ts';

type Step = EntryDetail['may']['steps'][number];
type Props = {
  readonly detail: EntryDetail;
  /** Steps wait until what is written has been saved. */
  readonly blocked: boolean;
  readonly onDone: (jobId: string | null) => void;
};

/** These go at once; the others ask for a reason first. */
const AT_ONCE: readonly Step[] = ['submit', 'approve', 'publish', 'restore'];
const MAIN: readonly Step[] = ['submit', 'approve', 'publish'];

const looksOf = (step: Step): string => {
  if (step === 'retire') return 'button button-danger';
  return MAIN.includes(step) ? 'button button-primary' : 'button';
};

function ReasonDialog({
  title,
  step,
  onClose,
  onSubmit,
}: {
  readonly title: string;
  readonly step: Step;
  readonly onClose: () => void;
  readonly onSubmit: (reason: string) => void;
}) {
  const reason = useSignal('');
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.value.trim() !== '') onSubmit(reason.value.trim());
        }}
      >
        <label class="field">
          <span>{t('kbReason')}</span>
          <textarea
            rows={3}
            maxLength={500}
            value={reason.value}
            onInput={(e) => {
              reason.value = e.currentTarget.value;
            }}
          />
        </label>
        <p class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class={looksOf(step)} disabled={reason.value.trim() === ''}>
            {t(`kbStep_${step}`)}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

/** The steps that whoever looks may take now. */
export function StepBar({ detail, blocked, onDone }: Props) {
  const { knowledge } = useConsole().desk;
  const asking = useSignal<Step | null>(null);
  const busy = useSignal(false);
  const take = async (step: Step, reason: string): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    const answer = await knowledge.call('stepKnowledgeEntry', {
      params: { articleId: detail.entry.articleId },
      body: { revision: detail.revision, step, reason },
    });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    asking.value = null;
    if (answer.value.jobId === null)
      say({ tone: 'good', text: t('kbStepDone', { step: t(`kbStep_${step}`) }) });
    onDone(answer.value.jobId);
  };
  const step = asking.value;
  /** What never went out is thrown away, not taken off line. */
  const labelOf = (one: Step): string =>
    one === 'retire' && detail.entry.live === null ? t('kbDiscard') : t(`kbStep_${one}`);
  return (
    <div class="kb-stepbar">
      {detail.may.steps.map((one) => (
        <button
          type="button"
          key={one}
          class={looksOf(one)}
          disabled={blocked || busy.value}
          onClick={() => {
            if (AT_ONCE.includes(one)) void take(one, '');
            else asking.value = one;
          }}
        >
          {labelOf(one)}
        </button>
      ))}
      {step !== null && (
        <ReasonDialog
          title={t('kbReasonFor', {
            step: labelOf(step),
            question: detail.entry.content.question,
          })}
          step={step}
          onClose={() => {
            asking.value = null;
          }}
          onSubmit={(reason) => void take(step, reason)}
        />
      )}
    </div>
  );
}
