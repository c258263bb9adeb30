import { beijingDate, DAY, type Instant } from '#shared/kernel/clock.ts';
import type { CaseRecord, EvidenceKind, Proof } from './case.ts';

/** Categories whose handling is a case. A consultation that the bot or an agent answered needs none. */
export type CaseCategory = '投诉' | '意见建议' | '求助' | '表扬' | '咨询' | '其他';

export type ClosingContext = {
  readonly category: CaseCategory;
  /** Child tasks of other departments that are not done. */
  readonly openTasks: number;
  readonly now: Instant;
};

/** Attempts on so many different days stand in for a call-back that never reached anybody. */
export const CALL_BACK_DAYS = 3;
/** Where the patient left no contact: feedback in the thread and this much time stand in for the call-back. */
export const NO_CONTACT_WAIT = 30 * DAY;

export type ClosingGap = 'feedback' | 'call-back' | 'improvement' | 'open-tasks' | 'thanks';

/** Proofs of the present opening: what was proved before a reopening does not count again. */
export const currentProofs = (record: CaseRecord): readonly Proof[] =>
  record.proofs.filter(({ at }) => at >= record.openedAt);

const has = (proofs: readonly Proof[], kind: EvidenceKind): boolean =>
  proofs.some(({ evidence }) => evidence.kind === kind);

const feedbackAt = (proofs: readonly Proof[]): Instant | undefined =>
  proofs.findLast(({ evidence }) => evidence.kind === 'feedback')?.at;

/** A supervisor (or the hospital office) may waive the call-back with a reason; an agent's waiver counts for nothing. */
const waived = (proofs: readonly Proof[]): boolean =>
  proofs.some(
    ({ evidence, tier }) =>
      evidence.kind === 'waiver' && (tier === 'supervisor' || tier === 'office'),
  );

/** Who handled it: whoever has it, and whoever wrote the measure; on the spot, whoever gave the answer. */
const handledIt = ({ handlerId }: CaseRecord, proofs: readonly Proof[]): ReadonlySet<string> => {
  const by = (kind: EvidenceKind) =>
    proofs.flatMap(({ evidence, byId }) => (evidence.kind === kind ? [byId] : []));
  const handlers = [...(handlerId === null ? [] : [handlerId]), ...by('measure')];
  return new Set(handlers.length > 0 ? handlers : by('feedback'));
};

/** Reached: what the patient said of it, in words or as a grade, stands there; a bare tick is no record of a call. */
const wasReached = ({ evidence }: Proof): boolean =>
  evidence.kind === 'call-back' &&
  evidence.reached &&
  (evidence.satisfaction !== null || evidence.text.trim() !== '');

/**
 * True where the patient was called back after the feedback: reached by somebody who did not handle it; or tried on
 * three different days; or, without any contact, feedback in the thread thirty days ago; or waived by a supervisor.
 */
const calledBack = (record: CaseRecord, proofs: readonly Proof[], now: Instant): boolean => {
  if (waived(proofs)) return true;
  const since = feedbackAt(proofs);
  if (since === undefined) return false;
  const calls = proofs.filter(({ at, evidence }) => evidence.kind === 'call-back' && at >= since);
  const handlers = handledIt(record, proofs);
  if (calls.some((call) => wasReached(call) && !handlers.has(call.byId))) return true;
  if (new Set(calls.map(({ at }) => beijingDate(at))).size >= CALL_BACK_DAYS) return true;
  const inThread = proofs.some(
    ({ evidence }) => evidence.kind === 'feedback' && evidence.channel === 'thread',
  );
  return !record.hasContact && inThread && now - since >= NO_CONTACT_WAIT;
};

/**
 * What is still missing before a case may be closed; empty = it may. A complaint needs feedback, call-back and a word
 * on improvement (taxonomy §7, 十应当: return visit and closed loop); suggestions and help need feedback; praise needs
 * thanks. No category closes over another department's open task.
 */
export const closingGaps = (record: CaseRecord, context: ClosingContext): readonly ClosingGap[] => {
  const proofs = currentProofs(record);
  const gaps: ClosingGap[] = [];
  if (context.openTasks > 0) gaps.push('open-tasks');
  // Whoever complained hears of it, whatever the matter is called by now.
  if (record.complaint && context.category !== '投诉' && !has(proofs, 'feedback'))
    gaps.push('feedback');
  if (context.category === '表扬') {
    if (!has(proofs, 'acknowledgement')) gaps.push('thanks');
    return gaps;
  }
  if (context.category === '咨询' || context.category === '其他') return gaps;
  if (!has(proofs, 'feedback') && !gaps.includes('feedback')) gaps.push('feedback');
  if (context.category === '投诉') {
    if (!calledBack(record, proofs, context.now)) gaps.push('call-back');
    if (!has(proofs, 'improvement')) gaps.push('improvement');
  }
  return gaps;
};
