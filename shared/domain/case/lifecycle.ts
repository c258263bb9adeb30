import { DAY, type Instant } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type {
  CaseRecord,
  CaseState,
  Evidence,
  EvidenceKind,
  NotAcceptedReason,
  Proof,
} from './case.ts';
import { type ClosingContext, type ClosingGap, closingGaps, currentProofs } from './closing.ts';
import { CASE_STATES } from './states.ts';

const OPEN = (Object.keys(CASE_STATES) as CaseState[]).filter((state) => !CASE_STATES[state].final);
const WORKING: readonly CaseState[] = [
  'accepted',
  'investigating',
  'proposed',
  'approved',
  'wait-patient',
  'wait-external',
];

type StepRow = {
  readonly label: Localized;
  readonly from: readonly CaseState[];
  readonly to: CaseState;
  /** Evidence of the present opening without which the step is refused. */
  readonly needs: readonly EvidenceKind[];
  /** Lowest tier that may take it; the policy table decides in detail. */
  readonly reason?: true;
};

/** Steps of a case as data: from where, to where, and what must be proved. */
export const CASE_STEPS = {
  clarify: {
    label: { 'zh-CN': '了解情况', en: 'Clarify' },
    from: ['new'],
    to: 'clarifying',
    needs: [],
  },
  acknowledge: {
    label: { 'zh-CN': '致歉并受理', en: 'Acknowledge' },
    from: ['new', 'clarifying'],
    to: 'acknowledged',
    needs: ['summary', 'acknowledgement'],
  },
  assign: {
    label: { 'zh-CN': '派单', en: 'Assign' },
    from: ['acknowledged', 'assigned', 'returned', 'accepted', 'investigating'],
    to: 'assigned',
    needs: [],
  },
  accept: {
    label: { 'zh-CN': '接单', en: 'Accept' },
    from: ['assigned'],
    to: 'accepted',
    needs: [],
  },
  return: {
    label: { 'zh-CN': '退单', en: 'Return' },
    from: ['assigned'],
    to: 'returned',
    needs: [],
    reason: true,
  },
  investigate: {
    label: { 'zh-CN': '调查', en: 'Investigate' },
    from: ['accepted'],
    to: 'investigating',
    needs: [],
  },
  'wait-for-patient': {
    label: { 'zh-CN': '等待患者', en: 'Wait for the patient' },
    from: ['investigating'],
    to: 'wait-patient',
    needs: [],
    reason: true,
  },
  'wait-for-outside': {
    label: { 'zh-CN': '等待外部', en: 'Wait for an outside body' },
    from: ['investigating'],
    to: 'wait-external',
    needs: [],
    reason: true,
  },
  resume: {
    label: { 'zh-CN': '继续办理', en: 'Resume' },
    from: ['wait-patient', 'wait-external'],
    to: 'investigating',
    needs: [],
  },
  propose: {
    label: { 'zh-CN': '提交处理意见', en: 'Propose' },
    from: ['investigating'],
    to: 'proposed',
    needs: ['finding', 'measure'],
  },
  approve: {
    label: { 'zh-CN': '审核通过', en: 'Approve' },
    from: ['proposed'],
    to: 'approved',
    needs: ['review'],
  },
  rework: {
    label: { 'zh-CN': '退回重办', en: 'Rework' },
    from: ['proposed'],
    to: 'investigating',
    needs: [],
    reason: true,
  },
  'send-feedback': {
    label: { 'zh-CN': '反馈患者', en: 'Send feedback' },
    from: ['approved', 'acknowledged', 'dispute'],
    to: 'feedback-sent',
    needs: ['feedback'],
  },
  'call-back': {
    label: { 'zh-CN': '回访', en: 'Call back' },
    from: ['feedback-sent', 'return-visit'],
    to: 'return-visit',
    needs: ['call-back'],
  },
  close: {
    label: { 'zh-CN': '办结', en: 'Close' },
    from: ['feedback-sent', 'return-visit', 'acknowledged'],
    to: 'closed',
    needs: [],
  },
  'refuse-acceptance': {
    label: { 'zh-CN': '不予受理', en: 'Do not accept' },
    from: ['new', 'clarifying', 'acknowledged'],
    to: 'not-accepted',
    needs: ['feedback'],
    reason: true,
  },
  withdraw: {
    label: { 'zh-CN': '撤回', en: 'Withdraw' },
    from: OPEN,
    to: 'withdrawn',
    needs: ['withdrawal'],
    reason: true,
  },
  merge: { label: { 'zh-CN': '合并', en: 'Merge' }, from: OPEN, to: 'merged', needs: [] },
  'enter-dispute': {
    label: { 'zh-CN': '转纠纷途径', en: 'Dispute path' },
    from: WORKING,
    to: 'dispute',
    needs: [],
    reason: true,
  },
  reopen: {
    label: { 'zh-CN': '重新办理', en: 'Reopen' },
    from: ['closed', 'not-accepted', 'withdrawn'],
    to: 'acknowledged',
    needs: [],
    reason: true,
  },
} as const satisfies Record<string, StepRow>;
export type CaseStep = keyof typeof CASE_STEPS;

export type StepActor = { readonly id: string; readonly name: string; readonly tier: string };

export type StepInput = {
  readonly step: CaseStep;
  /** Evidence handed in with the step; it counts for the step itself. */
  readonly evidence?: readonly Evidence[];
  readonly reason?: string;
  readonly handlerId?: string;
  readonly notAccepted?: NotAcceptedReason;
  readonly mergedInto?: string;
};

export type StepContext = ClosingContext & {
  /** Medical quality (E01): the quality office's opinion is needed before feedback. */
  readonly medicalQuality: boolean;
  readonly severity: 'S1' | 'S2' | 'S3' | 'S4' | null;
};

export type StepRefusal =
  | {
      readonly kind: 'not-from-here';
      readonly state: CaseState;
      readonly from: readonly CaseState[];
    }
  | { readonly kind: 'evidence-missing'; readonly missing: readonly EvidenceKind[] }
  | { readonly kind: 'closing-gaps'; readonly gaps: readonly ClosingGap[] }
  | { readonly kind: 'reason-missing' }
  | { readonly kind: 'named-in-complaint' }
  | { readonly kind: 'own-proposal' }
  | { readonly kind: 'returned-twice' }
  | { readonly kind: 'reopen-too-late' }
  /** A grave matter (S1) is looked into, whether or not the patient takes it back (taxonomy §7). */
  | { readonly kind: 'still-investigated' }
  | { readonly kind: 'detail-missing'; readonly field: 'notAccepted' | 'mergedInto' | 'handlerId' };

/** A closed case is opened again within this time, or later with new evidence (办法 art. 29, to be confirmed). */
export const REOPEN_WITHIN = 30 * DAY;
/** A department returns a case at most so often; then a supervisor decides. */
export const MAX_RETURNS = 2;

type Attempt = {
  readonly record: CaseRecord;
  readonly input: StepInput;
  readonly actor: StepActor;
  readonly context: StepContext;
  readonly proofs: readonly Proof[];
};
type Check = (attempt: Attempt) => StepRefusal | undefined;

const missing = (field: 'notAccepted' | 'mergedInto' | 'handlerId'): StepRefusal => ({
  kind: 'detail-missing',
  field,
});

/** No case ends over another department's open task, whichever way it ends. */
const overOpenTasks = ({ openTasks }: StepContext): StepRefusal | undefined =>
  openTasks > 0 ? { kind: 'closing-gaps', gaps: ['open-tasks'] } : undefined;

/** Checks beyond `from` and `needs`, by step. */
const CHECKS: Readonly<Partial<Record<CaseStep, Check>>> = {
  accept: ({ record, actor }) =>
    record.namedStaff.includes(actor.id) ? { kind: 'named-in-complaint' } : undefined,
  assign: ({ record, input }) =>
    input.handlerId !== undefined && record.namedStaff.includes(input.handlerId)
      ? { kind: 'named-in-complaint' }
      : undefined,
  return: ({ record }) => (record.returns >= MAX_RETURNS ? { kind: 'returned-twice' } : undefined),
  approve: ({ record, actor, proofs }) => {
    if (record.namedStaff.includes(actor.id)) return { kind: 'named-in-complaint' };
    const proposer = proofs.findLast(({ evidence }) => evidence.kind === 'measure')?.byId;
    return proposer === actor.id ? { kind: 'own-proposal' } : undefined;
  },
  'send-feedback': ({ context, proofs }) =>
    context.medicalQuality && !proofs.some(({ evidence }) => evidence.kind === 'quality-opinion')
      ? { kind: 'evidence-missing', missing: ['quality-opinion'] }
      : undefined,
  'refuse-acceptance': ({ input, context }) =>
    input.notAccepted === undefined ? missing('notAccepted') : overOpenTasks(context),
  withdraw: ({ context }) =>
    context.severity === 'S1' ? { kind: 'still-investigated' } : overOpenTasks(context),
  merge: ({ input }) => (input.mergedInto === undefined ? missing('mergedInto') : undefined),
  reopen: ({ record, input, context }) => {
    const late = record.closedAt !== null && context.now - record.closedAt > REOPEN_WITHIN;
    const fresh = input.evidence?.some(({ kind }) => kind === 'new-evidence') === true;
    return late && !fresh ? { kind: 'reopen-too-late' } : undefined;
  },
};

const refusalOf = (attempt: Attempt): StepRefusal | undefined => {
  const { record, input, context, proofs } = attempt;
  const row: StepRow = CASE_STEPS[input.step];
  if (!row.from.includes(record.state))
    return { kind: 'not-from-here', state: record.state, from: row.from };
  if (row.reason === true && (input.reason ?? '').trim() === '') return { kind: 'reason-missing' };
  const lacking = row.needs.filter(
    (kind) => !proofs.some(({ evidence }) => evidence.kind === kind),
  );
  if (lacking.length > 0) return { kind: 'evidence-missing', missing: lacking };
  if (row.to === 'closed') {
    const gaps = closingGaps({ ...record, proofs: [...proofs] }, context);
    if (gaps.length > 0) return { kind: 'closing-gaps', gaps };
  }
  return CHECKS[input.step]?.(attempt);
};

const after = (record: CaseRecord, input: StepInput, proofs: Proof[], now: Instant): CaseRecord => {
  const row: StepRow = CASE_STEPS[input.step];
  const next: CaseRecord = {
    ...record,
    state: row.to,
    proofs,
    resumeTo: CASE_STATES[row.to].pauses ? 'investigating' : null,
    handlerId: input.handlerId ?? record.handlerId,
    notAccepted: input.notAccepted ?? record.notAccepted,
    mergedInto: input.mergedInto ?? record.mergedInto,
    returns: input.step === 'return' ? record.returns + 1 : record.returns,
    closedAt: CASE_STATES[row.to].final ? now : null,
  };
  return input.step === 'reopen'
    ? { ...next, opening: record.opening + 1, openedAt: now, returns: 0, notAccepted: null }
    : next;
};

/**
 * The case after a step, or why the step is refused. Pure. Evidence handed in with the step is recorded with it; a
 * refused step records nothing. There is no other way to change a case, so no path reaches `closed` without the proof
 * that `closingGaps` asks for.
 */
export const takeStep = (
  record: CaseRecord,
  input: StepInput,
  actor: StepActor,
  context: StepContext,
): Result<CaseRecord, StepRefusal> => {
  const added = (input.evidence ?? []).map(
    (item): Proof => ({
      at: context.now,
      byId: actor.id,
      byName: actor.name,
      tier: actor.tier,
      evidence: item,
    }),
  );
  const all = [...record.proofs, ...added];
  const proofs = currentProofs({ ...record, proofs: all });
  const refusal = refusalOf({ record, input, actor, context, proofs });
  return refusal === undefined ? ok(after(record, input, all, context.now)) : err(refusal);
};

/**
 * Evidence that belongs to steps alone, for these are what tells the patient: handed in with any other step, or without
 * one, it would prove something that was not done.
 */
const WITH_STEP: Readonly<Partial<Record<EvidenceKind, readonly CaseStep[]>>> = {
  feedback: ['send-feedback', 'refuse-acceptance'],
  withdrawal: ['withdraw'],
  'call-back': ['call-back'],
};

/** Whether a piece of evidence may be handed in with a step; `null` is without one. A call-back may be noted alone. */
export const mayHandIn = (kind: EvidenceKind, step: CaseStep | null): boolean => {
  const steps = WITH_STEP[kind];
  if (steps === undefined) return true;
  return step === null ? kind === 'call-back' : steps.includes(step);
};

/** Adds evidence without a step (a note of a call, an improvement done later). */
export const addProof = (
  record: CaseRecord,
  item: Evidence,
  actor: StepActor,
  now: Instant,
): CaseRecord => ({
  ...record,
  proofs: [
    ...record.proofs,
    { at: now, byId: actor.id, byName: actor.name, tier: actor.tier, evidence: item },
  ],
});

export const openCase = (
  now: Instant,
  about: { readonly hasContact: boolean; readonly namedStaff?: readonly string[] },
): CaseRecord => ({
  state: 'new',
  opening: 1,
  openedAt: now,
  resumeTo: null,
  returns: 0,
  hasContact: about.hasContact,
  complaint: false,
  handlerId: null,
  namedStaff: [...(about.namedStaff ?? [])],
  notAccepted: null,
  mergedInto: null,
  closedAt: null,
  proofs: [],
});

/** Steps that the state allows, for the buttons of a page; each may still be refused for want of evidence. */
export const stepsFrom = (state: CaseState): readonly CaseStep[] =>
  (Object.keys(CASE_STEPS) as CaseStep[]).filter((step) =>
    (CASE_STEPS[step].from as readonly CaseState[]).includes(state),
  );
