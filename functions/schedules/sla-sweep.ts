import { deps } from '#functions/lib/deps.ts';
import { job } from '#functions/lib/job.ts';
import { countMetric } from '#functions/lib/telemetry.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { SECOND } from '#shared/kernel/clock.ts';

/** Ends before the next minute's sweep begins; overlapping ones would change nothing twice either. */
const BUDGET = 45 * SECOND;

export const handler = job('sla-sweep', async () => {
  const summary = await runSlaSweep(deps, deps.clock() + BUDGET);
  countMetric({
    SweepHeartbeat: 1,
    SweepFailed: summary.failed,
    SweepEscalated: summary.escalated,
  });
  return summary;
});
