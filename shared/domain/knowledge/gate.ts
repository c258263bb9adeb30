import { decideAnswer } from '#shared/domain/retrieval/answer.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';

/** How well a test question reaches its entry: answered directly, among the choices, or not at all. */
export type TestOutcome = 'answered' | 'offered' | 'missed';

type Named = { readonly articleId: string; readonly question: string };
export type TestQuestion = Named;

export type GateProblem = Named & {
  readonly kind: 'worse' | 'unanswered' | 'changed-since' | 'second-person-needed';
  readonly before: TestOutcome | null;
  readonly after: TestOutcome | null;
  readonly instead: Named | null;
};

export type GateReport = {
  readonly tested: number;
  readonly answered: number;
  readonly problems: readonly GateProblem[];
};

type Asked = {
  readonly outcome: TestOutcome;
  /** Found, but not true on the day: patients do not read it. */
  readonly withheld: boolean;
  readonly first: Named | null;
};

/** An entry that has expired counts as answered where it was found: that its text is withheld is as it should be. */
const ask = (index: KnowledgeIndex, { articleId, question }: TestQuestion, asOf: string): Asked => {
  const decision = decideAnswer(index, question, { asOf });
  const hits =
    decision.kind === 'answer' ? [decision.hit, ...decision.alternatives] : decision.hits;
  const top = hits[0];
  const first =
    top === undefined
      ? null
      : { articleId: top.id, question: index.article(top.document).question };
  const expired = decision.kind === 'defer' && decision.reason === 'expired';
  if ((decision.kind === 'answer' || expired) && top?.id === articleId)
    return { outcome: 'answered', withheld: expired, first };
  const offered = decision.kind === 'choices' && hits.some(({ id }) => id === articleId);
  return { outcome: offered ? 'offered' : 'missed', withheld: false, first };
};

const RANK: Readonly<Record<TestOutcome, number>> = { answered: 2, offered: 1, missed: 0 };

export type GateInput = {
  /** What patients are answered from now; undefined before the first publication. */
  readonly before: KnowledgeIndex | undefined;
  readonly after: KnowledgeIndex;
  readonly tests: readonly TestQuestion[];
  /** Entries that this publication adds or changes. */
  readonly candidates: ReadonlySet<string>;
  /** Beijing date `YYYY-MM-DD` on which the questions are asked. */
  readonly asOf: string;
};

const isShown = ({ outcome, withheld }: Asked): boolean => outcome !== 'missed' && !withheld;

/** What is wrong with how a question comes out now, if anything. */
const judge = (
  test: TestQuestion,
  now: Asked,
  then: Asked | null,
  published: boolean,
): GateProblem | undefined => {
  // Time withholds an answer from both; dates that take away today what was shown are a drop like any other.
  const after = now.withheld && then !== null && isShown(then) ? 'missed' : now.outcome;
  const worse = then !== null && RANK[after] < RANK[then.outcome];
  if (!worse && !(published && after === 'missed')) return undefined;
  return {
    ...test,
    kind: worse ? 'worse' : 'unanswered',
    before: then?.outcome ?? null,
    after,
    instead: now.first?.articleId === test.articleId ? null : now.first,
  };
};

/**
 * Asks every stored test question of the index that is published and of the one that would be. Worse than before is a
 * problem, whosever entry it is; a question of an entry that is being published must reach it, at least as a choice.
 */
export const checkPublication = (input: GateInput): GateReport => {
  const { before, after, candidates, asOf } = input;
  const asked = input.tests.map((test) => ({ test, now: ask(after, test, asOf) }));
  const problems = asked
    .filter(({ now }) => now.outcome !== 'answered' || now.withheld)
    .flatMap(({ test, now }) => {
      const then = before === undefined ? null : ask(before, test, asOf);
      return judge(test, now, then, candidates.has(test.articleId)) ?? [];
    });
  const answered = asked.filter(({ now }) => now.outcome === 'answered').length;
  return { tested: asked.length, answered, problems };
};
