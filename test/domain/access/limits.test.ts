import { describe, expect, it } from 'vitest';
import {
  AUTHORITY,
  LIMITS,
  type LimitedAction,
  limitOf,
  withinLimit,
} from '#shared/domain/access/limits.ts';
import type { CaseCategory } from '#shared/domain/case/closing.ts';

const CATEGORIES: CaseCategory[] = ['咨询', '投诉', '意见建议', '求助', '表扬', '其他'];
const ACTIONS = Object.keys(LIMITS) as LimitedAction[];
const cells = ACTIONS.flatMap((action) =>
  CATEGORIES.flatMap((category) => AUTHORITY.map((tier) => [action, category, tier] as const)),
);

/**
 * Up to how much agent, supervisor and office decide alone, per action: fen, working days, or a right (0). `-` = never,
 * `∞` = without limit. The second cell is that of complaints, where it differs.
 */
const REVIEWED: Readonly<Record<LimitedAction, readonly [string, string?]>> = {
  refund: ['0 50000 ∞', '0 20000 ∞'],
  compensation: ['- - ∞'],
  courtesy: ['0 20000 ∞'],
  'extend-internal': ['- 3 20'],
  'second-extension': ['- - 0'],
  pause: ['1 10 60', '- 10 60'],
  close: ['0 0 0', '- 0 0'],
  'waive-call-back': ['- 0 0'],
  'refuse-acceptance': ['- 0 0'],
  'change-category': ['0 0 0', '- 0 0'],
  'lower-severity': ['- 0 0'],
  reassign: ['- 0 0'],
  'merge-split': ['- 0 0'],
  'joint-group': ['- - 0'],
  'external-report': ['- - 0'],
};

const written = (limit: number): string => {
  if (limit === -1) return '-';
  return Number.isFinite(limit) ? String(limit) : '∞';
};

describe('the limits of the three tiers', () => {
  it.each(ACTIONS.flatMap((action) => CATEGORIES.map((category) => [action, category] as const)))(
    '%s of a %s stands as reviewed',
    (action, category) => {
      const [usual, ofComplaints = usual] = REVIEWED[action];
      const cell = AUTHORITY.map((tier) => written(limitOf(action, category, tier))).join(' ');
      expect(cell).toBe(category === '投诉' ? ofComplaints : usual);
    },
  );

  it.each(cells)(
    '%s of a %s by %s: allowed up to the limit, beyond it somebody higher or nobody',
    (action, category, tier) => {
      const limit = limitOf(action, category, tier);
      if (limit >= 0)
        expect(withinLimit(tier, action, category, Number.isFinite(limit) ? limit : 1e9)).toEqual({
          kind: 'allowed',
        });
      if (!Number.isFinite(limit)) return;
      const beyond = withinLimit(tier, action, category, limit + 1);
      expect(beyond.kind).not.toBe('allowed');
      if (beyond.kind === 'needs-approval') {
        expect(AUTHORITY.indexOf(beyond.from)).toBeGreaterThan(AUTHORITY.indexOf(tier));
        expect(limitOf(action, category, beyond.from)).toBeGreaterThanOrEqual(limit + 1);
      }
    },
  );

  it.each(cells)('%s of a %s: no tier below %s may do more', (action, category, tier) => {
    for (const lower of AUTHORITY.slice(0, AUTHORITY.indexOf(tier)))
      expect(limitOf(action, category, lower)).toBeLessThanOrEqual(limitOf(action, category, tier));
  });

  it('lets an agent close a consultation but not a complaint', () => {
    expect(withinLimit('agent', 'close', '咨询')).toEqual({ kind: 'allowed' });
    expect(withinLimit('agent', 'close', '投诉')).toEqual({
      kind: 'needs-approval',
      from: 'supervisor',
    });
  });

  it('sends a refund beyond the supervisor’s limit to the hospital office', () => {
    expect(withinLimit('supervisor', 'refund', '咨询', 50_000)).toEqual({ kind: 'allowed' });
    expect(withinLimit('supervisor', 'refund', '咨询', 50_001)).toEqual({
      kind: 'needs-approval',
      from: 'office',
    });
    expect(withinLimit('agent', 'refund', '投诉', 20_000)).toEqual({
      kind: 'needs-approval',
      from: 'supervisor',
    });
  });

  it('refuses a negative amount', () => {
    expect(withinLimit('office', 'refund', '咨询', -1)).toEqual({ kind: 'refused' });
  });
});
