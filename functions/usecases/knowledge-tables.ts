import type { Actor } from '#shared/domain/access/policy.ts';
import {
  COLUMNS,
  exportTable,
  type ImportPlan,
  type PlannedRow,
  planImport,
} from '#shared/domain/knowledge/import.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { type KnowledgeFailure, staffWho } from './knowledge-access.ts';
import { changeEntry, createEntry, type KnowledgeDeps } from './knowledge-entries.ts';

const CHANGED_MEANWHILE = '导入时有人改了这个条目，这一行没有写入，请再导入一次';

type Outcome<T> = Promise<Result<T, KnowledgeFailure>>;

export type ImportReport = {
  readonly applied: boolean;
  readonly counts: Readonly<Record<'new' | 'changed' | 'unchanged' | 'problems', number>>;
  readonly problems: ImportPlan['problems'];
  readonly rows: readonly (Pick<PlannedRow, 'row' | 'articleId' | 'effect' | 'near'> & {
    readonly question: string;
  })[];
};

const reportOf = ({ rows, problems }: ImportPlan, applied: boolean): ImportReport => {
  const count = (effect: PlannedRow['effect']) => rows.filter((r) => r.effect === effect).length;
  return {
    applied,
    counts: {
      new: count('new'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      problems: problems.length,
    },
    problems,
    rows: rows.map(({ row, articleId, effect, near, content }) => ({
      row,
      articleId,
      effect,
      near,
      question: content.question,
    })),
  };
};

/**
 * Says what an import would do, or does it: good rows become drafts, rows with a problem are left out, nothing is
 * published. The same file again changes nothing.
 */
export const importTable = async (
  deps: KnowledgeDeps,
  actor: Actor,
  { table, apply }: { readonly table: readonly (readonly string[])[]; readonly apply: boolean },
): Outcome<ImportReport> => {
  const staff = staffWho(actor, 'knowledge.publish');
  if (!staff.ok) return staff;
  const stored = await deps.knowledgeBase.entries();
  const revisions = new Map(stored.map(({ entry, revision }) => [entry.articleId, revision]));
  const plan = planImport(
    table,
    stored.map(({ entry: { articleId, content } }) => ({ articleId, content })),
  );
  if (!apply) return ok(reportOf(plan, false));
  const write = async ({ articleId, effect, content }: PlannedRow): Promise<boolean> => {
    if (effect === 'unchanged') return true;
    const revision = revisions.get(articleId) ?? 0;
    const written =
      effect === 'new'
        ? await createEntry(deps, actor, content, { articleId, step: 'imported' })
        : await changeEntry(deps, actor, articleId, { revision, content }, 'imported');
    return written.ok;
  };
  const done: PlannedRow[] = [];
  const problems = [...plan.problems];
  for (let i = 0; i < plan.rows.length; i += 10) {
    const rows = plan.rows.slice(i, i + 10);
    const written = await Promise.all(rows.map(write));
    for (const [at, row] of rows.entries())
      if (written[at] === true) done.push(row);
      else problems.push({ row: row.row, column: COLUMNS.id[0], reason: CHANGED_MEANWHILE });
  }
  return ok(reportOf({ rows: done, problems }, true));
};

export const exportEntries = async (
  deps: KnowledgeDeps,
  actor: Actor,
): Outcome<readonly (readonly string[])[]> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const stored = await deps.knowledgeBase.entries();
  return ok(
    exportTable(stored.map(({ entry: { articleId, content } }) => ({ articleId, content }))),
  );
};
