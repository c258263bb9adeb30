import { FORM_BITS, type KnowledgeIndex } from './knowledge-index.ts';
import type { Candidate, Matching } from './match.ts';
import type { Query } from './query.ts';

/** What the ranking weighs, one number each, all roughly 0–1. Order is the order of the weights. */
export const FEATURES = [
  'coarse',
  'anyForm',
  'bestForm',
  'bestCover',
  'bestBoth',
  'question',
  'questionBoth',
  'keywords',
  'answer',
  'words',
  'top',
  'topic',
  'typeShared',
  'typeForeign',
  'axisShared',
  'axisConflict',
  'axisUnasked',
  'coreConflict',
  'coreUnasked',
  'topicOfBest',
  'formOfBest',
  'answerOfBest',
  'wordsOfBest',
  'topicUnheard',
  'answerUnheard',
  'topicForm',
  'exact',
  'elsewhere',
  'pairs',
  'singles',
  'patterns',
  'asked',
  'exactOfBest',
  'askedOfBest',
  'singlesOfBest',
  'missed',
  'marked',
  'unsaid',
  'unsaidBest',
  'subject',
  'subjectForm',
] as const;

export type FeatureVector = Float64Array;

const count = (bits: number): number => {
  let rest = bits;
  let total = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    total += 1;
  }
  return total;
};

/** Idf of some ten rare terms. */
const UNSAID_SCALE = 60;

const bestForms = (index: KnowledgeIndex, candidate: Candidate, mass: number) => {
  let bestForm = 0;
  let bestCover = 0;
  let bestBoth = 0;
  let questionBoth = 0;
  let unsaid = Number.POSITIVE_INFINITY;
  for (let form = 0; form < FORM_BITS; form += 1) {
    const size = (index.formMass[candidate.document * FORM_BITS + form] ?? 0) / 10;
    if (size === 0) continue;
    const said = (candidate.forms[form] ?? 0) / mass;
    const cover = Math.min(1, (candidate.formMet[form] ?? 0) / size);
    const both = Math.sqrt(said * cover);
    if (form === 0) questionBoth = both;
    if (both >= bestBoth) unsaid = Math.max(0, size - (candidate.formMet[form] ?? 0));
    bestForm = Math.max(bestForm, said);
    bestCover = Math.max(bestCover, cover);
    bestBoth = Math.max(bestBoth, both);
  }
  return {
    bestForm,
    bestCover,
    bestBoth,
    questionBoth,
    unsaid: Math.min(1, unsaid / UNSAID_SCALE),
  };
};

/** The first axes of distinctions.json are those that change an answer everywhere: age, clinic or ward, kind of ticket, … */
const CORE_AXES = 12;

const holds = (values: Uint16Array, value: number): boolean => {
  for (let i = 0; i < values.length; i += 1) if (values[i] === value) return true;
  return false;
};

const hasAxis = (values: ArrayLike<number>, axis: number, before = values.length): boolean => {
  for (let i = 0; i < before; i += 1) if ((values[i] ?? 0) >> 4 === axis) return true;
  return false;
};

/** Axis values that the article shares with the question, and those on which the two differ. */
const compareAsked = (own: Uint16Array, asked: readonly number[]) => {
  let shared = 0;
  let conflict = 0;
  let coreConflict = 0;
  for (const value of asked) {
    const axis = value >> 4;
    if (holds(own, value)) shared += 1;
    else if (hasAxis(own, axis)) {
      conflict += 1;
      if (axis < CORE_AXES) coreConflict = 1;
    }
  }
  return { shared, conflict, coreConflict };
};

/**
 * Whether an article names only special values of an axis. The first value of each axis is the one that goes without saying
 * (成人, 门诊, 普通号, 本人 …): who asks for nothing special is not asking about children or wards.
 */
const isMarked = (own: Uint16Array, axis: number): boolean => !holds(own, axis << 4);

/** Axes that only the article names. */
const countUnasked = (own: Uint16Array, asked: readonly number[]) => {
  let unasked = 0;
  let coreUnasked = 0;
  let marked = 0;
  for (let i = 0; i < own.length; i += 1) {
    const axis = (own[i] ?? 0) >> 4;
    if (hasAxis(own, axis, i) || hasAxis(asked, axis)) continue;
    unasked += 1;
    if (axis < CORE_AXES) coreUnasked += 1;
    if (isMarked(own, axis)) marked += 1;
  }
  return { unasked, coreUnasked, marked };
};

/** Whether an article is for a special case on an axis that matters everywhere, though the question names no case. */
export const isSpecial = (
  index: KnowledgeIndex,
  document: number,
  asked: readonly number[],
): boolean => {
  const start = index.axisStarts[document] ?? 0;
  const own = index.axisValues.subarray(start, index.axisStarts[document + 1] ?? 0);
  return own.some((value) => {
    const axis = value >> 4;
    return axis < CORE_AXES && !hasAxis(asked, axis) && isMarked(own, axis);
  });
};

const compareAxes = (index: KnowledgeIndex, document: number, asked: readonly number[]) => {
  const start = index.axisStarts[document] ?? 0;
  const own = index.axisValues.subarray(start, index.axisStarts[document + 1] ?? 0);
  const { shared, conflict, coreConflict } = compareAsked(own, asked);
  const { unasked, coreUnasked, marked } = countUnasked(own, asked);
  return {
    shared: Math.min(3, shared) / 3,
    conflict: Math.min(3, conflict) / 3,
    unasked: Math.min(6, unasked) / 6,
    coreConflict,
    coreUnasked: Math.min(3, coreUnasked) / 3,
    marked: Math.min(4, marked) / 4,
  };
};

/** How near a candidate comes to the best one: steep, so that only the leaders tell. */
const share = (own: number, best: number): number => (best <= 0 ? 0 : (own / best) ** 4);

export const featuresOf = (
  index: KnowledgeIndex,
  query: Query,
  matching: Matching,
  candidate: Candidate,
): FeatureVector => {
  const mass = Math.max(1, matching.mass);
  const { bestForm, bestCover, bestBoth, questionBoth, unsaid } = bestForms(index, candidate, mass);
  const types = index.questionTypes[candidate.document] ?? 0;
  const axes = compareAxes(index, candidate.document, query.axisValues);
  const { most } = matching;
  const unheard = Math.min(1, matching.unknownMass / mass);
  const askedTypes = Math.max(1, count(query.questionTypes));
  return Float64Array.of(
    candidate.coarse / mass,
    candidate.anyForm / mass,
    bestForm,
    bestCover,
    bestBoth,
    (candidate.forms[0] ?? 0) / mass,
    questionBoth,
    candidate.keywords / mass,
    candidate.answer / mass,
    candidate.words / Math.max(1, matching.wordMass),
    candidate.top / Math.max(1, matching.topMass),
    candidate.topic,
    count(query.questionTypes & types) / askedTypes,
    query.questionTypes === 0 || types === 0 || (query.questionTypes & types) !== 0 ? 0 : 1,
    axes.shared,
    axes.conflict,
    axes.unasked,
    axes.coreConflict,
    axes.coreUnasked,
    share(candidate.topic, most.topic),
    share(candidate.anyForm, most.anyForm),
    share(candidate.answer, most.answer),
    share(candidate.words, most.words),
    candidate.topic * unheard,
    (candidate.answer / mass) * unheard,
    Math.sqrt(candidate.topic * Math.max(0, bestBoth)),
    candidate.exact / Math.max(1, matching.wordMass),
    candidate.elsewhere / Math.max(1, matching.wordMass),
    candidate.pairs / Math.max(1, matching.pairMass),
    candidate.singles / Math.max(1, matching.singleMass),
    candidate.patterns / Math.max(1, matching.patternMass),
    candidate.asked / Math.max(1, matching.askedMass),
    share(candidate.exact, most.exact),
    share(candidate.asked, most.asked),
    share(candidate.singles, most.singles),
    1 - Math.min(1, (candidate.words + candidate.elsewhere) / Math.max(1, matching.wordMass)),
    axes.marked,
    unsaid,
    Math.max(0, bestBoth) * (1 - unsaid),
    candidate.subject / Math.max(1, matching.subjectMass),
    candidate.subjectForm / Math.max(1, matching.subjectMass),
  );
};
