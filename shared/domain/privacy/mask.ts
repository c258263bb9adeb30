import names from '#shared/data/privacy/names.json' with { type: 'json' };
import { findPersonalData } from './find.ts';
import { type PersonalDataKind, type PersonalDataSpan, placeholders } from './personal-data.ts';

/**
 * How much of a value stays readable.
 * `partial`: enough to recognise a value one knows (138****5678, 王**); for staff without the right to reveal.
 * `strict`: at most one or two signs; where many people read along.
 * `full`: only the kind of the value, in brackets; for logs, exports and notices.
 */
export type MaskLevel = 'partial' | 'strict' | 'full';

type Mask = (value: string) => string;

const stars = (n: number): string => '*'.repeat(Math.max(1, n));
/** Without the separators: what is kept must not depend on how a number was spaced. */
const signs = (value: string): string => value.replace(/[^\p{L}\p{N}]/gu, '');

const ends =
  (head: number, tail: number): Mask =>
  (value) => {
    const kept = signs(value);
    if (kept.length <= head + tail + 2) return stars(kept.length);
    return kept.slice(0, head) + stars(kept.length - head - tail) + (tail ? kept.slice(-tail) : '');
  };

const compound = new Set(names.compound);

const surname: Mask = (value) => {
  if (/^[A-Za-z]/u.test(value)) return `${value.slice(0, 1)}***`;
  const signs = [...value];
  const head = compound.has(value.slice(0, 2)) && signs.length > 2 ? 2 : 1;
  return signs.slice(0, head).join('') + stars(Math.min(3, signs.length - head));
};

/** Keeps province, city and district. */
const district: Mask = (value) => {
  const head =
    /^(?:\p{Script=Han}{2,8}?(?:省|自治区))?(?:\p{Script=Han}{2,6}?(?:市|州|地区|盟))?(?:\p{Script=Han}{1,5}?(?:区|县|旗|市))?/u.exec(
      value,
    );
  return `${head?.[0] ?? ''}***`;
};

const mailbox: Mask = (value) =>
  `${value.slice(0, 1)}***@${value.slice(value.lastIndexOf('@') + 1).trim()}`;

/** The hospital's masking conventions, kind by kind. */
const partial: Record<PersonalDataKind, Mask> = {
  phone: ends(3, 4),
  id_card: ends(3, 4),
  bank_card: ends(0, 4),
  name: surname,
  address: district,
  medical_record_no: ends(0, 4),
  email: mailbox,
  wechat: ends(1, 0),
};

const strict: Record<PersonalDataKind, Mask> = {
  phone: ends(0, 2),
  id_card: ends(1, 1),
  bank_card: ends(0, 2),
  name: (value) => stars(Math.min(3, [...value].length)),
  address: () => '***',
  medical_record_no: ends(0, 2),
  email: () => '***',
  wechat: () => '***',
};

function maskOf(level: MaskLevel, kind: PersonalDataKind): Mask {
  if (level === 'full') return () => placeholders[kind];
  return level === 'strict' ? strict[kind] : partial[kind];
}

/** Replaces the given spans of a text; spans are sorted and do not overlap, as `findPersonalData` returns them. */
export function maskText(
  text: string,
  spans: readonly PersonalDataSpan[],
  level: MaskLevel = 'partial',
): string {
  let masked = '';
  let from = 0;
  for (const { start, end, kind } of spans) {
    masked += text.slice(from, start) + maskOf(level, kind)(text.slice(start, end));
    from = end;
  }
  return masked + text.slice(from);
}

/** Rounds in which a mask may keep a sign; from then on finds become stars or brackets altogether. */
const gentleRounds = 3;

/**
 * Finds and masks until nothing is found any more, because a mask changes what its neighbours look like. Ends: after
 * the first rounds every find is turned into signs that are never part of a find. Hence idempotent.
 */
export function maskPersonalData(text: string, level: MaskLevel = 'partial'): string {
  let masked = text;
  for (let round = 0; ; round++) {
    const spans = findPersonalData(masked);
    if (spans.length === 0) return masked;
    if (round < gentleRounds) masked = maskText(masked, spans, level);
    else for (const { start, end } of spans) masked = blackOut(masked, start, end);
  }
}

const blackOut = (text: string, start: number, end: number): string =>
  text.slice(0, start) + '*'.repeat(end - start) + text.slice(end);

/** A text without personal data, each value replaced by the name of its kind: for logs, exports and notices. */
export function scrub(text: string): string {
  return maskPersonalData(text, 'full');
}
