import type { CaseCategory } from '#shared/domain/case/closing.ts';
import type { Severity } from '#shared/domain/intent/topics.ts';
import type { Localized } from '#shared/kernel/locale.ts';

/** Clocks of a case. Emergency and chat clocks belong to the conversation and stand in `policies.ts`. */
export const CASE_CLOCKS = {
  /** S1: the quality office and the duty officer within 15 minutes, hospital leaders within the hour. Real time. */
  alert: { label: { 'zh-CN': '重大事件通报', en: 'Grave matter: notify' }, pausable: false },
  accept: { label: { 'zh-CN': '科室接单', en: 'Department accepts' }, pausable: false },
  contact: { label: { 'zh-CN': '首次联系', en: 'First contact' }, pausable: false },
  internal: { label: { 'zh-CN': '内部办理', en: 'Internal handling' }, pausable: true },
  /** 办法: feedback within 5 working days, 10 where departments must be coordinated. Nothing pauses it. */
  legal: { label: { 'zh-CN': '法定反馈', en: 'Statutory feedback' }, pausable: false },
} as const satisfies Record<string, { label: Localized; pausable: boolean }>;
export type CaseClockId = keyof typeof CASE_CLOCKS;

/** How long: minutes of real time, minutes of working hours, or whole working days to close of business. */
export type Span =
  | { readonly unit: 'real-minutes'; readonly amount: number }
  | { readonly unit: 'working-minutes'; readonly amount: number }
  | { readonly unit: 'working-days'; readonly amount: number };

export type Rung = {
  readonly step: string;
  /** Share of the span that has passed, or working days before (−) or after (+) the due instant. */
  readonly at: { readonly share: number } | { readonly days: number };
  readonly tells: 'handler' | 'department-head' | 'supervisor' | 'office';
};

const real = (amount: number): Span => ({ unit: 'real-minutes', amount });
const working = (amount: number): Span => ({ unit: 'working-minutes', amount });
const days = (amount: number): Span => ({ unit: 'working-days', amount });

/** A working day of the default desk (08:00–12:00, 14:30–17:30). */
export const WORKING_DAY_MINUTES = 7 * 60;

/** 50 % the handler, 80 % the head of department, 100 % the supervisor, a working day later the office (taxonomy §6). */
export const LADDER: readonly Rung[] = [
  { step: 'half', at: { share: 0.5 }, tells: 'handler' },
  { step: 'near', at: { share: 0.8 }, tells: 'department-head' },
  { step: 'due', at: { share: 1 }, tells: 'supervisor' },
  { step: 'over', at: { days: 1 }, tells: 'office' },
];

/** The statutory clock tells the office a working day before it is due, so that an interim feedback can still go out. */
export const LEGAL_LADDER: readonly Rung[] = [
  { step: 'half', at: { share: 0.5 }, tells: 'handler' },
  { step: 'last-day', at: { days: -1 }, tells: 'office' },
  { step: 'due', at: { share: 1 }, tells: 'office' },
];

export const ALERT_LADDER: readonly Rung[] = [
  { step: 'notify', at: { share: 0.25 }, tells: 'supervisor' },
  { step: 'leaders', at: { share: 1 }, tells: 'office' },
];

type Policy = { readonly span: Span; readonly ladder: readonly Rung[] };
const row = (span: Span, ladder: readonly Rung[] = LADDER): Policy => ({ span, ladder });

type BySeverity = Readonly<Record<Severity, Policy | null>>;

/** Targets by severity (taxonomy §5, law-and-norms §1; all numbers are proposals that the hospital confirms). */
export const COMPLAINT_POLICIES: Readonly<Record<CaseClockId, BySeverity>> = {
  alert: { S1: row(real(60), ALERT_LADDER), S2: null, S3: null, S4: null },
  accept: { S1: row(real(60)), S2: row(working(120)), S3: row(working(240)), S4: row(days(1)) },
  contact: { S1: row(real(240)), S2: row(working(240)), S3: row(days(1)), S4: row(days(3)) },
  internal: {
    S1: row(working(2 * WORKING_DAY_MINUTES)),
    S2: row(working(3 * WORKING_DAY_MINUTES)),
    S3: row(working(4 * WORKING_DAY_MINUTES)),
    S4: row(working(4 * WORKING_DAY_MINUTES)),
  },
  legal: {
    S1: row(days(5), LEGAL_LADDER),
    S2: row(days(5), LEGAL_LADDER),
    S3: row(days(5), LEGAL_LADDER),
    S4: row(days(5), LEGAL_LADDER),
  },
};

/** Joint handling by two or more departments (办法: 10 working days from the original receipt). */
export const JOINT_LEGAL_DAYS = 10;

/** Categories that are no complaint: one promise each, or none. */
export const OTHER_POLICIES: Readonly<
  Record<Exclude<CaseCategory, '投诉'>, Partial<Record<CaseClockId, Policy>>>
> = {
  意见建议: { contact: row(days(3)), internal: row(working(8 * WORKING_DAY_MINUTES)) },
  求助: { contact: row(working(240)), internal: row(working(2 * WORKING_DAY_MINUTES)) },
  表扬: { contact: row(days(3)) },
  咨询: {},
  其他: {},
};

export const policiesFor = (
  category: CaseCategory,
  severity: Severity | null,
): Partial<Record<CaseClockId, Policy>> => {
  if (category !== '投诉') return OTHER_POLICIES[category];
  return Object.fromEntries(
    (Object.keys(COMPLAINT_POLICIES) as CaseClockId[]).flatMap((id) => {
      const policy = COMPLAINT_POLICIES[id][severity ?? 'S3'];
      return policy === null ? [] : [[id, policy]];
    }),
  );
};
