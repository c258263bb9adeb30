/**
 * Compiles the language resources of test/corpus/retrieval/language into shared/data/retrieval/lexicon.json:
 * every wording with its weighted alternatives, rewrites (input-method errors, dialect), English phrases, axes of words
 * that must not be confused, and how common a word is in what patients write. Run: node test/training/retrieval-lexicon.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishWords, stemOf } from '#shared/domain/retrieval/english.ts';
import { normalise } from '#shared/text/normalise.ts';

const corpus = join(import.meta.dirname, '../corpus');
const language = join(corpus, 'retrieval/language');
const out = join(import.meta.dirname, '../../shared/data/retrieval/lexicon.json');

const read = <T>(name: string): T => JSON.parse(readFileSync(join(language, name), 'utf8')) as T;

type Lay = { lay: string[]; standard: string };
type Dialect = { word: string; meaning: string; ambiguous?: boolean };
type Typo = { wrong: string; right: string; ambiguous?: boolean };
type English = { en: string[]; zh: string };
type Axis = { axis: string; values: string[][] };
type Own = {
  groups: string[][];
  layTerms: Lay[];
  singles: string[];
  functionWords: string[];
  questionTypes: Record<string, string[]>;
};

const own = read<Own>('own.json');
const clean = (text: string): string => normalise(text).replace(/\s+/g, '');
const singles = new Set(own.singles);
const usable = (word: string): boolean =>
  word.length <= 10 && (word.length >= 2 || singles.has(word));

const links = new Map<string, Map<string, number>>();
const link = (from: string, to: string, weight: number): void => {
  if (from === to || !usable(from) || !usable(to)) return;
  const targets = links.get(from) ?? new Map<string, number>();
  targets.set(to, Math.max(targets.get(to) ?? 0, weight));
  links.set(from, targets);
  if (!links.has(to)) links.set(to, new Map());
};
const bothWays = (a: string, b: string, weight: number): void => {
  link(a, b, weight);
  link(b, a, weight);
};

/** Weights of one step; two steps multiply, and what falls under CUT is dropped. */
const STANDARD = 0.8;
const SYNONYM = 0.75;
const SIBLING = 0.5;
const CUT = 0.4;
const MAX_ALTERNATIVES = 18;

for (const { lay, standard } of [...read<Lay[]>('lay-terms.json'), ...own.layTerms]) {
  const target = clean(standard);
  const words = lay.map(clean);
  for (const word of words) bothWays(word, target, STANDARD);
  for (const a of words) for (const b of words) link(a, b, SIBLING);
}
for (const group of [...read<string[][]>('synonyms.json'), ...own.groups]) {
  const words = group.map(clean);
  for (const a of words) for (const b of words) link(a, b, SYNONYM);
}
/** Dialect that is as good standard Chinese with another meaning: 好多人. */
const ALSO_STANDARD = new Set(['好多', '把牙', '哪能', '迷糊']);
const dialect = read<Dialect[]>('dialect.json').map((row) => ({
  from: clean(row.word),
  to: clean(row.meaning),
  weak: row.ambiguous === true || ALSO_STANDARD.has(row.word),
}));
for (const row of dialect) link(row.from, row.to, row.weak ? 0.4 : 0.85);

/** Diseases, complaints and tests lead to the department that treats them. */
type Department = { name: string; diseases: string[]; symptoms_lay: string[]; tests: string[] };
const departments = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../shared/data/guidance/department-lexicon.json'),
    'utf8',
  ),
) as Department[];
for (const { name, diseases, symptoms_lay: complaints, tests } of departments)
  for (const [list, weight] of [
    [complaints, 0.6],
    [diseases, 0.55],
    [tests, 0.45],
  ] as const)
    for (const word of list) link(clean(word), clean(name), weight);

/** Lines `targets | cues`; `a+b` = both near each other, `~` = weak. */
type Concept = {
  foreign: boolean;
  targets: string[];
  cues: string[];
  patterns: string[][];
  english: string[];
};
/** Parts of English phrases that a line of cues has cut into words; alone they say too little. */
const VAGUE = new Set(
  'day in back short away another leave found note number hospital home double draw stock broke period attack'.split(
    ' ',
  ),
);
const readConcepts = (): Concept[] =>
  readdirSync(language)
    .filter((name) => /^concepts-.*\.txt$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(language, name), 'utf8').split('\n'))
    .filter((line) => line.includes('|') && !line.startsWith('#'))
    .map((line) => {
      const [left = '', right = ''] = line.split('|');
      const cues = right.split(/\s+/).filter((cue) => cue !== '' && !cue.startsWith('~'));
      const latin = (cue: string): boolean => /^[a-z -]+$/.test(cue);
      return {
        foreign: left.startsWith('!'),
        targets: left.replace('!', '').split(/\s+/).filter(Boolean).map(clean),
        cues: cues.filter((cue) => !cue.includes('+')).map(clean),
        patterns: cues.filter((cue) => cue.includes('+')).map((cue) => cue.split('+').map(clean)),
        english: cues.filter((cue) => !cue.includes('+') && latin(cue) && !VAGUE.has(cue)),
      };
    });
const concepts = readConcepts();
for (const { foreign, targets, cues } of concepts)
  for (const target of foreign ? [] : targets) {
    if (!links.has(target) && usable(target)) links.set(target, new Map());
    for (const cue of cues) {
      link(cue, target, STANDARD);
      link(target, cue, SIBLING);
    }
  }

/** Words made of these characters only ask, point or link; they have no subject of their own, unless a concept says so. */
const FUNCTION_CHARACTERS = new Set(
  '的了吗呢吧啊呀么什怎样如何哪里儿个谁几多少时候能不可以行要得是有没在去来到我你他她它们这那您请问想知道做弄搞办好会应该需用给把被让叫就都也还再又很太真先后前上下和跟与或但因为所以如果话些点事子回次啥咋甚麼准许咯哒哩嘛哈呗喔哦而且其实然现冇唔毋勿莫别吖',
);
const conceptWords = new Set(
  concepts.filter(({ foreign }) => !foreign).flatMap(({ targets, cues }) => [...targets, ...cues]),
);
const functionWords = [...links.keys()].filter(
  (word) => !conceptWords.has(word) && [...word].every((char) => FUNCTION_CHARACTERS.has(char)),
);
for (const word of own.functionWords.map(clean))
  if (!conceptWords.has(word)) functionWords.push(word);
for (const word of functionWords) links.set(word, new Map());
const functionSet = new Set(functionWords);
for (const targets of links.values())
  for (const word of targets.keys()) if (functionSet.has(word)) targets.delete(word);

/** Alternatives of a word: its neighbours and theirs, strongest first. */
const closure = (word: string): [string, number][] => {
  const best = new Map<string, number>();
  for (const [first, weight] of links.get(word) ?? []) {
    best.set(first, Math.max(best.get(first) ?? 0, weight));
    for (const [second, more] of links.get(first) ?? []) {
      const product = weight * more * 0.9;
      if (second !== word && product >= CUT)
        best.set(second, Math.max(best.get(second) ?? 0, product));
    }
  }
  return [...best].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MAX_ALTERNATIVES);
};

const axes = read<Axis[]>('distinctions.json');
for (const { values } of axes)
  for (const value of values)
    for (const word of value)
      if (usable(clean(word)) && !links.has(clean(word))) links.set(clean(word), new Map());

const words = [...links.keys()].sort();
const idOf = new Map(words.map((word, id) => [word, id]));
const lines = words.map((word) =>
  [
    word,
    // Number of the word and two digits for the weight, to the base 36.
    ...closure(word).map(
      ([to, weight]) =>
        (idOf.get(to) ?? 0).toString(36) +
        Math.round(weight * 100)
          .toString(36)
          .padStart(2, '0'),
    ),
  ].join(' '),
);

/** Axis values of a word: as written, else through one strong step (娃 → 小孩 → 儿童). */
const patterns: string[] = [];
for (const { targets, patterns: list } of concepts) {
  const weights = new Map<string, number>();
  for (const target of targets) {
    weights.set(target, 90);
    for (const [to, weight] of closure(target))
      if (weight >= 0.5) weights.set(to, Math.max(weights.get(to) ?? 0, Math.round(weight * 80)));
  }
  const alternatives = [...weights]
    .filter(([word]) => idOf.has(word))
    .slice(0, MAX_ALTERNATIVES)
    .map(([word, weight]) => `${idOf.get(word)}:${weight}`);
  if (list.length > 0)
    patterns.push(`${list.map((parts) => parts.join('+')).join(' ')}|${alternatives.join(' ')}`);
}

const axisOf = new Map<string, Set<string>>();
for (const [axis, { values }] of axes.entries())
  for (const [value, list] of values.entries())
    for (const word of list.map(clean)) {
      if (!usable(word)) continue;
      const set = axisOf.get(word) ?? new Set<string>();
      set.add(`${axis}.${value}`);
      axisOf.set(word, set);
    }
const axisRows: string[] = [];
for (const word of words) {
  const direct = axisOf.get(word);
  const found = new Set<string>(direct ?? []);
  if (direct === undefined)
    for (const [to, weight] of links.get(word) ?? [])
      if (weight >= 0.75) for (const value of axisOf.get(to) ?? []) found.add(value);
  // A word that names two values of an axis tells nothing about it.
  const perAxis = new Map<string, string[]>();
  for (const value of found)
    perAxis.set(value.split('.')[0] ?? '', [
      ...(perAxis.get(value.split('.')[0] ?? '') ?? []),
      value,
    ]);
  const sure = [...perAxis.values()].filter((list) => list.length === 1).flat();
  if (sure.length > 0) axisRows.push(`${idOf.get(word)} ${sure.join(' ')}`);
}

const rewrites: string[] = [];
for (const row of read<Typo[]>('typos.json')) {
  const [from, to] = [clean(row.wrong), clean(row.right)];
  if (from.length >= 2 && from !== to)
    rewrites.push(
      `${from} ${to}${row.ambiguous === true || ALSO_STANDARD.has(row.wrong) ? ' ?' : ''}`,
    );
}
for (const { from, to, weak } of dialect)
  if (from !== to && (from.length >= 2 || !weak)) rewrites.push(`${from} ${to}${weak ? ' ?' : ''}`);

/** The hospital's own phrases first: the first of two rows with the same phrase counts. */
const english: string[] = [];
for (const file of ['english-more.txt', 'english-wide.txt', 'english-voices.txt'])
  for (const line of readFileSync(join(language, file), 'utf8').split('\n')) {
    const [zh = '', en = ''] = line.split('|');
    for (const phrase of en.split(','))
      if (phrase.trim() !== '') english.push(`${normalise(phrase).trim()}\t${zh.trim()}`);
  }
for (const { en, zh } of read<English[]>('english.json'))
  for (const phrase of en) english.push(`${normalise(phrase)}\t${clean(zh)}`);

/**
 * Every concept line and department is a topic: a small text of the ways to say one idea. Weights are BM25 over its
 * characters and pairs of characters, so that wordings nobody listed still lean to the right ideas.
 */
const gramsOf = (text: string): Map<string, number> => {
  const grams = new Map<string, number>();
  const add = (gram: string): void => {
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  };
  for (let i = 0; i < text.length; i += 1) {
    if (!/[\u4e00-\u9fff]/.test(text.charAt(i))) continue;
    add(text.charAt(i));
    if (/[\u4e00-\u9fff]/.test(text.charAt(i + 1))) add(text.slice(i, i + 2));
  }
  return grams;
};
/** What patients of a department write: a second topic for each, the department's name in front. */
const messagesByDepartment = (): string[] => {
  const texts = new Map<string, string[]>();
  for (const line of readFileSync(join(corpus, 'guidance/departments.jsonl'), 'utf8').split('\n')) {
    if (line === '') continue;
    const { text, department } = JSON.parse(line) as { text: string; department: string };
    const known = texts.get(department);
    if (known === undefined) texts.set(department, [clean(department), clean(text)]);
    else known.push(clean(text));
  }
  return [...texts.values()].map((list) => list.join(' '));
};
const topicTexts = [
  // Foreign ones first, so that a topic below their number is foreign.
  ...[...concepts]
    .sort((a, b) => Number(b.foreign) - Number(a.foreign))
    .map(({ targets, cues, patterns: list }) =>
      [...targets, ...cues, ...list.map((parts) => parts.join(' '))].join(' '),
    ),
  ...departments.map(({ name, diseases, symptoms_lay: complaints, tests }) =>
    [clean(name), ...diseases, ...complaints, ...tests].join(' '),
  ),
];
const topicGrams = [...topicTexts, ...messagesByDepartment()].map(gramsOf);
const topicSize = topicGrams.reduce((sum, grams) => sum + grams.size, 0) / topicGrams.length;
const topicRows = new Map<string, [number, number][]>();
for (const [topic, grams] of topicGrams.entries())
  for (const [gram, tf] of grams) {
    const rows = topicRows.get(gram) ?? [];
    rows.push([topic, (tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * grams.size) / topicSize))]);
    topicRows.set(gram, rows);
  }
const topicLines = [...topicRows].map(([gram, rows]) => {
  const idf =
    Math.log(1 + (topicGrams.length - rows.length + 0.5) / (rows.length + 0.5)) * gram.length;
  let previous = 0;
  const cells = rows.map(([topic, tf]) => {
    const cell = `${(topic - previous).toString(36)}.${Math.max(1, Math.round(idf * tf * 4)).toString(36)}`;
    previous = topic;
    return cell;
  });
  return [gram, ...cells].join(' ');
});

const phrases = new Set(english.map((row) => row.split('\t')[0]));
for (const { english: cues, targets } of concepts.filter(({ foreign }) => !foreign))
  for (const cue of cues) if (!phrases.has(cue)) english.push(`${cue}\t${targets[0]}`);
/** By the stems of the phrase; the first of two rows with equal stems counts. */
const byStems = new Map<string, string>();
for (const row of english) {
  const [phrase = '', zh = ''] = row.split('\t');
  const stems = englishWords(phrase).map(stemOf).join(' ');
  if (stems !== '' && !byStems.has(stems)) byStems.set(stems, zh);
}

/** How common one- and two-character terms are in patients' messages that are no questions of this base. */
const documentFrequency = new Map<string, number>();
let documents = 0;
const HAN = /[\u4e00-\u9fff]/;
const termsAt = (han: string, at: number): string[] => {
  if (!HAN.test(han.charAt(at))) return [];
  const terms = [han.charAt(at)];
  if (HAN.test(han.charAt(at + 1))) terms.push(han.slice(at, at + 2));
  for (let size = 3; size <= 8; size += 1)
    if (links.has(han.slice(at, at + size))) terms.push(han.slice(at, at + size));
  return terms;
};
const countText = (text: string): void => {
  const han = clean(text);
  const seen = new Set([...han].flatMap((_, at) => termsAt(han, at)));
  for (const term of seen) documentFrequency.set(term, (documentFrequency.get(term) ?? 0) + 1);
  documents += 1;
};
const MESSAGES = [
  'advice/advice-requests.jsonl',
  'guidance/departments.jsonl',
  'intent/intents.jsonl',
  'privacy/pii-extra.jsonl',
  'privacy/pii.jsonl',
  'triage/harmless.jsonl',
  'triage/urgent-a.jsonl',
  'triage/urgent-b.jsonl',
];
for (const file of MESSAGES)
  for (const line of readFileSync(join(corpus, file), 'utf8').split('\n').filter(Boolean))
    countText((JSON.parse(line) as { text: string }).text);
const common = [...documentFrequency]
  .filter(([term, df]) => df >= (term.length === 1 ? documents * 0.004 : documents * 0.0015))
  .sort((a, b) => b[1] - a[1])
  .map(([term, df]) => `${term} ${Math.round(Math.log(documents / df) * 10)}`);

writeFileSync(
  out,
  `${JSON.stringify({
    version: 1,
    words: lines.join('\n'),
    axes: axisRows.join('\n'),
    rewrites: rewrites.join('\n'),
    patterns: patterns.join('\n'),
    topics: topicGrams.length,
    foreignTopics: concepts.filter(({ foreign }) => foreign).length,
    topicGrams: topicLines.join('\n'),
    english: [...byStems].map((row) => row.join('\t')).join('\n'),
    common: common.join('\n'),
    functionWords: [...new Set(functionWords)].sort(),
    questionTypes: own.questionTypes,
  })}\n`,
);
console.log(
  `${words.length} words, ${axisRows.length} with axis, ${rewrites.length} rewrites, ${byStems.size} English phrases, ${common.length} common terms, ${topicGrams.length} topics`,
);
