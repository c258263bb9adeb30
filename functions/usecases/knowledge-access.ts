import type { StoredEntry } from '#functions/ports.ts';
import { type Action, type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Editor } from '#shared/domain/knowledge/workflow.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;

export type KnowledgeFailure = {
  readonly kind:
    | 'forbidden'
    | 'not-found'
    | 'stale'
    | 'not-from-here'
    | 'second-person-needed'
    | 'reason-missing'
    | 'never-published'
    | 'invalid-request';
  readonly detail?: string;
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
};

/** Everybody may read the whole base, so what a department may not touch is forbidden, not hidden. */
export const mayKeep = (actor: Actor, action: Action, department?: string): boolean =>
  authorize(actor, action, department === undefined ? {} : { department }) === 'allowed';

export const staffWho = (
  actor: Actor,
  action: Action,
  department?: string,
): Result<StaffActor, KnowledgeFailure> =>
  actor.kind === 'staff' && mayKeep(actor, action, department)
    ? ok(actor)
    : err({ kind: 'forbidden' });

export const editorOf = ({ staffId, name }: StaffActor): Editor => ({ id: staffId, name });

/** Departments that own what is live and what is being written: both must agree to a change of hands. */
export const departmentsOf = ({ entry }: StoredEntry): readonly string[] => [
  ...new Set([
    entry.content.department,
    ...(entry.live === null ? [] : [entry.live.content.department]),
  ]),
];
