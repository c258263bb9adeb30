/**
 * `node test/fuzz/main.ts [count=20000] [seed=1]`: sends that many generated requests over all routes, and a tenth as
 * many socket frames, to a stack of its own; ends with 1 where anything but a clear answer came back.
 */
import { startTestStack } from '#test/support/stack.ts';
import { type FuzzReport, fuzz } from './fuzz.ts';
import { fuzzWorld } from './world.ts';

const [count = '20000', seed = '1'] = process.argv.slice(2);
/** Requests between two renewals of the sessions: far less than fifteen minutes. */
const LEG = 2_000;

const summed = (
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> => {
  const all: Record<string, number> = { ...a };
  for (const [key, n] of Object.entries(b)) all[key] = (all[key] ?? 0) + n;
  return all;
};

const joined = (a: FuzzReport, b: FuzzReport): FuzzReport => ({
  requests: a.requests + b.requests,
  frames: a.frames + b.frames,
  byStatus: summed(a.byStatus, b.byStatus),
  byCode: summed(a.byCode, b.byCode),
  byEndpoint: summed(a.byEndpoint, b.byEndpoint),
  failures: [...a.failures, ...b.failures],
  droppedSockets: a.droppedSockets + b.droppedSockets,
});

const stack = await startTestStack();
// A cold start on a busy machine may take longer than its ten seconds; that is no answer of ours.
await stack.warm();
const started = performance.now();
let report: FuzzReport | undefined;
try {
  const { target, renew } = await fuzzWorld(stack);
  for (let left = Number(count), leg = 0; left > 0; left -= LEG, leg += 1) {
    const part = await fuzz(target, {
      count: Math.min(LEG, left),
      seed: Number(seed) + 1_000 * leg,
    });
    report = report === undefined ? part : joined(report, part);
    console.error(`${report.requests} requests, ${report.failures.length} failures`);
    await renew();
  }
} finally {
  const errors = stack.logs().filter(({ text }) => /"level":"error"/i.test(text));
  const minutes = Math.round((performance.now() - started) / 6_000) / 10;
  const endpoints = Object.keys(report?.byEndpoint ?? {}).length;
  console.log(
    JSON.stringify(
      {
        ...report,
        endpoints,
        seed: Number(seed),
        minutes,
        errorLines: errors.length,
        errors: [
          ...new Set(errors.map(({ text }) => text.replace(/"correlationId":"[^"]*",?/, ''))),
        ]
          .slice(0, 10)
          .map((text) => text.slice(0, 600)),
        failures: (report?.failures ?? []).slice(0, 40),
        failed: report?.failures.length ?? 0,
      },
      null,
      1,
    ),
  );
  await stack.end();
}
process.exit(report !== undefined && report.failures.length === 0 ? 0 : 1);
