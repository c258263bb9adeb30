import type { Deps, MissDraft, OutboxRow, StaffMember } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { briefOf } from '#shared/domain/knowledge/brief.ts';
import {
  type KnowledgeTask,
  nextLook,
  noticesOf,
  type OpenDraft,
  type TaskNotice,
  tasksOf,
} from '#shared/domain/knowledge/tasks.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { type KnowledgeFailure, mayKeep, staffWho } from './knowledge-access.ts';

type ReadDeps = Pick<Deps, 'clock' | 'knowledge' | 'knowledgeBase'>;
type TellDeps = Pick<Deps, 'clock' | 'tickets' | 'people'>;

const openDrafts = (drafts: readonly MissDraft[]): OpenDraft[] =>
  drafts
    .filter(({ publishedAt }) => publishedAt === null)
    .map(({ clusterId, articleId, firstAt, draftedAt, dueAt }) => ({
      clusterId,
      articleId,
      draftedAt: draftedAt ?? firstAt,
      dueAt,
    }));

const tasksNow = async ({
  clock,
  knowledge,
  knowledgeBase,
}: ReadDeps): Promise<readonly KnowledgeTask[]> => {
  const [briefs, drafts, calendar] = await Promise.all([
    knowledgeBase.allListed(),
    knowledgeBase.missDrafts(),
    knowledge.calendar(),
  ]);
  return tasksOf(
    briefs.map(({ brief }) => brief),
    openDrafts(drafts),
    calendar,
    clock(),
  );
};

export type TaskView = KnowledgeTask & {
  readonly overdue: boolean;
  /** The reader answers for it. */
  readonly mine: boolean;
};

/** What the owners of answers have to do; `mine` for whose it is. Anybody on the staff may look. */
export const readTasks = async (
  deps: ReadDeps,
  actor: Actor,
): Promise<Result<{ readonly tasks: readonly TaskView[] }, KnowledgeFailure>> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const now = deps.clock();
  const tasks = await tasksNow(deps);
  return ok({
    tasks: tasks.map((task) => ({
      ...task,
      overdue: task.dueAt <= now,
      mine: mayKeep(actor, 'knowledge.edit', task.department),
    })),
  });
};

/** A department in which nobody signs in cannot hear: whoever keeps the base hears for it. */
const hears = (staff: readonly StaffMember[], department: string): boolean =>
  staff.some(
    ({ active, tier, departments }) =>
      active && tier === 'department' && departments.includes(department),
  );

const rowOf = (
  { department }: KnowledgeTask,
  { noticeId, step, title, text }: TaskNotice,
  staff: readonly StaffMember[],
  at: Instant,
): OutboxRow => ({
  outboxId: noticeId,
  ticketId: null,
  ticketNumber: null,
  ...(step === 'raised' && hears(staff, department)
    ? { audience: 'department', to: department }
    : { audience: 'editors', to: null }),
  title,
  text,
  at,
});

/** Tells of tasks what was not told yet. A notice is a row with the task's own id: a repeat adds nothing. */
export const tellTasks = async (
  deps: TellDeps,
  tasks: readonly KnowledgeTask[],
): Promise<number> => {
  const now = deps.clock();
  const due = tasks.flatMap((task) => noticesOf(task, now).map((notice) => ({ task, notice })));
  if (due.length === 0) return 0;
  const staff = await deps.people.allStaff();
  let told = 0;
  for (const { task, notice } of due)
    if (await deps.tickets.addOutbox(rowOf(task, notice, staff, now))) told += 1;
  return told;
};

/** Looks at all tasks, tells what is new, and says when to look again. */
export const lookAfterKnowledge = async (deps: ReadDeps & TellDeps): Promise<number> => {
  const tasks = await tasksNow(deps);
  const told = await tellTasks(deps, tasks);
  await deps.tickets.armLook(nextLook(tasks, deps.clock()));
  return told;
};

/**
 * A patient asked for an answer that has expired: its owner hears at once, not in the morning. Never costs the patient
 * the reply.
 */
export const tellOfExpired = async (
  deps: ReadDeps & TellDeps & Pick<Deps, 'logger'>,
  articleId: string,
): Promise<void> => {
  try {
    const stored = await deps.knowledgeBase.entry(articleId);
    if (stored === undefined) return;
    const calendar = await deps.knowledge.calendar();
    await tellTasks(deps, tasksOf([briefOf(stored.entry)], [], calendar, deps.clock()));
  } catch (error) {
    deps.logger.warn('owner of an expired entry not told', {
      articleId,
      error: error instanceof Error ? error.name : '',
    });
  }
};
