import { addWorkingDays, CLOSE_OF_BUSINESS } from '#shared/domain/calendar/business-time.ts';
import type { Calendar } from '#shared/domain/calendar/calendar.ts';
import { addDays, type CalendarDate } from '#shared/domain/calendar/day.ts';
import {
  beijingDate,
  beijingTime,
  DAY,
  fromBeijing,
  HOUR,
  type Instant,
  MINUTE,
} from '#shared/kernel/clock.ts';
import type { EntryBrief } from './brief.ts';
import { expiryOf, NOTICE_DAYS } from './workflow.ts';

/** What the owner of an answer has to do: the most pressing first. */
export const TASK_KINDS = ['expired', 'draft', 'review-due', 'expires-soon'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Working days after the day on which it came up. */
const EXPIRED_DUE_DAYS = 1;
const REVIEW_DUE_DAYS = 5;

export type KnowledgeTask = {
  /** The same for the same matter however often it is looked at; a new date makes a new task. */
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly articleId: string;
  readonly question: string;
  readonly department: string;
  readonly raisedAt: Instant;
  readonly dueAt: Instant;
  /** Somebody has begun: a newer draft stands beside what is live. */
  readonly begun: boolean;
};

/** A group of misses that waits for its answer, as far as a task needs it. */
export type OpenDraft = {
  readonly clusterId: string;
  readonly articleId: string;
  readonly draftedAt: Instant;
  readonly dueAt: Instant;
};

type Dates = Pick<KnowledgeTask, 'kind' | 'raisedAt' | 'dueAt'> & { readonly date: CalendarDate };

const datesOf = (
  content: Pick<EntryBrief, 'effectiveTo' | 'reviewBy'>,
  calendar: Calendar,
  now: Instant,
): Dates | undefined => {
  const { effectiveTo, reviewBy } = content;
  const kind = expiryOf(content, beijingDate(now), beijingDate(now + NOTICE_DAYS * DAY));
  if (kind === 'review-due' && reviewBy !== null) {
    const raisedAt = fromBeijing(reviewBy);
    const dueAt = addWorkingDays(calendar, raisedAt, REVIEW_DUE_DAYS).at;
    return { kind, date: reviewBy, raisedAt, dueAt };
  }
  if (effectiveTo === null || kind === 'fine') return undefined;
  if (kind === 'expired') {
    const raisedAt = fromBeijing(addDays(effectiveTo, 1));
    // Counted from the last good day: what expires on a Friday is due on Monday.
    const dueAt = addWorkingDays(calendar, fromBeijing(effectiveTo), EXPIRED_DUE_DAYS).at;
    return { kind, date: effectiveTo, raisedAt, dueAt };
  }
  return {
    kind: 'expires-soon',
    date: effectiveTo,
    raisedAt: fromBeijing(addDays(effectiveTo, -NOTICE_DAYS)),
    dueAt: fromBeijing(effectiveTo, CLOSE_OF_BUSINESS),
  };
};

const ofEntry = (
  entry: EntryBrief,
  calendar: Calendar,
  now: Instant,
): KnowledgeTask | undefined => {
  const { articleId, live } = entry;
  const dates = live === null ? undefined : datesOf(live, calendar, now);
  if (live === null || dates === undefined) return undefined;
  const { date, ...rest } = dates;
  const { question, department } = live;
  return {
    taskId: `${rest.kind}:${articleId}:${date}`,
    ...rest,
    articleId,
    question,
    department,
    begun: entry.version !== live.version,
  };
};

const ofDraft = (draft: OpenDraft, entry: EntryBrief | undefined): KnowledgeTask[] => {
  // Discarded: the group of misses is open again, and somebody decides anew.
  if (entry === undefined || entry.state === 'retired') return [];
  const { question, department } = entry;
  return [
    {
      taskId: `draft:${draft.articleId}:${draft.clusterId}`,
      kind: 'draft',
      articleId: draft.articleId,
      question,
      department,
      raisedAt: draft.draftedAt,
      dueAt: draft.dueAt,
      begun: entry.version > 1,
    },
  ];
};

/**
 * Everything that the owners of answers have to do now: answers that have expired (withheld from patients), whose end or
 * review is near, and drafts that were asked for. Derived, never stored: a task is done when its reason is gone. Earliest
 * due first.
 */
export const tasksOf = (
  entries: readonly EntryBrief[],
  drafts: readonly OpenDraft[],
  calendar: Calendar,
  now: Instant,
): readonly KnowledgeTask[] => {
  const byId = new Map(entries.map((entry) => [entry.articleId, entry]));
  return [
    ...entries.flatMap((entry) => ofEntry(entry, calendar, now) ?? []),
    ...drafts.flatMap((draft) => ofDraft(draft, byId.get(draft.articleId))),
  ].sort((a, b) => a.dueAt - b.dueAt || (a.taskId < b.taskId ? -1 : 1));
};

/** `raised`: the owner hears of it; `overdue`: whoever keeps the base hears that nobody did it. */
export type TaskStep = 'raised' | 'overdue';

export type TaskNotice = {
  readonly noticeId: string;
  readonly step: TaskStep;
  readonly title: string;
  readonly text: string;
};

const TITLES: Readonly<Record<TaskKind, string>> = {
  expired: '知识条目已过期',
  'expires-soon': '知识条目快到期',
  'review-due': '知识条目该复核了',
  draft: '有问题等科室写答案',
};

const WHAT: Readonly<Record<TaskKind, string>> = {
  expired: '已过期，患者问到时不再作答，请更新或下线',
  'expires-soon': '将在30天内到期，请更新或延长有效期',
  'review-due': '到了复核日期，请核对后更新复核日期',
  draft: '多位患者问过还没有答案，请写好并提交',
};

const by = (at: Instant): string =>
  `${Number(beijingDate(at).slice(5, 7))}月${Number(beijingDate(at).slice(8))}日${beijingTime(at).replace(/^0/, '')}`;

/** What people should have been told of a task by now. A notice of a task is the same one whenever it is made. */
export const noticesOf = (task: KnowledgeTask, now: Instant): readonly TaskNotice[] => {
  const { taskId, kind, question, department, dueAt } = task;
  const raised: TaskNotice = {
    noticeId: `kb:${taskId}:raised`,
    step: 'raised',
    title: TITLES[kind],
    text: `“${question}”${WHAT[kind]}。请在${by(dueAt)}前办完（负责科室：${department}）。`,
  };
  if (dueAt > now) return [raised];
  return [
    raised,
    {
      noticeId: `kb:${taskId}:overdue`,
      step: 'overdue',
      title: `${TITLES[kind]}，逾期未办`,
      text: `“${question}”应在${by(dueAt)}前办完，负责科室${department}还没有办。`,
    },
  ];
};

/** The entry that a notice of a task leads to; undefined for other notices. */
export const articleOfNotice = (noticeId: string): string | undefined =>
  /^kb:[a-z-]+:([A-Za-z0-9_-]{1,64}):/.exec(noticeId)?.[1];

/** People are told while they can do something: every hour of the day, from eight to eight. */
const FIRST_HOUR = 8;
const LAST_HOUR = 20;

/** When the tasks should be looked at again: the next full hour of the day, or just after the next one falls due. */
export const nextLook = (tasks: readonly KnowledgeTask[], now: Instant): Instant => {
  const midnight = fromBeijing(beijingDate(now));
  const hour = Math.floor((now - midnight) / HOUR) + 1;
  const inTime =
    hour > LAST_HOUR
      ? midnight + DAY + FIRST_HOUR * HOUR
      : midnight + Math.max(hour, FIRST_HOUR) * HOUR;
  return tasks
    .filter(({ dueAt }) => dueAt > now)
    .reduce((soonest, { dueAt }) => Math.min(soonest, dueAt + MINUTE), inTime);
};
