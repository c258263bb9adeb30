import rules from '#shared/data/guidance/rules.json' with { type: 'json' };
import { softmax } from '#shared/learn/linear-model.ts';
import { normalise } from '#shared/text/normalise.ts';
import { type DepartmentEntry, departmentNames } from './department-list.ts';
import { type ReadText, readText, whoFeatures } from './features.ts';
import { type Reason, reasonsFor } from './reasons.ts';
import { type Evidence, evidenceOf, guidanceModel, scoresOf } from './weights.ts';
import { type GuidancePatient, type Who, whoIn, withPatient } from './who.ts';

export interface GuidanceRequest {
  readonly text: string;
  readonly patient?: GuidancePatient;
  /** The hospital's own list; without it the catalogue of the demo hospital. */
  readonly departments?: readonly DepartmentEntry[];
}

export interface SuggestedDepartment {
  readonly name: string;
  /** 0–1, sums to at most 1 over all departments. */
  readonly score: number;
  readonly reasons: readonly Reason[];
}

export interface Guidance {
  /** At most three, best first; empty only for a text without words. */
  readonly departments: readonly SuggestedDepartment[];
  /** False: show the list as a choice, not as an answer. */
  readonly confident: boolean;
  /** The text seems to be about something else: the departments are a mere guess, not to be shown unasked. */
  readonly abstains: boolean;
  /** The one question whose answer would change the first department. */
  readonly ask: 'age' | 'sex' | 'pregnancy' | null;
  readonly version: string;
}

/** From here on the first department is an answer; below it a choice is offered (README: how it was chosen). */
const confidentFrom = 0.4;
/** A department of less than this share is not worth a place in the choice. */
const leastScore = 0.005;
/** From here on a text is about the hospital's services: with a part of the body or a sign in it, and without. */
const noComplaintFrom = { withComplaint: 0.9, without: 0.5 };
/** A department for children must get this share for a child before the age is asked for. */
const childShare = 0.25;
/** Longer stories say everything that decides in their first and last part. */
const longestText = 1200;
const none = 'none';
/** How much of an adults' department's share goes to the children's one when the patient is known to be a child. */
const toChildren = 0.9;

interface Ranked {
  readonly name: string;
  readonly score: number;
}

/** Departments that cannot be meant for this patient. */
function isExcluded(name: string, { ageYears, sex, pregnant }: GuidancePatient): boolean {
  if (ageYears !== undefined && isExcludedByAge(name, ageYears)) return true;
  if (sex === 'male' && rules.notMale.includes(name)) return true;
  return pregnant === false && name === '产科';
}

function isExcludedByAge(name: string, ageYears: number): boolean {
  if (ageYears >= 18 && rules.childOnly.includes(name)) return true;
  if (ageYears > 0.25 && rules.newbornOnly.includes(name)) return true;
  return ageYears < 50 && rules.oldOnly.includes(name);
}

const childrens = new Map(
  Object.entries(rules.ofChildren).flatMap(([own, adults]) => adults.map((adult) => [adult, own])),
);

function forChild(shares: readonly Ranked[]): Ranked[] {
  const scores = new Map(shares.map(({ name, score }) => [name, score]));
  for (const { name, score } of shares) {
    const own = childrens.get(name);
    if (own === undefined) continue;
    scores.set(name, (scores.get(name) ?? 0) - score * toChildren);
    scores.set(own, (scores.get(own) ?? 0) + score * toChildren);
  }
  return Array.from(scores, ([name, score]) => ({ name, score }));
}

/** A text that has been read once and can be ranked for any patient. */
class Reading {
  readonly content: ReadText;
  readonly said: ReadonlySet<Who>;
  private readonly evidence: Evidence;

  constructor(text: string) {
    this.content = readText(text);
    this.said = whoIn(text);
    this.evidence = evidenceOf(guidanceModel(), this.content.features);
  }

  shares(patient: GuidancePatient): Ranked[] {
    const model = guidanceModel();
    const who = whoFeatures(withPatient(this.said, patient), this.content);
    const shares = softmax(scoresOf(model, [this.evidence, evidenceOf(model, who)]));
    return model.labels.map((name, label) => ({ name, score: shares[label] ?? 0 }));
  }

  /** Departments that may be meant, best first. */
  rank(patient: GuidancePatient): Ranked[] {
    return this.shares(patient)
      .filter(({ name }) => name !== none && !isExcluded(name, patient))
      .sort((a, b) => b.score - a.score);
  }
}

/** The question that decides, in the order in which answers are easiest to give. */
function questionFor(reading: Reading, patient: GuidancePatient): Guidance['ask'] {
  const people = withPatient(reading.said, patient);
  const says = (...who: readonly Who[]) => who.some((one) => people.has(one));
  const first = (answer: GuidancePatient) => reading.rank({ ...patient, ...answer })[0];
  const differ = (one: GuidancePatient, other: GuidancePatient) =>
    first(one)?.name !== first(other)?.name;
  if (says('newborn', 'child')) return null;
  if (patient.ageYears === undefined && !says('old', 'pregnant')) {
    const child = reading.rank({ ...patient, ageYears: 5 });
    const own = child.find(({ name }) => rules.childOnly.includes(name));
    if ((own?.score ?? 0) >= childShare) return 'age';
  }
  if (patient.sex === undefined && !says('female', 'male', 'pregnant')) {
    if (differ({ sex: 'female' }, { sex: 'male' })) return 'sex';
  }
  const known =
    patient.pregnant !== undefined || patient.sex === 'male' || says('pregnant', 'old', 'male');
  if (known || first({})?.name !== '妇科') return null;
  return differ({ pregnant: true }, { pregnant: false }) ? 'pregnancy' : null;
}

const shorten = (text: string): string =>
  text.length <= longestText
    ? text
    : `${text.slice(0, longestText / 2)} ${text.slice(-longestText / 2)}`;

/** Nothing of the departments' words, no part of the body, no sign, or a clear question about a service. */
function isNoComplaint(reading: Reading, patient: GuidancePatient): boolean {
  const { hits, complaints } = reading.content;
  if (hits.length > 0) return false;
  if (complaints.length === 0 && reading.content.features.size < 3) return true;
  const share = reading.shares(patient).find(({ name }) => name === none)?.score ?? 0;
  return share >= (complaints.length > 0 ? noComplaintFrom.withComplaint : noComplaintFrom.without);
}

interface Named {
  /** The catalogue's name of the department that brought it in. */
  readonly from: string;
  score: number;
}

/** The hospital's own departments; several of the catalogue's may be one of them. */
function inHospital(
  ranked: readonly Ranked[],
  departments: GuidanceRequest['departments'],
): [string, Named][] {
  const own = departmentNames(departments);
  const named = new Map<string, Named>();
  for (const { name, score } of ranked) {
    const ownName = own(name);
    if (ownName === undefined) continue;
    const known = named.get(ownName);
    if (known) known.score += score;
    else named.set(ownName, { score, from: name });
  }
  return [...named].sort(([, a], [, b]) => b.score - a.score).slice(0, 3);
}

/**
 * Tells which departments treat what a text complains of: at most three, each with its reasons. Reasons quote what
 * the patient said; a disease is never stated as a fact. Abstains when the text is about something else.
 * Age, sex or pregnancy is asked for only if the answer changes the first department. Deterministic; never throws.
 */
export function guideDepartment({ text, patient = {}, departments }: GuidanceRequest): Guidance {
  const { version } = guidanceModel();
  const read = shorten(normalise(text));
  const reading = new Reading(read);
  if (reading.content.features.size === 0) {
    return { departments: [], confident: false, abstains: true, ask: null, version };
  }
  const abstains = isNoComplaint(reading, patient);
  const ranked = reading.rank(patient);
  const isChild = patient.ageYears !== undefined && patient.ageYears < 14;
  const best = inHospital(isChild ? forChild(ranked) : ranked, departments);
  const people = withPatient(reading.said, patient);
  return {
    departments: best
      .filter(([, { score }], at) => at === 0 || score >= leastScore)
      .map(([name, { score, from }]) => ({
        name,
        score,
        reasons: reasonsFor({ name, from, text: read, content: reading.content, people }),
      })),
    confident: !abstains && (best[0]?.[1].score ?? 0) >= confidentFrom,
    abstains,
    ask: abstains ? null : questionFor(reading, patient),
    version,
  };
}
