import type { CaseRecord, CaseState, EvidenceKind } from '#shared/domain/case/case.ts';
import { type CaseCategory, type ClosingGap, currentProofs } from '#shared/domain/case/closing.ts';
import { CASE_STEPS, type CaseStep } from '#shared/domain/case/lifecycle.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';

/** 倾听–道歉–解决–跟进, the order in which every matter is handled. */
export const FOUR_STEPS = ['listen', 'acknowledge', 'solve', 'follow-up'] as const;
export type FourStep = (typeof FOUR_STEPS)[number];
export type StepStanding = 'done' | 'here' | 'ahead';

/** How far a case has come; a closed one has done all four, one that ended otherwise stands where its proof ends. */
export const fourSteps = (
  state: CaseState,
): readonly { readonly id: FourStep; readonly standing: StepStanding }[] => {
  const { step } = CASE_STATES[state];
  const at = step === 'done' ? (state === 'closed' ? 4 : 0) : FOUR_STEPS.indexOf(step);
  return FOUR_STEPS.map((id, index) => ({
    id,
    standing: index < at ? 'done' : index === at && step !== 'done' ? 'here' : 'ahead',
  }));
};

export type CheckItem<K extends string> = { readonly kind: K; readonly done: boolean };

/** What a step asks to be proved, and which of it stands in the record already. */
export const stepChecks = (
  record: CaseRecord,
  step: CaseStep,
): readonly CheckItem<EvidenceKind>[] => {
  const present = new Set(currentProofs(record).map(({ evidence }) => evidence.kind));
  return CASE_STEPS[step].needs.map((kind: EvidenceKind) => ({ kind, done: present.has(kind) }));
};

const CLOSING_NEEDS: Readonly<Record<CaseCategory, readonly ClosingGap[]>> = {
  投诉: ['feedback', 'call-back', 'improvement', 'open-tasks'],
  意见建议: ['feedback', 'open-tasks'],
  求助: ['feedback', 'open-tasks'],
  表扬: ['thanks', 'open-tasks'],
  咨询: ['open-tasks'],
  其他: ['open-tasks'],
};

/** Everything that closing asks for; which of it is missing the server says. */
export const closingNeeds = (category: CaseCategory): readonly ClosingGap[] =>
  CLOSING_NEEDS[category];

/** The step that leads on from a state, where there is one: what the page offers first. */
export const NEXT_STEP: Readonly<Partial<Record<CaseState, CaseStep>>> = {
  new: 'acknowledge',
  clarifying: 'acknowledge',
  acknowledged: 'assign',
  returned: 'assign',
  assigned: 'accept',
  accepted: 'investigate',
  investigating: 'propose',
  'wait-patient': 'resume',
  'wait-external': 'resume',
  proposed: 'approve',
  approved: 'send-feedback',
  dispute: 'send-feedback',
  'feedback-sent': 'call-back',
  'return-visit': 'close',
};
