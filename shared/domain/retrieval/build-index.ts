import type { Article } from './article.ts';
import { readable } from './clauses.ts';
import { isPair, type TermKey } from './keys.ts';
import {
  ANSWER_BIT,
  FORM_BITS,
  idfOf,
  KEYWORD_BIT,
  type KnowledgeIndex,
  tellsNothing,
} from './knowledge-index.ts';
import { axisValuesOf, dense, gramsOf, questionTypesOf, wordKeysOf } from './tokens.ts';
import { TOPICS_KEPT, topicsOf } from './topics.ts';

const clean = (text: string): string => dense(readable(text));

type Places = Map<TermKey, number>;

const mark = (places: Places, keys: Iterable<TermKey>, bit: number): void => {
  for (const key of keys) places.set(key, (places.get(key) ?? 0) | bit);
};

/** Question forms of an article: the question, then the similar ones; empty ones dropped. */
export const formsOf = (article: Article): readonly string[] =>
  [article.question, ...article.similar].map(clean).filter((form) => form !== '');

/** Which terms an article holds, and where. Answers count by words and single characters: their pairs cost much and add nothing. */
const placesOf = (article: Article): Places => {
  const places: Places = new Map();
  for (const [i, form] of formsOf(article).entries()) {
    const bit = 1 << Math.min(i, FORM_BITS - 1);
    mark(places, gramsOf(form), bit);
    mark(places, wordKeysOf(form), bit);
  }
  const labels = clean([...article.keywords, article.department, article.category].join(' , '));
  mark(places, gramsOf(labels), KEYWORD_BIT);
  mark(places, wordKeysOf(labels), KEYWORD_BIT);
  const answer = clean(article.answer);
  mark(places, wordKeysOf(answer), ANSWER_BIT);
  mark(
    places,
    [...gramsOf(answer)].filter((key) => !isPair(key)),
    ANSWER_BIT,
  );
  return places;
};

const writeVarint = (bytes: number[], value: number): void => {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
};

/** Builds the index of a base. Deterministic: the same articles in the same order give the same bytes. */
export const buildIndex = (articles: readonly Article[]): KnowledgeIndex => {
  const count = articles.length;
  const lists = new Map<TermKey, { documents: number[]; places: number[] }>();
  const questionTypes = new Uint32Array(count);
  const axisStarts = new Uint32Array(count + 1);
  const axisValues: number[] = [];
  const topics = new Uint16Array(count * TOPICS_KEPT);
  const topicWeights = new Uint8Array(count * TOPICS_KEPT);
  const perDocument: Places[] = [];
  for (const [document, article] of articles.entries()) {
    const places = placesOf(article);
    perDocument.push(places);
    for (const [key, place] of places) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, { documents: [document], places: [place] });
      else {
        list.documents.push(document);
        list.places.push(place);
      }
    }
    const forms = formsOf(article).join(' , ');
    questionTypes[document] = questionTypesOf(forms);
    axisValues.push(...axisValuesOf(forms).sort((a, b) => a - b));
    axisStarts[document + 1] = axisValues.length;
    const own = topicsOf(`${forms} ${article.keywords.join(' ')}`);
    topics.set(own.topics, document * TOPICS_KEPT);
    topicWeights.set(
      own.weights.map((weight) => Math.round(weight * 255)),
      document * TOPICS_KEPT,
    );
  }
  return {
    ...packLists(lists, count),
    count,
    questionTypes,
    topics,
    topicWeights,
    axisStarts,
    axisValues: Uint16Array.from(axisValues),
    formMass: massOf(perDocument, lists, count),
    article: (document) => articleAt(articles, document),
  };
};

const articleAt = (articles: readonly Article[], document: number): Article => {
  const article = articles[document];
  if (article === undefined) throw new RangeError(`no document ${document}`);
  return article;
};

const MAX_FREQUENCY = 65_535;

const packLists = (
  lists: ReadonlyMap<TermKey, { documents: number[]; places: number[] }>,
  count: number,
) => {
  const keys = Uint32Array.from(lists.keys()).sort();
  const starts = new Uint32Array(keys.length + 1);
  const frequency = new Uint16Array(keys.length);
  const bytes: number[] = [];
  for (const [term, key] of keys.entries()) {
    const list = lists.get(key);
    if (list === undefined) continue;
    frequency[term] = Math.min(MAX_FREQUENCY, list.documents.length);
    starts[term + 1] = bytes.length;
    if (tellsNothing(count, list.documents.length)) continue;
    let previous = -1;
    for (const [i, document] of list.documents.entries()) {
      const place = list.places[i] ?? 0;
      const answerOnly = place === ANSWER_BIT;
      writeVarint(bytes, ((document - previous - 1) << 1) | (answerOnly ? 1 : 0));
      if (!answerOnly) bytes.push(place);
      previous = document;
    }
    starts[term + 1] = bytes.length;
  }
  return { keys, starts, frequency, postings: Uint8Array.from(bytes) };
};

const massOf = (
  perDocument: readonly Places[],
  lists: ReadonlyMap<TermKey, { documents: number[] }>,
  count: number,
): Uint16Array => {
  const mass = new Float64Array(count * FORM_BITS);
  for (const [document, places] of perDocument.entries())
    for (const [key, place] of places) {
      const idf = idfOf(count, lists.get(key)?.documents.length ?? 1);
      for (let form = 0; form < FORM_BITS; form += 1)
        if ((place & (1 << form)) !== 0)
          mass[document * FORM_BITS + form] = (mass[document * FORM_BITS + form] ?? 0) + idf;
    }
  return Uint16Array.from(mass, (value) => Math.min(65_535, Math.round(value * 10)));
};
