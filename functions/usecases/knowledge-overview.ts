import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { type KnowledgeFailure, staffWho } from './knowledge-access.ts';
import { type BaseCounts, countBase, type KnowledgeDeps } from './knowledge-entries.ts';
import { readTasks } from './knowledge-tasks.ts';
import { readMisses } from './misses.ts';

export type Overview = BaseCounts & {
  readonly tasks: {
    readonly open: number;
    readonly overdue: number;
    readonly mine: number;
    readonly mineOverdue: number;
  };
  readonly misses: {
    readonly days: number;
    /** Groups of questions without a good answer, and those that somebody should take up. */
    readonly open: number;
    readonly due: number;
    readonly asked: number;
    /** Groups that were answered, and the median of days from the first miss to the answer. */
    readonly answered: number;
    readonly medianDays: number | null;
  };
};

/** The base at a glance: counts, what is late, how fast open questions are answered. */
export const readOverview = async (
  deps: KnowledgeDeps & Pick<Deps, 'knowledge'>,
  actor: Actor,
): Promise<Result<Overview, KnowledgeFailure>> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const [listed, tasks, misses] = await Promise.all([
    deps.knowledgeBase.allListed(),
    readTasks(deps, actor),
    readMisses(deps, actor),
  ]);
  if (!tasks.ok) return tasks;
  if (!misses.ok) return misses;
  const all = tasks.value.tasks;
  const mine = all.filter((task) => task.mine);
  const { clusters, days, total, answered, medianDays } = misses.value;
  return ok({
    ...countBase(listed, deps.clock()),
    tasks: {
      open: all.length,
      overdue: all.filter(({ overdue }) => overdue).length,
      mine: mine.length,
      mineOverdue: mine.filter(({ overdue }) => overdue).length,
    },
    misses: {
      days,
      open: clusters.length,
      due: clusters.filter(({ due }) => due).length,
      asked: total,
      answered,
      medianDays,
    },
  });
};
