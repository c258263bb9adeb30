import { simplify } from './traditional.ts';

/** Zero-width and directional marks, soft hyphen, variation selectors, byte-order mark: they change no meaning. */
const INVISIBLE =
  /\u00ad|\u034f|\u061c|[\u115f-\u1160]|[\u17b4-\u17b5]|[\u180b-\u180f]|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u206f]|[\ufe00-\ufe0f]|\ufeff|[\ufff9-\ufffb]/g;

/** Half a surrogate pair carries no text and breaks encoders further on. */
// No lookbehind: this runs in browsers, and Safari before 16.4 refuses a script that has one.
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Four or more of one character are one emphasis: 痛痛痛痛痛 and 痛痛痛 read the same. */
const STRETCHED = /(.)\1{3,}/gu;

/**
 * The form in which every language module reads a text: NFKC (full width to half width), invisible characters
 * dropped, lower case, traditional to simplified, runs of a character cut to three, white space folded to one
 * blank. Punctuation and emoji stay, because they separate and colour meaning. Idempotent; linear in the length.
 */
export const normalise = (text: string): string => normaliseWith(text, simplify);

/** The same with another table of simplified characters, for bundles that cannot carry the whole one. */
export const normaliseWith = (text: string, simplified: (text: string) => string): string =>
  simplified(
    text.replace(LONE_SURROGATE, '').normalize('NFKC').replace(INVISIBLE, '').toLowerCase(),
  )
    .replace(/\s+/g, ' ')
    .replace(STRETCHED, '$1$1$1')
    .trim();

export const isHan = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf);
