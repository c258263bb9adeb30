import type { Deps, MissDraft, StoredMiss } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { addWorkingDays } from '#shared/domain/calendar/business-time.ts';
import { briefOf } from '#shared/domain/knowledge/brief.ts';
import type { EntryContent } from '#shared/domain/knowledge/entry.ts';
import { hotQuestions, weekOf } from '#shared/domain/knowledge/hot-questions.ts';
import {
  clusterMisses,
  DRAFT_DUE_DAYS,
  DRAFT_FROM,
  type MissCluster,
  medianDaysToAnswer,
  openMisses,
  WINDOW_DAYS,
} from '#shared/domain/knowledge/misses.ts';
import { tasksOf } from '#shared/domain/knowledge/tasks.ts';
import { beijingDate, DAY } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type KnowledgeFailure, staffWho } from './knowledge-access.ts';
import {
  type Changed,
  changeEntry,
  createEntry,
  type KnowledgeDeps,
  PENDING_ANSWER,
} from './knowledge-entries.ts';
import { tellTasks } from './knowledge-tasks.ts';

type Outcome<T> = Promise<Result<T, KnowledgeFailure>>;
type MissKind = StoredMiss['kind'];

const kindsOf = (misses: readonly StoredMiss[]): Record<MissKind, number> => {
  const kinds = { unanswered: 0, 'not-helpful': 0, expired: 0 };
  for (const { kind } of misses) kinds[kind] += 1;
  return kinds;
};

export type ShownCluster = Omit<MissCluster, 'missIds'> & {
  readonly kinds: Readonly<Record<MissKind, number>>;
  readonly articleId: string | null;
  readonly draft: Pick<MissDraft, 'articleId' | 'dueAt'> | null;
  readonly due: boolean;
};
type Grouped = { readonly cluster: MissCluster; readonly shown: ShownCluster };

/** Open groups: what a published draft has answered is left out, what is asked again after that comes back. */
const grouped = async ({
  clock,
  knowledgeBase,
}: KnowledgeDeps): Promise<{ groups: Grouped[]; drafts: MissDraft[]; total: number }> => {
  const now = clock();
  const [misses, drafts] = await Promise.all([
    knowledgeBase.misses(now - WINDOW_DAYS * DAY, now),
    knowledgeBase.missDrafts(),
  ]);
  const open = openMisses(misses, drafts);
  const byId = new Map(open.map((miss) => [miss.missId, miss]));
  const groups = clusterMisses(open).map((cluster): Grouped => {
    const { missIds, ...rest } = cluster;
    const members = missIds.flatMap((id) => byId.get(id) ?? []);
    const draft = drafts.find(
      ({ publishedAt, missIds: drafted }) =>
        publishedAt === null && drafted.some((id) => missIds.includes(id)),
    );
    return {
      cluster,
      shown: {
        ...rest,
        kinds: kindsOf(members),
        articleId: members.findLast(({ articleId }) => articleId !== null)?.articleId ?? null,
        draft: draft === undefined ? null : { articleId: draft.articleId, dueAt: draft.dueAt },
        due: draft === undefined && (cluster.count >= DRAFT_FROM || kindsOf(members).expired > 0),
      },
    };
  });
  return { groups, drafts, total: misses.length };
};

export const readMisses = async (
  deps: KnowledgeDeps,
  actor: Actor,
): Outcome<{
  readonly clusters: readonly ShownCluster[];
  readonly days: number;
  readonly total: number;
  readonly answered: number;
  readonly medianDays: number | null;
}> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const { groups, drafts, total } = await grouped(deps);
  const answered = drafts.flatMap(({ firstAt, publishedAt }) =>
    publishedAt === null ? [] : [{ firstAt, publishedAt }],
  );
  return ok({
    clusters: groups.map(({ shown }) => shown),
    days: WINDOW_DAYS,
    total,
    answered: answered.length,
    medianDays: medianDaysToAnswer(answered),
  });
};

const draftContent = (
  { text, examples }: MissCluster,
  { department, category }: { readonly department: string; readonly category: string },
): EntryContent => ({
  category,
  question: text.slice(0, 300),
  similar: [],
  answer: PENDING_ANSWER,
  department,
  keywords: [],
  audience: 'everyone',
  sensitivity: 'plain',
  effectiveFrom: null,
  effectiveTo: null,
  reviewBy: null,
  source: '',
  images: [],
  buttons: [],
  testQuestions: [...examples],
});

/** An entry that had expired or did not help is mended, not doubled: the examples become its test questions. */
const mend = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleId: string,
  examples: readonly string[],
): Outcome<Changed> => {
  const stored = await deps.knowledgeBase.entry(articleId);
  if (stored === undefined) return err({ kind: 'not-found' });
  const { content } = stored.entry;
  const testQuestions = [...new Set([...content.testQuestions, ...examples])].slice(0, 60);
  return changeEntry(deps, actor, articleId, {
    revision: stored.revision,
    content: { ...content, testQuestions },
  });
};

/** Makes a draft of a group for the department that owns the answer, due in three working days. A repeat gives the same draft. */
export const draftFromMiss = async (
  deps: KnowledgeDeps & Pick<Deps, 'knowledge' | 'tickets' | 'people'>,
  actor: Actor,
  clusterId: string,
  wanted: { readonly department: string; readonly category: string },
): Outcome<Changed> => {
  const staff = staffWho(actor, 'knowledge.edit', wanted.department);
  if (!staff.ok) return staff;
  const { groups } = await grouped(deps);
  const found = groups.find(({ shown }) => shown.clusterId === clusterId);
  if (found === undefined) return err({ kind: 'not-found' });
  const { cluster, shown } = found;
  if (shown.draft !== null) {
    const standing = await deps.knowledgeBase.entry(shown.draft.articleId);
    return standing === undefined ? err({ kind: 'not-found' }) : ok({ ...standing, jobId: null });
  }
  const changed =
    shown.articleId === null
      ? await createEntry(deps, actor, draftContent(cluster, wanted), { step: 'from-questions' })
      : await mend(deps, actor, shown.articleId, cluster.examples);
  if (!changed.ok) return changed;
  const now = deps.clock();
  const calendar = await deps.knowledge.calendar();
  const { entry } = changed.value;
  const draft: MissDraft = {
    clusterId,
    articleId: entry.articleId,
    missIds: cluster.missIds,
    firstAt: cluster.firstAt,
    draftedAt: now,
    dueAt: addWorkingDays(calendar, now, DRAFT_DUE_DAYS).at,
    publishedAt: null,
  };
  await deps.knowledgeBase.saveMissDraft(draft);
  const asked = { ...draft, draftedAt: now };
  await tellTasks(deps, tasksOf([{ ...briefOf(entry), live: null }], [asked], calendar, now));
  return changed;
};

/** What was asked most this week, or what is usually asked where nobody has asked much yet. */
export const readHotQuestions = async ({
  clock,
  knowledge,
  knowledgeBase,
}: Pick<Deps, 'clock' | 'knowledge' | 'knowledgeBase'>) => {
  const now = clock();
  const monday = weekOf(beijingDate(now));
  const [index, thisWeek, lastWeek] = await Promise.all([
    knowledge.index(now),
    knowledgeBase.answerCounts(monday),
    knowledgeBase.answerCounts(weekOf(beijingDate(now - 7 * DAY))),
  ]);
  return ok(
    index === undefined
      ? { basis: 'usual' as const, questions: [] }
      : hotQuestions(index, thisWeek, lastWeek, beijingDate(now)),
  );
};
