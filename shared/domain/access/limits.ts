import type { CaseCategory } from '#shared/domain/case/closing.ts';
import type { Localized } from '#shared/kernel/locale.ts';

/** The three tiers of seed practice: 客服 → 主管 → 院办. Departments and editors hold no authority over cases. */
export const AUTHORITY = ['agent', 'supervisor', 'office'] as const;
export type Authority = (typeof AUTHORITY)[number];

const NEVER = -1;
const ANY = Number.POSITIVE_INFINITY;

type LimitRow = {
  readonly label: Localized;
  /** Unit of the amount: fen of money, working days, or `right` (0 = may, nothing to measure). */
  readonly unit: 'fen' | 'working-days' | 'right';
  readonly default: Readonly<Record<Authority, number>>;
  readonly by?: Partial<Readonly<Record<CaseCategory, Readonly<Record<Authority, number>>>>>;
};

const right = (
  agent: boolean,
  supervisor: boolean,
  office = true,
): Readonly<Record<Authority, number>> => ({
  agent: agent ? 0 : NEVER,
  supervisor: supervisor ? 0 : NEVER,
  office: office ? 0 : NEVER,
});

/**
 * What each tier may decide alone, up to which amount: tier × action × category × limit. Numbers are proposals that
 * the hospital confirms; beyond a limit the matter becomes an approval item of the lowest tier that may.
 */
export const LIMITS = {
  refund: {
    label: { 'zh-CN': '退费', en: 'Refund' },
    unit: 'fen',
    default: { agent: 0, supervisor: 50_000, office: ANY },
    by: { 投诉: { agent: 0, supervisor: 20_000, office: ANY } },
  },
  compensation: {
    label: { 'zh-CN': '补偿', en: 'Compensation' },
    unit: 'fen',
    default: { agent: NEVER, supervisor: NEVER, office: ANY },
  },
  courtesy: {
    label: { 'zh-CN': '关怀慰问', en: 'Small courtesy' },
    unit: 'fen',
    default: { agent: 0, supervisor: 20_000, office: ANY },
  },
  'extend-internal': {
    label: { 'zh-CN': '延长内部时限', en: 'Extend the internal time' },
    unit: 'working-days',
    default: { agent: NEVER, supervisor: 3, office: 20 },
  },
  'second-extension': {
    label: { 'zh-CN': '再次延期', en: 'Second extension' },
    unit: 'right',
    default: right(false, false),
  },
  pause: {
    label: { 'zh-CN': '暂停内部时限', en: 'Pause the internal clock' },
    unit: 'working-days',
    default: { agent: 1, supervisor: 10, office: 60 },
    by: { 投诉: { agent: NEVER, supervisor: 10, office: 60 } },
  },
  close: {
    label: { 'zh-CN': '办结', en: 'Close' },
    unit: 'right',
    default: right(true, true),
    by: { 投诉: right(false, true) },
  },
  'waive-call-back': {
    label: { 'zh-CN': '免回访', en: 'Waive the call-back' },
    unit: 'right',
    default: right(false, true),
  },
  'refuse-acceptance': {
    label: { 'zh-CN': '不予受理', en: 'Do not accept' },
    unit: 'right',
    default: right(false, true),
  },
  'change-category': {
    label: { 'zh-CN': '更改类型', en: 'Change the category' },
    unit: 'right',
    default: right(true, true),
    by: { 投诉: right(false, true) },
  },
  'lower-severity': {
    label: { 'zh-CN': '下调等级', en: 'Lower the severity' },
    unit: 'right',
    default: right(false, true),
  },
  reassign: {
    label: { 'zh-CN': '改派', en: 'Reassign' },
    unit: 'right',
    default: right(false, true),
  },
  'merge-split': {
    label: { 'zh-CN': '合并与拆分', en: 'Merge and split' },
    unit: 'right',
    default: right(false, true),
  },
  'joint-group': {
    label: { 'zh-CN': '成立联合工作组', en: 'Name a joint group' },
    unit: 'right',
    default: right(false, false),
  },
  'external-report': {
    label: { 'zh-CN': '对外报告', en: 'Report to an authority' },
    unit: 'right',
    default: right(false, false),
  },
} as const satisfies Record<string, LimitRow>;
export type LimitedAction = keyof typeof LIMITS;

export type Authorization =
  | { readonly kind: 'allowed' }
  /** Beyond the own limit: somebody of this tier must approve. */
  | { readonly kind: 'needs-approval'; readonly from: Authority }
  /** Nobody may: the amount lies beyond every tier's limit. */
  | { readonly kind: 'refused' };

export const limitOf = (action: LimitedAction, category: CaseCategory, tier: Authority): number => {
  const row: LimitRow = LIMITS[action];
  return (row.by?.[category] ?? row.default)[tier];
};

/** Whether a tier may take an action of this amount alone, or whose approval it needs. Amounts are not negative. */
export const withinLimit = (
  tier: Authority,
  action: LimitedAction,
  category: CaseCategory,
  amount = 0,
): Authorization => {
  const may = (who: Authority): boolean => amount >= 0 && amount <= limitOf(action, category, who);
  if (may(tier)) return { kind: 'allowed' };
  const from = AUTHORITY.slice(AUTHORITY.indexOf(tier) + 1).find(may);
  return from === undefined ? { kind: 'refused' } : { kind: 'needs-approval', from };
};
