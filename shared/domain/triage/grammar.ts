import { PATTERNS } from '#shared/data/triage/patterns.ts';
import type { ConceptHit, Reading } from './reading.ts';

export type Mark = '!' | '%' | '?' | '~' | '#';

export type Pattern = {
  readonly entry: string;
  readonly mark: Mark;
  readonly groups: readonly (readonly string[])[];
};

/** Why a red flag that stands in the text is read as calm. */
export type Calm =
  | 'past'
  | 'education'
  | 'media'
  | 'praise'
  | 'figurative'
  | 'hypothetical'
  | 'mistake'
  | 'service'
  | 'chronic'
  | 'bare';

export type Finding = {
  readonly entry: string;
  readonly decision: 'fire' | 'confirm' | 'none';
  readonly calm: Calm | null;
  readonly hits: readonly ConceptHit[];
};

/** How far apart (in Han characters) the words of one pattern may stand. */
const REACH = 14;

export const parsePatterns = (text: string): readonly Pattern[] =>
  text
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => {
      const [head = '', body = ''] = line.split('=');
      const [entry = '', mark = '!'] = head.trim().split(/\s+/);
      return {
        entry,
        mark: mark as Mark,
        groups: body.split('+').map((group) => group.trim().split('/')),
      };
    });

let loaded: readonly Pattern[] | undefined;
const patterns = (): readonly Pattern[] => {
  loaded ??= parsePatterns(PATTERNS);
  return loaded;
};

const overlaps = (a: ConceptHit, b: ConceptHit): boolean => a.start < b.end && b.start < a.end;
const SENTENCE_END = /[。！？!?\n；;]/;
const CLAUSE_END = /[，。！？,!?\n；;.]/;

type Setting = {
  readonly reading: Reading;
  /** Hits by concept, negated ones left out. */
  readonly byConcept: ReadonlyMap<string, readonly ConceptHit[]>;
  readonly negated: readonly ConceptHit[];
};

/** A cue that is part of a longer word of another concept (没 in 没力气, 现在 in 现在很好) is no cue. */
const standsAlone = (cue: ConceptHit, hits: readonly ConceptHit[]): boolean =>
  !hits.some(
    (hit) =>
      hit.concept !== cue.concept &&
      hit.start <= cue.start &&
      hit.end > cue.end &&
      hit.end - hit.start > cue.end - cue.start,
  );

const negationScope = (cue: ConceptHit, { text, hits }: Reading): number => {
  let end = cue.end;
  const limit = Math.min(text.length, cue.end + (text.charAt(cue.start) < '\u0080' ? 40 : 9));
  while (end < limit && !CLAUSE_END.test(text.charAt(end))) end += 1;
  for (const hit of hits)
    if (hit.concept === 'turn' && hit.start >= cue.end) return Math.min(end, hit.start);
  return end;
};

/** Concepts that set a scene; they are never negated themselves. */
const CUES = new Set(
  (
    'negate negate1 now turn past recovered service person elder child baby help edu media praise complain figur hypo chronic ' +
    'accident_press finejoin decoy'
  ).split(' '),
);

/** Words like 手机, 胸痛中心, 急死 hold parts of a body or a sign and mean neither. */
const withoutDecoys = (hits: readonly ConceptHit[]): readonly ConceptHit[] => {
  const decoys = hits.filter((hit) => hit.concept === 'decoy');
  return hits.filter((hit) => {
    const width = hit.end - hit.start;
    const holder = (other: ConceptHit) =>
      other.start <= hit.start && other.end >= hit.end && other.end - other.start > width;
    if (CUES.has(hit.concept)) return true;
    if (decoys.some(holder)) return false;
    return width > 1 || !hits.some((other) => other.concept === 'surgery' && holder(other));
  });
};

const settingOf = (whole: Reading): Setting => {
  const reading = { ...whole, hits: withoutDecoys(whole.hits) };
  const { hits } = reading;
  const cues = hits.filter((hit) => hit.concept === 'negate' && standsAlone(hit, hits));
  const scopes = cues.map((cue) => [cue.end, negationScope(cue, reading)] as const);
  for (const hit of hits) {
    if (hit.concept === 'negate1' && standsAlone(hit, hits)) scopes.push([hit.end, hit.end + 1]);
  }
  const negated: ConceptHit[] = [];
  const byConcept = new Map<string, ConceptHit[]>();
  for (const hit of hits) {
    if (
      !CUES.has(hit.concept) &&
      scopes.some(([from, to]) => hit.start >= from && hit.start < to)
    ) {
      negated.push(hit);
      continue;
    }
    if (hit.concept === 'now' && !standsAlone(hit, hits)) continue;
    const list = byConcept.get(hit.concept);
    if (list === undefined) byConcept.set(hit.concept, [hit]);
    else list.push(hit);
  }
  return { reading, byConcept, negated };
};

const distance = (a: ConceptHit, b: ConceptHit, place: Float32Array): number =>
  a.start < b.start
    ? (place[b.start] ?? 0) - (place[a.end] ?? 0)
    : (place[a.start] ?? 0) - (place[b.end] ?? 0);

const nearest = (
  anchor: ConceptHit,
  group: readonly string[],
  { byConcept, reading }: Setting,
  taken: readonly ConceptHit[],
): ConceptHit | undefined => {
  let best: ConceptHit | undefined;
  let least = REACH;
  for (const concept of group) {
    for (const hit of byConcept.get(concept) ?? []) {
      const far = distance(anchor, hit, reading.place);
      if (far > least) continue;
      if (taken.some((other) => other.start === hit.start && other.end === hit.end)) continue;
      best = hit;
      least = far;
    }
  }
  return best;
};

/** All places where a pattern stands; at most one a hit of its first group. */
const occurrences = (pattern: Pattern, setting: Setting): ConceptHit[][] => {
  const { byConcept } = setting;
  if (!pattern.groups.every((group) => group.some((concept) => byConcept.has(concept)))) return [];
  const [first = [], ...rest] = pattern.groups;
  const found: ConceptHit[][] = [];
  for (const anchor of first.flatMap((concept) => byConcept.get(concept) ?? [])) {
    const taken = [anchor];
    for (const group of rest) {
      const hit = nearest(anchor, group, setting, taken);
      if (hit === undefined) break;
      taken.push(hit);
    }
    if (taken.length === pattern.groups.length) found.push(taken);
    if (found.length >= 12) break;
  }
  return found;
};

type Span = { readonly start: number; readonly end: number };

/** The sentence (or, without full stops, the forty characters about) in which a pattern stands. */
const sentenceOf = (span: Span, text: string): Span => {
  let { start, end } = span;
  while (start > 0 && span.start - start < 45 && !SENTENCE_END.test(text.charAt(start - 1)))
    start -= 1;
  while (end < text.length && end - span.end < 45 && !SENTENCE_END.test(text.charAt(end))) end += 1;
  return { start, end };
};

const within = (setting: Setting, concept: string, scope: Span): readonly ConceptHit[] =>
  (setting.byConcept.get(concept) ?? []).filter(
    (hit) => hit.start >= scope.start && hit.end <= scope.end,
  );

/** A word of the present before the end of the sign, and later than any word of the past before it. */
const isPresent = (setting: Setting, span: Span, scope: Span): boolean => {
  const past = [...within(setting, 'past', scope), ...within(setting, 'recovered', scope)];
  const lastPast = past.filter((hit) => hit.start < span.start).at(-1)?.end ?? -1;
  return within(setting, 'now', scope).some(
    (hit) =>
      hit.start >= lastPast && hit.start <= span.end && !past.some((other) => overlaps(other, hit)),
  );
};

const WHOLE_MESSAGE: readonly (readonly [string, Calm])[] = [
  ['accident_press', 'mistake'],
  ['edu', 'education'],
  ['media', 'media'],
  ['praise', 'praise'],
];

/** Signs that people also use for annoyance: 页面没反应, 累断气, 头要炸了. */
const FIGURABLE = new Set([
  'cardiac_arrest',
  'unconscious',
  'seizure',
  'stroke',
  'chest_pain_acs',
  'thunderclap_headache',
  'burn_major',
  'fracture_spine',
]);

/** Trouble after an operation or a birth: the operation itself lies in the past. */
const AFTER_CARE = new Set([
  'ps_filler_occlusion',
  'ps_bleeding',
  'ps_infection',
  'ps_anesthesia',
  'eye_postop',
  'postpartum_bleed',
  'oncology_fever',
  'snake_bite',
  'suicide',
]);

const LONG_AGO = /年|小时|曾|当|year|child/;

const calmOf = (pattern: Pattern, span: Span, setting: Setting): Calm | null => {
  const { text } = setting.reading;
  const scope = sentenceOf(span, text);
  const people = ['elder', 'child', 'baby', 'help'].some(
    (concept) => within(setting, concept, scope).length > 0,
  );
  if (!people && FIGURABLE.has(pattern.entry)) {
    if (within(setting, 'figur', scope).length > 0) return 'figurative';
    if (within(setting, 'complain', scope).length > 0) return 'figurative';
  }
  const present = isPresent(setting, span, scope);
  if (present && pattern.mark !== '#') return null;
  const whole = text.length <= 120 ? { start: 0, end: text.length } : scope;
  for (const [concept, calm] of WHOLE_MESSAGE)
    if (within(setting, concept, whole).length > 0) return calm;
  if (within(setting, 'recovered', scope).length > 0) return 'past';
  const past = within(setting, 'past', scope);
  if (
    past.some(
      (cue) => !AFTER_CARE.has(pattern.entry) || LONG_AGO.test(text.slice(cue.start, cue.end)),
    )
  )
    return 'past';
  if (within(setting, 'hypo', scope).length > 0) return 'hypothetical';
  if (!people && within(setting, 'figur', scope).length > 0) return 'figurative';
  if (pattern.mark === '!' || (present && pattern.mark !== '?')) return null;
  if (within(setting, 'finejoin', whole).length > 0) return 'chronic';
  if (pattern.mark === '%' && people && within(setting, 'help', scope).length > 0) return null;
  if (pattern.mark === '%') {
    if (within(setting, 'chronic', scope).length > 0) return 'chronic';
    return within(setting, 'service', scope).length > 0 ? 'service' : null;
  }
  if (within(setting, 'chronic', scope).length > 0) return 'chronic';
  if (within(setting, 'service', whole).length > 0) return 'service';
  if (pattern.mark === '#' && within(setting, 'help', whole).length === 0) return 'bare';
  return null;
};

/** A service question about these may still be about this minute: 喘不上气挂什么科. */
const VITAL = new Set(['dyspnea_severe', 'stroke', 'airway_choking', 'seizure', 'asthma_attack']);

const LOUD = new Set(['suicide']);

const decide = (pattern: Pattern, calm: Calm | null): Finding['decision'] => {
  if (calm === null) return pattern.mark === '?' ? 'confirm' : 'fire';
  if (LOUD.has(pattern.entry) && pattern.mark === '!')
    return calm === 'education' ? 'none' : 'confirm';
  if (calm === 'service' && (pattern.mark === '~' || VITAL.has(pattern.entry))) return 'confirm';
  if (pattern.mark === '#' && calm === 'bare') return 'confirm';
  return 'none';
};

const RANK = { fire: 2, confirm: 1, none: 0 } as const;

/** 呛到过, 住过院: 过 behind a sign tells that it was once, unless the present stands before it. */
const wasOnce = (hits: readonly ConceptHit[], { reading, byConcept }: Setting): boolean =>
  hits.some(
    ({ concept, end }) =>
      !CUES.has(concept) &&
      /^过(?![敏来去程一了])/.test(reading.text.slice(end, end + 2)) &&
      !byConcept.has('now'),
  );

/** What was heard rather than read must be long enough not to be chance. */
const isCertain = (hits: readonly ConceptHit[], { text, sounds }: Reading): boolean => {
  const heard = hits.filter((hit) => hit.bySound);
  if (heard.length === 0) return true;
  const han = heard.every((hit) => text.charCodeAt(hit.start) >= 0x3400);
  if (han)
    return (
      hits.length > heard.length || heard.reduce((sum, hit) => sum + hit.end - hit.start, 0) >= 5
    );
  const letters = hits.reduce((sum, hit) => sum + hit.end - hit.start, 0);
  return sounds.length > 0 && letters >= (hits.length === 1 ? 9 : 15);
};

export type Analysis = {
  readonly findings: readonly Finding[];
  /** Concepts that stand in the text, decoys and negated ones left out, in order. */
  readonly hits: readonly ConceptHit[];
  readonly negated: readonly ConceptHit[];
};

/** Reads the grammar's patterns in a message; one finding an entry, the strongest. */
export const analyse = (reading: Reading): Analysis => {
  const setting = settingOf(reading);
  const hits = [...setting.byConcept.values()].flat().sort((a, b) => a.start - b.start);
  return { findings: findingsIn(setting), hits, negated: setting.negated };
};

const findingsIn = (setting: Setting): readonly Finding[] => {
  const { reading } = setting;
  const best = new Map<string, Finding>();
  for (const pattern of patterns()) {
    for (const hits of occurrences(pattern, setting)) {
      if (!isCertain(hits, reading)) continue;
      const signs = hits.filter((hit) => hit.concept !== 'now');
      const span = {
        start: Math.min(...signs.map((hit) => hit.start)),
        end: Math.max(...signs.map((hit) => hit.end)),
      };
      const calm = wasOnce(hits, setting) ? 'past' : calmOf(pattern, span, setting);
      const finding: Finding = {
        entry: pattern.entry,
        decision: decide(pattern, calm),
        calm,
        hits,
      };
      const known = best.get(pattern.entry);
      if (known === undefined || RANK[finding.decision] > RANK[known.decision])
        best.set(pattern.entry, finding);
    }
  }
  return [...best.values()];
};
