import { foldNumerals } from './fold.ts';
import type { PersonalDataKind, PersonalDataSpan } from './personal-data.ts';

interface DigitGroup {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** What stands between the group before and this one. */
  readonly gap: string;
}

/** No personal number is longer: 19 digits of a bank card. */
const longest = 19;

/** Region codes of GB/T 2260 that an identity number may begin with. */
const regions = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

/** 18 digits by GB 11643: region, birth date, order, check digit (ISO 7064, mod 11-2). */
export function isIdentityNumber(value: string): boolean {
  const found = /^(\d{2})\d{4}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/u.exec(value.toUpperCase());
  if (!found) return false;
  const [, region = '', year, month, day] = found;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (!regions.has(region) || date.getUTCMonth() + 1 !== Number(month)) return false;
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += Number(value[at]) * (2 ** (17 - at) % 11);
  return '10X98765432'[sum % 11] === value.toUpperCase()[17];
}

/** 16 or 19 digits that pass the Luhn check and begin like a card that is issued in China. */
export function isBankCard(value: string): boolean {
  if (!/^(?:[3-6]\d{15}|[69]\d{18})$/u.test(value)) return false;
  let sum = 0;
  for (let at = 0; at < value.length; at++) {
    const digit = Number(value[value.length - 1 - at]) * (at % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

const mobile = /^1[3-9]\d{9}$/u;
/** Area code (010, 02x, 0xxx) and seven or eight digits that do not begin with 0, 1 or 9. */
const landline = /^0(?:10|2\d)[2-8]\d{7}$|^0[3-9]\d{2}[2-8]\d{6,7}$/u;

/** Words that say that the number behind them is none of a person's. */
const otherNumber =
  /(?:单号|流水号?|交易号|发票号码?|票据代码|编号|条形码|条码|批号|批次|序列号|验证码|准字[A-Z]?|机器码|核销码|取件码|设备号|合同号|工号|学号|追溯码)[:： 是为#]{0,3}$/u;
const numberLabel = /(?:tel|phone|mobile|cell|call|wx|vx|v|dh|sj|id|sfz|card|no|t|m)[.:： ]?$/iu;

function kindOf(value: string): PersonalDataKind | null {
  if (mobile.test(value) || landline.test(value)) return 'phone';
  if (value.length === 18 && isIdentityNumber(value)) return 'id_card';
  return isBankCard(value) ? 'bank_card' : null;
}

/** The last two belong to keycap emoji, 1️⃣. */
const separators = /^(?:[ \-‐–—.·・,，、()]|\uFE0F|\u20E3){1,4}$/u;
const dashes = /^(?:[-‐–—]|\uFE0F|\u20E3){0,2}$/u;

function digitGroups(text: string): DigitGroup[][] {
  const runs: DigitGroup[][] = [];
  let last: DigitGroup | undefined;
  for (const match of text.matchAll(/\d+(?:[Xx](?![A-Za-z0-9_]))?/gu)) {
    const gap = last ? text.slice(last.end, Math.min(match.index, last.end + 5)) : '';
    const group = { start: match.index, end: match.index + match[0].length, digits: match[0], gap };
    const joined = last && match.index - last.end <= 4 && separators.test(gap);
    if (joined) runs.at(-1)?.push(group);
    else runs.push([group]);
    last = group;
  }
  return runs;
}

/** Commas and brackets part only the pieces of a telephone number, and only even ones. */
function mayJoin(groups: readonly DigitGroup[], kind: PersonalDataKind): boolean {
  const gaps = groups.slice(1).map(({ gap }) => gap.trim());
  if (kind !== 'phone') return gaps.every((gap) => dashes.test(gap));
  const commas = gaps.some((gap) => /[,，、]/u.test(gap));
  return !commas || groups.every(({ digits }) => digits.length <= 4);
}

function matchFrom(run: readonly DigitGroup[], from: number) {
  let value = '';
  let best: { to: number; kind: PersonalDataKind } | null = null;
  for (let to = from; to < run.length && value.length < longest; to++) {
    value += run[to]?.digits ?? '';
    const kind = value.length > longest ? null : kindOf(value);
    if (kind && mayJoin(run.slice(from, to + 1), kind)) best = { to, kind };
  }
  return best;
}

/** +86, 0086 and 86 written without a gap are not part of the number. */
function withoutCountryCode(group: DigitGroup): DigitGroup {
  const code = /^(?:00)?86(?=1[3-9]\d{9}$)/u.exec(group.digits)?.[0].length ?? 0;
  return code ? { ...group, start: group.start + code, digits: group.digits.slice(code) } : group;
}

function belongsToAPerson(text: string, start: number, kind: PersonalDataKind): boolean {
  const before = text.slice(Math.max(0, start - 12), start);
  if (kind === 'id_card') return true;
  if (otherNumber.test(before)) return false;
  return (
    !/[A-Za-z_]$/u.test(before) ||
    (/(?<![A-Za-z])\w{1,6}$/u.test(before) && numberLabel.test(before))
  );
}

function scan(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  for (const groups of digitGroups(text)) {
    const run = groups.map(withoutCountryCode);
    for (let at = 0; at < run.length; at++) {
      const found = matchFrom(run, at);
      const first = run[at];
      const last = found && run[found.to];
      if (!found || !first || !last) continue;
      if (!belongsToAPerson(text, first.start, found.kind)) continue;
      const bracket = text[first.start - 1] === '(' && text[first.end] === ')' ? 1 : 0;
      spans.push({ start: first.start - bracket, end: last.end, kind: found.kind });
      at = found.to;
    }
  }
  return spans;
}

/**
 * Telephone, identity and bank card numbers, however they are spaced, in digits first and then with
 * Chinese numerals read as digits. `text` has its width folded. Numbers that fail their check are left alone.
 */
export function findNumbers(text: string): PersonalDataSpan[] {
  const plain = scan(text);
  if (!/[零〇洞一幺壹二贰三叁四肆五伍六陆七柒拐八捌九玖勾]{3}/u.test(text)) return plain;
  const overlaps = (span: PersonalDataSpan) =>
    plain.some(({ start, end }) => start < span.end && span.start < end);
  return [...plain, ...scan(foldNumerals(text)).filter((span) => !overlaps(span))];
}
