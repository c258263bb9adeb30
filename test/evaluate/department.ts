import hospital from '#shared/data/hospital/departments.json' with { type: 'json' };
import { isDepartment } from '#shared/domain/guidance/department-list.ts';
import { type Guidance, guideDepartment } from '#shared/domain/guidance/guide-department.ts';
import {
  type Evaluation,
  grouped,
  groupLines,
  percent,
  percentile,
  type Row,
  ratio,
} from './rows.ts';

type Judged = {
  readonly row: Row;
  readonly text: string;
  readonly acceptable: readonly string[];
  readonly guidance: Guidance;
  /** Place of the first acceptable department among the suggested ones; -1 where there is none. */
  readonly place: number;
  readonly ms: number;
};

/**
 * Rows `{"text","acceptable":[names]}` or `{"text","department"}` (with `also`, where more than one is right). A
 * suggested department is right when a name of the row is its name or one of its aliases. No suggestion is wrong.
 */
export function evaluateDepartment(rows: readonly Row[]): Evaluation {
  const messages = rows.map((row) => ({
    row,
    text: row.string('text'),
    acceptable: acceptableOf(row),
  }));
  for (const { text } of messages.slice(0, 100)) guideDepartment({ text });
  const judged = messages.map((message): Judged => {
    const start = performance.now();
    const guidance = guideDepartment({ text: message.text });
    const ms = performance.now() - start;
    const place = guidance.departments.findIndex(({ name }) =>
      isAcceptable(name, message.acceptable),
    );
    return { ...message, guidance, place, ms };
  });
  const misses = judged.filter(({ place }) => place !== 0);
  const groups = grouped(judged, figuresOf);
  const times = judged.map(({ ms }) => ms);
  const figures = {
    n: judged.length,
    ...figuresOf(judged),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    ...groups,
    misses: misses.map(({ row, text, acceptable, guidance }) => ({
      line: row.line,
      text,
      acceptable,
      suggested: guidance.departments.map(({ name, score }) => ({ name, score })),
    })),
  };
  return { figures, lines: forPeople(judged, misses, groups) };
}

function acceptableOf(row: Row): readonly string[] {
  const listed = row.optionalStrings('acceptable');
  if (listed !== undefined) return listed;
  return [row.string('department'), ...(row.optionalStrings('also') ?? [])];
}

function isAcceptable(name: string, acceptable: readonly string[]): boolean {
  const entry = hospital.find((department) => department.name === name);
  return acceptable.some((other) => other === name || (entry && isDepartment(entry, other)));
}

function figuresOf(items: readonly Judged[]): Record<string, number> {
  const share = (test: (item: Judged) => boolean) => ratio(items.filter(test).length, items.length);
  const confident = items.filter(({ guidance }) => guidance.confident);
  return {
    top1: share(({ place }) => place === 0),
    top3: share(({ place }) => place >= 0),
    coverage: share(({ guidance }) => guidance.departments.length > 0),
    confident: ratio(confident.length, items.length),
    confidentRight: ratio(confident.filter(({ place }) => place === 0).length, confident.length),
    asked: share(({ guidance }) => guidance.ask !== null),
  };
}

function forPeople(
  judged: readonly Judged[],
  misses: readonly Judged[],
  groups: ReturnType<typeof grouped>,
): readonly string[] {
  const all = figuresOf(judged);
  const rate = (name: string) => percent(all[name] ?? 0);
  return [
    `${judged.length} messages: first department right ${rate('top1')}, among three ${rate('top3')}, answered ${rate('coverage')}`,
    `confident in ${rate('confident')}, then right ${rate('confidentRight')}; asked for age, sex or pregnancy ${rate('asked')}`,
    ...groupLines(groups),
    `first department wrong (${misses.length}):`,
    ...misses.map(
      ({ row, text, acceptable, guidance }) =>
        `  line ${row.line} ${text}  expected ${acceptable.join('/')}, got ${guidance.departments.map(({ name }) => name).join(', ') || 'nothing'}`,
    ),
  ];
}
