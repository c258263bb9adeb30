import type { PersonalDataKind, PersonalDataSpan } from './personal-data.ts';

const patterns: readonly (readonly [PersonalDataKind, RegExp])[] = [
  ['email', /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/gu],
  ['id_card', /(?<!\d)[1-9]\d{16}[\dXx](?!\d)/gu],
  ['bank_card', /(?<!\d)(?:62\d{17}|\d{16})(?!\d)/gu],
  ['phone', /(?<!\d)1[3-9]\d{9}(?!\d)/gu],
];

/** Finds personal data in a text: sorted, never overlapping, offsets in UTF-16 code units. Never throws. */
export function findPersonalData(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  for (const [kind, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (!spans.some((span) => span.start < end && start < span.end)) {
        spans.push({ start, end, kind });
      }
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}
