import type { CaseRecord, EvidenceKind } from '#shared/domain/case/case.ts';
import { CASE_STEPS, type CaseStep } from '#shared/domain/case/lifecycle.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { Icon } from '../../components/Icon.tsx';
import { EVIDENCE_FOR_GAP, isEvidenceKind } from '../../helpers/evidence-drafts.ts';
import { closingNeeds, NEXT_STEP, stepChecks } from '../../helpers/four-steps.ts';
import { localized, t } from '../../i18n.ts';
import { may, opinionOwed, type TicketData, useForm } from './ticket-data.ts';

type ItemProps = {
  readonly label: string;
  readonly done: boolean;
  readonly hint?: string | undefined;
  readonly add?: EvidenceKind | undefined;
};

function Item({ label, done, hint, add }: ItemProps) {
  const open = useForm();
  return (
    <li class={done ? 'check-done' : 'check-missing'}>
      <span class="check-mark" aria-hidden="true">
        <Icon name={done ? 'check' : 'x'} size={14} />
      </span>
      <span class="check-label">
        {label}
        <span class="check-word">{t(done ? 'itemDone' : 'itemMissing')}</span>
        {!done && hint !== undefined && <span class="check-hint">{hint}</span>}
      </span>
      {!done && add !== undefined && (
        <button
          type="button"
          class="link"
          aria-label={`${t('addEvidence')}：${t(`evidence_${add}`)}`}
          onClick={() => open({ kind: 'proof', evidence: add })}
        >
          {t('addEvidence')}
        </button>
      )}
    </li>
  );
}

const GAPS = ['feedback', 'call-back', 'improvement', 'open-tasks', 'thanks'] as const;
const HINTS = { 'call-back': 'gapHint_call-back', improvement: 'gapHint_improvement' } as const;

export const gapText = (gap: string): string => {
  const known = GAPS.find((one) => one === gap);
  if (known !== undefined) return t(`gap_${known}`);
  return isEvidenceKind(gap) ? t(`evidence_${gap}`) : gap;
};

export const gapHint = (gap: string): string | undefined =>
  gap === 'call-back' || gap === 'improvement' ? t(HINTS[gap]) : undefined;

function BeforeNext({ data, record }: { readonly data: TicketData; readonly record: CaseRecord }) {
  const step: CaseStep | undefined = NEXT_STEP[record.state];
  if (step === undefined) return null;
  const allowed = data.steps.find((one) => one.step === step);
  const missing = new Set([
    ...(allowed?.missing ?? []),
    ...(step === 'send-feedback' ? opinionOwed(data) : []),
  ]);
  const checks = stepChecks(record, step).map((item) => ({
    ...item,
    done: item.done && !missing.has(item.kind),
  }));
  const more = [...missing].filter((kind) => !checks.some((one) => one.kind === kind));
  if (checks.length + more.length === 0) return null;
  return (
    <section>
      <h3>{t('beforeNext', { step: localized(CASE_STEPS[step].label) })}</h3>
      <ul class="checks">
        {checks.map(({ kind, done }) => (
          <Item key={kind} label={t(`evidence_${kind}`)} done={done} />
        ))}
        {more.map((kind) => (
          <Item key={kind} label={gapText(kind)} done={false} />
        ))}
      </ul>
    </section>
  );
}

/** What is proved and what is missing: before the next step, and before closing, by the server's own word. */
export function Checklist({
  data,
  record,
}: {
  readonly data: TicketData;
  readonly record: CaseRecord;
}) {
  if (CASE_STATES[record.state].final) return null;
  const gaps = new Set(data.closingGaps);
  const needs = closingNeeds(data.ticket.category);
  const proof = may(data, 'proof');
  return (
    <section class="block checklist" aria-label={t('checklist')}>
      <h2>{t('checklist')}</h2>
      <div class="check-columns">
        <BeforeNext data={data} record={record} />
        <section>
          <h3>{t('beforeClosing')}</h3>
          <ul class="checks">
            {needs.map((gap) => (
              <Item
                key={gap}
                label={gapText(gap)}
                done={!gaps.has(gap)}
                hint={gapHint(gap)}
                add={proof && gap !== 'feedback' ? EVIDENCE_FOR_GAP[gap] : undefined}
              />
            ))}
          </ul>
          {gaps.size === 0 && (
            <p class="check-ready">
              <Icon name="done" size={15} />
              {t('readyToClose')}
            </p>
          )}
        </section>
      </div>
    </section>
  );
}
