import { hashFeature } from '#shared/learn/features.ts';
import { normalise } from '#shared/text/normalise.ts';
import { syllableOf } from '#shared/text/pinyin.ts';

const LONGEST = 24;
const EVERY = 6;
const WEIGHT = 0.3;

const typed = (text: string): string =>
  [...normalise(text)]
    .map((char) => {
      const syllable = syllableOf(char.codePointAt(0) ?? 0);
      return syllable === '' ? char : ` ${syllable}`;
    })
    .join('')
    .trim();

/** Some short rows once more, typed in full pinyin: too few people write so for a corpus to hold enough of it. */
export const inPinyin = <Row extends { readonly text: string; readonly weight?: number }>(
  rows: readonly Row[],
): readonly Row[] =>
  rows
    .filter(({ text }) => text.length <= LONGEST && /[\u4e00-\u9fff]/.test(text))
    .filter(({ text }) => hashFeature(`pinyin/${text}`) % EVERY === 0)
    .map((row) => ({ ...row, text: typed(row.text), weight: (row.weight ?? 1) * WEIGHT }));
