import type { CaseRecord, Evidence, Proof } from '#shared/domain/case/case.ts';
import { today } from '../../context.ts';
import { dayAndTime, fullTime } from '../../helpers/dates.ts';
import { t } from '../../i18n.ts';

const SCORES = [
  'satisfaction_1',
  'satisfaction_2',
  'satisfaction_3',
  'satisfaction_4',
  'satisfaction_5',
] as const;
const ACKS = ['phone', 'in-person', 'thread', 'letter'] as const;

const callBackNote = (evidence: Extract<Evidence, { kind: 'call-back' }>): string => {
  const score = evidence.satisfaction === null ? undefined : SCORES[evidence.satisfaction - 1];
  return [t(evidence.reached ? 'reachedYes' : 'reachedNo'), score === undefined ? '' : t(score)]
    .filter((part) => part !== '')
    .join(' · ');
};

/** What stands beside the words: the channel, the unit, the score. */
const noteOf = (evidence: Evidence): string => {
  switch (evidence.kind) {
    case 'summary':
      return evidence.confirmedByPatient ? t('confirmedByPatient') : '';
    case 'acknowledgement': {
      const known = ACKS.find((one) => one === evidence.channel);
      return known === undefined ? evidence.channel : t(`ack_${known}`);
    }
    case 'finding':
      return evidence.unit;
    case 'feedback':
      return t(`channel_${evidence.channel}`);
    case 'call-back':
      return callBackNote(evidence);
    case 'improvement':
      return t(evidence.needed ? 'improvementYes' : 'improvementNo');
    default:
      return '';
  }
};

const wordsOf = (evidence: Evidence): string => ('text' in evidence ? evidence.text : '');

function Line({ proof, earlier }: { readonly proof: Proof; readonly earlier: boolean }) {
  const note = noteOf(proof.evidence);
  const words = wordsOf(proof.evidence);
  return (
    <li class={earlier ? 'proof proof-earlier' : 'proof'}>
      <p class="proof-head">
        <strong>{t(`evidence_${proof.evidence.kind}`)}</strong>
        {note !== '' && <span class="chip">{note}</span>}
        {earlier && <span class="chip chip-plain">{t('earlierOpening')}</span>}
        <span class="quiet" title={fullTime(proof.at)}>
          {t('proofBy', { name: proof.byName, at: dayAndTime(proof.at, today.value) })}
        </span>
      </p>
      {words !== '' && <p class="proof-words">{words}</p>}
    </li>
  );
}

/** What has been proved, newest first; what belongs to the time before a reopening counts no more and says so. */
export function Proofs({ record }: { readonly record: CaseRecord }) {
  return (
    <section class="block" aria-label={t('proofs')}>
      <h2>{t('proofs')}</h2>
      {record.proofs.length === 0 && <p class="quiet">{t('noProofs')}</p>}
      <ul class="proofs">
        {record.proofs.toReversed().map((proof) => (
          <Line
            key={`${proof.at}-${proof.evidence.kind}`}
            proof={proof}
            earlier={proof.at < record.openedAt}
          />
        ))}
      </ul>
    </section>
  );
}
