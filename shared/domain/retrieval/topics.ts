import stored from '#shared/data/retrieval/lexicon.json' with { type: 'json' };
import { isHan } from '#shared/text/normalise.ts';
import { pairKey, type TermKey } from './keys.ts';

/**
 * Topics: a few hundred ideas of hospital life, each known by many ways to say it. A text becomes a short vector over them,
 * so that a question and an article can meet without one common word. Compiled by test/training/retrieval-lexicon.ts.
 */
type TopicTable = ReadonlyMap<TermKey, Uint16Array>;

/** Topics kept for a text. */
export const TOPICS_KEPT = 24;
/** How quickly trust falls from the best topic to the next. */
const SHARPNESS = 2.3;

let loaded: TopicTable | undefined;

/** One row a gram: topic and weight, topic and weight, … */
const load = (): TopicTable => {
  const table = new Map<TermKey, Uint16Array>();
  for (const line of stored.topicGrams.split('\n')) {
    const [gram = '', ...cells] = line.split(' ');
    const row = new Uint16Array(cells.length * 2);
    let topic = 0;
    for (const [i, cell] of cells.entries()) {
      const [gap = '0', weight = '0'] = cell.split('.');
      topic += Number.parseInt(gap, 36);
      row[i * 2] = topic;
      row[i * 2 + 1] = Number.parseInt(weight, 36);
    }
    table.set(
      gram.length === 1 ? gram.charCodeAt(0) : pairKey(gram.charCodeAt(0), gram.charCodeAt(1)),
      row,
    );
  }
  return table;
};

const addRow = (score: Float64Array, row: Uint16Array | undefined): void => {
  if (row === undefined) return;
  for (let i = 0; i < row.length; i += 2) {
    const topic = row[i] ?? 0;
    score[topic] = (score[topic] ?? 0) + (row[i + 1] ?? 0);
  }
};

const rawScores = (text: string): Float64Array => {
  loaded ??= load();
  const score = new Float64Array(stored.topics);
  const seen = new Set<TermKey>();
  const once = (key: TermKey): void => {
    if (seen.has(key)) return;
    seen.add(key);
    addRow(score, loaded?.get(key));
  };
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!isHan(code)) continue;
    once(code);
    const next = text.charCodeAt(i + 1);
    if (isHan(next)) once(pairKey(code, next));
  }
  return score;
};

export type TopicVector = readonly { readonly topic: number; readonly weight: number }[];

/** The strongest topics of a text, weights of length 1 together; empty where nothing is known. */
export const topicsOf = (text: string): TopicVector => {
  const score = rawScores(text);
  const top: { topic: number; weight: number }[] = [];
  for (const [topic, value] of score.entries()) {
    if (value <= 0 || (top.length === TOPICS_KEPT && value <= (top.at(-1)?.weight ?? 0))) continue;
    let at = top.length;
    while (at > 0 && (top[at - 1]?.weight ?? 0) < value) at -= 1;
    top.splice(at, 0, { topic, weight: value });
    if (top.length > TOPICS_KEPT) top.pop();
  }
  const best = top[0]?.weight ?? 1;
  const sharp = top.map(({ topic, weight }) => ({
    topic,
    weight: Math.exp((weight / best - 1) * SHARPNESS),
  }));
  const length = Math.sqrt(sharp.reduce((sum, { weight }) => sum + weight * weight, 0)) || 1;
  return sharp.map(({ topic, weight }) => ({ topic, weight: weight / length }));
};

/** Share of a text's topics that no hospital's desk deals with (weather, jobs, lottery …), 0–1. */
export const foreignShare = (vector: TopicVector): number => {
  let foreign = 0;
  let all = 0;
  for (const { topic, weight } of vector) {
    all += weight * weight;
    if (topic < stored.foreignTopics) foreign += weight * weight;
  }
  return all === 0 ? 0 : foreign / all;
};
