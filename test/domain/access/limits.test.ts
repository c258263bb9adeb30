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

describe('the limits of the three tiers', () => {
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
