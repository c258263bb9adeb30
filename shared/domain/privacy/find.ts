import { findAddresses } from './addresses.ts';
import { foldWidth } from './fold.ts';
import { findEmails, findWechatIds } from './handles.ts';
import { findNames } from './names.ts';
import { findNumbers } from './numbers.ts';

import { type PersonalDataSpan, placeholders } from './personal-data.ts';
import { findRecordNumbers } from './records.ts';

const scrubbed = new RegExp(
  Object.values(placeholders)
    .map((word) => word.replace(/[[\]]/gu, '\\$&'))
    .join('|'),
  'gu',
);

/** The brackets of an already scrubbed text are no labels of what follows them. */
const withoutPlaceholders = (text: string): string =>
  text.replace(scrubbed, (word) => '■'.repeat(word.length));

/**
 * Finds personal data in a text: sorted, never overlapping, offsets in UTF-16 code units of the text as given.
 * Kinds whose form proves them (a check digit, an @) win over kinds that only a label or a grammar suggests.
 * Never throws; time grows linearly with the text.
 */
export function findPersonalData(text: string): PersonalDataSpan[] {
  const folded = withoutPlaceholders(foldWidth(text));
  const taken = new Uint8Array(text.length);
  const spans: PersonalDataSpan[] = [];
  const finders = [
    findEmails,
    findNumbers,
    findRecordNumbers,
    findWechatIds,
    findAddresses,
    findNames,
  ];
  for (const find of finders) {
    for (const span of find(folded)) {
      if (taken.subarray(span.start, span.end).includes(1)) continue;
      taken.fill(1, span.start, span.end);
      spans.push(span);
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}
