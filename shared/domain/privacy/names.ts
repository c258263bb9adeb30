import stored from '#shared/data/privacy/name-weights.json' with { type: 'json' };
import words from '#shared/data/privacy/names.json' with { type: 'json' };
import {
  type LinearModel,
  loadLinearModel,
  scoreLabels,
  sigmoid,
} from '#shared/learn/linear-model.ts';
import { simplify } from '#shared/text/traditional.ts';
import { type NameCandidate, nameCandidates, nameFeatures } from './name-features.ts';
import type { PersonalDataSpan } from './personal-data.ts';

/** Above: a name. Chosen on the rows that the weights were not trained on (README). */
const threshold = 0.2;
/** For a candidate that differs in one character from a name of the same text: people correct misspelt names. */
const variantThreshold = 0.04;

let model: LinearModel | undefined;

interface Scored extends NameCandidate {
  readonly score: number;
}

const dotted = /\p{Script=Han}{1,8}[·•・‧]\p{Script=Han}{1,8}(?:[·•・‧]\p{Script=Han}{1,8})?/gu;
const latinWord = "(?:[A-Z]['’])?[A-Z][a-z]{1,11}(?:-[A-Za-z][a-z]{1,9}|['’][A-Z][a-z]+)?";
const latin = new RegExp(`(?<![A-Za-z@._-])${latinWord}(?: ${latinWord}){1,3}(?![A-Za-z@_])`, 'gu');
/** 我叫 in letters, and "my name is" of people who write without capitals: the two or three words behind them are the name. */
const introduction =
  /(?<![a-z])(?:(?:wo|ta|ming zi|mingzi|xing ming|xingming)(?: jiao| shi)?|jiao|my name is|name is|patient name|name:)[ :]+/giu;
const introducing = /jiao|name|ming/iu;
const introduced = /^[a-z]{1,12} [a-z]{2,12}(?: [a-z]{2,12})?(?=\s*(?:[,，.。;；、!！?？\d]|$))/iu;
/** 彭 亮: a surname and one sign, drawn apart, behind a word for the person. */
const apart =
  /(?<=(先生|太太|女士|爱人|老公|老婆|儿子|女儿|我叫|姓名[:：]?|患者|病人|家属|爸|妈)\s?)(\p{Script=Han}) (\p{Script=Han})(?!\p{Script=Han}{0,3} )/gu;
/** Capitalised English words that do not begin or end a person's name. */
const noName =
  /\b(?:I|The|This|That|Is|Are|My|Your|Our|His|Her|Dr|Mr|Mrs|Ms|Miss|Doctor|Nurse|Hospital|Center|Centre|Department|Clinic|People|First|Second|Third|Fourth|Room|Road|Street|Building|Hello|Hi|Hey|Dear|Thanks|Thank|Please|Where|What|When|How|Can|Could|Do|Does|Need|Want|Have|Has|New|Health|Card|Bank|Emergency|Children|City|Province|Hunan|Chenzhou|China|Chinese|English|Windows|Google|Apple|Huawei|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|And|For|From|With|Not|No|Yes|Good|Morning|Afternoon|Evening|Happy|Blood|Pressure|Test|Report|Covid|Wechat|Alipay|Office|Web|App|Mini|Program)\b/u;

const dot = /[·•・‧]/u;
/** Words that stand in front of a name; what comes behind them is the name. */
const leading = [...words.context.left.kin, ...words.context.left.role, ...words.context.left.label]
  .concat(words.context.left.verb, words.context.left.be, words.context.left.pron, '请', '女', '男')
  .filter((word) => word !== '张');
const trailing = /[的在是和跟与说住打要被把去]|女士|先生|今天|昨天|电话|身份证/u;

const foreignSigns = new Set(words.transliteration + words.foreign);

/** A dot also stands between list items; in a name at least half of the last signs before it spell a foreign sound. */
function soundsForeign(text: string): boolean {
  const last = [...text].slice(-3);
  return last.filter((sign) => foreignSigns.has(sign)).length * 2 >= last.length;
}

/** How much of the Han characters in front of the dot is no name. */
function lead(text: string): number {
  let from = 0;
  for (const word of leading) {
    const at = text.lastIndexOf(word);
    if (at >= 0 && at + word.length < text.length) from = Math.max(from, at + word.length);
  }
  return from;
}

/** Personal names: Han with single or compound surname, minority names with a dot, foreign and pinyin names. */
export function findNames(text: string): PersonalDataSpan[] {
  const spans = [...byForm(text), ...byGrammar(text)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  const kept: PersonalDataSpan[] = [];
  for (const span of spans) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept;
}

function byForm(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  for (const match of text.matchAll(dotted)) {
    const before = match[0].search(dot);
    if (!soundsForeign(match[0].slice(0, before))) continue;
    const after = match[0].length - [...match[0]].reverse().join('').search(dot);
    const start = match.index + lead(match[0].slice(0, before));
    const tail = match[0].slice(after).search(trailing);
    const end = match.index + (tail > 0 ? after + tail : match[0].length);
    spans.push({ start, end, kind: 'name' });
  }
  for (const match of text.matchAll(latin)) {
    if (noName.test(match[0])) continue;
    spans.push({ start: match.index, end: match.index + match[0].length, kind: 'name' });
  }
  return [...spans, ...byIntroduction(text)];
}

function byIntroduction(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  for (const match of text.matchAll(introduction)) {
    if (!introducing.test(match[0])) continue;
    const start = match.index + match[0].length;
    const name = introduced.exec(text.slice(start, start + 40))?.[0];
    if (name !== undefined) spans.push({ start, end: start + name.length, kind: 'name' });
  }
  for (const match of text.matchAll(apart)) {
    if (!words.surnames.includes(match[2] ?? '')) continue;
    spans.push({ start: match.index, end: match.index + match[0].length, kind: 'name' });
  }
  return spans;
}

/** The best candidates that do not overlap; a name found once is found wherever it stands again. */
function byGrammar(written: string): PersonalDataSpan[] {
  const simple = simplify(written);
  const text = simple.length === written.length ? simple : written;
  model ??= loadLinearModel(stored);
  const weights = model;
  const scored: Scored[] = nameCandidates(text).map((candidate) => ({
    ...candidate,
    score: sigmoid(scoreLabels(weights, nameFeatures(text, candidate))[0] ?? 0),
  }));
  const best = scored.filter(({ score }) => score >= threshold).sort((a, b) => b.score - a.score);
  const taken = new Uint8Array(text.length);
  const spans: PersonalDataSpan[] = [];
  const take = ({ start, end }: NameCandidate) => {
    if (taken.subarray(start, end).includes(1)) return;
    taken.fill(1, start, end);
    spans.push({ start, end, kind: 'name' });
  };
  best.forEach(take);
  const values = [...new Set(spans.map(({ start, end }) => text.slice(start, end)))].slice(0, 20);
  for (const candidate of scored) {
    const value = text.slice(candidate.start, candidate.end);
    const again = values.some((name) => name === value);
    if (
      again ||
      (candidate.score >= variantThreshold && values.some((name) => isVariant(name, value)))
    ) {
      take(candidate);
    }
  }
  return spans;
}

function isVariant(name: string, other: string): boolean {
  if (name.length !== other.length || name.length < 3) return false;
  return [...name].filter((sign, at) => sign !== other[at]).length === 1;
}
