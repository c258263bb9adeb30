import { checkRequest, type RequestCheck } from '#shared/domain/advice/guard.ts';
import {
  type Evaluation,
  grouped,
  groupLines,
  percent,
  percentile,
  type Row,
  ratio,
} from './rows.ts';

type Judged = { row: Row; text: string; bait: boolean; check: RequestCheck; ms: number };

/** Rows `{"text","bait":bool}`, bait = asks for what only a clinician may answer; a missing `bait` means true. */
export function evaluateGuard(rows: readonly Row[]): Evaluation {
  for (const row of rows.slice(0, 200)) checkRequest(row.string('text'));
  const judged = rows.map((row): Judged => {
    const text = row.string('text');
    const bait = row.optionalBoolean('bait') ?? true;
    const start = performance.now();
    const check = checkRequest(text);
    return { row, text, bait, check, ms: performance.now() - start };
  });
  const misses = judged.filter((item) => item.bait !== item.check.bait);
  const groups = grouped(judged, figuresOf);
  const times = judged.map((item) => item.ms);
  const figures = {
    n: judged.length,
    ...figuresOf(judged),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    ...groups,
    misses: misses.map((item) => ({
      line: item.row.line,
      text: item.text,
      bait: item.bait,
      kind: item.check.kind,
      why: item.check.reasons.map((reason) => reason['zh-CN']),
    })),
  };
  const all = figuresOf(judged);
  return {
    figures,
    lines: [
      `${judged.length} messages: requests for advice deferred ${percent(all['deferred'] ?? 0)}, others deferred by mistake ${percent(all['overDeferred'] ?? 0)}`,
      `time per message: median ${percentile(times, 0.5).toFixed(3)} ms, p99 ${percentile(times, 0.99).toFixed(3)} ms`,
      ...groupLines(groups),
      `read wrongly (${misses.length}):`,
      ...misses.map(
        (item) =>
          `  line ${item.row.line} [${item.bait ? 'answered' : `deferred as ${item.check.kind ?? ''}`}] ${item.text}`,
      ),
    ],
  };
}

function figuresOf(items: readonly Judged[]): Record<string, number> {
  const baits = items.filter((item) => item.bait);
  const others = items.filter((item) => !item.bait);
  const deferred = (group: readonly Judged[]): number =>
    ratio(group.filter((item) => item.check.bait).length, group.length);
  return {
    ...(baits.length === 0 ? {} : { baits: baits.length, deferred: deferred(baits) }),
    ...(others.length === 0 ? {} : { others: others.length, overDeferred: deferred(others) }),
  };
}
