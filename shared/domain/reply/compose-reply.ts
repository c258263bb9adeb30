import { deferralText } from '#shared/domain/advice/deferral.ts';
import type { RequestCheck } from '#shared/domain/advice/guard.ts';
import type { Card, CardButton, ReplyOutcome } from '#shared/domain/conversation/entry.ts';
import type { Guidance } from '#shared/domain/guidance/guide-department.ts';
import type { IntentReading } from '#shared/domain/intent/intent.ts';
import { isOwnPicture } from '#shared/domain/knowledge/picture.ts';
import { readableTextOf } from '#shared/domain/knowledge/rich-text.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { inLocale, type Locale, type Localized } from '#shared/kernel/locale.ts';
import { askedTime } from './asked-day.ts';
import {
  asksHours,
  asksHouseHours,
  asksWay,
  type Department,
  departmentNamed,
  directoryAnswer,
  type Person,
  personAnswer,
  personDays,
  personLine,
} from './directory.ts';
import { type OpeningAnswer, type OpeningPlan, openingAnswer } from './opening.ts';
import { smallTalkOf } from './small-talk.ts';
import { deskClosed, LABELS, TEXTS } from './texts.ts';
import { type Campus, type Way, wayTo } from './way-finding.ts';

export type EmergencyCard = Extract<Card, { type: 'emergency' }>;

/** An entry of the knowledge base, as far as a reply shows it. */
export type KnownAnswer = {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly department: string;
  readonly updated: string;
  readonly effectiveTo: string | null;
  readonly pictures?: readonly { readonly url: string; readonly alt: string }[];
  readonly buttons?: readonly CardButton[];
};

/** What the knowledge base says to the message; `unavailable` where it could not be asked. */
export type Lookup =
  /** `others`: questions near the answered one. */
  | { readonly kind: 'answer'; readonly answer: KnownAnswer; readonly others: readonly string[] }
  | { readonly kind: 'choices'; readonly questions: readonly string[] }
  | { readonly kind: 'expired' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unavailable' };

export type Desk = {
  /** Somebody can answer now: within the desk's hours, or signed in all the same. */
  readonly staffed: boolean;
  /** When it opens, in words; null while it is open or where no opening is planned. */
  readonly opens: Localized | null;
  readonly hours: string;
};

export type ReplyInput = {
  readonly text: string;
  readonly locale: Locale;
  /** The card of the red-flag check, if it fired or wants to ask. */
  readonly emergency: EmergencyCard | undefined;
  readonly intent: IntentReading;
  readonly advice: RequestCheck;
  readonly lookup: Lookup;
  readonly guidance: Guidance;
  readonly departments: readonly Department[];
  /** People whom patients ask for by name; nobody where the hospital lists none. */
  readonly people?: readonly Person[];
  /** The plan of the grounds, where the hospital has drawn one. */
  readonly campus?: Campus | undefined;
  /** When departments are open, and the instant at which that is asked. */
  readonly opening?: OpeningPlan | undefined;
  readonly now?: Instant;
  readonly desk: Desk;
  /** Replies in a row, up to now, that did not help. */
  readonly misses: number;
  readonly ticketNumber: string | null;
};

export type Reply = {
  readonly text: string;
  readonly cards: readonly Card[];
  readonly outcome: ReplyOutcome;
  /** The conversation goes to the queue after this reply. */
  readonly handoff: boolean;
};

const person = (locale: Locale, primary = false): CardButton => ({
  label: inLocale(LABELS.person, locale),
  action: { do: 'handoff' },
  ...(primary ? { primary: true } : {}),
});

const choices = (title: Localized, locale: Locale, buttons: CardButton[]): Card => ({
  type: 'choices',
  title: inLocale(title, locale),
  buttons,
});

const say = (
  input: ReplyInput,
  text: Localized,
  outcome: ReplyOutcome,
  cards: readonly Card[] = [],
  handoff = false,
): Reply => ({ text: inLocale(text, input.locale), cards, outcome, handoff });

/** What a person who asks for one is told, by whether somebody is there. */
export const handoffText = (desk: Desk): Localized =>
  desk.staffed ? TEXTS.handoffOpen : deskClosed(desk.opens, desk.hours);

const departmentCard = (
  list: readonly { readonly department: Department; readonly reason: string }[],
  locale: Locale,
  way?: Way,
): Card => ({
  type: 'departments',
  departments: list.map(({ department, reason }) => ({
    name: department.name,
    reason,
    floor: department.floor,
    phone: department.phone,
    hours: department.hours,
    ...(way === undefined ? {} : { way }),
  })),
  buttons: [person(locale)],
});

type Rule = (input: ReplyInput) => Reply | undefined;

const emergency: Rule = ({ emergency: card }) =>
  card?.decision === 'fire'
    ? { text: card.safetyLine, cards: [card], outcome: 'emergency', handoff: false }
    : undefined;

const wantsPerson: Rule = (input) =>
  input.intent.wantsHuman ? say(input, handoffText(input.desk), 'handed-off', [], true) : undefined;

const ticketCard = (input: ReplyInput): Card[] =>
  input.ticketNumber === null
    ? []
    : [
        {
          type: 'ticket',
          number: input.ticketNumber,
          category: input.intent.category,
          promise: inLocale(LABELS.noted, input.locale),
        },
      ];

/** A complaint is heard, put on record and offered a person; a grave one gets a person at once. */
const complaint: Rule = (input) => {
  const { category, severity, implicitComplaint } = input.intent;
  if (category !== '投诉' && !implicitComplaint) return undefined;
  if (severity === 'S1' || severity === 'S2')
    return say(input, TEXTS.complaintGrave, 'handed-off', ticketCard(input), true);
  return say(input, TEXTS.complaint, 'noted', [
    ...ticketCard(input),
    choices(LABELS.more, input.locale, [person(input.locale, true)]),
  ]);
};

const guided = (input: ReplyInput) => {
  const { abstains, departments } = input.guidance;
  return (abstains ? [] : departments).flatMap(({ name, reasons }) => {
    const department = departmentNamed(input.departments, name);
    const first = reasons[0];
    const reason = first === undefined ? '' : input.locale === 'en' ? first.en : first.zh;
    return department === undefined ? [] : [{ department, reason }];
  });
};

/** Only a clinician may answer: say why, and where to ask. Never a lecture, never a dead end. */
const deferral: Rule = (input) => {
  const { bait, kind, departmentHint } = input.advice;
  if (!bait || kind === null) return undefined;
  const named =
    departmentHint === null ? undefined : departmentNamed(input.departments, departmentHint);
  const list =
    named === undefined ? guided(input).slice(0, 1) : [{ department: named, reason: '' }];
  const first = list[0];
  return say(
    input,
    deferralText(kind, first?.department.name ?? null),
    'deferred',
    first === undefined
      ? [choices(LABELS.more, input.locale, [person(input.locale)])]
      : [departmentCard(list, input.locale)],
  );
};

const smallTalk: Rule = (input) => {
  const text = smallTalkOf(input.text);
  return text === undefined ? undefined : say(input, text, 'small-talk');
};

/** A department, or the department of a person who is asked for by name. */
const looked = ({ departments, people = [], text }: ReplyInput) => {
  const department = directoryAnswer(departments, text);
  if (department !== undefined) return { department, reason: '', person: undefined };
  const person = personAnswer(people, text);
  const theirs = person === undefined ? undefined : departmentNamed(departments, person.department);
  return person === undefined || theirs === undefined
    ? undefined
    : { department: theirs, reason: personLine(person), person };
};

/** The department that stands for the house where a question about its hours names none (门诊明天开吗). */
const houseOf = (departments: readonly Department[]): Department | undefined =>
  departmentNamed(departments, '门诊部');

const whenAsked = ({ opening, now, text }: ReplyInput) =>
  opening === undefined || now === undefined ? undefined : askedTime(text, opening.calendar, now);

/** Whether a department is open then; undefined where nobody asked, or its hours are not known as data. */
const openingOf = (input: ReplyInput, { id }: Department): OpeningAnswer | undefined =>
  input.opening === undefined || input.now === undefined || !asksHours(input.text)
    ? undefined
    : openingAnswer(input.opening, id, whenAsked(input), input.now);

/** Whether somebody sees patients on the days that were asked for; empty where none were. */
const daysOf = (input: ReplyInput, person: Person): string => {
  const asked = whenAsked(input);
  return asked?.kind === 'days' && input.opening !== undefined
    ? personDays(person, input.opening.calendar, asked.days)
    : '';
};

/** A question for the hours of the hospital at a time that it names, which says nothing else. */
const house = (input: ReplyInput) => {
  const department = houseOf(input.departments);
  const asked = department !== undefined && asksHouseHours(input.text);
  return asked && whenAsked(input) !== undefined
    ? { department, reason: '', person: undefined }
    : undefined;
};

type Looked = NonNullable<ReturnType<typeof looked>>;

/** When a person sees patients, or a department is open, where that was asked; else that it was found. */
const saidOf = (input: ReplyInput, { department, person }: Looked): Localized => {
  if (person !== undefined) {
    const days = daysOf(input, person);
    return days === ''
      ? TEXTS.directory
      : { 'zh-CN': `${person.name}：${days}。`, en: `${person.name}: ${days}.` };
  }
  const open = openingOf(input, department);
  if (open === undefined) return TEXTS.directory;
  const { line } = open;
  return {
    'zh-CN': `${department.name}：${line['zh-CN']}。`,
    en: `${department.name}: ${line.en}.`,
  };
};

const directory: Rule = (input) => {
  const found = looked(input) ?? house(input);
  if (found === undefined) return undefined;
  const { campus, text, locale } = input;
  const way =
    campus === undefined || !asksWay(text) ? undefined : wayTo(campus, found.department.floor);
  return say(input, saidOf(input, found), 'answered', [departmentCard([found], locale, way)]);
};

const ASKS_DEPARTMENT =
  /(挂|看|去|找|属于|归).{0,4}(什么|哪个?|哪一?个?|啥)(科|门诊|号)|该看哪|哪个科|什么科|which (department|doctor|clinic)/i;

const guidance: Rule = (input) => {
  const list = guided(input);
  if (list.length === 0) return undefined;
  const asks = ASKS_DEPARTMENT.test(input.text);
  if (!asks && input.lookup.kind === 'answer') return undefined;
  if (!asks && !input.guidance.confident) return undefined;
  const { ask, confident } = input.guidance;
  const question = { age: TEXTS.askAge, sex: TEXTS.askSex, pregnancy: TEXTS.askPregnancy };
  const base = confident ? TEXTS.guided : TEXTS.guidedUnsure;
  const text =
    ask === null
      ? base
      : {
          'zh-CN': `${base['zh-CN']}${question[ask]['zh-CN']}`,
          en: `${base.en} ${question[ask].en}`,
        };
  return say(input, text, 'guided', [departmentCard(list, input.locale)]);
};

/** What an answer has beside its words; nothing is written down where there is nothing. */
const extrasOf = (
  { answer: marked, pictures = [], buttons = [] }: KnownAnswer,
  words: string,
  before: string,
) => {
  const shown = pictures.filter(({ url }) => isOwnPicture(url));
  return {
    ...(words === marked ? {} : { rich: before === '' ? marked : `${before}\n${marked}` }),
    ...(shown.length === 0 ? {} : { pictures: shown.map(({ url, alt }) => ({ url, alt })) }),
    ...(buttons.length === 0 ? {} : { buttons: [...buttons] }),
  };
};

const answer: Rule = (input) => {
  if (input.lookup.kind !== 'answer') return undefined;
  const known = input.lookup.answer;
  const words = readableTextOf(known.answer);
  const before = inLocale(TEXTS.inChinese, input.locale);
  return {
    text: before + words,
    cards: [
      {
        type: 'answer',
        articleId: known.id,
        question: known.question,
        department: known.department,
        updated: known.updated,
        effectiveTo: known.effectiveTo,
        askSolved: true,
        ...(input.lookup.others.length === 0 ? {} : { related: [...input.lookup.others] }),
        ...extrasOf(known, words, before),
      },
    ],
    outcome: 'answered',
    handoff: false,
  };
};

const offer: Rule = (input) => {
  if (input.lookup.kind !== 'choices') return undefined;
  const buttons: CardButton[] = input.lookup.questions.map((question) => ({
    label: question,
    action: { do: 'send', text: question },
  }));
  const last = { ...person(input.locale), label: inLocale(LABELS.elsewhere, input.locale) };
  return say(input, TEXTS.offered, 'offered', [
    choices(LABELS.choices, input.locale, [...buttons, last]),
  ]);
};

const RECORDED: Readonly<Partial<Record<IntentReading['category'], Localized>>> = {
  表扬: TEXTS.praise,
  意见建议: TEXTS.suggestion,
};

/** Praise and suggestions are thanked for and put on record. */
const recorded: Rule = (input) => {
  const text = RECORDED[input.intent.category];
  return text === undefined ? undefined : say(input, text, 'noted', ticketCard(input));
};

const helpRequest: Rule = (input) =>
  input.intent.category === '求助'
    ? say(input, TEXTS.help, 'noted', [
        ...ticketCard(input),
        choices(LABELS.more, input.locale, [person(input.locale, true)]),
      ])
    : undefined;

const miss: Rule = (input) => {
  const again = input.misses > 0;
  const text =
    input.lookup.kind === 'expired'
      ? TEXTS.expired
      : input.lookup.kind === 'unavailable'
        ? TEXTS.unavailable
        : again
          ? TEXTS.missedAgain
          : TEXTS.missed;
  return say(input, text, 'missed', [
    choices(LABELS.more, input.locale, [person(input.locale, again)]),
  ]);
};

/** First rule that speaks wins. Safety stands first; what only a clinician may say stands before any answer. */
const RULES: readonly Rule[] = [
  emergency,
  wantsPerson,
  smallTalk,
  complaint,
  deferral,
  directory,
  guidance,
  recorded,
  answer,
  offer,
  helpRequest,
  miss,
];

/**
 * The bot's reply to a message, from what was understood of it. A red flag that only asks (正在发生吗?) stands above the
 * ordinary reply in the same message.
 */
export const composeReply = (input: ReplyInput): Reply => {
  for (const rule of RULES) {
    const reply = rule(input);
    if (reply === undefined) continue;
    const asking = input.emergency?.decision === 'confirm' ? [input.emergency] : [];
    return { ...reply, cards: [...asking, ...reply.cards] };
  }
  return say(input, TEXTS.missed, 'missed');
};

/** How many replies in a row, the latest last, were misses. */
export const missesIn = (outcomes: readonly (ReplyOutcome | undefined)[]): number => {
  let misses = 0;
  for (const outcome of outcomes) misses = outcome === 'missed' ? misses + 1 : 0;
  return misses;
};
