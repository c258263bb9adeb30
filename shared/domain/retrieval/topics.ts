import stored from '#shared/data/retrieval/lexicon.json' with { type: 'json' };
import { isHan } from '#shared/text/normalise.ts';
import { digit36 } from './lexicon.ts';
import { makeTrie, NONE, ROOT, stepFrom, type Trie } from './trie.ts';

/**
 * Topics: many hundred ideas of hospital life, each known by many ways to say it. A text becomes a short vector over them,
 * so that a question and an article can meet without one common word. Compiled by test/training/retrieval-lexicon.ts.
 * Cells of gram i: (topic, weight) from starts[i] to starts[i + 1].
 */
type TopicTable = {
  readonly grams: Trie;
  readonly starts: Uint32Array;
  readonly cells: Uint16Array;
  /** Working memory: sums by topic, and the last text in which each gram was counted. */
  readonly score: Float64Array;
  readonly seen: Int32Array;
  tick: number;
};

/** Topics kept for a text. */
export const TOPICS_KEPT = 24;
export const TOPICS = stored.topics;
/** How quickly trust falls from the best topic to the next. */
const SHARPNESS = 2.3;

let loaded: TopicTable | undefined;

/** One row a gram: gap to the next topic and weight, to the base 36; by hand, because half a megabyte is read at a cold start. */
const readCells = (line: string, from: number, cells: number[]): void => {
  let topic = 0;
  let value = 0;
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 46) {
      topic += value;
      value = 0;
    } else if (code === 32) {
      cells.push(topic, value);
      value = 0;
    } else value = value * 36 + digit36(code);
  }
  cells.push(topic, value);
};

const load = (): TopicTable => {
  const lines = stored.topicGrams.split('\n');
  const starts = new Uint32Array(lines.length + 1);
  const cells: number[] = [];
  const grams: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const end = line.indexOf(' ');
    grams.push(line.slice(0, end));
    readCells(line, end + 1, cells);
    starts[i + 1] = cells.length;
  }
  return {
    grams: makeTrie(grams),
    starts,
    cells: Uint16Array.from(cells),
    score: new Float64Array(TOPICS),
    seen: new Int32Array(grams.length),
    tick: 0,
  };
};

const addGram = (table: TopicTable, gram: number): void => {
  const { starts, cells, score, seen, tick } = table;
  if (gram === NONE || seen[gram] === tick) return;
  seen[gram] = tick;
  const end = starts[gram + 1] ?? 0;
  for (let i = starts[gram] ?? 0; i < end; i += 2) {
    const topic = cells[i] ?? 0;
    score[topic] = (score[topic] ?? 0) + (cells[i + 1] ?? 0);
  }
};

const sumOf = (text: string): Float64Array => {
  loaded ??= load();
  const { grams, score } = loaded;
  score.fill(0);
  loaded.tick += 1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!isHan(code)) continue;
    const single = stepFrom(grams, ROOT, code);
    if (single === NONE) continue;
    addGram(loaded, grams.values[single] ?? NONE);
    const pair = stepFrom(grams, single, text.charCodeAt(i + 1));
    if (pair !== NONE) addGram(loaded, grams.values[pair] ?? NONE);
  }
  return score;
};

/** Topics of a text, best first, with weights of length 1 together. */
export type TopicVector = { readonly topics: Uint16Array; readonly weights: Float64Array };

export const NO_TOPICS: TopicVector = { topics: new Uint16Array(), weights: new Float64Array() };

const keep = new Uint16Array(TOPICS_KEPT + 1);

/** Moves up what is worth less and puts the topic in its place. */
const insert = (score: Float64Array, topic: number, size: number): void => {
  const value = score[topic] ?? 0;
  let at = size;
  for (; at > 0 && (score[keep[at - 1] ?? 0] ?? 0) < value; at -= 1) keep[at] = keep[at - 1] ?? 0;
  keep[at] = topic;
};

/** Fills `keep` with the topics of the highest sums, best first; gives their number. */
const keepBest = (score: Float64Array): number => {
  let size = 0;
  let floor = 0;
  for (let topic = 0; topic < score.length; topic += 1) {
    if ((score[topic] ?? 0) <= floor) continue;
    insert(score, topic, size);
    if (size < TOPICS_KEPT) size += 1;
    if (size === TOPICS_KEPT) floor = score[keep[size - 1] ?? 0] ?? 0;
  }
  return size;
};

/** The strongest topics of a text; none where nothing is known. */
export const topicsOf = (text: string): TopicVector => {
  const score = sumOf(text);
  const size = keepBest(score);
  const topics = keep.slice(0, size);
  const weights = new Float64Array(size);
  const best = score[topics[0] ?? 0] || 1;
  let length = 0;
  for (let i = 0; i < size; i += 1) {
    const weight = Math.exp(((score[topics[i] ?? 0] ?? 0) / best - 1) * SHARPNESS);
    weights[i] = weight;
    length += weight * weight;
  }
  const scale = 1 / (Math.sqrt(length) || 1);
  for (let i = 0; i < size; i += 1) weights[i] = (weights[i] ?? 0) * scale;
  return { topics, weights };
};

/** Share of a text's topics that no hospital's desk deals with (weather, jobs, lottery …), 0–1. */
export const foreignShare = ({ topics, weights }: TopicVector): number => {
  let foreign = 0;
  let all = 0;
  for (let i = 0; i < topics.length; i += 1) {
    const weight = (weights[i] ?? 0) ** 2;
    all += weight;
    if ((topics[i] ?? 0) < stored.foreignTopics) foreign += weight;
  }
  return all === 0 ? 0 : foreign / all;
};
