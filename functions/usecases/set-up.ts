import type { Deps, HospitalProfile, StaffMember } from '#functions/ports.ts';
import type { Department } from '#shared/domain/reply/directory.ts';
import type { Article } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { encodeSnapshot } from '#shared/domain/retrieval/snapshot.ts';

type SetUpDeps = Pick<Deps, 'clock' | 'people' | 'knowledge' | 'tokens'>;

export type Hospital = {
  readonly profile: HospitalProfile;
  readonly departments: readonly Department[];
  readonly articles: readonly Article[];
  readonly staff: readonly Omit<StaffMember, 'staffId' | 'active'>[];
};

/** The same person has the same id however often a set-up runs. */
const staffIdOf = ({ tokens }: SetUpDeps, subject: string): string =>
  `stf_${tokens.hash(`staff\n${subject}`).replaceAll('_', '-').slice(0, 22)}`;

const addStaff = async (
  deps: SetUpDeps,
  member: Omit<StaffMember, 'staffId' | 'active'>,
): Promise<StaffMember> => {
  const known = await deps.people.staffBySubject(member.subject);
  // What a supervisor has changed since stays as it is.
  if (known !== undefined) return known;
  const added = { ...member, staffId: staffIdOf(deps, member.subject), active: true };
  await deps.people.putStaff(added);
  return added;
};

export type SetUp = {
  readonly staff: readonly StaffMember[];
  readonly articles: number;
  readonly departments: number;
  readonly snapshot: string;
};

/** Loads a hospital and publishes its knowledge. Repeating it changes nothing that stands. */
export const setUpHospital = async (deps: SetUpDeps, hospital: Hospital): Promise<SetUp> => {
  await deps.knowledge.putProfile(hospital.profile);
  await deps.knowledge.putDepartments(hospital.departments);
  await deps.knowledge.putArticles(hospital.articles);
  const snapshot = await deps.knowledge.publish(
    encodeSnapshot(buildIndex(hospital.articles)),
    deps.clock(),
  );
  const staff: StaffMember[] = [];
  for (const member of hospital.staff) staff.push(await addStaff(deps, member));
  return {
    staff,
    articles: hospital.articles.length,
    departments: hospital.departments.length,
    snapshot,
  };
};

/** The person who may add all others, in a hospital that starts from nothing. */
export const addFirstSupervisor = (
  deps: SetUpDeps,
  { subject, name }: { readonly subject: string; readonly name: string },
): Promise<StaffMember> =>
  addStaff(deps, { subject, name, tier: 'supervisor', departments: [], skills: [] });
