import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Decision, decideAnswer } from '#shared/domain/retrieval/answer.ts';
import { type Article, articleSchema, isEffective } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
import { indexBytes } from '#shared/domain/retrieval/snapshot.ts';
import {
  type EvaluateOptions,
  type Evaluation,
  grouped,
  groupLines,
  percent,
  percentile,
  type Row,
  ratio,
  UsageError,
} from './rows.ts';

const DEMO_BASE = fileURLToPath(new URL('../../shared/data/hospital/faq.json', import.meta.url));
/** Without a date every entry counts as true: the ranking is judged, not the calendar. */
const NO_DATE = undefined;
const DEPTH = 10;

type Judged = {
  row: Row;
  query: string;
  ids: readonly string[];
  ranking: readonly string[];
  decision: Decision;
  ms: number;
};

/** Rows `{"query","ids":[…]}`: is the right entry found, and is it answered, offered or passed on as it should. */
export function evaluateFaq(rows: readonly Row[], options: EvaluateOptions): Evaluation {
  const articles = readBase(options.kb ?? DEMO_BASE);
  const questions = rows.map((row) => ({
    row,
    query: row.string('query'),
    ids: row.strings('ids'),
  }));
  rejectUnknown(questions, new Set(articles.map(({ id }) => id)));
  const started = performance.now();
  const index = buildIndex(options.asOf === NO_DATE ? articles.map(withoutDates) : articles);
  const buildMs = performance.now() - started;
  for (const { query } of questions.slice(0, 300)) rank(index, query, { k: DEPTH });
  const judged = questions.map((question) => judge(index, question, options.asOf));
  return report(judged, { buildMs, indexBytes: indexBytes(index) });
}

export function readBase(path: string): readonly Article[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new UsageError(`cannot read a JSON knowledge base from ${path}`);
  }
  const parsed = articleSchema.array().safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${path}: entry ${issue?.path.join('.')}: ${issue?.message}`);
}

function rejectUnknown(
  questions: readonly { row: Row; ids: readonly string[] }[],
  known: ReadonlySet<string>,
): void {
  for (const { row, ids } of questions)
    for (const id of ids)
      if (!known.has(id)) throw row.wrong('ids', `ids of the knowledge base ("${id}" is none)`);
}

function withoutDates(article: Article): Article {
  const { effectiveFrom: _from, effectiveTo: _to, ...rest } = article;
  return rest;
}

function judge(
  index: KnowledgeIndex,
  { row, query, ids }: { row: Row; query: string; ids: readonly string[] },
  asOf: string | undefined,
): Judged {
  const started = performance.now();
  const hits = rank(index, query, { k: DEPTH });
  const ms = performance.now() - started;
  const ranking = hits
    .filter(({ document }) => asOf === NO_DATE || isEffective(index.article(document), asOf))
    .map(({ id }) => id);
  const decision = decideAnswer(index, query, { asOf: asOf ?? '2000-01-01' });
  return { row, query, ids, ranking, decision, ms };
}

const inScope = ({ ids }: Judged): boolean => ids.length > 0;
const placeOf = ({ ranking, ids }: Judged): number => ranking.findIndex((id) => ids.includes(id));
const shown = ({ decision }: Judged): readonly string[] => {
  if (decision.kind === 'answer') return [decision.hit.id];
  return decision.kind === 'choices' ? decision.hits.map(({ id }) => id) : [];
};
const right = (item: Judged): boolean => shown(item).some((id) => item.ids.includes(id));

function figuresOf(items: readonly Judged[]): Record<string, number> {
  const asked = items.filter(inScope);
  const foreign = items.filter((item) => !inScope(item));
  const share = (group: readonly Judged[], test: (item: Judged) => boolean): number =>
    ratio(group.filter(test).length, group.length);
  const decided = (kind: Decision['kind']) => (item: Judged) => item.decision.kind === kind;
  const within = (depth: number) => (item: Judged) => {
    const place = placeOf(item);
    return place >= 0 && place < depth;
  };
  return {
    n: items.length,
    recallAt1: share(asked, within(1)),
    recallAt3: share(asked, within(3)),
    mrr: ratio(
      asked.map(placeOf).reduce((sum, place) => sum + (place < 0 ? 0 : 1 / (place + 1)), 0),
      asked.length,
    ),
    answered: share(asked, decided('answer')),
    answeredWrong: share(asked, (item) => decided('answer')(item) && !right(item)),
    offered: share(asked, decided('choices')),
    offeredWrong: share(asked, (item) => decided('choices')(item) && !right(item)),
    abstainedWrong: share(asked, decided('defer')),
    outOfScopeAnswered: share(foreign, decided('answer')),
    outOfScopeOffered: share(foreign, decided('choices')),
  };
}

function report(
  judged: readonly Judged[],
  cost: { buildMs: number; indexBytes: number },
): Evaluation {
  const all = figuresOf(judged);
  const times = judged.map(({ ms }) => ms);
  const timing = { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
  const groups = grouped(judged, figuresOf);
  const misses = judged.filter(isMiss).map((item) => ({
    line: item.row.line,
    query: item.query,
    ids: item.ids,
    ranking: item.ranking.slice(0, 3),
    decision: item.decision.kind,
    shown: shown(item),
  }));
  const lines = [
    `${judged.length} questions, ${judged.filter(inScope).length} of them in scope`,
    ...Object.entries(all)
      .filter(([name]) => name !== 'n')
      .map(([name, value]) => `${name}: ${name === 'mrr' ? value.toFixed(3) : percent(value)}`),
    `time per question: median ${timing.p50Ms.toFixed(3)} ms, p99 ${timing.p99Ms.toFixed(3)} ms; index ${cost.indexBytes} bytes, built in ${cost.buildMs.toFixed(0)} ms`,
    ...groupLines(groups),
    `misses (${misses.length}):`,
    ...misses.map(
      ({ line, query, ids, ranking, decision }) =>
        `  line ${line} [${decision}] ${query}  <- wanted ${ids.join(' ') || 'nothing'}, found ${ranking.join(' ')}`,
    ),
  ];
  return { figures: { ...all, ...timing, ...cost, ...groups, misses }, lines };
}

const isMiss = (item: Judged): boolean =>
  inScope(item)
    ? placeOf(item) !== 0 || item.decision.kind === 'defer'
    : item.decision.kind === 'answer';
