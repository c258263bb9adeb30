import { useState } from 'preact/hooks';
import type { EvidenceKind } from '#shared/domain/case/case.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import {
  EVIDENCE_FOR_GAP,
  type EvidenceDraft,
  emptyDraft,
  readDraft,
} from '../../helpers/evidence-drafts.ts';
import { t } from '../../i18n.ts';
import { gapHint, gapText } from './Checklist.tsx';
import { EvidenceFields } from './EvidenceFields.tsx';
import { FormDialog, useChange } from './FormDialog.tsx';
import { may, type TicketData, useForm } from './ticket-data.ts';
import { useDepartments } from './use-departments.ts';

type Props = { readonly data: TicketData; readonly onClose: () => void };

/** Evidence without a step: a call-back, an improvement done later, an interim word to the patient. */
export function ProofForm({
  evidence,
  onClose,
}: Pick<Props, 'onClose'> & { readonly evidence: EvidenceKind }) {
  const departments = useDepartments();
  const change = useChange();
  const [draft, setDraft] = useState<EvidenceDraft>(emptyDraft());
  const item = readDraft(evidence, draft);
  return (
    <FormDialog
      title={t(`evidence_${evidence}`)}
      label={t('saveRecord')}
      ready={item !== null}
      onClose={onClose}
      onSubmit={() =>
        item === null
          ? Promise.resolve({ ok: true, value: '' })
          : change({ do: 'proof', evidence: item }, t('evidenceAdded'))
      }
    >
      <EvidenceFields
        kind={evidence}
        draft={draft}
        departments={departments}
        onChange={(next) => setDraft({ ...draft, ...next })}
      />
    </FormDialog>
  );
}

/** Closing was asked for too early: what is missing, and the way to each of it. */
export function NotYet({ data, onClose }: Props) {
  const { desk } = useConsole();
  const open = useForm();
  const mayWaive =
    may(data, 'proof') &&
    data.closingGaps.includes('call-back') &&
    (desk.staff.tier === 'supervisor' || desk.staff.tier === 'office');
  return (
    <Dialog title={t('notYetTitle')} onClose={onClose}>
      <div class="ticket-form">
        <p>{t('notYetText')}</p>
        <ul class="checks" aria-label={t('itemMissing')}>
          {data.closingGaps.map((gap) => {
            const evidence = EVIDENCE_FOR_GAP[gap];
            return (
              <li key={gap} class="check-missing">
                <span class="check-mark" aria-hidden="true">
                  <Icon name="x" size={14} />
                </span>
                <span class="check-label">
                  {gapText(gap)}
                  <span class="check-hint">{gapHint(gap)}</span>
                </span>
                {may(data, 'proof') && evidence !== undefined && evidence !== 'feedback' && (
                  <button
                    type="button"
                    class="button button-small"
                    aria-label={`${t('addEvidence')}：${t(`evidence_${evidence}`)}`}
                    onClick={() => open({ kind: 'proof', evidence })}
                  >
                    {t('addEvidence')}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
        <footer class="dialog-foot">
          {mayWaive && (
            <button
              type="button"
              class="button"
              onClick={() => open({ kind: 'proof', evidence: 'waiver' })}
            >
              {t('evidence_waiver')}
            </button>
          )}
          <button type="button" class="button button-primary" onClick={onClose}>
            {t('understood')}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
