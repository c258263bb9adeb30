import places from '#shared/data/privacy/places.json' with { type: 'json' };
import type { PersonalDataSpan } from './personal-data.ts';

/** Names a span may begin with. Counties of Hunan with their suffix; provinces and cities without. */
const provinces = new Set(places.provinces);
const cities = new Set(places.cities);
const counties = new Set(places.counties);

/** Signs that end the name of a place: particles, verbs, pronouns, question words. */
const breaks = '的了我你您他她它们是在到给寄送吗呢吧啊呀哦咯哒怎哪谁这那想问请帮让叫把被';
const name = (max: number, min = 1) => `[^\\p{P}\\p{S}\\p{Z}\\dA-Za-z${breaks}]{${min},${max}}?`;
const count = '(?:[0-9]{1,5}|[A-Za-z]{1,2}[0-9]{0,4}|[一二三四五六七八九十百]{1,4})';

type Level = 'admin' | 'town' | 'village' | 'road' | 'number' | 'estate' | 'building' | 'rest';

/** Parts in the order in which they are tried at one place. */
const parts: readonly (readonly [Level, RegExp])[] = [
  ['number', new RegExp(`${count}(?:[-—]${count}){0,2}号(?:院|楼|附${count}号)?(?:内|旁)?`, 'uy')],
  [
    'building',
    new RegExp(
      `(?:第|附)?${count}(?:[-—]${count}){1,3}(?:[室号楼栋])?|第?${count}(?:栋|幢|单元|号楼|座|期|区|室|楼|层|门|宿舍|弄|户|房)|[东西南北中]区|架空层`,
      'uy',
    ),
  ],
  ['village', new RegExp(`${count}(?:村民小组|小组|组|队|巷|冲)`, 'uy')],
  ['town', new RegExp(`${name(7)}(?:街道办事处|街道|镇|民族乡|瑶族乡|乡)`, 'uy')],
  [
    'road',
    new RegExp(
      `${name(7)}(?:大道|大街|公路|国道|路口|路|街|巷|胡同|弄)(?:[东西南北中一二三四五]段|[一二三四五六七八九十]巷)?(?:交叉口)?`,
      'uy',
    ),
  ],
  [
    'village',
    new RegExp(`${name(7)}(?:村委会|居委会|行政村|自然村|社区|村|圩|屯|寨|湾|屋场|组|冲|坳)`, 'uy'),
  ],
  [
    'estate',
    new RegExp(
      `${name(9, 0)}(?:老干所|街上|[东西南北]园|家属区|生活区|小区|花园|花苑|新村|新城|名城|家园|公寓|大厦|广场|佳苑|嘉园|豪庭|华府|名邸|山庄|华城|宿舍楼|宿舍|家属院|家属楼|安置区|安置房|老干所|国际城|山水城|美郡|公馆|苑|城|府|院|厂|公司|学院|学校|大学|中学|小学|幼儿园|校区|中央|服务站|工业园|工业区|园区|里|邸|湾|庭|居|阁)(?:[东西南北]区|[东西南北]院|北校区|南校区)?`,
      'uy',
    ),
  ],
];

interface Found {
  readonly level: Level;
  readonly end: number;
}

function partAt(text: string, at: number, seen: ReadonlySet<Level>): Found | null {
  for (const [level, pattern] of parts) {
    if (level === 'town' && (seen.has('road') || seen.has('village'))) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { level, end: at + match[0].length };
  }
  const bare = /[A-Z]?\d{2,5}(?![\d.]|[元块年月日天岁点分床号])/uy;
  bare.lastIndex = at;
  const room =
    seen.has('building') || seen.has('estate') || seen.has('number') ? bare.exec(text) : null;
  return room ? { level: 'building', end: at + room[0].length } : null;
}

const provinceSuffix = /(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?/uy;
const citySuffix = /(?:市|自治州|地区|州|盟)?/uy;
const county =
  /[^\p{P}\p{S}\p{Z}\d的了我你他她是在有到从]{1,5}?(?:新区|高新区|自治县|区|县|市|旗)/uy;

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function knownAt(names: ReadonlySet<string>, text: string, at: number): number {
  for (let length = 5; length >= 2; length--) {
    if (names.has(text.slice(at, at + length))) return at + length;
  }
  return at;
}

/** Province, city, county, each optional but the first one found must be a known name. Returns where they end. */
function adminEnd(text: string, start: number): number {
  let at = knownAt(provinces, text, start);
  if (at > start) at = endOf(provinceSuffix, text, at);
  const city = knownAt(cities, text, at);
  if (city > at) at = endOf(citySuffix, text, city);
  const known = knownAt(counties, text, at);
  if (known > at) return known;
  if (at === start) return start;
  // 资兴市, 乐昌市, 浦东新区 behind a known name; 郴州大道 is a road of that city, not a county.
  const next = endOf(county, text, at);
  return /^[^路街道镇乡村]*$/u.test(text.slice(at, next)) ? next : at;
}

/** `county`: the part in front reaches a county, or names its level (市, 州), so that what follows is a place. */
function isAddress(seen: ReadonlySet<Level>, county: boolean): boolean {
  const numbered = seen.has('number') || seen.has('building');
  if (seen.has('road') && (numbered || seen.has('estate'))) return true;
  if (seen.has('estate') && seen.has('building')) return true;
  if (seen.has('town') && (county || seen.has('village') || numbered)) return true;
  return seen.has('village') && (county || numbered);
}

/** Where a home is named: behind these words a span may begin with any name. */
const cue =
  /(?:住址|地址|住在|家住|家在|户口|寄到|寄往|寄去|寄|送到|送货到|快递到|单位|租在|搬到|发到|邮到|邮寄至|收货|[我他她妈爸人现居]住)[:：是在到 ]{0,3}$/u;

/** Public things that end like a street with a number: the hospital's own wings and rooms. */
const hospital = /医院|门诊楼|住院楼|急诊|病区|病房|诊室|护士站|院区/u;

function addressAt(text: string, start: number, admin: number): PersonalDataSpan | null {
  const seen = new Set<Level>(admin > start ? ['admin'] : []);
  let at = admin;
  for (let steps = 0; steps < 12; steps++) {
    const part = partAt(text, at, seen);
    if (!part) break;
    seen.add(part.level);
    at = part.end;
    if (text[at] === ' ' && partAt(text, at + 1, seen)) at += 1;
  }
  // 郴州大道, 燕泉路 can begin like a known city: read the part again without it.
  const county = admin > start && /[市县区州旗盟]/u.test(text[admin - 1] ?? '');
  if (admin > start && !isAddress(seen, county)) return addressAt(text, start, start);
  if (admin === start && /^.{1,3}[镇乡]$/u.test(text.slice(start, at))) return null;
  if (!isAddress(seen, county) || hospital.test(text.slice(start, at))) return null;
  return { start, end: at, kind: 'address' };
}

const english =
  /(?:(?:Room|Rm|Flat|Apt|Unit|Building|Bldg|No)\.? ?[A-Z]?\d{1,5}[A-Z]?,? ){1,4}[A-Za-z0-9 ,.'-]{0,60}?(?:Road|Rd|Street|St|Avenue|Ave|Lane|Blvd)\b(?:,? [A-Z][a-z]+){0,5}/gu;

/**
 * Homes, workplaces and delivery addresses that reach a township, a road with a number, or a building of an
 * estate. Province, city or county alone is no address, nor are public places. `text` has its width folded.
 */
export function findAddresses(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  for (const match of text.matchAll(english)) {
    spans.push({ start: match.index, end: match.index + match[0].length, kind: 'address' });
  }
  let free = 0;
  for (let start = 0; start < text.length; start++) {
    if (start < free) continue;
    const admin = adminEnd(text, start);
    const open = admin > start || cue.test(text.slice(Math.max(0, start - 8), start));
    const span = open ? addressAt(text, start, admin) : null;
    if (!span || spans.some((other) => other.start < span.end && span.start < other.end)) continue;
    spans.push(span);
    free = span.end;
  }
  return spans.sort((a, b) => a.start - b.start);
}
