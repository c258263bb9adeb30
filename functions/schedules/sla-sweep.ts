import { deps } from '#functions/lib/deps.ts';
import { job } from '#functions/lib/job.ts';
import { countMetrics } from '#functions/lib/metrics.ts';
import { describeError, logger } from '#functions/lib/telemetry.ts';
import { watchCalendar } from '#functions/usecases/calendar.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { HOUR, SECOND } from '#shared/kernel/clock.ts';

/** Ends before the next minute's sweep begins; overlapping ones would change nothing twice either. */
const BUDGET = 45 * SECOND;

let watchedHour = 0;

/** Looks after the working calendar once an hour; a look too many tells nobody twice. */
const watchHourly = async (): Promise<void> => {
  const hour = Math.floor(deps.clock() / HOUR);
  if (hour === watchedHour) return;
  try {
    const outcome = await watchCalendar(deps);
    watchedHour = hour;
    countMetrics({ CalendarNotOfficial: outcome === 'fine' ? 0 : 1 });
  } catch (error) {
    logger.error('calendar not looked after', describeError(error));
  }
};

let looking = false;

/** The tasks of the knowledge base have a timer of their own; the first sweep of a hospital winds it up. */
const beginLooking = async (): Promise<void> => {
  if (looking) return;
  try {
    await deps.tickets.beginLooks(deps.clock());
    looking = true;
  } catch (error) {
    logger.error('knowledge tasks not looked after', describeError(error));
  }
};

export const handler = job('sla-sweep', async () => {
  await beginLooking();
  const summary = await runSlaSweep(deps, deps.clock() + BUDGET);
  countMetrics({ SlaWarnings: summary.warned, SlaEscalations: summary.escalated });
  await watchHourly();
  return summary;
});
