import type { Deps, OpeningData } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { Department } from '#shared/domain/reply/directory.ts';
import {
  type DepartmentHours,
  type OpeningAnswer,
  type OpeningOverride,
  type OpeningPlan,
  openingAnswer,
  type StoredOverride,
} from '#shared/domain/reply/opening.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { editorOf, type KnowledgeFailure, mayKeep, staffWho } from './knowledge-access.ts';

type HoursDeps = Pick<Deps, 'clock' | 'newId' | 'knowledge'>;
type Outcome<T> = Promise<Result<T, KnowledgeFailure>>;

/** The hours of a department are its own matter; those of the house are decided by who publishes for the house. */
const mayDecide = (actor: Actor, department: Department | undefined): boolean =>
  department === undefined
    ? mayKeep(actor, 'knowledge.publish')
    : mayKeep(actor, 'knowledge.edit', department.name);

const planNow = async ({ knowledge }: HoursDeps): Promise<OpeningPlan> => {
  const [calendar, data] = await Promise.all([knowledge.calendar(), knowledge.openingNow()]);
  return { calendar, ...data };
};

const departmentOf = async (
  { knowledge }: HoursDeps,
  departmentId: string,
): Promise<Department | undefined> =>
  (await knowledge.departments()).find(({ id }) => id === departmentId);

export type HoursView = {
  readonly departments: readonly (Department & {
    readonly services: DepartmentHours['services'];
    /** Whether it is open now; null where nobody has entered its hours as data. */
    readonly now: OpeningAnswer | null;
    readonly mayEdit: boolean;
  })[];
  /** Decisions that are not over, the next first. */
  readonly overrides: readonly (StoredOverride & { readonly mayRemove: boolean })[];
  readonly mayDecideForAll: boolean;
};

/** Every department with its hours and whether it is open now, and what was decided for coming days. */
export const readHours = async (deps: HoursDeps, actor: Actor): Outcome<HoursView> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const now = deps.clock();
  const [departments, plan] = await Promise.all([deps.knowledge.departments(), planNow(deps)]);
  const byId = new Map(departments.map((department) => [department.id, department]));
  const known = new Map(plan.hours.map((one) => [one.departmentId, one.services]));
  return ok({
    departments: departments.map((department) => ({
      ...department,
      services: known.get(department.id) ?? [],
      now: openingAnswer(plan, department.id, undefined, now) ?? null,
      mayEdit: mayDecide(actor, department),
    })),
    overrides: plan.overrides
      .filter(({ to }) => to >= beijingDate(now))
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : b.at - a.at))
      .map((one) => ({ ...one, mayRemove: mayDecide(actor, byId.get(one.departmentId ?? '')) })),
    mayDecideForAll: mayDecide(actor, undefined),
  });
};

/** Replaces the regular hours of a department. */
export const changeHours = async (
  deps: HoursDeps,
  actor: Actor,
  hours: DepartmentHours,
): Outcome<DepartmentHours> => {
  const staff = staffWho(actor, 'knowledge.edit');
  if (!staff.ok) return staff;
  const department = await departmentOf(deps, hours.departmentId);
  if (department === undefined) return err({ kind: 'not-found' });
  if (!mayDecide(actor, department)) return err({ kind: 'forbidden' });
  await deps.knowledge.putDepartmentHours(hours);
  return ok(hours);
};

/** Decides other hours, or none, for some days of a department or of the whole house. */
export const decideHours = async (
  deps: HoursDeps,
  actor: Actor,
  decision: OpeningOverride,
): Outcome<StoredOverride> => {
  const { departmentId } = decision;
  const staff = staffWho(actor, departmentId === null ? 'knowledge.publish' : 'knowledge.edit');
  if (!staff.ok) return staff;
  const department = departmentId === null ? undefined : await departmentOf(deps, departmentId);
  if (departmentId !== null && department === undefined) return err({ kind: 'not-found' });
  if (!mayDecide(actor, department)) return err({ kind: 'forbidden' });
  const stored: StoredOverride = {
    ...decision,
    overrideId: deps.newId('override'),
    by: editorOf(staff.value),
    at: deps.clock(),
  };
  await deps.knowledge.putOverride(stored);
  return ok(stored);
};

const overrideIn = ({ overrides }: OpeningData, overrideId: string): StoredOverride | undefined =>
  overrides.find((one) => one.overrideId === overrideId);

/** Takes a decision back: the usual hours count again. */
export const withdrawHours = async (
  deps: HoursDeps,
  actor: Actor,
  overrideId: string,
): Outcome<undefined> => {
  const staff = staffWho(actor, 'knowledge.edit');
  if (!staff.ok) return staff;
  const standing = overrideIn(await deps.knowledge.openingNow(), overrideId);
  if (standing === undefined) return err({ kind: 'not-found' });
  const { departmentId } = standing;
  const department = departmentId === null ? undefined : await departmentOf(deps, departmentId);
  if (!mayDecide(actor, department)) return err({ kind: 'forbidden' });
  await deps.knowledge.removeOverride(overrideId);
  return ok(undefined);
};
