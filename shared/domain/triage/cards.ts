import ADVICE from '#shared/data/triage/advice.json' with { type: 'json' };
import { inLocale, type Locale, type Localized } from '#shared/kernel/locale.ts';
import type { RedFlagKind, TriageResult, TriageTarget } from './triage.ts';

/** What the hospital has configured; a button without its number is left out. */
export type EmergencySite = {
  readonly emergencyPhone?: string;
  readonly obstetricsPhone?: string;
  readonly crisisPhone?: string;
  readonly address?: string;
};

export type CardButton =
  | { readonly kind: 'call'; readonly label: string; readonly href: string }
  | {
      readonly kind: 'answer';
      readonly label: string;
      readonly value: 'happening' | 'asking' | 'safe' | 'stay';
    };

export type EmergencyCard = {
  readonly decision: 'fire' | 'confirm';
  readonly level: TriageResult['level'];
  /** `care` is the card of a person who may wish to die: it stays open, whatever else happens. */
  readonly tone: 'alarm' | 'ask' | 'care';
  /** At most 30 characters in Chinese. */
  readonly line: string;
  readonly title: string;
  readonly do: readonly string[];
  readonly dont: readonly string[];
  /** One question, never more. */
  readonly question: string;
  readonly buttons: readonly CardButton[];
  readonly address: string | null;
  readonly disclaimer: string;
  /** The medical texts wait for the sign-off of the hospital's emergency and medical departments. */
  readonly needsSignOff: true;
};

const LINES: Readonly<Record<TriageTarget, Localized>> = {
  'call-120': {
    'zh-CN': '情况可能危急，请立即拨打120',
    en: 'This may be an emergency. Call 120 now.',
  },
  emergency: {
    'zh-CN': '请马上到急诊，加重立即打120',
    en: 'Go to the emergency department now; if worse, call 120.',
  },
  'eye-emergency': {
    'zh-CN': '请立即到眼科急诊，不要等',
    en: 'Go to eye emergency at once; do not wait.',
  },
  obstetrics: {
    'zh-CN': '请立即到产科急诊，出血打120',
    en: 'Go to obstetric emergency now; bleeding: call 120.',
  },
  'pediatric-emergency': {
    'zh-CN': '请马上到儿童急诊，加重打120',
    en: 'Go to children’s emergency now; if worse, call 120.',
  },
  'crisis-line': {
    'zh-CN': '谢谢你告诉我们，你不是一个人',
    en: 'Thank you for telling us. You are not alone.',
  },
  'police-110': {
    'zh-CN': '先远离危险，立即拨打110',
    en: 'Get away from danger and call 110 now.',
  },
  'rabies-clinic': {
    'zh-CN': '先冲洗伤口15分钟，尽快来院',
    en: 'Wash the wound for 15 minutes, then come soon.',
  },
  'fever-clinic': {
    'zh-CN': '请戴好口罩，走发热门诊通道',
    en: 'Wear a mask and take the fever-clinic entrance.',
  },
};

/** What the card is about, in words of signs: a card names no illness. */
const TITLES: Readonly<Record<RedFlagKind, Localized>> = {
  'chest-pain': { 'zh-CN': '胸痛、心慌', en: 'Chest pain or palpitations' },
  stroke: {
    'zh-CN': '突然的头痛、无力、说话不清',
    en: 'Sudden headache, weakness or unclear speech',
  },
  breathing: { 'zh-CN': '呼吸困难、噎呛', en: 'Trouble breathing or choking' },
  consciousness: { 'zh-CN': '叫不醒、抽搐', en: 'Not waking, or fits' },
  bleeding: { 'zh-CN': '出血', en: 'Bleeding' },
  trauma: { 'zh-CN': '受伤', en: 'Injury' },
  burn: { 'zh-CN': '烧烫伤、触电', en: 'Burn or electric shock' },
  pediatric: { 'zh-CN': '孩子的紧急情况', en: 'A child in danger' },
  pregnancy: { 'zh-CN': '孕产妇的紧急情况', en: 'Pregnancy and birth' },
  poisoning: { 'zh-CN': '误服、中毒', en: 'Swallowed or breathed poison' },
  anaphylaxis: { 'zh-CN': '严重过敏反应', en: 'Severe allergic reaction' },
  eye: { 'zh-CN': '眼睛的紧急情况', en: 'Eye emergency' },
  'post-op': { 'zh-CN': '手术、注射后的异常', en: 'Trouble after surgery or injection' },
  'self-harm': { 'zh-CN': '我们陪着你', en: 'We are with you' },
  other: { 'zh-CN': '需要尽快处理的情况', en: 'Needs attention soon' },
};

const TEXTS = {
  ask: { 'zh-CN': '这种情况现在正在发生吗？', en: 'Is this happening right now?' },
  askLine: { 'zh-CN': '如果正在发生，请先拨打120', en: 'If it is happening now, call 120 first.' },
  where: {
    'zh-CN': '病人现在在哪里？身边有人吗？',
    en: 'Where is the patient now? Is anyone with them?',
  },
  safe: {
    'zh-CN': '你现在安全吗？身边有人陪着吗？',
    en: 'Are you safe right now? Is someone with you?',
  },
  happening: { 'zh-CN': '正在发生', en: 'It is happening' },
  asking: { 'zh-CN': '只是咨询', en: 'I am only asking' },
  iAmSafe: { 'zh-CN': '我现在安全', en: 'I am safe for now' },
  stay: { 'zh-CN': '请陪我说说话', en: 'Please stay with me' },
  call120: { 'zh-CN': '拨打120', en: 'Call 120' },
  call110: { 'zh-CN': '拨打110', en: 'Call 110' },
  call12356: { 'zh-CN': '心理援助热线12356', en: 'Mental-health line 12356' },
  callEmergency: { 'zh-CN': '本院急诊电话', en: 'Our emergency department' },
  callObstetrics: { 'zh-CN': '本院产科急诊', en: 'Our obstetric emergency' },
  callCrisis: { 'zh-CN': '本院心理危机电话', en: 'Our crisis line' },
  disclaimer: {
    'zh-CN': '以上为安全提示，不是诊断，以医生判断为准。',
    en: 'Safety advice, not a diagnosis; the doctor decides.',
  },
} as const satisfies Record<string, Localized>;

type Texts = keyof typeof TEXTS;

const SHEETS: Readonly<Record<string, readonly number[]>> = ADVICE.sheets;

/** Most people read no more than this in fright. */
const MOST_POINTS = 6;

type Point = (typeof ADVICE.points)[number];

const pointsOf = (ids: readonly string[]): readonly Point[] => {
  const [first, ...others] = ids;
  const own = SHEETS[first ?? ''] ?? [];
  const added = others.flatMap((id) => SHEETS[id] ?? []);
  const numbers = [...new Set([...own, ...(own.length < MOST_POINTS ? added : [])])];
  return numbers.slice(0, MOST_POINTS).flatMap((number) => ADVICE.points[number] ?? []);
};

const isCare = (result: TriageResult): boolean => result.kinds.includes('self-harm');

const call = (label: string, phone: string): CardButton => ({
  kind: 'call',
  label,
  href: `tel:${phone.replace(/[^\d+]/g, '')}`,
});

const callsOf = (
  result: TriageResult,
  say: (text: Texts) => string,
  site: EmergencySite,
): readonly CardButton[] => {
  const care = isCare(result);
  const own = (text: Texts, phone: string | undefined): readonly CardButton[] =>
    phone === undefined ? [] : [call(say(text), phone)];
  return [
    ...(care ? [call(say('call12356'), '12356'), ...own('callCrisis', site.crisisPhone)] : []),
    call(say('call120'), '120'),
    ...(care || result.target === 'police-110' || result.entries.includes('sexual_assault')
      ? [call(say('call110'), '110')]
      : []),
    ...(result.kinds.includes('pregnancy') ? own('callObstetrics', site.obstetricsPhone) : []),
    ...own('callEmergency', site.emergencyPhone),
  ];
};

const answersOf = (result: TriageResult, say: (text: Texts) => string): readonly CardButton[] => {
  if (isCare(result)) {
    return [
      { kind: 'answer', label: say('iAmSafe'), value: 'safe' },
      { kind: 'answer', label: say('stay'), value: 'stay' },
    ];
  }
  if (result.decision === 'fire') return [];
  return [
    { kind: 'answer', label: say('happening'), value: 'happening' },
    { kind: 'answer', label: say('asking'), value: 'asking' },
  ];
};

/** A care card leads with care: the sheet of self-harm first, whatever else was found. */
const orderedIds = (result: TriageResult): readonly string[] =>
  isCare(result)
    ? ['suicide', ...result.adviceIds.filter((id) => id !== 'suicide')]
    : result.adviceIds;

/**
 * The data of the card that a message calls for; undefined where triage found nothing. Texts are safety advice from
 * shared/data/triage/advice.json in the order line, points, one question; they name no diagnosis, dose or outcome.
 */
export const emergencyCard = (
  result: TriageResult,
  locale: Locale,
  site: EmergencySite = {},
): EmergencyCard | undefined => {
  if (result.decision === 'none') return undefined;
  const say = (text: Texts): string => inLocale<string>(TEXTS[text], locale);
  const tone = toneOf(result);
  const points = pointsOf(orderedIds(result));
  const text = (point: Point): string => (locale === 'en' ? point.en : point.zh);
  const kind: RedFlagKind = tone === 'care' ? 'self-harm' : (result.kinds[0] ?? 'other');
  return {
    decision: result.decision,
    level: result.level,
    tone,
    line: inLocale(lineOf(result, tone), locale),
    title: inLocale(TITLES[kind], locale),
    do: points.filter((point) => !point.dont).map(text),
    dont: points.filter((point) => point.dont).map(text),
    question: say(QUESTIONS[tone]),
    buttons: [...callsOf(result, say, site), ...answersOf(result, say)],
    address: site.address ?? null,
    disclaimer: say('disclaimer'),
    needsSignOff: true,
  };
};

type Tone = EmergencyCard['tone'];

const QUESTIONS: Readonly<Record<Tone, Texts>> = { care: 'safe', ask: 'ask', alarm: 'where' };

const toneOf = (result: TriageResult): Tone => {
  if (isCare(result)) return 'care';
  return result.decision === 'confirm' ? 'ask' : 'alarm';
};

const lineOf = (result: TriageResult, tone: Tone): Localized => {
  if (tone === 'care') return LINES['crisis-line'];
  return tone === 'ask' ? TEXTS.askLine : LINES[result.target ?? 'call-120'];
};
