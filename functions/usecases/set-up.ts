import type { Deps, HospitalProfile, StaffMember } from '#functions/ports.ts';
import type { YearTable } from '#shared/domain/calendar/calendar.ts';
import { entryContent, type KnowledgeEntry } from '#shared/domain/knowledge/entry.ts';
import { newEntry } from '#shared/domain/knowledge/workflow.ts';
import type { Department, Person } from '#shared/domain/reply/directory.ts';
import type { DepartmentHours } from '#shared/domain/reply/opening.ts';
import type { Campus } from '#shared/domain/reply/way-finding.ts';
import type { Article } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { encodeSnapshot } from '#shared/domain/retrieval/snapshot.ts';
import { defaultCapacity } from '#shared/domain/routing/settings.ts';
import { fromBeijing } from '#shared/kernel/clock.ts';
import { liveArticles } from './run-publication.ts';

type SetUpDeps = Pick<Deps, 'clock' | 'people' | 'knowledge' | 'knowledgeBase' | 'tokens'>;

export type Hospital = {
  readonly profile: HospitalProfile;
  readonly departments: readonly Department[];
  /** National holidays, by year. */
  readonly calendar: readonly YearTable[];
  /** People whom patients ask for by name. */
  readonly people?: readonly Person[];
  readonly campus?: Campus;
  /** When departments are open, as data. */
  readonly hours?: readonly DepartmentHours[];
  readonly articles: readonly Article[];
  /** What the list does not say about its articles. */
  readonly about?: {
    readonly source: string;
    /** Categories whose articles two people must agree on. */
    readonly sensitivity: Readonly<Record<string, string>>;
    /** Buttons below an article's answer, by its id. */
    readonly buttons?: Readonly<Record<string, readonly unknown[]>>;
    /** Questions that an article must go on answering, by its id. */
    readonly testQuestions: Readonly<Record<string, readonly string[]>>;
  };
  readonly staff: readonly NewStaff[];
};

/** Somebody as a hospital's list has them; limits that it does not give are the usual ones of the tier. */
type NewStaff = Omit<StaffMember, 'staffId' | 'active' | 'capacity' | 'ticketCapacity'> &
  Partial<Pick<StaffMember, 'capacity' | 'ticketCapacity'>>;

/** The same person has the same id however often a set-up runs. */
const staffIdOf = ({ tokens }: SetUpDeps, subject: string): string =>
  `stf_${tokens.hash(`staff\n${subject}`).replaceAll('_', '-').slice(0, 22)}`;

const addStaff = async (deps: SetUpDeps, member: NewStaff): Promise<StaffMember> => {
  const known = await deps.people.staffBySubject(member.subject);
  // What a supervisor has changed since stays as it is.
  if (known !== undefined) return known;
  const added = {
    ...defaultCapacity(member.tier),
    ...member,
    staffId: staffIdOf(deps, member.subject),
    active: true,
  };
  await deps.people.putStaff(added);
  return added;
};

const HOUSE = { id: 'setup', name: '初始资料' };

/** An article of a list becomes a published entry. Its date stays what patients are shown. */
const entryOf = (article: Article, about: Hospital['about']): KnowledgeEntry => {
  const publishedAt = fromBeijing(article.updated);
  const content = entryContent.parse({
    category: article.category,
    question: article.question,
    similar: article.similar,
    answer: article.answer,
    department: article.department,
    keywords: article.keywords,
    audience: 'everyone',
    sensitivity: about?.sensitivity[article.category] ?? 'plain',
    effectiveFrom: article.effectiveFrom ?? null,
    effectiveTo: article.effectiveTo ?? null,
    reviewBy: null,
    source: about?.source ?? '',
    images: [],
    buttons: about?.buttons?.[article.id] ?? [],
    testQuestions: about?.testQuestions[article.id] ?? [],
  });
  return {
    ...newEntry(article.id, content, HOUSE, publishedAt),
    state: 'published',
    live: { version: 1, content, publishedAt },
  };
};

/** The version that stands, or a new one where there is none that this release can read. */
const firstSnapshot = async ({ clock, knowledgeBase }: SetUpDeps): Promise<string> => {
  const current = await knowledgeBase.current();
  if (current !== undefined) {
    try {
      await knowledgeBase.load(current);
      return current;
    } catch {
      // Built by another release, or damaged: it is built anew from the entries.
    }
  }
  const entries = (await knowledgeBase.entries())
    .map(({ entry }) => entry)
    .sort((a, b) => (a.articleId < b.articleId ? -1 : 1));
  const manifest = await knowledgeBase.store(encodeSnapshot(buildIndex(liveArticles(entries))), {
    at: clock(),
    jobId: null,
    by: HOUSE,
    entries: Object.fromEntries(
      entries.flatMap(({ articleId, live }) => (live === null ? [] : [[articleId, live.version]])),
    ),
  });
  await knowledgeBase.point(manifest, current, clock());
  return manifest.version;
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
  await deps.knowledge.putPeople(hospital.people ?? []);
  if (hospital.campus !== undefined) await deps.knowledge.putCampus(hospital.campus);
  await deps.knowledge.addDepartmentHours(hospital.hours ?? []);
  await deps.knowledge.addCalendarYears(hospital.calendar);
  await deps.knowledgeBase.addEntries(
    hospital.articles.map((article) => entryOf(article, hospital.about)),
  );
  await deps.knowledgeBase.enlist();
  const snapshot = await firstSnapshot(deps);
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
