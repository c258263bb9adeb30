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
  | 'settled'
  | 'education'
  | 'media'
  | 'praise'
  | 'figurative'
  | 'hypothetical'
  | 'mistake'
  | 'animal'
  | 'drill'
  | 'service'
  | 'chronic'
  | 'bare'
  | 'doubtful';

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

const SENTENCE_END = /[。！？!?\n；;]/;
const CLAUSE_END = /[，。！？,!?\n；;.]/;

/** No variant is longer than this (see concepts.ts). */
const LONGEST_HIT = 100;

type Span = { readonly start: number; readonly end: number };

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The hits of a list in order of start that start in [from, to]; binary search, so that long texts stay linear. */
const startingIn = (hits: readonly ConceptHit[], from: number, to: number): ConceptHit[] => {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hits[middle]?.start ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found: ConceptHit[] = [];
  for (let at = low; at < hits.length; at += 1) {
    const hit = hits[at];
    if (hit === undefined || hit.start > to) break;
    found.push(hit);
  }
  return found;
};

const holds = (holder: Span, held: Span): boolean =>
  holder.start <= held.start &&
  holder.end >= held.end &&
  holder.end - holder.start > held.end - held.start;

const holdersOf = (hit: ConceptHit, hits: readonly ConceptHit[]): ConceptHit[] =>
  startingIn(hits, hit.start - LONGEST_HIT, hit.start).filter((other) => holds(other, hit));

/** Concepts that set a scene; they are never negated themselves. */
const CUES = new Set(
  (
    'negate negate1 now turn past recovered service person elder child baby infant help edu media praise complain figur ' +
    'hypo chronic accident_press finejoin decoy animal drill blame'
  ).split(' '),
);

/** Whether a hit names something wrong or a part of the body, not whom, when or where. */
export const isSign = (hit: ConceptHit): boolean => !CUES.has(hit.concept);

type Setting = {
  readonly reading: Reading;
  /** Hits by concept in order, negated ones and decoyed ones left out. */
  readonly byConcept: ReadonlyMap<string, readonly ConceptHit[]>;
  readonly negated: readonly ConceptHit[];
};

/** A cue that is part of a longer word of another concept (没 in 没力气, 现在 in 现在很好) is no cue. */
const standsAlone = (cue: ConceptHit, hits: readonly ConceptHit[]): boolean =>
  !holdersOf(cue, hits).some((other) => other.concept !== cue.concept);

/** 呼吸机 is written, so the 呼吸急 that it sounds like is not meant. */
const isSpelt = (heard: ConceptHit, hits: readonly ConceptHit[]): boolean =>
  startingIn(hits, heard.start, heard.start).some(
    (other) => other.concept === 'decoy' && !other.bySound && other.end === heard.end,
  );

/** Words like 手机, 胸痛中心, 急死 hold parts of a body or a sign and mean neither. */
const withoutDecoys = (hits: readonly ConceptHit[]): readonly ConceptHit[] =>
  hits.filter((hit) => {
    if (!isSign(hit)) return true;
    const holders = holdersOf(hit, hits);
    if (holders.some((other) => other.concept === 'decoy')) return false;
    if (hit.bySound && isSpelt(hit, hits)) return false;
    return hit.end - hit.start > 1 || !holders.some((other) => other.concept === 'surgery');
  });

/** Where the words stand that a 没有 or 不 takes back. */
const negationScopes = (hits: readonly ConceptHit[], { text }: Reading): Span[] =>
  hits.flatMap((cue) => {
    if (cue.concept === 'negate1' && standsAlone(cue, hits))
      return { start: cue.end, end: cue.end + 1 };
    if (cue.concept !== 'negate' || !standsAlone(cue, hits)) return [];
    const limit = Math.min(text.length, cue.end + (text.charAt(cue.start) < '\u0080' ? 40 : 9));
    let end = cue.end;
    while (end < limit && !CLAUSE_END.test(text.charAt(end))) end += 1;
    const turn = startingIn(hits, cue.end, end).find((hit) => hit.concept === 'turn');
    return { start: cue.end, end: turn?.start ?? end };
  });

const isTakenBack = (hit: ConceptHit, scopes: readonly Span[], from: number): boolean => {
  for (let at = from; at < scopes.length; at += 1) {
    const scope = scopes[at];
    if (scope === undefined || scope.start > hit.start) return false;
    if (hit.start < scope.end) return true;
  }
  return false;
};

const settingOf = (whole: Reading): Setting => {
  const hits = withoutDecoys(whole.hits);
  const scopes = negationScopes(hits, whole);
  const negated: ConceptHit[] = [];
  const byConcept = new Map<string, ConceptHit[]>();
  let passed = 0;
  for (const hit of hits) {
    while ((scopes[passed]?.end ?? Number.POSITIVE_INFINITY) <= hit.start) passed += 1;
    if (!CUES.has(hit.concept) && isTakenBack(hit, scopes, passed)) {
      negated.push(hit);
      continue;
    }
    if (hit.concept === 'now' && !standsAlone(hit, hits)) continue;
    const list = byConcept.get(hit.concept);
    if (list === undefined) byConcept.set(hit.concept, [hit]);
    else list.push(hit);
  }
  return { reading: { ...whole, hits }, byConcept, negated };
};

const distance = (a: ConceptHit, b: ConceptHit, place: Float32Array): number =>
  a.start < b.start
    ? (place[b.start] ?? 0) - (place[a.end] ?? 0)
    : (place[a.start] ?? 0) - (place[b.end] ?? 0);

/** Four Latin letters count as one Han character. */
const REACH_IN_LETTERS = REACH * 4;

const nearest = (
  anchor: ConceptHit,
  group: readonly string[],
  { byConcept, reading }: Setting,
  taken: readonly ConceptHit[],
): ConceptHit | undefined => {
  let best: ConceptHit | undefined;
  let least = REACH;
  const from = anchor.start - REACH_IN_LETTERS - LONGEST_HIT;
  const to = anchor.end + REACH_IN_LETTERS;
  for (const concept of group) {
    for (const hit of startingIn(byConcept.get(concept) ?? [], from, to)) {
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

/** The sentence (or, without full stops, the forty characters about) in which a pattern stands. */
const sentenceOf = (span: Span, text: string): Span => {
  let { start, end } = span;
  while (start > 0 && span.start - start < 45 && !SENTENCE_END.test(text.charAt(start - 1)))
    start -= 1;
  while (end < text.length && end - span.end < 45 && !SENTENCE_END.test(text.charAt(end))) end += 1;
  return { start, end };
};

const within = (setting: Setting, concept: string, scope: Span): readonly ConceptHit[] =>
  startingIn(setting.byConcept.get(concept) ?? [], scope.start, scope.end).filter(
    (hit) => hit.end <= scope.end,
  );

const has = (setting: Setting, concepts: readonly string[], scope: Span): boolean =>
  concepts.some((concept) => within(setting, concept, scope).length > 0);

const THIS_MOMENT = /现在|刚|突|忽|正在|此刻|这会|一下子|而家|依家|咯下|这下|now|just|sudden/;

/** Told of one day long ago, such words belong to the story: 当时突然倒下. */
const STORY = /^(当|那|小时)|岁|^(大|小|初|高|幼|年|读)|月.+号/;
const SUDDEN = /突|忽|一下子|正在|猛|凌晨|半夜|sudden/;

type Presence = 'moment' | 'recent' | null;

/** How far before a sign the word may stand that opens a story about the past, in characters. */
const STORY_REACH = 90;

/** 当时, 那年 before the sign, and no 现在 or 今天 between them. */
const isTold = ({ byConcept, reading: { text } }: Setting, span: Span): boolean => {
  const from = span.start - STORY_REACH;
  const openings = startingIn(byConcept.get('past') ?? [], from, span.start).filter((hit) =>
    STORY.test(text.slice(hit.start, hit.end)),
  );
  const opening = openings.at(-1);
  if (opening === undefined) return false;
  return !startingIn(byConcept.get('now') ?? [], opening.end, span.start).some(
    (hit) => !SUDDEN.test(text.slice(hit.start, hit.end)),
  );
};

/** A word of the present before the end of the sign, and later than any word of the past before it. */
const presenceOf = (setting: Setting, span: Span, scope: Span): Presence => {
  const past = [...within(setting, 'past', scope), ...within(setting, 'recovered', scope)];
  const lastPast = Math.max(
    -1,
    ...past.filter((hit) => hit.start < span.start).map((hit) => hit.end),
  );
  const { text } = setting.reading;
  const told =
    isTold(setting, span) ||
    (lastPast >= 0 && within(setting, 'recovered', scope).some((hit) => hit.start >= span.end));
  const cues = within(setting, 'now', scope).filter(
    (hit) =>
      hit.start >= lastPast &&
      hit.start <= span.end &&
      !past.some((other) => overlaps(other, hit)) &&
      !(told && SUDDEN.test(text.slice(hit.start, hit.end))),
  );
  if (cues.length === 0) return null;
  return cues.some((cue) => THIS_MOMENT.test(text.slice(cue.start, cue.end))) ? 'moment' : 'recent';
};

/** Signs that people also use for annoyance: 页面没反应, 累断气, 头要炸了. */
const FIGURABLE = new Set(
  (
    'cardiac_arrest unconscious seizure stroke chest_pain_acs thunderclap_headache burn_major fracture_spine gi_bleed ' +
    'dyspnea_severe'
  ).split(' '),
);

/** Trouble after an operation or a birth: the operation itself lies in the past. */
const AFTER_CARE = new Set(
  'ps_filler_occlusion ps_bleeding ps_infection ps_anesthesia eye_postop postpartum_bleed oncology_fever suicide'.split(
    ' ',
  ),
);

const LONG_AGO = /年|小时|曾|当|那|大出血后|year|child/;

const isPast = (pattern: Pattern, setting: Setting, scope: Span, span: Span): boolean =>
  has(setting, ['recovered'], scope) ||
  (!AFTER_CARE.has(pattern.entry) && isTold(setting, span)) ||
  within(setting, 'past', scope).some(
    (cue) =>
      !AFTER_CARE.has(pattern.entry) ||
      LONG_AGO.test(setting.reading.text.slice(cue.start, cue.end)),
  );

type Scene = {
  readonly pattern: Pattern;
  readonly setting: Setting;
  readonly span: Span;
  readonly scope: Span;
  /** The whole message where it is short, else the sentence. */
  readonly whole: Span;
  readonly presence: Presence;
  /** A patient is named, or somebody cries for help. */
  readonly people: boolean;
  /** One sign and no second beside it. */
  readonly alone: boolean;
};

/** Bites and stings are the patient's; what else befalls an animal is a vet's. */
const BY_ANIMALS = new Set(['animal_bite', 'snake_bite', 'bee_swarm', 'anaphylaxis', 'suicide']);

/** An animal is ill and nobody else is named; 被牛顶伤 is somebody's wound. */
const isAboutAnimal = ({ pattern, setting, scope, whole }: Scene): boolean => {
  if (BY_ANIMALS.has(pattern.entry)) return false;
  const { text } = setting.reading;
  const named = within(setting, 'animal', whole).filter(
    (hit) => !hit.bySound && !/[被让叫遭给俾由挨像]/.test(text.charAt(hit.start - 1)),
  );
  if (named.length === 0 || within(setting, 'bite', scope).length > 0) return false;
  return !['elder', 'child', 'baby', 'person'].some((concept) =>
    within(setting, concept, scope).some(
      (hit) =>
        !hit.bySound && !named.some((animal) => overlaps(animal, hit)) && !isFriendly(hit, text),
    ),
  );
};

/** 人 in 人医, 有人: the hospital's word, not a patient. */
const isFriendly = (hit: ConceptHit, text: string): boolean =>
  /^(我|人|有人)$/.test(text.slice(hit.start, hit.end));

/** 演习, 测试: nobody is ill, unless it says that it is none. */
const isDrill = (setting: Setting, whole: Span): boolean =>
  within(setting, 'drill', whole).some(
    (hit) =>
      !hit.bySound &&
      !/(不是|不是在|并非|唔系|没|not a |no )$/.test(
        setting.reading.text.slice(Math.max(0, hit.start - 6), hit.start),
      ),
  );

/** What is written or played happens in the story's own present. */
const INVENTED = /小品|剧本|作文|写小说|剧情|情节|编剧|话剧/;

const isInvented = (setting: Setting, whole: Span): boolean =>
  within(setting, 'media', whole).some((hit) =>
    INVENTED.test(setting.reading.text.slice(hit.start, hit.end)),
  );

/** 我爸现在 behind a report: what was read happens here as well. */
const ALSO_HERE = /[我俺咱].{0,6}(现在|刚|突然|今|正|就是这样|也是?这样)/;

/** What somebody was doing when it happened: 看电视突然说气短. */
const PASTIME = /^(电视|游戏|直播|抖音|gaming|看剧|追剧)$/;

/** A report opens the sentence and none of the writer's own stands between it and the sign: 刷到视频，有人煤气中毒. */
const isReported = ({ setting, span, scope }: Scene): boolean => {
  const { text } = setting.reading;
  // The last one; WebViews of 2020, which run this check too, know no `findLast`.
  const report = within(setting, 'media', scope)
    .filter((hit) => hit.end <= span.start && !PASTIME.test(text.slice(hit.start, hit.end)))
    .pop();
  if (report === undefined) return false;
  return (
    !/[我俺咱]/.test(text.slice(report.end, span.end)) &&
    !ALSO_HERE.test(text.slice(span.end, scope.end))
  );
};

const IS_OVER =
  /没事|好了|正常|出院|活蹦乱跳|止住|退了|消了|醒了|拉回来|救回来|取出来|没再|没有了|能吃能跑|稳定/;

/** It happened today and is over: 刚才晕倒，现在没事了. Nothing of now may follow, and it is asked back all the same. */
const isSettled = ({ setting, span, scope }: Scene): boolean => {
  const { text } = setting.reading;
  const end = within(setting, 'recovered', scope).find(
    (hit) => hit.start >= span.end && IS_OVER.test(text.slice(hit.start, hit.end)),
  );
  if (end === undefined) return false;
  return !/但|可是|又|还|却|现在|突然|刚/.test(text.slice(end.end, scope.end));
};

/** A service question, or a complaint written (not merely heard) about the trouble. */
const isBusiness = ({ pattern, setting, scope, whole }: Scene): boolean => {
  const about = pattern.mark === '%' ? scope : whole;
  return (
    has(setting, ['service'], about) ||
    within(setting, 'complain', about).some((hit) => !hit.bySound)
  );
};

/** In this order; the first that holds names why the sign is calm. Each says also which marks it may calm. */
const CALMS: readonly (readonly [Calm, (scene: Scene) => boolean])[] = [
  [
    'figurative',
    ({ pattern, setting, scope, people }) =>
      !people && FIGURABLE.has(pattern.entry) && has(setting, ['figur', 'complain'], scope),
  ],
  [
    'mistake',
    (scene) => scene.presence !== 'moment' && has(scene.setting, ['accident_press'], scene.whole),
  ],
  ['animal', isAboutAnimal],
  [
    'drill',
    ({ setting, scope, whole, presence }) =>
      isDrill(setting, presence === 'moment' ? scope : whole),
  ],
  ['education', (scene) => isOverridable(scene) && has(scene.setting, ['edu'], scene.whole)],
  ['media', (scene) => isOverridable(scene) && has(scene.setting, ['media'], scene.whole)],
  ['media', ({ setting, whole }) => isInvented(setting, whole)],
  ['media', isReported],
  ['praise', (scene) => isOverridable(scene) && has(scene.setting, ['praise'], scene.whole)],
  [
    'past',
    (scene) => isUnset(scene) && isPast(scene.pattern, scene.setting, scene.scope, scene.span),
  ],
  ['settled', isSettled],
  ['hypothetical', (scene) => isUnset(scene) && has(scene.setting, ['hypo'], scene.scope)],
  [
    'figurative',
    (scene) => isUnset(scene) && !scene.people && has(scene.setting, ['figur'], scene.scope),
  ],
  ['chronic', (scene) => isMild(scene) && has(scene.setting, ['finejoin'], scene.whole)],
  [
    'chronic',
    (scene) => isMild(scene) && !isCry(scene) && has(scene.setting, ['chronic'], scene.scope),
  ],
  ['service', (scene) => isMild(scene) && !isCry(scene) && isBusiness(scene)],
  [
    'bare',
    ({ pattern, setting, whole, presence }) =>
      pattern.mark === '#' && presence === null && !isCalling(setting, whole),
  ],
];

const isOverridable = ({ pattern, presence }: Scene): boolean =>
  presence !== 'moment' || pattern.mark === '#';
const isUnset = ({ pattern, presence }: Scene): boolean =>
  presence === null || pattern.mark === '#';
const isMild = ({ pattern, presence }: Scene): boolean =>
  pattern.mark !== '!' && (presence === null || pattern.mark === '?');
const isCry = ({ pattern, setting, scope, people }: Scene): boolean =>
  pattern.mark === '%' && people && has(setting, ['help'], scope);

const spanOf = (hits: readonly ConceptHit[]): Span => ({
  start: Math.min(...hits.map((hit) => hit.start)),
  end: Math.max(...hits.map((hit) => hit.end)),
});

const calmOf = (pattern: Pattern, signs: readonly ConceptHit[], setting: Setting): Calm | null => {
  const span = spanOf(signs);
  const { text } = setting.reading;
  const scope = sentenceOf(span, text);
  const scene: Scene = {
    pattern,
    setting,
    span,
    scope,
    whole: text.length <= 120 ? { start: 0, end: text.length } : scope,
    presence: presenceOf(setting, span, scope),
    people: has(setting, ['elder', 'child', 'baby', 'infant', 'help'], scope),
    alone: signs.length === 1,
  };
  const calm = CALMS.find(([, holdsIn]) => holdsIn(scene))?.[0] ?? null;
  return calm === null && isDoubtful(scene) ? 'doubtful' : calm;
};

/** Settings that make one doubt even beside a word of this moment, and those that such a word outweighs. */
const UNLIKELY = 'complain edu media praise drill hypo figur accident_press'.split(' ');
const UNCLEAR = 'service blame past recovered chronic finejoin'.split(' ');
const CALM_CUES = new Set([...UNLIKELY, ...UNCLEAR, 'animal']);

/** Whether a concept speaks of something calm: the past, a fee, a film, an animal. */
export const isCalmCue = (concept: string): boolean => CALM_CUES.has(concept);

const NAMED = 'now elder child baby infant pregnant'.split(' ');

/**
 * A sign that no rule calms, and yet its sentence speaks of something calm as well, or it stands alone and nothing says whose it is
 * and that it is now. The grammar is not sure of it: it asks back, and the model may make it fire. A wish to die needs
 * no such company.
 */
const isDoubtful = ({ pattern, setting, scope, whole, presence, alone }: Scene): boolean => {
  if (LOUD.has(pattern.entry)) return false;
  const unlikely = UNLIKELY.flatMap((concept) => within(setting, concept, whole));
  if (unlikely.some((hit) => !hit.bySound)) return true;
  if (presence === 'moment') return false;
  return (
    has(setting, UNCLEAR, whole) ||
    (alone && !has(setting, NAMED, scope) && !isNear(setting, scope) && !isCalling(setting, scope))
  );
};

/** 救命, 快来人; 怎么办 stands behind every question to a search box. */
const isCalling = (setting: Setting, scope: Span): boolean =>
  within(setting, 'help', scope).some(
    (hit) =>
      !/^(怎么[办弄]|咋[办整]|何搞|点算|急救)$/.test(
        setting.reading.text.slice(hit.start, hit.end),
      ),
  );

/** 老公, 同事: somebody in particular; 我, 他, 有人 stand in every figure of speech. */
const isNear = (setting: Setting, scope: Span): boolean =>
  within(setting, 'person', scope).some(
    (hit) =>
      hit.end - hit.start > 1 &&
      !/有|^(he|she)$/.test(setting.reading.text.slice(hit.start, hit.end)),
  );

/** A service question about these may still be about this minute: 喘不上气挂什么科. */
const VITAL = new Set(['dyspnea_severe', 'stroke', 'airway_choking', 'seizure', 'asthma_attack']);

const asksBack = ({ mark, entry }: Pattern): boolean => mark === '~' || VITAL.has(entry);

const LOUD = new Set(['suicide']);

const decide = (pattern: Pattern, calm: Calm | null): Finding['decision'] => {
  if (calm === 'settled' || calm === 'doubtful') return 'confirm';
  if (calm === null) return pattern.mark === '?' ? 'confirm' : 'fire';
  if (LOUD.has(pattern.entry) && pattern.mark === '!')
    return calm === 'education' ? 'none' : 'confirm';
  if (calm === 'service' && pattern.mark !== '#' && asksBack(pattern)) return 'confirm';
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

const ABOUT = new Set(['now', 'person', 'elder', 'child', 'baby', 'infant', 'help']);

/** The hits that name the sign itself, not whom or when. */
const signsOf = (hits: readonly ConceptHit[]): readonly ConceptHit[] => {
  const signs = hits.filter((hit) => !ABOUT.has(hit.concept));
  return signs.length === 0 ? hits : signs;
};

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
      const calm = wasOnce(hits, setting) ? 'past' : calmOf(pattern, signsOf(hits), setting);
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
