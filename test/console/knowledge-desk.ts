import { readSheet, writeSheet } from '#functions/lib/spreadsheet.ts';
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
import { keepPicture } from '#functions/usecases/knowledge-pictures.ts';
import { exportEntries, importTable } from '#functions/usecases/knowledge-tables.ts';
import { readTasks } from '#functions/usecases/knowledge-tasks.ts';
import { draftFromMiss, readMisses } from '#functions/usecases/misses.ts';
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
import { runPublication } from '#functions/usecases/run-publication.ts';
import { searchDirectory } from '#functions/usecases/search-directory.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import type { ApiClient } from '#shared/client/api-client.ts';
import { ENDPOINTS, type EndpointName } from '#shared/contract/endpoints.ts';
import type { ProblemCode } from '#shared/contract/problem.ts';
import type { Tier } from '#shared/contract/sessions.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';
import { type FakeDesk, problem } from './fake-desk.ts';

type Loose = {
  // biome-ignore lint/suspicious/noExplicitAny: the contract has checked it
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has checked it
  readonly query?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has checked it
  readonly body?: any;
};
type Outcome = Result<
  unknown,
  {
    readonly kind: string;
    readonly detail?: string;
    readonly fields?: readonly { readonly field: string; readonly message: string }[];
  }
>;
type Answers = Readonly<
  Partial<Record<EndpointName, (actor: Actor, input: Loose) => Promise<Outcome>>>
>;

const CODES: Readonly<Record<string, ProblemCode>> = {
  forbidden: 'forbidden',
  'not-found': 'not-found',
  stale: 'stale-version',
  'second-person-needed': 'second-person-needed',
};

/** Publications are carried out before the page asks how far they are. */
const published = async (deps: TestDeps, outcome: Outcome): Promise<Outcome> => {
  const jobId = outcome.ok ? (outcome.value as { jobId: string | null }).jobId : null;
  deps.clock.advance(1_000);
  if (jobId !== null) await runPublication(deps, jobId);
  return outcome;
};

const answersOf = (deps: TestDeps): Answers => ({
  knowledgeEntries: (actor, { query }) => listEntries(deps, actor, query ?? {}),
  knowledgeOverview: (actor) => readOverview(deps, actor),
  knowledgeTasks: (actor) => readTasks(deps, actor),
  knowledgeEntry: (actor, { params }) => readEntry(deps, actor, params.articleId),
  createKnowledgeEntry: (actor, { body }) => createEntry(deps, actor, body.content),
  editKnowledgeEntry: (actor, { params, body }) => changeEntry(deps, actor, params.articleId, body),
  stepKnowledgeEntry: async (actor, { params, body }) =>
    published(deps, await takeStep(deps, actor, params.articleId, body)),
  knowledgeVersion: (actor, { params, query }) =>
    readVersion(deps, actor, params.articleId, query.version),
  knowledgeDiff: (actor, { params, query }) => diffVersions(deps, actor, params.articleId, query),
  askKnowledge: (actor, { body }) => askKnowledge(deps, actor, body),
  publications: (actor) => readPublications(deps, actor),
  publication: (actor, { params }) => readPublication(deps, actor, params.jobId),
  publishKnowledge: async (actor, { body }) =>
    published(deps, await publishEntries(deps, actor, body.articleIds)),
  rollbackKnowledge: async (actor, { body }) => published(deps, await rollBack(deps, actor, body)),
  importKnowledge: async (actor, { body }) => {
    const table = await readSheet(body.format, Buffer.from(body.data, 'base64'));
    return table.ok
      ? importTable(deps, actor, { table: table.value, apply: body.apply })
      : err({ kind: 'invalid-request', detail: table.error });
  },
  exportKnowledge: async (actor, { query }) => {
    const table = await exportEntries(deps, actor);
    if (!table.ok) return table;
    const data = Buffer.from(await writeSheet(query.format, table.value)).toString('base64');
    return ok({ fileName: `knowledge.${query.format}`, type: 'text/csv', data });
  },
  uploadPicture: (actor, { body }) => keepPicture(deps, actor, Buffer.from(body.data, 'base64')),
  knowledgeMisses: (actor) => readMisses(deps, actor),
  draftFromMiss: (actor, { params, body }) => draftFromMiss(deps, actor, params.clusterId, body),
  departmentHours: (actor) => readHours(deps, actor),
  changeDepartmentHours: (actor, { params, body }) =>
    changeHours(deps, actor, { ...params, ...body }),
  decideHours: (actor, { body }) => decideHours(deps, actor, body),
  withdrawHours: (actor, { params }) => withdrawHours(deps, actor, params.overrideId),
  directory: (_, { query }) => searchDirectory(deps, query.q),
});

export type KnowledgeDesk = {
  readonly deps: TestDeps;
  /** Has a console's desk answer for the base as this person is answered. */
  readonly serve: (fake: FakeDesk, tier: Tier, departments?: readonly string[]) => Actor;
  readonly stop: TestTables['stop'];
};

/**
 * The knowledge base behind the console's pages: the real use cases on the real engine, with a small hospital, so that
 * the pages are tested against what they will meet.
 */
export const openKnowledgeDesk = async (): Promise<KnowledgeDesk> => {
  const tables = await openTables();
  const deps = testDeps(tables);
  const hospital = aHospital();
  const testQuestions = { 'kb-001': ['头一次到你们医院看病，先干什么后干什么'] };
  await setUpHospital(deps, {
    ...hospital,
    articles: hospital.articles.slice(0, 12),
    about: { source: '示例资料', sensitivity: {}, testQuestions },
    hours: [
      {
        departmentId: 'dept-1',
        services: [
          {
            name: '门诊',
            hours: {
              id: 'dept-1-1',
              seasons: [
                {
                  from: '01-01',
                  week: { workday: [['08:00', '17:30']], restday: [], weekday: {} },
                },
              ],
              exceptions: [],
            },
          },
        ],
      },
    ],
  });
  const answers = answersOf(deps);
  const serve: KnowledgeDesk['serve'] = (fake, tier, departments = []) => {
    const actor: Actor = {
      kind: 'staff',
      staffId: fake.me.staffId,
      name: fake.me.name,
      tier,
      departments,
    };
    const elsewhere = fake.call;
    const call: ApiClient['call'] = async (name, input) => {
      const run = answers[name];
      if (run === undefined) return elsewhere(name, input);
      fake.calls.push({ name, input });
      const outcome = await run(actor, input as Loose);
      if (!outcome.ok) {
        const failure = problem(CODES[outcome.error.kind] ?? 'invalid-request');
        const { fields } = outcome.error;
        if (failure.kind === 'problem' && fields !== undefined)
          return err({ ...failure, problem: { ...failure.problem, fields } }) as never;
        return err(failure) as never;
      }
      return ok(ENDPOINTS[name].response.parse(outcome.value)) as never;
    };
    Object.assign(fake, { call });
    return actor;
  };
  return { deps, serve, stop: tables.stop };
};
