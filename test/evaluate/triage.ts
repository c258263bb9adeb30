import { type TriageResult, triage } from '#shared/domain/triage/triage.ts';
import {
  type Evaluation,
  grouped,
  groupLines,
  percent,
  percentile,
  type Row,
  ratio,
} from './rows.ts';

type Judged = { row: Row; text: string; emergency: boolean; result: TriageResult; ms: number };

/** Rows `{"text","emergency":bool}`: what share of emergencies is caught, and how often calm messages are disturbed. */
export function evaluateTriage(rows: readonly Row[]): Evaluation {
  const messages = rows.map((row) => ({
    row,
    text: row.string('text'),
    emergency: row.boolean('emergency'),
  }));
  for (const message of messages.slice(0, 200)) triage({ text: message.text });
  const judged = messages.map((message): Judged => {
    const start = performance.now();
    const result = triage({ text: message.text });
    return { ...message, result, ms: performance.now() - start };
  });
  const misses = judged.filter((item) => item.emergency && item.result.decision !== 'fire');
  const falseAlarms = judged.filter((item) => !item.emergency && item.result.decision !== 'none');
  const groups = grouped(judged, figuresOf);
  const times = judged.map((item) => item.ms);
  const figures = {
    n: judged.length,
    ...figuresOf(judged),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    ...groups,
    misses: misses.map(report),
    falseAlarms: falseAlarms.map(report),
  };
  return { figures, lines: forPeople(judged, misses, falseAlarms, groups, times) };
}

function figuresOf(items: readonly Judged[]): Record<string, number> {
  const urgent = items.filter((item) => item.emergency);
  const calm = items.filter((item) => !item.emergency);
  const share = (group: readonly Judged[], decisions: readonly string[]) =>
    ratio(group.filter((item) => decisions.includes(item.result.decision)).length, group.length);
  return {
    ...(urgent.length === 0
      ? {}
      : {
          emergencies: urgent.length,
          recall: share(urgent, ['fire', 'confirm']),
          fireRecall: share(urgent, ['fire']),
        }),
    ...(calm.length === 0
      ? {}
      : {
          others: calm.length,
          falseAlarmRate: share(calm, ['fire']),
          confirmRate: share(calm, ['confirm']),
        }),
  };
}

function report(item: Judged) {
  const { decision, kinds, entries, path, reasons } = item.result;
  return {
    line: item.row.line,
    text: item.text,
    decision,
    kinds,
    entries,
    path,
    why: reasons.map((reason) => reason.zh),
  };
}

function forPeople(
  judged: readonly Judged[],
  misses: readonly Judged[],
  falseAlarms: readonly Judged[],
  groups: ReturnType<typeof grouped>,
  times: readonly number[],
): readonly string[] {
  const all = figuresOf(judged);
  const rate = (name: string) => percent(all[name] ?? 0);
  return [
    `${judged.length} messages: ${all['emergencies'] ?? 0} emergencies, ${all['others'] ?? 0} others`,
    `emergencies caught ${rate('recall')} (fired ${rate('fireRecall')})`,
    `others disturbed: fired ${rate('falseAlarmRate')}, asked back ${rate('confirmRate')}`,
    `time per message: median ${percentile(times, 0.5).toFixed(3)} ms, p99 ${percentile(times, 0.99).toFixed(3)} ms`,
    ...groupLines(groups),
    `emergencies not fired (${misses.length}):`,
    ...misses.map(line),
    `others disturbed (${falseAlarms.length}):`,
    ...falseAlarms.map(line),
  ];
}

function line(item: Judged): string {
  const why = item.result.reasons.map((reason) => reason.zh).join('; ');
  return `  line ${item.row.line} [${item.result.decision}] ${item.text}${why === '' ? '' : `  <- ${why}`}`;
}
