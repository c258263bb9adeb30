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
import { lexicon, type Pattern } from './lexicon.ts';
import type { Query, Slot } from './query.ts';
import { SETTINGS } from './settings.ts';
import { loosePair } from './sounds.ts';
import { foreignShare, TOPICS, TOPICS_KEPT, type TopicVector } from './topics.ts';
import { vocabularyOf } from './vocabulary.ts';

/** How a candidate met the question: sums of slot weight × idf, apart for each form, keywords and answer. */
export type Candidate = {
  readonly document: number;
  readonly coarse: number;
  /** How much question and article are about the same ideas, 0–1. */
  readonly topic: number;
  /** Met in each question form, and how much of the form itself: unweighted idf. */
  readonly forms: Float64Array;
  readonly formMet: Float64Array;
  /** Met in any question form. */
  anyForm: number;
  keywords: number;
  answer: number;
  /** Met among the question's most telling words. */
  top: number;
  /** Words among `anyForm`; of them those met as written, and those only the answer or the keywords hold. */
  words: number;
  exact: number;
  elsewhere: number;
  /** Pairs, single characters and patterns among `anyForm`. */
  pairs: number;
  singles: number;
  patterns: number;
  /** Met anywhere, and in any form, by what the question is about. */
  subject: number;
  subjectForm: number;
  /** Met in any form by what stands in the clauses that ask. */
  asked: number;
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
  readonly pairMass: number;
  readonly singleMass: number;
  readonly patternMass: number;
  readonly askedMass: number;
  readonly subjectMass: number;
  readonly foreign: number;
  /** The most that any candidate has of each. */
  readonly most: Most;
};

export type Most = {
  readonly topic: number;
  readonly anyForm: number;
  readonly answer: number;
  readonly words: number;
  readonly exact: number;
  readonly asked: number;
  readonly singles: number;
};

const mostOf = (candidates: readonly Candidate[]): Most => {
  const most = { topic: 0, anyForm: 0, answer: 0, words: 0, exact: 0, asked: 0, singles: 0 };
  for (const candidate of candidates) {
    most.topic = Math.max(most.topic, candidate.topic);
    most.anyForm = Math.max(most.anyForm, candidate.anyForm);
    most.answer = Math.max(most.answer, candidate.answer);
    most.words = Math.max(most.words, candidate.words);
    most.exact = Math.max(most.exact, candidate.exact);
    most.asked = Math.max(most.asked, candidate.asked);
    most.singles = Math.max(most.singles, candidate.singles);
  }
  return most;
};

const SHORTLIST = 24;

/** Terms of the index that say what a slot says, the best first: weight × idf falls. */
type Alternatives = {
  readonly terms: readonly number[];
  readonly weights: readonly number[];
  readonly idfs: readonly number[];
};
const NO_ALTERNATIVES: Alternatives = { terms: [], weights: [], idfs: [] };

type ReadSlot = {
  readonly slot: Slot;
  readonly alternatives: Alternatives;
  readonly mass: number;
  readonly known: boolean;
  /** Says what the question is about, not what kind of question it is. */
  readonly subject: boolean;
  top: boolean;
};

/** Documents by topic: those of topic t stand from starts[t] to starts[t + 1]. */
type TopicLists = {
  readonly starts: Uint32Array;
  readonly documents: Uint32Array;
  readonly weights: Uint8Array;
};

/** Working memory of an index, reused by every question, and what was found out about words once. */
type Scratch = {
  readonly topic: Float32Array;
  readonly score: Float64Array;
  readonly stamp: Int32Array;
  readonly slotOf: Int16Array;
  readonly gains: Float64Array;
  readonly topics: TopicLists;
  readonly ofWord: (Alternatives | undefined)[];
  readonly ofPattern: Map<number, Alternatives>;
  tick: number;
};
const scratches = new WeakMap<KnowledgeIndex, Scratch>();

const listTopics = ({ count, topics, topicWeights }: KnowledgeIndex): TopicLists => {
  const starts = new Uint32Array(TOPICS + 2);
  for (let at = 0; at < topics.length; at += 1)
    if (topicWeights[at] !== 0) {
      const next = (topics[at] ?? 0) + 2;
      starts[next] = (starts[next] ?? 0) + 1;
    }
  for (let topic = 1; topic < starts.length; topic += 1)
    starts[topic] = (starts[topic] ?? 0) + (starts[topic - 1] ?? 0);
  const size = starts[TOPICS + 1] ?? 0;
  const documents = new Uint32Array(size);
  const weights = new Uint8Array(size);
  // starts[t + 1] walks from the beginning of topic t to its end, where topic t + 1 begins.
  for (let at = 0; at < count * TOPICS_KEPT; at += 1) {
    const weight = topicWeights[at] ?? 0;
    if (weight === 0) continue;
    const next = (topics[at] ?? 0) + 1;
    const place = starts[next] ?? 0;
    documents[place] = Math.floor(at / TOPICS_KEPT);
    weights[place] = weight;
    starts[next] = place + 1;
  }
  return { starts, documents, weights };
};

const scratchOf = (index: KnowledgeIndex): Scratch => {
  let scratch = scratches.get(index);
  if (scratch === undefined) {
    scratch = {
      topic: new Float32Array(index.count),
      score: new Float64Array(index.count),
      stamp: new Int32Array(index.count),
      slotOf: new Int16Array(index.count),
      gains: new Float64Array(256),
      topics: listTopics(index),
      ofWord: new Array<undefined>(lexicon().words.length).fill(undefined),
      ofPattern: new Map(),
      tick: 0,
    };
    scratches.set(index, scratch);
  }
  return scratch;
};

type Weighed = { term: number; weight: number; idf: number };

const addTerm = (index: KnowledgeIndex, into: Weighed[], term: number, weight: number): void => {
  if (term < 0 || into.some((other) => other.term === term)) return;
  const frequency = index.frequency[term] ?? 0;
  if (tellsNothing(index.count, frequency)) return;
  into.push({ term, weight, idf: idfOf(index.count, frequency) });
};

const inOrder = (found: Weighed[]): Alternatives => {
  if (found.length === 0) return NO_ALTERNATIVES;
  found.sort((a, b) => b.weight * b.idf - a.weight * a.idf);
  return {
    terms: found.map(({ term }) => term),
    weights: found.map(({ weight }) => weight),
    idfs: found.map(({ idf }) => idf),
  };
};

const alternativesOfWord = (index: KnowledgeIndex, word: number): Alternatives => {
  const { keys, starts, targets, weights } = lexicon();
  const found: Weighed[] = [];
  addTerm(index, found, termOf(index, keys[word] ?? 0), 1);
  for (let i = starts[word] ?? 0; i < (starts[word + 1] ?? 0); i += 1)
    addTerm(index, found, termOf(index, keys[targets[i] ?? 0] ?? 0), (weights[i] ?? 0) / 100);
  return inOrder(found);
};

const alternativesOfPattern = (index: KnowledgeIndex, { ids, weights }: Pattern): Alternatives => {
  const { keys } = lexicon();
  const found: Weighed[] = [];
  for (const [i, id] of ids.entries())
    addTerm(index, found, termOf(index, keys[id] ?? 0), (weights[i] ?? 0) / 100);
  return inOrder(found);
};

const alternativesOfSound = (index: KnowledgeIndex, sound: number): Alternatives => {
  const { exact, loose } = vocabularyOf(index);
  const found: Weighed[] = [];
  for (const term of exact.get(sound) ?? []) addTerm(index, found, term, SETTINGS.heardPair);
  if (found.length === 0)
    for (const term of loose.get(loosePair(sound)) ?? [])
      addTerm(index, found, term, SETTINGS.heardFuzzy);
  return inOrder(found);
};

const alternativesOfKey = (index: KnowledgeIndex, { key, sound }: Slot): Alternatives => {
  const term = key === 0 ? -1 : termOf(index, key);
  const frequency = index.frequency[term] ?? 0;
  if (term < 0 || tellsNothing(index.count, frequency))
    return sound === 0 ? NO_ALTERNATIVES : alternativesOfSound(index, sound);
  return { terms: [term], weights: [1], idfs: [idfOf(index.count, frequency)] };
};

const alternativesOf = (index: KnowledgeIndex, scratch: Scratch, slot: Slot): Alternatives => {
  if (slot.word >= 0) {
    const known = scratch.ofWord[slot.word];
    if (known !== undefined) return known;
    const found = alternativesOfWord(index, slot.word);
    scratch.ofWord[slot.word] = found;
    return found;
  }
  if (slot.pattern === undefined) return alternativesOfKey(index, slot);
  let found = scratch.ofPattern.get(slot.pattern.number);
  if (found === undefined) {
    found = alternativesOfPattern(index, slot.pattern);
    scratch.ofPattern.set(slot.pattern.number, found);
  }
  return found;
};

const isSubject = ({ kind, word }: Slot): boolean =>
  kind === 'pair' || (kind === 'word' && (word < 0 || lexicon().isCue[word] !== 1));

const readSlot = (index: KnowledgeIndex, scratch: Scratch, slot: Slot): ReadSlot => {
  const alternatives = alternativesOf(index, scratch, slot);
  const known = alternatives.terms.length > 0;
  const idf = alternatives.idfs[0] ?? idfOf(index.count, 0);
  return {
    slot,
    alternatives,
    mass: slot.weight * idf,
    known,
    subject: isSubject(slot),
    top: false,
  };
};

const fillGains = (gains: Float64Array): void => {
  for (let place = 0; place < gains.length; place += 1)
    if ((place & FORM_MASK) !== 0) gains[place] = SETTINGS.form;
    else gains[place] = (place & KEYWORD_BIT) !== 0 ? SETTINGS.keyword : SETTINGS.answer;
};

/** Likeness of topics for the documents that share one. */
const compareTopics = (scratch: Scratch, asked: TopicVector): void => {
  const { topic: sums, topics } = scratch;
  const { starts, documents, weights } = topics;
  sums.fill(0);
  for (let i = 0; i < asked.topics.length; i += 1) {
    const topic = asked.topics[i] ?? 0;
    const weight = (asked.weights[i] ?? 0) / 255;
    const end = starts[topic + 1] ?? 0;
    for (let at = starts[topic] ?? 0; at < end; at += 1) {
      const document = documents[at] ?? 0;
      sums[document] = (sums[document] ?? 0) + weight * (weights[at] ?? 0);
    }
  }
};

/** Adds a term's worth to every document that holds it and has not earned this slot (`tick`) yet. */
const addPostings = (
  { postings, starts }: KnowledgeIndex,
  { score, stamp, gains }: Scratch,
  term: number,
  worth: number,
  tick: number,
): void => {
  const end = starts[term + 1] ?? 0;
  let at = starts[term] ?? 0;
  let document = -1;
  while (at < end) {
    let byte = postings[at++] ?? 0;
    let gap = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = postings[at++] ?? 0;
      gap |= (byte & 127) << shift;
    }
    document += (gap >>> 1) + 1;
    const place = (gap & 1) === 1 ? ANSWER_BIT : (postings[at++] ?? 0);
    if (stamp[document] === tick) continue;
    stamp[document] = tick;
    score[document] = (score[document] ?? 0) + worth * (gains[place] ?? 0);
  }
};

const shortlist = (
  index: KnowledgeIndex,
  scratch: Scratch,
  slots: readonly ReadSlot[],
  { topics, mass }: { topics: TopicVector; mass: number },
): number[] => {
  const { score, topic } = scratch;
  compareTopics(scratch, topics);
  fillGains(scratch.gains);
  const share = SETTINGS.topic * mass;
  for (let document = 0; document < index.count; document += 1)
    score[document] = share * (topic[document] ?? 0);
  for (const { slot, alternatives } of slots) {
    const { terms, weights, idfs } = alternatives;
    scratch.tick += 1;
    for (let i = 0; i < terms.length; i += 1) {
      const worth = slot.weight * (weights[i] ?? 0) * (idfs[i] ?? 0);
      addPostings(index, scratch, terms[i] ?? 0, worth, scratch.tick);
    }
  }
  return topDocuments(score, SHORTLIST);
};

const insertBefore = (top: number[], from: number, document: number, score: Float64Array): void => {
  const value = score[document] ?? 0;
  let at = from;
  for (; at > 0 && (score[top[at - 1] ?? 0] ?? 0) < value; at -= 1) top[at] = top[at - 1] ?? 0;
  top[at] = document;
};

/** The best documents with a positive score, best first; ties by position. */
const topDocuments = (score: Float64Array, size: number): number[] => {
  const top: number[] = [];
  let floor = 0;
  for (let document = 0; document < score.length; document += 1) {
    if ((score[document] ?? 0) <= floor) continue;
    insertBefore(top, Math.min(top.length, size - 1), document, score);
    if (top.length === size) floor = score[top[size - 1] ?? 0] ?? 0;
  }
  return top;
};

const creditForms = (
  { forms, formMet }: Candidate,
  fresh: number,
  worth: number,
  met: number,
): void => {
  for (let form = 0; form < FORM_BITS; form += 1)
    if ((fresh & (1 << form)) !== 0) {
      forms[form] = (forms[form] ?? 0) + worth;
      formMet[form] = (formMet[form] ?? 0) + met;
    }
};

const MOST_LABELS = 8;

const creditKind = (candidate: Candidate, slot: Slot, { worth, own }: Gain): void => {
  if (slot.asks) candidate.asked += worth;
  if (slot.kind === 'pair') candidate.pairs += worth;
  else if (slot.kind === 'single') candidate.singles += worth;
  else {
    candidate.words += worth;
    if (slot.pattern !== undefined) candidate.patterns += worth;
    else if (own) candidate.exact += worth;
    if (candidate.labels.length < MOST_LABELS) candidate.labels.push(slot.label);
  }
};

/** What a met term is worth, and how much of the form it makes up. */
type Gain = { readonly worth: number; readonly met: number; readonly own: boolean };

/** Notes that a candidate met a slot at `place`; `done` says where it had met it before. */
const credit = (
  candidate: Candidate,
  { slot, top, subject }: ReadSlot,
  gain: Gain,
  place: number,
  done: number,
): void => {
  const { worth, met } = gain;
  const fresh = place & ~done;
  if (subject && done === 0) candidate.subject += worth;
  if ((fresh & FORM_MASK) !== 0) {
    creditForms(candidate, fresh, worth, met);
    if ((done & FORM_MASK) === 0) {
      candidate.anyForm += worth;
      if (top) candidate.top += worth;
      if (subject) candidate.subjectForm += worth;
      creditKind(candidate, slot, gain);
    }
  } else if (done === 0 && slot.kind === 'word') candidate.elsewhere += worth;
  if ((fresh & KEYWORD_BIT) !== 0) candidate.keywords += worth;
  if ((fresh & ANSWER_BIT) !== 0) candidate.answer += worth;
};

type Detail = {
  readonly candidates: readonly Candidate[];
  /** Where each candidate has met the slot at hand. */
  readonly done: Uint8Array;
  readonly slotOf: Int16Array;
  /** The last candidate in the order of the base: postings beyond are not read. */
  readonly last: number;
};

const creditAt = (
  { candidates, done }: Detail,
  at: number,
  read: ReadSlot,
  gain: Gain,
  place: number,
): void => {
  const candidate = candidates[at];
  if (candidate === undefined) return;
  const before = done[at] ?? 0;
  credit(candidate, read, gain, place, before);
  done[at] = before | place;
};

const creditPostings = (
  { postings, starts }: KnowledgeIndex,
  all: Detail,
  read: ReadSlot,
  term: number,
  gain: Gain,
): void => {
  const { slotOf, last } = all;
  const end = starts[term + 1] ?? 0;
  let at = starts[term] ?? 0;
  let document = -1;
  while (at < end && document < last) {
    let byte = postings[at++] ?? 0;
    let gap = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = postings[at++] ?? 0;
      gap |= (byte & 127) << shift;
    }
    document += (gap >>> 1) + 1;
    const place = (gap & 1) === 1 ? ANSWER_BIT : (postings[at++] ?? 0);
    const slot = slotOf[document] ?? 0;
    if (slot !== 0) creditAt(all, slot - 1, read, gain, place);
  }
};

const detail = (
  index: KnowledgeIndex,
  { slotOf, score, topic }: Scratch,
  slots: readonly ReadSlot[],
  documents: readonly number[],
): Candidate[] => {
  const candidates = documents.map((document) => ({
    document,
    coarse: score[document] ?? 0,
    topic: topic[document] ?? 0,
    forms: new Float64Array(FORM_BITS),
    formMet: new Float64Array(FORM_BITS),
    anyForm: 0,
    keywords: 0,
    answer: 0,
    top: 0,
    words: 0,
    exact: 0,
    elsewhere: 0,
    pairs: 0,
    singles: 0,
    patterns: 0,
    subject: 0,
    subjectForm: 0,
    asked: 0,
    labels: [],
  }));
  for (const [i, document] of documents.entries()) slotOf[document] = i + 1;
  const done = new Uint8Array(documents.length);
  const all = { candidates, done, slotOf, last: Math.max(-1, ...documents) };
  for (const read of slots) {
    const { terms, weights, idfs } = read.alternatives;
    done.fill(0);
    for (let i = 0; i < terms.length; i += 1) {
      const idf = idfs[i] ?? 0;
      const weight = weights[i] ?? 0;
      const worth = read.slot.weight * weight * idf;
      creditPostings(index, all, read, terms[i] ?? 0, {
        worth,
        met: weight * idf,
        own: weight === 1,
      });
    }
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

/** Sums of the slots' masses, by kind and by what the base knows. */
const weigh = (slots: readonly ReadSlot[]) => {
  const sum = (test: (read: ReadSlot) => boolean): number =>
    slots.reduce((total, read) => (test(read) ? total + read.mass : total), 0);
  return {
    mass: sum(() => true),
    wordMass: sum(({ slot }) => slot.kind === 'word'),
    pairMass: sum(({ slot }) => slot.kind === 'pair'),
    singleMass: sum(({ slot }) => slot.kind === 'single'),
    patternMass: sum(({ slot }) => slot.pattern !== undefined),
    askedMass: sum(({ slot }) => slot.asks),
    subjectMass: sum(({ subject }) => subject),
    topMass: sum(({ top }) => top),
    unknownMass: sum(({ known }) => !known),
    unknownWordMass: sum(({ known, slot }) => !known && slot.kind === 'word'),
    unknownPairMass: sum(({ known, slot }) => !known && slot.kind === 'pair'),
  };
};

/** Finds the articles that share wordings with the question and measures how. */
export const matchQuery = (index: KnowledgeIndex, query: Query): Matching => {
  const scratch = scratchOf(index);
  const slots = query.slots.map((slot) => readSlot(index, scratch, slot));
  markTop(slots);
  const masses = weigh(slots);
  const documents = shortlist(index, scratch, slots, { topics: query.topics, mass: masses.mass });
  const candidates = detail(index, scratch, slots, documents);
  return {
    candidates,
    ...masses,
    foreign: foreignShare(query.topics),
    most: mostOf(candidates),
  };
};
