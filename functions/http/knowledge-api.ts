import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { askKnowledge } from '#functions/usecases/ask-knowledge.ts';
import {
  changeEntry,
  createEntry,
  diffVersions,
  listEntries,
  readEntry,
  readVersion,
  takeStep,
} from '#functions/usecases/knowledge-entries.ts';
import { readOverview } from '#functions/usecases/knowledge-overview.ts';
import { readTasks } from '#functions/usecases/knowledge-tasks.ts';
import { draftFromMiss, readHotQuestions, readMisses } from '#functions/usecases/misses.ts';
import {
  changeHours,
  decideHours,
  readHours,
  withdrawHours,
} from '#functions/usecases/opening-hours.ts';
import {
  publishEntries,
  readPublication,
  readPublications,
  rollBack,
} from '#functions/usecases/publications.ts';
import { searchDirectory } from '#functions/usecases/search-directory.ts';
import { suggest } from '#shared/domain/retrieval/suggest.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { ok } from '#shared/kernel/result.ts';

export const handler = serve(
  endpoint('departments', async () => ok({ departments: await deps.knowledge.departments() })),
  endpoint('suggestions', async ({ query }) => {
    const now = deps.clock();
    const index = await deps.knowledge.index(now);
    const found = index === undefined ? [] : suggest(index, query.q, { asOf: beijingDate(now) });
    return ok({
      suggestions: found.map(({ id, text }) => ({ articleId: id, question: text })),
    });
  }),
  endpoint('directory', ({ query }) => searchDirectory(deps, query.q)),
  endpoint('hotQuestions', () => readHotQuestions(deps)),
  endpoint('departmentHours', ({ actor }) => readHours(deps, actor)),
  endpoint('changeDepartmentHours', ({ actor, params, body }) =>
    changeHours(deps, actor, { ...params, ...body }),
  ),
  endpoint('decideHours', ({ actor, body }) => decideHours(deps, actor, body)),
  endpoint('withdrawHours', ({ actor, params }) => withdrawHours(deps, actor, params.overrideId)),
  endpoint('knowledgeEntries', ({ actor, query }) => listEntries(deps, actor, query)),
  endpoint('knowledgeOverview', ({ actor }) => readOverview(deps, actor)),
  endpoint('createKnowledgeEntry', ({ actor, body }) => createEntry(deps, actor, body.content)),
  endpoint('knowledgeEntry', ({ actor, params }) => readEntry(deps, actor, params.articleId)),
  endpoint('editKnowledgeEntry', ({ actor, params, body }) =>
    changeEntry(deps, actor, params.articleId, body),
  ),
  endpoint('stepKnowledgeEntry', ({ actor, params, body }) =>
    takeStep(deps, actor, params.articleId, body),
  ),
  endpoint('knowledgeVersion', ({ actor, params, query }) =>
    readVersion(deps, actor, params.articleId, query.version),
  ),
  endpoint('knowledgeDiff', ({ actor, params, query }) =>
    diffVersions(deps, actor, params.articleId, query),
  ),
  endpoint('askKnowledge', ({ actor, body }) => askKnowledge(deps, actor, body)),
  endpoint('publications', ({ actor }) => readPublications(deps, actor)),
  endpoint('publication', ({ actor, params }) => readPublication(deps, actor, params.jobId)),
  endpoint('publishKnowledge', ({ actor, body }) => publishEntries(deps, actor, body.articleIds)),
  endpoint('rollbackKnowledge', ({ actor, body }) => rollBack(deps, actor, body)),
  endpoint('knowledgeTasks', ({ actor }) => readTasks(deps, actor)),
  endpoint('knowledgeMisses', ({ actor }) => readMisses(deps, actor)),
  endpoint('draftFromMiss', ({ actor, params, body }) =>
    draftFromMiss(deps, actor, params.clusterId, body),
  ),
);
