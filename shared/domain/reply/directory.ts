import { type Calendar, dayKind } from '#shared/domain/calendar/calendar.ts';
import { type CalendarDate, weekdayOf } from '#shared/domain/calendar/day.ts';
import { syllables } from '#shared/text/pinyin.ts';
import { withoutDay } from './asked-day.ts';

/** A department as the hospital lists it. */
export type Department = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: string;
  readonly floor: string;
  readonly phone: string;
  readonly hours: string;
  readonly handles: readonly string[];
};

/** Somebody whom patients ask for by name. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly title: string;
  readonly specialty: string;
  readonly schedule: readonly { readonly weekday: number; readonly period: string }[];
};

const ASKS_HOURS =
  /什么时[间候]|几点|上班|下班|营业|开门|关门|开放|开诊|停诊|休息|放假|出诊|坐诊|看诊|接诊|值班|开不开门|开着|有人吗|open|clos|hours|jidian|shangban|kaimen/i;

/** 开吗 may ask for a prescription; with a day it asks whether somebody is there. */
const ASKS_OPEN = /开[吗么嘛不]|在吗|在不在/;

/** Whether a question asks when something is open. */
export const asksHours = (text: string): boolean =>
  ASKS_HOURS.test(text) || (ASKS_OPEN.test(text) && withoutDay(text) !== text);

const ASKS_PLACE_OR_PHONE =
  /电话|号码|联系方式|几楼|哪层|在哪|位置|怎么走|怎么去|怎么到|在几|停哪|停车|phone|number|where|floor|dianhua|haoma|zaina|jilou|weizhi|zenmezou/i;

const asks = (text: string): boolean => ASKS_PLACE_OR_PHONE.test(text) || asksHours(text);

const ASKS_WAY =
  /在哪|怎么走|怎么去|怎么到|几楼|哪层|位置|在几|停哪|停车|轮椅|无障碍|台阶|where|zaina|jilou|weizhi|zenmezou/i;

/** Whether a question asks for the way, not only for a number. */
export const asksWay = (text: string): boolean => ASKS_WAY.test(text);

/** Words that may stand around a department's name in a question about its place, phone or hours. */
const FILLER =
  /请问|问一下|想问|你们|医院|咱们|的|是|多少|电话|号码|联系方式|一下|在?几楼|在?哪层|在哪里?儿?|位置|怎么走|怎么去|在几|什么时间|什么时候|几点|不?上班|下班|时间|营业|开不开门|开门|关门|开放|开诊|停诊|休息|放假|出诊|坐诊|看诊|接诊|值班|开不开|开着|有没有人|有人|周末|期间|还|也|开|从|到|大门口?|门口|入口|正门|坐?轮椅|推着?|无障碍|没有?台阶|路线|开?车|停车?|哪里|哪儿|可以|能|不能|吗|呢|啊|呀|诊室|门诊|科室|办公室|医生|大夫|主任|教授|办理?|[\s\p{P}]|phone|number|where|what|is|the|floor|open|hours|of|department|dianhua|haoma|duoshao|zainali|zaina|zaijilou|jilou|weizhi|zenmezou|jidian|shangban|kaimen|qingwen|xianzai|mingtian|jintian|ma/giu;

export const departmentNamed = (
  departments: readonly Department[],
  name: string,
): Department | undefined =>
  departments.find((d) => d.name === name) ?? departments.find((d) => d.aliases.includes(name));

type Found<T> = { readonly what: T; readonly name: string };

/** What a text in small letters names, by the longest name that stands in it; undefined where it names nothing. */
const named = <T>(
  list: readonly T[],
  namesOf: (one: T) => readonly string[],
  text: string,
  least: number,
): Found<T> | undefined => {
  let best: Found<T> | undefined;
  for (const what of list)
    for (const written of namesOf(what)) {
      const name = written.toLowerCase();
      if (name.length >= least && text.includes(name) && name.length > (best?.name.length ?? 0))
        best = { what, name };
    }
  return best;
};

const soundOf = (name: string): string => syllables(name).join('');

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

const rest = (text: string, name: string): string =>
  withoutDay(text.replace(name, '')).replace(FILLER, '');

const saysNothingElse = (text: string, name: string): boolean => rest(text, name).length <= 2;

/** Shorter names would be found in any pinyin. */
const LEAST_SOUND = 4;

/**
 * Answers questions for a department's place, phone or hours that say nothing else (心内科电话多少, xinneike dianhua,
 * 病历复印在几楼): by name and alias, then by what it does, then by sound. A longer question belongs to the knowledge base,
 * even where it names a department.
 */
export const directoryAnswer = (
  departments: readonly Department[],
  text: string,
): Department | undefined => {
  if (!asks(text)) return undefined;
  const names = (d: Department) => [d.name, ...d.aliases];
  const said = text.toLowerCase();
  const found = named(departments, names, said, 2) ?? named(departments, (d) => d.handles, said, 3);
  if (found !== undefined) return saysNothingElse(said, found.name) ? found.what : undefined;
  if (/\p{Script=Han}/u.test(text)) return undefined;
  const spelt = letters(text);
  const heard = named(departments, (d) => names(d).map(soundOf), spelt, LEAST_SOUND);
  return heard !== undefined && saysNothingElse(spelt, heard.name) ? heard.what : undefined;
};

/** A doctor's hours, or the time of day. */
const NOT_THE_HOUSE = /出诊|坐诊|医生|大夫|主任|教授|几点(钟|了)|放号/;

/** Whether a question asks for hours and names nothing but the hospital, its 门诊, or nobody (你们明天上班吗). */
export const asksHouseHours = (text: string): boolean =>
  asksHours(text) && !NOT_THE_HOUSE.test(text) && rest(text, '') === '';

/** The person whom such a question names (贺兰舟医生什么时间出诊). */
export const personAnswer = (people: readonly Person[], text: string): Person | undefined => {
  if (!asks(text)) return undefined;
  const said = text.toLowerCase();
  const found = named(people, ({ name }) => [name], said, 2);
  return found !== undefined && saysNothingElse(said, found.name) ? found.what : undefined;
};

const DAYS = ['一', '二', '三', '四', '五', '六', '日'];
const PERIODS: Readonly<Record<string, string>> = { AM: '上午', PM: '下午', EVENING: '夜间' };

/** 贺兰舟 主任医师：周一上午、周三上午出诊。 */
export const personLine = ({ name, title, schedule }: Person): string => {
  const times = schedule.map(
    ({ weekday, period }) => `周${DAYS[weekday - 1] ?? ''}${PERIODS[period] ?? ''}`,
  );
  return times.length === 0
    ? `${name} ${title}`
    : `${name} ${title}：${times.join('、')}出诊，以当天挂号页面为准`;
};

/** 贺兰舟 on some days: 11月26日（周四）不出诊. A public holiday is no day of a regular consultation. */
export const personDays = (
  { schedule }: Person,
  calendar: Calendar,
  days: readonly CalendarDate[],
): string =>
  days
    .map((on) => {
      const { working, name } = dayKind(calendar, on);
      const holiday = !working && name !== null;
      const periods = schedule
        .filter(({ weekday }) => weekday === weekdayOf(on) && !holiday)
        .map(({ period }) => PERIODS[period] ?? '');
      const why = holiday ? `${name}，` : '';
      const date = `${Number(on.slice(5, 7))}月${Number(on.slice(8))}日（周${DAYS[weekdayOf(on) - 1]}）`;
      return `${date}${why}${periods.length === 0 ? '不出诊' : `${periods.join('、')}出诊`}`;
    })
    .join('；');

export type DirectoryHit = {
  readonly department: Department;
  readonly person: Person | null;
};

const SHOWN = 8;

/** How well a word meets names, by characters or sound, whatever the case; 0 = not at all. */
const closeness = (names: readonly string[], typed: string, sound: string): number => {
  let best = 0;
  for (const name of names) {
    const written = name.toLowerCase();
    if (written === typed) return 4;
    if (written.startsWith(typed)) best = Math.max(best, 3);
    else if (written.includes(typed)) best = Math.max(best, 2);
    if (sound === '') continue;
    const spelt = soundOf(name);
    const initials = syllables(name)
      .map((syllable) => syllable.charAt(0))
      .join('');
    if (spelt.startsWith(sound) || initials === sound) best = Math.max(best, 2);
  }
  return best;
};

/** What was typed as it stands, and without what only asks: 门诊 and the ma of mazui are filler and names alike. */
const wordsOf = (query: string): readonly string[] => {
  const typed = query.toLowerCase().replace(/[\s\p{P}]/gu, '');
  return [...new Set([typed, typed.replace(FILLER, '')])].filter((word) => word !== '');
};

const soundIn = (word: string): string => (/^[a-z]{2,}$/.test(word) ? word : '');

/** Look-up by name, alias, pinyin (full or initials), topic or person, best first. */
export const lookUp = (
  departments: readonly Department[],
  people: readonly Person[],
  query: string,
): readonly DirectoryHit[] => {
  const words = wordsOf(query);
  const near = (names: readonly string[], byEar = true): number =>
    Math.max(0, ...words.map((word) => closeness(names, word, byEar ? soundIn(word) : '')));
  const hits: { hit: DirectoryHit; rank: number }[] = [];
  for (const department of departments) {
    const byName = near([department.name, ...department.aliases]);
    const rank = Math.max(byName, near(department.handles, false) / 2);
    if (rank > 0) hits.push({ hit: { department, person: null }, rank });
  }
  for (const person of people) {
    const rank = near([person.name]);
    const department = departmentNamed(departments, person.department);
    if (rank > 0 && department !== undefined) hits.push({ hit: { department, person }, rank });
  }
  return hits
    .sort((a, b) => b.rank - a.rank)
    .slice(0, SHOWN)
    .map(({ hit }) => hit);
};
