import type { TermKey } from './keys.ts';
import {
  ANSWER_BIT,
  FORM_BITS,
  FORM_MASK,
  idfOf,
  KEYWORD_BIT,
  type KnowledgeIndex,
  tellsNothing,
  termOf,
} from './knowledge-index.ts';
import { fuzzyReading, type Query, type Slot } from './query.ts';
import { SETTINGS } from './settings.ts';
import { foreignShare, TOPICS_KEPT, type TopicVector } from './topics.ts';
import { vocabularyOf } from './vocabulary.ts';

/** How a candidate met the question: sums of slot weight × idf, apart for each form, keywords and answer. */
export type Candidate = {
  readonly document: number;
  coarse: number;
  readonly forms: Float64Array;
  /** How much question and article are about the same ideas, 0–1. */
  topic: number;
  /** Met in any question form. */
  anyForm: number;
  keywords: number;
  answer: number;
  /** Met among the question's most telling words. */
  top: number;
  /** Met anywhere, each slot once. */
  anywhere: number;
  /** Words among `anyForm`. */
  words: number;
  /** Form mass met, unweighted idf per form (for how much of the form was said). */
  readonly formMet: Float64Array;
  readonly labels: string[];
};

export type Matching = {
  readonly candidates: readonly Candidate[];
  /** Sum over slots of weight × idf of the best known alternative: what a perfect article would earn. */
  readonly mass: number;
  readonly wordMass: number;
  readonly topMass: number;
  /** Mass of slots of which the base knows no alternative. */
  readonly unknownMass: number;
  readonly unknownWordMass: number;
  readonly unknownPairMass: number;
  readonly foreign: number;
  /** The most that any candidate has of each. */
  readonly most: Most;
};

export type Most = {
  readonly topic: number;
  readonly anyForm: number;
  readonly answer: number;
  readonly words: number;
};

const mostOf = (candidates: readonly Candidate[]): Most => {
  const most = { topic: 0, anyForm: 0, answer: 0, words: 0 };
  for (const { topic, anyForm, answer, words } of candidates) {
    most.topic = Math.max(most.topic, topic);
    most.anyForm = Math.max(most.anyForm, anyForm);
    most.answer = Math.max(most.answer, answer);
    most.words = Math.max(most.words, words);
  }
  return most;
};

const SHORTLIST = 24;

type Alternative = { term: number; weight: number; idf: number };
type ReadSlot = {
  slot: Slot;
  alternatives: Alternative[];
  mass: number;
  known: boolean;
  top: boolean;
};

const addAlternative = (
  index: KnowledgeIndex,
  into: Alternative[],
  key: TermKey,
  weight: number,
): void => {
  const term = termOf(index, key);
  if (term < 0 || into.some((other) => other.term === term)) return;
  const frequency = index.frequency[term] ?? 0;
  if (tellsNothing(index.count, frequency)) return;
  into.push({ term, weight, idf: idfOf(index.count, frequency) });
};

const readSlot = (index: KnowledgeIndex, slot: Slot): ReadSlot => {
  const alternatives: Alternative[] = [];
  for (const [i, key] of slot.keys.entries())
    addAlternative(index, alternatives, key, slot.weights[i] ?? 0);
  if (slot.reading !== undefined && alternatives.length === 0) {
    const { exact, fuzzy } = vocabularyOf(index);
    for (const key of exact.get(slot.reading) ?? [])
      addAlternative(index, alternatives, key, SETTINGS.heardPair);
    if (alternatives.length === 0)
      for (const key of fuzzy.get(fuzzyReading(slot.reading)) ?? [])
        addAlternative(index, alternatives, key, SETTINGS.heardFuzzy);
  }
  alternatives.sort((a, b) => b.weight * b.idf - a.weight * a.idf);
  const best = alternatives[0];
  const idf = best === undefined ? idfOf(index.count, 0) : best.idf;
  return { slot, alternatives, mass: slot.weight * idf, known: best !== undefined, top: false };
};

type Visit = (document: number, place: number) => void;

const visitPostings = (index: KnowledgeIndex, term: number, visit: Visit): void => {
  const { postings, starts } = index;
  const end = starts[term + 1] ?? 0;
  let at = starts[term] ?? 0;
  let document = -1;
  while (at < end) {
    let shift = 0;
    let byte = postings[at++] ?? 0;
    let gap = byte & 127;
    while (byte > 127) {
      byte = postings[at++] ?? 0;
      shift += 7;
      gap |= (byte & 127) << shift;
    }
    document += (gap >>> 1) + 1;
    visit(document, (gap & 1) === 1 ? ANSWER_BIT : (postings[at++] ?? 0));
  }
};

const gainOf = (place: number): number => {
  if ((place & FORM_MASK) !== 0) return SETTINGS.form;
  return (place & KEYWORD_BIT) !== 0 ? SETTINGS.keyword : SETTINGS.answer;
};

/** Working memory of an index, reused by every question. */
type Scratch = {
  topic: Float32Array;
  score: Float64Array;
  stamp: Int32Array;
  slotOf: Int16Array;
  tick: number;
};
const scratches = new WeakMap<KnowledgeIndex, Scratch>();

const scratchOf = (index: KnowledgeIndex): Scratch => {
  let scratch = scratches.get(index);
  if (scratch === undefined) {
    scratch = {
      topic: new Float32Array(index.count),
      score: new Float64Array(index.count),
      stamp: new Int32Array(index.count),
      slotOf: new Int16Array(index.count),
      tick: 0,
    };
    scratches.set(index, scratch);
  }
  return scratch;
};

/** Likeness of topics for every document: a few multiplications each. */
const compareTopics = (index: KnowledgeIndex, asked: TopicVector, into: Float32Array): void => {
  const weightOf = new Float32Array(0x10000 >> 4);
  for (const { topic, weight } of asked) weightOf[topic] = weight / 255;
  const { topics, topicWeights } = index;
  for (let document = 0, at = 0; document < index.count; document += 1) {
    let sum = 0;
    for (const end = at + TOPICS_KEPT; at < end; at += 1)
      sum += (weightOf[topics[at] ?? 0] ?? 0) * (topicWeights[at] ?? 0);
    into[document] = sum;
  }
};

const shortlist = (
  index: KnowledgeIndex,
  slots: readonly ReadSlot[],
  asked: TopicVector,
  mass: number,
): number[] => {
  const scratch = scratchOf(index);
  compareTopics(index, asked, scratch.topic);
  const { score, stamp } = scratch;
  score.fill(0);
  for (const { slot, alternatives } of slots) {
    scratch.tick += 1;
    const tick = scratch.tick;
    for (const { term, weight, idf } of alternatives) {
      const worth = slot.weight * weight * idf;
      visitPostings(index, term, (document, place) => {
        if (stamp[document] === tick) return;
        stamp[document] = tick;
        score[document] = (score[document] ?? 0) + worth * gainOf(place);
      });
    }
  }
  for (let document = 0; document < index.count; document += 1)
    score[document] =
      (score[document] ?? 0) + SETTINGS.topic * mass * (scratch.topic[document] ?? 0);
  return topDocuments(score, SHORTLIST);
};

/** The best documents with a positive score, best first; ties by position. */
const topDocuments = (score: Float64Array, size: number): number[] => {
  const top: number[] = [];
  let floor = 0;
  for (let document = 0; document < score.length; document += 1) {
    const value = score[document] ?? 0;
    if (value <= floor) continue;
    let at = top.length;
    while (at > 0 && (score[top[at - 1] ?? 0] ?? 0) < value) at -= 1;
    top.splice(at, 0, document);
    if (top.length > size) top.pop();
    if (top.length === size) floor = score[top[size - 1] ?? 0] ?? 0;
  }
  return top;
};

const emptyCandidate = (document: number, coarse: number): Candidate => ({
  document,
  coarse,
  forms: new Float64Array(FORM_BITS),
  topic: 0,
  anyForm: 0,
  keywords: 0,
  answer: 0,
  top: 0,
  anywhere: 0,
  words: 0,
  formMet: new Float64Array(FORM_BITS),
  labels: [],
});

const creditForms = (
  candidate: Candidate,
  { weight, idf }: Alternative,
  fresh: number,
  worth: number,
): void => {
  for (let form = 0; form < FORM_BITS; form += 1) {
    if ((fresh & (1 << form)) === 0) continue;
    candidate.forms[form] = (candidate.forms[form] ?? 0) + worth;
    candidate.formMet[form] = (candidate.formMet[form] ?? 0) + weight * idf;
  }
};

const credit = (
  candidate: Candidate,
  { slot, top }: ReadSlot,
  alternative: Alternative,
  place: number,
  done: number,
): number => {
  const fresh = place & ~done;
  const worth = slot.weight * alternative.weight * alternative.idf;
  creditForms(candidate, alternative, fresh, worth);
  if ((fresh & FORM_MASK) !== 0 && (done & FORM_MASK) === 0) {
    candidate.anyForm += worth;
    if (top) candidate.top += worth;
    if (slot.kind === 'word') {
      candidate.words += worth;
      if (candidate.labels.length < 8) candidate.labels.push(slot.label);
    }
  }
  if ((fresh & KEYWORD_BIT) !== 0) candidate.keywords += worth;
  if ((fresh & ANSWER_BIT) !== 0) candidate.answer += worth;
  if (done === 0) candidate.anywhere += worth * gainOf(place);
  return done | place;
};

const detail = (
  index: KnowledgeIndex,
  slots: readonly ReadSlot[],
  documents: readonly number[],
): Candidate[] => {
  const { slotOf, score, topic } = scratchOf(index);
  const candidates = documents.map((document) => emptyCandidate(document, score[document] ?? 0));
  for (const candidate of candidates) candidate.topic = topic[candidate.document] ?? 0;
  for (const [i, document] of documents.entries()) slotOf[document] = i + 1;
  const done = new Uint8Array(documents.length);
  for (const slot of slots) {
    done.fill(0);
    for (const alternative of slot.alternatives)
      visitPostings(index, alternative.term, (document, place) => {
        const i = (slotOf[document] ?? 0) - 1;
        const candidate = candidates[i];
        if (candidate !== undefined)
          done[i] = credit(candidate, slot, alternative, place, done[i] ?? 0);
      });
  }
  for (const document of documents) slotOf[document] = 0;
  return candidates;
};

const TOP_SLOTS = 4;

/** The words that say most: what the question is about. */
const markTop = (slots: readonly ReadSlot[]): void => {
  const words = slots.filter(({ slot, known }) => known && slot.kind === 'word');
  for (const slot of words.sort((a, b) => b.mass - a.mass).slice(0, TOP_SLOTS)) slot.top = true;
};

/** Finds the articles that share wordings with the question and measures how. */
export const matchQuery = (index: KnowledgeIndex, query: Query): Matching => {
  const slots = query.slots.map((slot) => readSlot(index, slot));
  markTop(slots);
  let mass = 0;
  let wordMass = 0;
  let topMass = 0;
  let unknownMass = 0;
  let unknownWordMass = 0;
  let unknownPairMass = 0;
  for (const slot of slots) {
    mass += slot.mass;
    if (slot.slot.kind === 'word') wordMass += slot.mass;
    if (slot.top) topMass += slot.mass;
    if (slot.known) continue;
    unknownMass += slot.mass;
    if (slot.slot.kind === 'word') unknownWordMass += slot.mass;
    if (slot.slot.kind === 'pair') unknownPairMass += slot.mass;
  }
  const candidates = detail(index, slots, shortlist(index, slots, query.topics, mass));
  return {
    candidates,
    mass,
    wordMass,
    topMass,
    unknownMass,
    unknownWordMass,
    unknownPairMass,
    foreign: foreignShare(query.topics),
    most: mostOf(candidates),
  };
};
