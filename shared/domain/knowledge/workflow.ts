import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { EntryContent, KnowledgeEntry } from './entry.ts';

export type Editor = { readonly id: string; readonly name: string };

export type WorkflowRefusal =
  | { readonly kind: 'not-from-here'; readonly state: KnowledgeEntry['state'] }
  | { readonly kind: 'second-person-needed' }
  | { readonly kind: 'reason-missing' }
  | { readonly kind: 'never-published' };

export type WorkflowStep = 'submit' | 'approve' | 'reject' | 'publish' | 'retire' | 'restore';

type State = KnowledgeEntry['state'];

/** draft → review → published → retired as data. A published entry is edited as a draft beside the live version. */
const STEPS: Readonly<
  Record<WorkflowStep, { readonly from: readonly State[]; readonly to: State }>
> = {
  submit: { from: ['draft'], to: 'in-review' },
  approve: { from: ['in-review'], to: 'in-review' },
  reject: { from: ['in-review'], to: 'draft' },
  publish: { from: ['draft', 'in-review'], to: 'published' },
  retire: { from: ['published', 'draft', 'in-review'], to: 'retired' },
  restore: { from: ['retired'], to: 'draft' },
};

/** What stands for patients as a medical or policy answer does not become a plain one by the word of its author. */
const sensitive = ({ content, live }: KnowledgeEntry): boolean =>
  content.sensitivity !== 'plain' || (live?.content.sensitivity ?? 'plain') !== 'plain';

/** Plain content may be published by whoever wrote it; policy and medical content only after another person approved. */
const refusalOf = (
  entry: KnowledgeEntry,
  step: WorkflowStep,
  by: Editor,
  reason: string,
): WorkflowRefusal | undefined => {
  if (!STEPS[step].from.includes(entry.state)) return { kind: 'not-from-here', state: entry.state };
  if (step === 'approve' && entry.authorId === by.id) return { kind: 'second-person-needed' };
  if (
    step === 'publish' &&
    sensitive(entry) &&
    (entry.approverId === null || entry.approverId === entry.authorId)
  )
    return { kind: 'second-person-needed' };
  if (step === 'publish' && sensitive(entry) && entry.state === 'draft')
    return { kind: 'second-person-needed' };
  if (step === 'reject' && reason.trim() === '') return { kind: 'reason-missing' };
  return undefined;
};

/** The entry after a step of the workflow, or why it is refused. */
export const stepEntry = (
  entry: KnowledgeEntry,
  step: WorkflowStep,
  by: Editor,
  { reason = '', now }: { readonly reason?: string; readonly now: Instant },
): Result<KnowledgeEntry, WorkflowRefusal> => {
  const refusal = refusalOf(entry, step, by, reason);
  if (refusal !== undefined) return err(refusal);
  const moved: KnowledgeEntry = { ...entry, state: STEPS[step].to, updatedAt: now };
  if (step === 'approve') return ok({ ...moved, approverId: by.id, approverName: by.name });
  // Also of an entry that was retired or taken off line since: what was approved then may be what was wrong.
  if (step === 'reject' || step === 'submit')
    return ok({ ...moved, approverId: null, approverName: null });
  if (step === 'publish')
    return ok({
      ...moved,
      live: { version: entry.version, content: entry.content, publishedAt: now },
    });
  if (step === 'retire') return ok({ ...moved, live: null });
  return ok(moved);
};

export const newEntry = (
  articleId: string,
  content: EntryContent,
  by: Editor,
  now: Instant,
): KnowledgeEntry => ({
  articleId,
  state: 'draft',
  version: 1,
  content,
  live: null,
  authorId: by.id,
  authorName: by.name,
  approverId: null,
  approverName: null,
  createdAt: now,
  updatedAt: now,
});

/**
 * New content: one version more, back to draft, approval void. What is live stays live until the next publication. The
 * editor becomes the author, so that nobody approves the own words.
 */
export const editEntry = (
  entry: KnowledgeEntry,
  content: EntryContent,
  by: Editor,
  now: Instant,
): KnowledgeEntry => ({
  ...entry,
  content,
  state: 'draft',
  version: entry.version + 1,
  authorId: by.id,
  authorName: by.name,
  approverId: null,
  approverName: null,
  updatedAt: now,
});

/** Days before its end or review at which the owner is told. */
export const NOTICE_DAYS = 30;

export type Expiry = 'expired' | 'expires-soon' | 'review-due' | 'fine';

/** How an entry stands on a date (`YYYY-MM-DD`, Beijing); `soon` = the date `NOTICE_DAYS` later. */
export const expiryOf = (
  content: Pick<EntryContent, 'effectiveTo' | 'reviewBy'>,
  today: string,
  soon: string,
): Expiry => {
  if (content.effectiveTo !== null && content.effectiveTo < today) return 'expired';
  if (content.effectiveTo !== null && content.effectiveTo <= soon) return 'expires-soon';
  return content.reviewBy !== null && content.reviewBy <= today ? 'review-due' : 'fine';
};
