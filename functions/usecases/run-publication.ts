import type { Deps, EntryWrite, Manifest, StoredEntry } from '#functions/ports.ts';
import { type KnowledgeEntry, toArticle } from '#shared/domain/knowledge/entry.ts';
import { checkPublication, type GateProblem } from '#shared/domain/knowledge/gate.ts';
import { clusterMisses, openMisses, WINDOW_DAYS } from '#shared/domain/knowledge/misses.ts';
import {
  isFinished,
  type LiveContent,
  type Publication,
  withLive,
} from '#shared/domain/knowledge/publication.ts';
import { stepEntry } from '#shared/domain/knowledge/workflow.ts';
import type { Article } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { encodeSnapshot } from '#shared/domain/retrieval/snapshot.ts';
import { beijingDate, DAY, type Instant } from '#shared/kernel/clock.ts';
import { contentOf } from './knowledge-entries.ts';

export type PublishDeps = Pick<Deps, 'clock' | 'logger' | 'knowledgeBase'>;

/** Versions that can be gone back to. */
const KEPT_VERSIONS = 20;

const byId = (a: StoredEntry, b: StoredEntry): number =>
  a.entry.articleId < b.entry.articleId ? -1 : 1;

/** What patients would be answered from, in an order that depends on ids alone: the same base gives the same bytes. */
export const liveArticles = (entries: readonly KnowledgeEntry[]): Article[] =>
  entries.flatMap((entry) => {
    const article = toArticle(entry, beijingDate(entry.live?.publishedAt ?? entry.updatedAt));
    return article === null ? [] : [article];
  });

const liveVersions = (entries: readonly KnowledgeEntry[]): Record<string, number> =>
  Object.fromEntries(
    entries.flatMap(({ articleId, live }) => (live === null ? [] : [[articleId, live.version]])),
  );

const testsOf = (entries: readonly KnowledgeEntry[]) =>
  entries.flatMap(({ articleId, live }) =>
    live === null || live.content.audience !== 'everyone'
      ? []
      : live.content.testQuestions.map((question) => ({ articleId, question })),
  );

type Prepared = { readonly stored: readonly StoredEntry[]; readonly problems: GateProblem[] };

const entryProblem = (articleId: string, kind: GateProblem['kind']): GateProblem => ({
  articleId,
  question: '',
  kind,
  before: null,
  after: null,
  instead: null,
});

/** The base as it would stand, and what speaks against it before any question is asked. */
const prepare = (stored: readonly StoredEntry[], job: Publication, now: Instant): Prepared => {
  if (job.kind !== 'publish') return { stored, problems: [] };
  const wanted = new Map(job.entries.map(({ articleId, version }) => [articleId, version]));
  const problems: GateProblem[] = [];
  const next = stored.map((one): StoredEntry => {
    const { entry } = one;
    const version = wanted.get(entry.articleId);
    if (version === undefined || entry.live?.version === version) return one;
    if (entry.version !== version) {
      problems.push(entryProblem(entry.articleId, 'changed-since'));
      return one;
    }
    const stepped = stepEntry(entry, 'publish', job.by, { now });
    if (stepped.ok) return { ...one, entry: stepped.value };
    const kind = stepped.error.kind;
    const problem = kind === 'second-person-needed' ? kind : 'changed-since';
    problems.push(entryProblem(entry.articleId, problem));
    return one;
  });
  return { stored: next, problems };
};

const loadCurrent = async (
  { knowledgeBase, logger }: PublishDeps,
  version: string | undefined,
): Promise<KnowledgeIndex | undefined> => {
  if (version === undefined) return undefined;
  try {
    return await knowledgeBase.load(version);
  } catch (error) {
    // A broken version must not stand in the way of the one that mends it.
    logger.error('published snapshot cannot be read', {
      version,
      error: error instanceof Error ? error.message : '',
    });
    return undefined;
  }
};

/** Brings an entry to what is live now. Whoever writes a newer draft meanwhile keeps it. */
const settleEntry = async (
  deps: PublishDeps,
  articleId: string,
  live: LiveContent | null,
  job: Publication,
): Promise<void> => {
  for (;;) {
    const stored = await deps.knowledgeBase.entry(articleId);
    if (stored === undefined || stored.entry.live?.version === live?.version) return;
    // Retired while this publication ran: the one that retires it comes next.
    if (job.kind === 'publish' && stored.entry.state === 'retired') return;
    const at = job.createdAt;
    const write: EntryWrite = {
      entry: withLive(stored.entry, live, at),
      revision: stored.revision,
      step: {
        at: deps.clock(),
        step: live === null ? 'taken-off' : 'went-live',
        version: live?.version ?? stored.entry.version,
        by: job.by,
        reason: job.reason,
      },
    };
    if ((await deps.knowledgeBase.save(write)).ok) return;
  }
};

/** Groups of misses whose draft went live are answered, with what was asked while the answer was being written. */
const closeMisses = async ({ clock, knowledgeBase }: PublishDeps, job: Publication) => {
  const published = new Set(job.entries.map(({ articleId }) => articleId));
  const drafts = await knowledgeBase.missDrafts();
  const answered = drafts.filter(
    ({ publishedAt, articleId }) => publishedAt === null && published.has(articleId),
  );
  if (answered.length === 0) return;
  const now = clock();
  const groups = clusterMisses(
    openMisses(await knowledgeBase.misses(now - WINDOW_DAYS * DAY, now), drafts),
  );
  for (const draft of answered) {
    const drafted = new Set(draft.missIds);
    const since = groups
      .filter(({ missIds }) => missIds.some((id) => drafted.has(id)))
      .flatMap(({ missIds }) => missIds);
    await knowledgeBase.saveMissDraft({
      ...draft,
      missIds: [...new Set([...draft.missIds, ...since])],
      publishedAt: now,
    });
  }
};

type Done = Partial<Publication> & Pick<Publication, 'status'>;

const publish = async (deps: PublishDeps, job: Publication): Promise<Done> => {
  const { knowledgeBase } = deps;
  const [current, base] = await Promise.all([knowledgeBase.current(), knowledgeBase.entries()]);
  const { stored, problems } = prepare([...base].sort(byId), job, job.createdAt);
  if (problems.length > 0) return { status: 'blocked', problems };
  const entries = stored.map(({ entry }) => entry);
  const after = buildIndex(liveArticles(entries));
  const report = checkPublication({
    before: await loadCurrent(deps, current),
    after,
    tests: testsOf(entries),
    candidates: new Set(job.kind === 'publish' ? job.entries.map((e) => e.articleId) : []),
    asOf: beijingDate(deps.clock()),
  });
  // What is wrong must come off line whatever else suffers: its loss is told, not prevented.
  if (job.kind === 'publish' && report.problems.length > 0) return { status: 'blocked', ...report };
  const manifest = await knowledgeBase.store(encodeSnapshot(after), {
    at: deps.clock(),
    jobId: job.jobId,
    by: job.by,
    entries: liveVersions(entries),
  });
  if (!(await knowledgeBase.point(manifest, current, deps.clock())))
    throw new Error('another publication was faster');
  for (const { articleId, version } of job.kind === 'publish' ? job.entries : []) {
    const live = entries.find((entry) => entry.articleId === articleId)?.live;
    if (live?.version === version) await settleEntry(deps, articleId, live, job);
  }
  if (job.kind === 'publish') await closeMisses(deps, job);
  await knowledgeBase.prune(KEPT_VERSIONS);
  return { status: 'published', ...report, snapshot: manifest.version };
};

const liveThen = async (
  deps: PublishDeps,
  stored: StoredEntry,
  target: Manifest,
): Promise<LiveContent | null> => {
  const version = target.entries[stored.entry.articleId];
  if (version === undefined) return null;
  const content =
    stored.entry.live?.version === version
      ? stored.entry.live.content
      : await contentOf(deps, stored, version);
  if (content === undefined)
    throw new Error(`version ${version} of ${stored.entry.articleId} is not kept`);
  return { version, content };
};

/** Moves the pointer first, for something is wrong with what patients read; then brings the entries to what is live. */
const goBack = async (deps: PublishDeps, job: Publication): Promise<Done> => {
  const { knowledgeBase } = deps;
  const target = await knowledgeBase.manifest(job.target ?? '');
  if (target === undefined) return { status: 'failed', error: '这个版本已不再保留' };
  await knowledgeBase.load(target.version);
  const current = await knowledgeBase.current();
  if (!(await knowledgeBase.point(target, current, deps.clock())))
    throw new Error('another publication was faster');
  for (const stored of await knowledgeBase.entries())
    await settleEntry(deps, stored.entry.articleId, await liveThen(deps, stored, target), job);
  return { status: 'published', snapshot: target.version };
};

/**
 * Carries out a publication: builds the index of the base as it would stand, asks all stored test questions of it and of
 * the one before, and moves the pointer only where none came out worse. Can be repeated after a crash at any point.
 */
export const runPublication = async (
  deps: PublishDeps,
  jobId: string,
): Promise<Publication | undefined> => {
  const { knowledgeBase } = deps;
  const job = await knowledgeBase.publication(jobId);
  if (job === undefined || isFinished(job)) return job;
  await knowledgeBase.savePublication({ ...job, status: 'running' });
  const done = job.kind === 'rollback' ? await goBack(deps, job) : await publish(deps, job);
  const finished: Publication = { ...job, ...done, finishedAt: deps.clock() };
  await knowledgeBase.savePublication(finished);
  return finished;
};

/** Notes that a publication could not be carried out. What is published stays. */
export const failPublication = async (
  { knowledgeBase, clock }: PublishDeps,
  jobId: string,
  error: string,
): Promise<void> => {
  const job = await knowledgeBase.publication(jobId);
  if (job === undefined || isFinished(job)) return;
  await knowledgeBase.savePublication({ ...job, status: 'failed', error, finishedAt: clock() });
};
