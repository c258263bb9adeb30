import { deps } from '#functions/lib/deps.ts';
import { job } from '#functions/lib/job.ts';
import { countMetrics } from '#functions/lib/metrics.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { SECOND } from '#shared/kernel/clock.ts';

/** Ends before the next minute's sweep begins; overlapping ones would change nothing twice either. */
const BUDGET = 45 * SECOND;

export const handler = job('sla-sweep', async () => {
  const summary = await runSlaSweep(deps, deps.clock() + BUDGET);
  countMetrics({ SlaWarnings: summary.warned, SlaEscalations: summary.escalated });
  return summary;
});
