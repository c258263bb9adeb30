import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { type EntryContent, toArticle } from '#shared/domain/knowledge/entry.ts';
import { newEntry } from '#shared/domain/knowledge/workflow.ts';
import { type Decision, decideAnswer } from '#shared/domain/retrieval/answer.ts';
import type { Article } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { type KnowledgeFailure, staffWho } from './knowledge-access.ts';

type AskDeps = Pick<Deps, 'clock' | 'knowledge'>;
type DraftEntry = { readonly articleId: string; readonly content: EntryContent };

export type Asked = {
  readonly decision: 'answer' | 'choices' | 'no-match' | 'expired' | 'out-of-scope';
  readonly answer: string | null;
  readonly hits: readonly {
    readonly articleId: string;
    readonly question: string;
    readonly confidence: number;
    readonly why: readonly string[];
  }[];
};

const NOBODY = { id: '', name: '' };

/** The published articles with the draft in the place of its entry, or after them. */
const withDraft = (
  index: KnowledgeIndex | undefined,
  draft: DraftEntry,
  now: number,
): Article[] => {
  const live = Array.from({ length: index?.count ?? 0 }, (_, i) => index?.article(i)).filter(
    (article) => article !== undefined,
  );
  const entry = newEntry(draft.articleId, draft.content, NOBODY, now);
  const article = toArticle(
    { ...entry, live: { version: 1, content: draft.content, publishedAt: now } },
    beijingDate(now),
  );
  const others = live.filter(({ id }) => id !== draft.articleId);
  return article === null ? others : [...others, article].sort((a, b) => (a.id < b.id ? -1 : 1));
};

const shown = (index: KnowledgeIndex, decision: Decision): Asked => {
  const hits =
    decision.kind === 'answer' ? [decision.hit, ...decision.alternatives] : decision.hits;
  return {
    decision: decision.kind === 'defer' ? decision.reason : decision.kind,
    answer: decision.kind === 'answer' ? index.article(decision.hit.document).answer : null,
    hits: hits.map(({ id, document, confidence, why }) => ({
      articleId: id,
      question: index.article(document).question,
      confidence,
      why,
    })),
  };
};

/** What a patient would be told by the knowledge base now, or with a draft if that were published. */
export const askKnowledge = async (
  deps: AskDeps,
  actor: Actor,
  { question, draft }: { readonly question: string; readonly draft?: DraftEntry | undefined },
): Promise<Result<Asked, KnowledgeFailure>> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const now = deps.clock();
  const live = await deps.knowledge.index(now);
  const index = draft === undefined ? live : buildIndex(withDraft(live, draft, now));
  if (index === undefined) return ok({ decision: 'no-match', answer: null, hits: [] });
  return ok(shown(index, decideAnswer(index, question, { asOf: beijingDate(now) })));
};
