import type { Deps, Manifest, StoredEntry } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { newPublication, type Publication } from '#shared/domain/knowledge/publication.ts';
import { stepEntry } from '#shared/domain/knowledge/workflow.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { editorOf, type KnowledgeFailure, staffWho } from './knowledge-access.ts';
import { ANSWER_MISSING, type KnowledgeDeps, lacksAnswer } from './knowledge-entries.ts';

type Outcome<T> = Promise<Result<T, KnowledgeFailure>>;
const SHOWN = 20;

export const readPublications = async (
  { knowledgeBase }: Pick<Deps, 'knowledgeBase'>,
  actor: Actor,
): Outcome<{
  readonly jobs: readonly Publication[];
  readonly current: string | null;
  readonly versions: readonly (Omit<Manifest, 'entries'> & { readonly articles: number })[];
}> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const [jobs, current, manifests] = await Promise.all([
    knowledgeBase.publications(SHOWN),
    knowledgeBase.current(),
    knowledgeBase.manifests(),
  ]);
  return ok({
    jobs,
    current: current ?? null,
    versions: manifests.map(({ entries, ...manifest }) => ({
      ...manifest,
      articles: Object.keys(entries).length,
    })),
  });
};

export const readPublication = async (
  { knowledgeBase }: Pick<Deps, 'knowledgeBase'>,
  actor: Actor,
  jobId: string,
): Outcome<Publication> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const found = await knowledgeBase.publication(jobId);
  return found === undefined ? err({ kind: 'not-found' }) : ok(found);
};

const start = async (
  { knowledgeBase }: KnowledgeDeps,
  publication: Publication,
): Promise<Result<Publication, never>> => {
  await knowledgeBase.addPublication(publication);
  return ok(publication);
};

/** Publishes several entries in one go, as after an import: all of them, or none. */
export const publishEntries = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleIds: readonly string[],
): Outcome<Publication> => {
  const staff = staffWho(actor, 'knowledge.publish');
  if (!staff.ok) return staff;
  const stored: StoredEntry[] = [];
  const now = deps.clock();
  for (const articleId of new Set(articleIds)) {
    const one = await deps.knowledgeBase.entry(articleId);
    if (one === undefined) return err({ kind: 'not-found', detail: articleId });
    const stepped = stepEntry(one.entry, 'publish', editorOf(staff.value), { now });
    if (!stepped.ok) return err({ kind: stepped.error.kind, detail: articleId });
    if (lacksAnswer(one, 'publish')) return err({ ...ANSWER_MISSING, detail: articleId });
    stored.push(one);
  }
  return start(
    deps,
    newPublication(
      {
        jobId: deps.newId('publication'),
        kind: 'publish',
        by: editorOf(staff.value),
        entries: stored.map(({ entry: { articleId, version } }) => ({ articleId, version })),
      },
      now,
    ),
  );
};

/** Goes back to a version that is still kept. */
export const rollBack = async (
  deps: KnowledgeDeps,
  actor: Actor,
  { version, reason }: { readonly version: string; readonly reason: string },
): Outcome<Publication> => {
  const staff = staffWho(actor, 'knowledge.publish');
  if (!staff.ok) return staff;
  if ((await deps.knowledgeBase.manifest(version)) === undefined) return err({ kind: 'not-found' });
  return start(
    deps,
    newPublication(
      {
        jobId: deps.newId('publication'),
        kind: 'rollback',
        by: editorOf(staff.value),
        target: version,
        reason,
      },
      deps.clock(),
    ),
  );
};
