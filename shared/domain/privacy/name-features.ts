import pairs from '#shared/data/privacy/common-pairs.json' with { type: 'json' };
import words from '#shared/data/privacy/names.json' with { type: 'json' };
import { hashFeature } from '#shared/learn/features.ts';

/** A stretch of a text that could be a person's name. */
export interface NameCandidate {
  readonly start: number;
  readonly end: number;
  /** What suggests it: a surname, the sound of a foreign name, or a label in front of any characters. */
  readonly form: 'surname' | 'compound' | 'foreign' | 'labelled';
}

const surnameRank = new Map([...words.surnames].map((sign, at) => [sign, at]));
const compound = new Set(words.compound);
const given = new Set(words.given);
const usualGiven = new Set(words.givenPairs);
/** Ordinary words, brands, eponyms and places that begin with a surname. */
const notNames = new Set(words.notNames);
const foreign = new Set(words.foreign);

const readPairs = (rows: readonly string[]): Set<string> =>
  new Set(rows.flatMap((row) => [...row.slice(1)].map((second) => `${row[0]}${second}`)));
const frequent = readPairs(pairs.frequent);
const known = readPairs(pairs.known);

const han = /\p{Script=Han}/u;
const isHan = (sign: string | undefined): boolean => sign !== undefined && han.test(sign);

/** Behind these words stands a name, whatever its characters. */
const nameLabel =
  /(?:我叫|他叫|她叫|名叫|叫做|我是|姓名|名字|户名|名字叫|本名|真名|全名|患者|病人|病员|就诊人|联系人|收件人|收货人|委托人|受托人|代办人|经办人|投诉人|授权人|签字人|代理人|家属|监护人|本人|开户名|人叫|叫|大名|写我|写的)(?:是|为|叫|就是|[:：= ])?\s?$/u;

const classes = words.context;
const classOf = (
  rows: Readonly<Record<string, readonly string[]>>,
  side: 'startsWith' | 'endsWith',
) => {
  const all = Object.entries(rows).flatMap(([name, list]) => list.map((word) => ({ name, word })));
  all.sort((a, b) => b.word.length - a.word.length);
  const byEdge = Map.groupBy(all, ({ word }) => (side === 'endsWith' ? word.at(-1) : word[0]));
  return (around: string): string => {
    const sign = side === 'endsWith' ? around.at(-1) : around[0];
    if (sign === undefined) return 'edge';
    const hit = byEdge.get(sign)?.find(({ word }) => around[side](word));
    if (hit) return hit.name;
    if (isHan(sign)) return 'han';
    return /[0-9]/u.test(sign) ? 'digit' : /[A-Za-z]/u.test(sign) ? 'latin' : 'sign';
  };
};
/** What kind of word ends in front of a candidate, and begins behind it. */
const leftClass = classOf(classes.left, 'endsWith');
const rightClass = classOf(classes.right, 'startsWith');

/** Behind kinship, job and label words even an ordinary word may be a name: 我叫成功, 表姐宁静. */
const introduced = new Set(['kin', 'role', 'label']);

/** All stretches of a text that could be names. At most eight at each place, so linear. */
export function nameCandidates(text: string): NameCandidate[] {
  const found: NameCandidate[] = [];
  const runEnd = hanRunEnds(text);
  for (let start = 0; start < text.length; start++) {
    const end = runEnd[start] ?? start;
    if (end - start < 2) continue;
    addCandidates(found, text, start, end);
  }
  return found;
}

function addCandidates(found: NameCandidate[], text: string, start: number, runEnd: number): void {
  const add = (form: NameCandidate['form'], from: number, to: number) => {
    for (let length = from; length <= to && start + length <= runEnd; length++) {
      const value = text.slice(start, start + length);
      const ordinary =
        notNames.has(value) || (form === 'surname' && notNames.has(value.slice(0, 2)));
      if (ordinary && !introduced.has(leftClass(edge(text, start - 5, start)))) continue;
      found.push({ start, end: start + length, form });
    }
  };
  const isCompound = compound.has(text.slice(start, start + 2));
  if (isCompound) add('compound', 3, 4);
  if (surnameRank.has(text[start] ?? '')) add('surname', 2, 3);
  else if (!isCompound && nameLabel.test(text.slice(Math.max(0, start - 8), start))) {
    add('labelled', 2, 4);
  }
  const sounds = foreignEnd(text, start, runEnd);
  if (sounds - start >= 3) found.push({ start, end: sounds, form: 'foreign' });
}

/** Where a run of characters that spell foreign and minority names ends. */
function foreignEnd(text: string, start: number, runEnd: number): number {
  if (foreign.has(text[start - 1] ?? '')) return start;
  let end = start;
  while (end < runEnd && end - start < 10 && foreign.has(text[end] ?? '')) end++;
  return end;
}

/** For every place the end of the run of Han characters that it lies in. */
function hanRunEnds(text: string): Uint32Array {
  const ends = new Uint32Array(text.length + 1);
  for (let at = text.length - 1; at >= 0; at--) {
    if (isHan(text[at])) ends[at] = Math.max(ends[at + 1] ?? 0, at + 1);
  }
  return ends;
}

const pairLevel = (a: string | undefined, b: string | undefined): number => {
  if (!isHan(a) || !isHan(b)) return 3;
  const pair = `${a}${b}`;
  if (frequent.has(pair)) return 2;
  return known.has(pair) ? 1 : 0;
};

const edge = (text: string, from: number, to: number): string =>
  text.slice(Math.max(0, from), Math.max(0, Math.min(text.length, to))).replace(/\d/gu, '0');

const rankOf = (sign: string): string => {
  const rank = surnameRank.get(sign);
  if (rank === undefined) return 'none';
  if (rank < 60) return 'top';
  return rank < 160 ? 'usual' : 'rare';
};

/** What the classifier sees of a candidate: its characters, how ordinary they are together, and what surrounds it. */
export function nameFeatures(text: string, { start, end, form }: NameCandidate): Set<number> {
  const value = text.slice(start, end);
  const [first = '', second = '', third = ''] = value;
  const last = value.at(-1) ?? '';
  const inside = [1, 2, 3].map((at) =>
    start + at < end ? pairLevel(text[start + at - 1], text[start + at]) : 9,
  );
  const before = pairLevel(text[start - 1], first);
  const after = pairLevel(last, text[end]);
  const shape = `${form}${value.length}`;
  const givens = [...value.slice(form === 'compound' ? 2 : 1)]
    .map((c) => (given.has(c) ? 1 : 0))
    .join('');
  const left = leftClass(edge(text, start - 5, start));
  const right = rightClass(edge(text, end, end + 4));
  const usual = usualGiven.has(value.slice(form === 'compound' ? 2 : 1)) ? 'usual' : 'any';
  const ordinary = `${inside.join('')} ${givens}`;
  const features = [
    shape,
    `${usual} ${shape}`,
    `${usual} ${left}`,
    `${usual} ${right}`,
    `left ${left}`,
    `right ${right}`,
    `around ${left} ${right}`,
    `around ${left} ${right} ${value.length} ${ordinary}`,
    `left ${left} ${before} ${ordinary}`,
    `right ${right} ${after} ${ordinary}`,
    `pairs ${shape} ${inside.join('')}`,
    `join ${before}${after}`,
    `all ${shape} ${inside.join('')} ${before}${after}`,
    `rank ${rankOf(first)} ${shape}`,
    `rank ${rankOf(first)} ${inside.join('')}`,
    `given ${givens}`,
    `given ${givens} ${inside.join('')}`,
    `given ${givens} ${before}${after}`,
    `0 ${first}`,
    `1 ${second}`,
    `2 ${third}`,
    `end ${last}`,
    `L1 ${edge(text, start - 1, start)}`,
    `L2 ${edge(text, start - 2, start)}`,
    `L3 ${edge(text, start - 3, start)}`,
    `R1 ${edge(text, end, end + 1)}`,
    `R2 ${edge(text, end, end + 2)}`,
    `R3 ${edge(text, end, end + 3)}`,
    `L1R1 ${edge(text, start - 1, start)}|${edge(text, end, end + 1)}`,
    `L1 ${edge(text, start - 1, start)} ${shape} ${inside.join('')}`,
    `R1 ${edge(text, end, end + 1)} ${shape} ${inside.join('')}`,
    ...(nameLabel.test(text.slice(Math.max(0, start - 8), start))
      ? ['label', `label ${shape} ${after}`, `label ${shape} ${inside.join('')} ${after}`]
      : []),
  ];
  return new Set(features.map((feature) => hashFeature(feature)));
}
