import { expect, it } from 'vitest';
import { idleBill } from '#test/bench/idle-bill.ts';
import { synthesize } from '#test/support/templates.ts';

it('costs at most 15 US$ a month while nobody writes', () => {
  const { data, service } = synthesize('prod', 'us-east-1', { review: false });
  const total = idleBill(data, service).reduce((sum, { usd }) => sum + usd, 0);
  expect(total).toBeGreaterThan(1);
  expect(total).toBeLessThanOrEqual(15);
});
