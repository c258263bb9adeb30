import type { Deps, EntryStep, EntryVersion, StoredEntry } from '#functions/ports.ts';
import type { Action, Actor } from '#shared/domain/access/policy.ts';
import {
  type EntryBrief,
  type ListedEntry,
  type Place,
  standingDates,
} from '#shared/domain/knowledge/brief.ts';
import { diffEntries, type FieldChange } from '#shared/domain/knowledge/diff.ts';
import { ENTRY_STATES, type EntryContent } from '#shared/domain/knowledge/entry.ts';
import { newPublication, type Publication } from '#shared/domain/knowledge/publication.ts';
import {
  type Expiry,
  editEntry,
  expiryOf,
  NOTICE_DAYS,
  newEntry,
  stepEntry,
  type WorkflowStep,
} from '#shared/domain/knowledge/workflow.ts';
import { beijingDate, DAY, type Instant } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  departmentsOf,
  editorOf,
  type KnowledgeFailure,
  mayKeep,
  type StaffActor,
  staffWho,
} from './knowledge-access.ts';

export type KnowledgeDeps = Pick<Deps, 'clock' | 'newId' | 'knowledgeBase'>;
type Outcome<T> = Promise<Result<T, KnowledgeFailure>>;

const expiryAt = (dates: Pick<EntryContent, 'effectiveTo' | 'reviewBy'>, now: Instant): Expiry =>
  expiryOf(dates, beijingDate(now), beijingDate(now + NOTICE_DAYS * DAY));

/** What is live decides; an entry that was never published is judged by its draft. */
const expiryOfStored = ({ entry }: StoredEntry, now: Instant): Expiry =>
  expiryAt(entry.live?.content ?? entry.content, now);

export type EntryFilter = {
  readonly state?: string | undefined;
  readonly department?: string | undefined;
  readonly category?: string | undefined;
  readonly expiry?: string | undefined;
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
};

/** Entries of an answer, and the most that are looked through for them before the reader is asked to go on. */
const PAGE = 50;
const READ_AT_ONCE = 250;
const MOST_READ = 2_000;

const summaryOf = (brief: EntryBrief, now: Instant) => {
  const { live, ...rest } = brief;
  return {
    ...rest,
    liveVersion: live?.version ?? null,
    expiry: expiryAt(standingDates(brief), now),
  };
};
type Summary = ReturnType<typeof summaryOf>;

/** `overdue`: what an owner is late with. */
const OVERDUE: readonly Expiry[] = ['expired', 'review-due'];

const fits = ({ words }: ListedEntry, summary: Summary, filter: EntryFilter): boolean => {
  const { state, department, category, expiry, q = '' } = filter;
  const inTime =
    expiry === 'overdue' ? OVERDUE.includes(summary.expiry) : summary.expiry === expiry;
  return (
    (state === undefined || summary.state === state) &&
    (department === undefined || summary.department === department) &&
    (category === undefined || summary.category === category) &&
    (expiry === undefined || inTime) &&
    words.includes(q.trim().toLowerCase())
  );
};

const placeOf = (cursor: string | undefined): Place | null => {
  const [, at = '', articleId = ''] = /^(\d{15})\.(.+)$/.exec(cursor ?? '') ?? [];
  return at === '' ? null : { updatedAt: Number(at), articleId };
};

const cursorOf = ({ updatedAt, articleId }: Place): string =>
  `${String(updatedAt).padStart(15, '0')}.${articleId}`;

/**
 * A page of the base, latest change first: at most 50 entries, and no more than 2,000 looked through. A cursor without
 * entries says that there is more to look through.
 */
export const listEntries = async (
  deps: KnowledgeDeps,
  actor: Actor,
  filter: EntryFilter,
): Outcome<{ readonly entries: readonly Summary[]; readonly cursor: string | null }> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const now = deps.clock();
  const found: Summary[] = [];
  let after = placeOf(filter.cursor);
  for (let read = 0; read < MOST_READ; read += READ_AT_ONCE) {
    const { entries, more } = await deps.knowledgeBase.listed(after, READ_AT_ONCE);
    for (const [i, listed] of entries.entries()) {
      const summary = summaryOf(listed.brief, now);
      after = listed.brief;
      if (fits(listed, summary, filter)) found.push(summary);
      const last = i === entries.length - 1 && !more;
      if (found.length === PAGE && !last) return ok({ entries: found, cursor: cursorOf(after) });
    }
    if (!more) return ok({ entries: found, cursor: null });
  }
  return ok({ entries: found, cursor: after === null ? null : cursorOf(after) });
};

const tally = <K extends string>(keys: readonly K[], values: readonly K[]): Record<K, number> => {
  const counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  for (const value of values) counts[value] += 1;
  return counts;
};

const EXPIRIES: readonly Expiry[] = ['expired', 'expires-soon', 'review-due', 'fine'];

export type BaseCounts = {
  readonly total: number;
  readonly states: Readonly<Record<Summary['state'], number>>;
  readonly expiries: Readonly<Record<Expiry, number>>;
  readonly departments: readonly string[];
  readonly categories: readonly string[];
};

/** How the base stands as a whole: what its filters can choose, and how many of each there are. */
export const countBase = (listed: readonly ListedEntry[], now: Instant): BaseCounts => {
  const all = listed.map(({ brief }) => summaryOf(brief, now));
  const named = (pick: (summary: Summary) => string) => [...new Set(all.map(pick))].sort();
  return {
    total: all.length,
    states: tally(
      ENTRY_STATES,
      all.map(({ state }) => state),
    ),
    expiries: tally(
      EXPIRIES,
      all.map(({ expiry }) => expiry),
    ),
    departments: named(({ department }) => department),
    categories: named(({ category }) => category),
  };
};

/** Which right each step takes. */
const RIGHT: Readonly<Record<WorkflowStep, Action>> = {
  submit: 'knowledge.edit',
  approve: 'knowledge.approve',
  reject: 'knowledge.approve',
  publish: 'knowledge.publish',
  retire: 'knowledge.publish',
  restore: 'knowledge.edit',
};
const WORKFLOW = Object.keys(RIGHT) as WorkflowStep[];

/** Steps that need no answer. */
const ENDS: readonly WorkflowStep[] = ['retire', 'restore', 'reject'];

/** Stands where the owner department writes its answer; neither submitted nor published while it stands there. */
export const PENDING_ANSWER = '（待负责科室填写）';

const mayStep = (actor: StaffActor, stored: StoredEntry, step: WorkflowStep): boolean =>
  departmentsOf(stored).every((department) => mayKeep(actor, RIGHT[step], department));

const possible = (actor: StaffActor, stored: StoredEntry, now: Instant): WorkflowStep[] =>
  WORKFLOW.filter(
    (step) =>
      mayStep(actor, stored, step) &&
      stepEntry(stored.entry, step, editorOf(actor), { reason: '-', now }).ok,
  );

export const readEntry = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleId: string,
): Outcome<{
  readonly entry: StoredEntry['entry'];
  readonly revision: number;
  readonly expiry: Expiry;
  readonly versions: readonly Omit<EntryVersion, 'content'>[];
  readonly steps: readonly EntryStep[];
  readonly may: { readonly edit: boolean; readonly steps: readonly WorkflowStep[] };
}> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const stored = await deps.knowledgeBase.entry(articleId);
  if (stored === undefined) return err({ kind: 'not-found' });
  const { versions, steps } = await deps.knowledgeBase.history(articleId);
  const now = deps.clock();
  const { entry, revision } = stored;
  return ok({
    entry,
    revision,
    expiry: expiryOfStored(stored, now),
    versions: [...versions, versionOf(stored)]
      .map(({ version, at, by }) => ({ version, at, by }))
      .reverse(),
    steps: [...steps].reverse(),
    may: {
      edit: departmentsOf(stored).every((d) => mayKeep(actor, 'knowledge.edit', d)),
      steps: possible(staff.value, stored, now),
    },
  });
};

const versionOf = ({ entry }: StoredEntry): EntryVersion => ({
  version: entry.version,
  content: entry.content,
  by: { id: entry.authorId, name: entry.authorName },
  at: entry.updatedAt,
});

/** The content of a version: the one that stands, or one that was replaced. */
export const contentOf = async (
  { knowledgeBase }: Pick<Deps, 'knowledgeBase'>,
  stored: StoredEntry,
  version: number,
): Promise<EntryContent | undefined> =>
  stored.entry.version === version
    ? stored.entry.content
    : (await knowledgeBase.version(stored.entry.articleId, version))?.content;

export const readVersion = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleId: string,
  version: number,
): Outcome<{ readonly content: EntryContent }> => {
  const staff = staffWho(actor, 'knowledge.read');
  if (!staff.ok) return staff;
  const stored = await deps.knowledgeBase.entry(articleId);
  const content = stored === undefined ? undefined : await contentOf(deps, stored, version);
  return content === undefined ? err({ kind: 'not-found' }) : ok({ content });
};

export const diffVersions = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Outcome<{ readonly changes: readonly FieldChange[] }> => {
  const [before, after] = await Promise.all([
    readVersion(deps, actor, articleId, from),
    readVersion(deps, actor, articleId, to),
  ]);
  if (!before.ok) return before;
  if (!after.ok) return after;
  return ok({ changes: diffEntries(before.value.content, after.value.content) });
};

export type Changed = {
  readonly entry: StoredEntry['entry'];
  readonly revision: number;
  readonly jobId: string | null;
};

const stepOf = (
  actor: StaffActor,
  entry: StoredEntry['entry'],
  step: string,
  reason: string,
  at: Instant,
): EntryStep => ({ at, step, version: entry.version, by: editorOf(actor), reason });

/** Writes a new entry. Its id is given where an import or a group of misses decides it. */
export const createEntry = async (
  deps: KnowledgeDeps,
  actor: Actor,
  content: EntryContent,
  {
    articleId = deps.newId('article'),
    step = 'created',
  }: { readonly articleId?: string; readonly step?: string } = {},
): Outcome<Changed> => {
  const staff = staffWho(actor, 'knowledge.edit', content.department);
  if (!staff.ok) return staff;
  const now = deps.clock();
  const entry = newEntry(articleId, content, editorOf(staff.value), now);
  const saved = await deps.knowledgeBase.save({
    entry,
    revision: null,
    step: stepOf(staff.value, entry, step, '', now),
  });
  return saved.ok ? ok({ ...saved.value, jobId: null }) : saved;
};

/** A new version beside what is live. The one before is kept. */
export const changeEntry = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleId: string,
  { revision, content }: { readonly revision: number; readonly content: EntryContent },
  step = 'edited',
): Outcome<Changed> => {
  const staff = staffWho(actor, 'knowledge.edit');
  if (!staff.ok) return staff;
  const stored = await deps.knowledgeBase.entry(articleId);
  if (stored === undefined) return err({ kind: 'not-found' });
  const owners = [...departmentsOf(stored), content.department];
  if (!owners.every((department) => mayKeep(actor, 'knowledge.edit', department)))
    return err({ kind: 'forbidden' });
  if (stored.revision !== revision) return err({ kind: 'stale' });
  const now = deps.clock();
  const entry = editEntry(stored.entry, content, editorOf(staff.value), now);
  const saved = await deps.knowledgeBase.save({
    entry,
    revision,
    replaced: versionOf(stored),
    step: stepOf(staff.value, entry, step, '', now),
  });
  return saved.ok ? ok({ ...saved.value, jobId: null }) : saved;
};

/** Nobody may put before patients, or before a second person, what is still to be written. */
export const lacksAnswer = ({ entry }: StoredEntry, step: WorkflowStep): boolean =>
  entry.content.answer === PENDING_ANSWER && !ENDS.includes(step);

export const ANSWER_MISSING = {
  kind: 'invalid-request',
  fields: [{ field: 'content.answer', message: 'the answer is still to be written' }],
} as const satisfies KnowledgeFailure;

/** The publication that a step asks for; undefined where patients see no difference. */
const jobOf = (
  { newId }: KnowledgeDeps,
  { entry }: StoredEntry,
  { step, reason }: { readonly step: WorkflowStep; readonly reason: string },
  by: Publication['by'],
  now: Instant,
): Publication | undefined => {
  const kind = step === 'publish' || step === 'retire' ? step : undefined;
  if (kind === undefined || (kind === 'retire' && entry.live === null)) return undefined;
  const { articleId, version } = entry;
  const jobId = newId('publication');
  return newPublication({ jobId, kind, by, entries: [{ articleId, version }], reason }, now);
};

/**
 * One step of the workflow. Publishing and retiring are asked for here and carried out by the publishing function: until
 * then a published entry keeps its state, and a retired one is off line with the next snapshot.
 */
export const takeStep = async (
  deps: KnowledgeDeps,
  actor: Actor,
  articleId: string,
  wanted: { readonly revision: number; readonly step: WorkflowStep; readonly reason: string },
): Outcome<Changed> => {
  const staff = staffWho(actor, RIGHT[wanted.step]);
  if (!staff.ok) return staff;
  const stored = await deps.knowledgeBase.entry(articleId);
  if (stored === undefined) return err({ kind: 'not-found' });
  if (!mayStep(staff.value, stored, wanted.step)) return err({ kind: 'forbidden' });
  if (stored.revision !== wanted.revision) return err({ kind: 'stale' });
  const now = deps.clock();
  const by = editorOf(staff.value);
  const stepped = stepEntry(stored.entry, wanted.step, by, { reason: wanted.reason, now });
  if (!stepped.ok) return err({ kind: stepped.error.kind });
  if (lacksAnswer(stored, wanted.step)) return err(ANSWER_MISSING);
  const job = jobOf(deps, stored, wanted, by, now);
  // A publication that is blocked must leave no trace on the entry.
  const entry = wanted.step === 'publish' ? stored.entry : stepped.value;
  const saved = await deps.knowledgeBase.save({
    entry,
    revision: wanted.revision,
    step: stepOf(staff.value, entry, wanted.step, wanted.reason, now),
    ...(job === undefined ? {} : { publication: job }),
  });
  if (!saved.ok) return saved;
  return ok({ ...saved.value, jobId: job?.jobId ?? null });
};
