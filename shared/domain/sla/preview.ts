import { addBusinessMinutes, type Due } from '#shared/domain/calendar/business-time.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';
import type { CaseCategory } from '#shared/domain/case/closing.ts';
import type { Severity } from '#shared/domain/intent/topics.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { startCaseClock } from './case-clocks.ts';
import { CASE_CLOCKS, type CaseClockId, policiesFor } from './case-policies.ts';
import { POLICIES } from './policies.ts';

export type PreviewedClock = {
  readonly clock: CaseClockId | 'chat';
  readonly label: Localized;
} & Due;

/** When each clock of such a matter would be due if it were received at that instant, step by step. */
export const previewClocks = (
  schedule: Schedule,
  matter: { readonly category: CaseCategory; readonly severity: Severity | null },
  receivedAt: Instant,
): readonly PreviewedClock[] => {
  const policies = policiesFor(matter.category, matter.severity);
  return (Object.keys(CASE_CLOCKS) as CaseClockId[]).flatMap((id) => {
    const policy = policies[id];
    if (policy === undefined) return [];
    const { dueAt, status, steps } = startCaseClock(
      schedule,
      { id, span: policy.span, ladder: policy.ladder, generation: 1 },
      receivedAt,
    );
    return [{ clock: id, label: CASE_CLOCKS[id].label, at: dueAt, status, steps }];
  });
};

/** When a patient who asks for a person at that instant has waited so long that the supervisor hears of it. */
export const previewChat = (schedule: Schedule, askedAt: Instant): readonly PreviewedClock[] => {
  const { label, dueAfter } = POLICIES.chat;
  const due = addBusinessMinutes(schedule, askedAt, dueAfter / MINUTE);
  return due.ok ? [{ clock: 'chat', label, ...due.value }] : [];
};
