import { PINYIN_ROWS } from './pinyin.generated.ts';

export type Syllable = string;

type Table = { readonly ofChar: Map<number, Syllable>; readonly known: Set<Syllable> };

const addRows = (table: Table, rows: string): void => {
  for (const row of rows.split(' ')) {
    const [syllable = ''] = /^[a-z]+/.exec(row) ?? [];
    table.known.add(syllable);
    for (let i = syllable.length; i < row.length; i += 1)
      table.ofChar.set(row.charCodeAt(i), syllable);
  }
};

let loaded: Table | undefined;
const table = (): Table => {
  if (loaded === undefined) {
    loaded = { ofChar: new Map(), known: new Set() };
    addRows(loaded, PINYIN_ROWS);
  }
  return loaded;
};

/** Toneless reading of one character (most common one, ü as v), or '' where it has none. Source: pinyin-pro. */
export const syllableOf = (code: number): Syllable => table().ofChar.get(code) ?? '';

export type Readings = {
  readonly syllableOf: (code: number) => Syllable;
  readonly splitPinyin: (letters: string) => readonly Syllable[] | undefined;
};

/** The same over rows of one's own, for bundles that cannot carry the whole table. */
export const readingsOf = (rows: string): Readings => {
  const own: Table = { ofChar: new Map(), known: new Set() };
  addRows(own, rows);
  return {
    syllableOf: (code) => own.ofChar.get(code) ?? '',
    splitPinyin: (letters) => splitBy(own.known, letters),
  };
};

/** Folds what speakers of southern dialects and hurried typists mix up: zh/z ch/c sh/s n/l f/h r/l ng/n. */
export const fuzzy = (syllable: Syllable): Syllable =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=[^g]|$)/, 'l')
    .replace(/^r/, 'l')
    .replace(/^f/, 'h')
    .replace(/([aei])ng$/, '$1n');

const MAX_SYLLABLE = 6;

/**
 * Splits Latin letters into pinyin syllables, fewest syllables first ("xiongkoutong" → xiong kou tong);
 * undefined where they are no pinyin. Linear: at most six tries a position.
 */
export const splitPinyin = (letters: string): readonly Syllable[] | undefined =>
  splitBy(table().known, letters);

const splitBy = (
  known: ReadonlySet<Syllable>,
  letters: string,
): readonly Syllable[] | undefined => {
  const word = letters.toLowerCase().replace(/ü/g, 'v');
  const best: (number | undefined)[] = [0];
  const cut: number[] = [0];
  for (let end = 1; end <= word.length; end += 1) {
    for (let start = Math.max(0, end - MAX_SYLLABLE); start < end; start += 1) {
      const before = best[start];
      if (before === undefined || !known.has(word.slice(start, end))) continue;
      const cost = before + 1;
      const current = best[end];
      if (current === undefined || cost < current) {
        best[end] = cost;
        cut[end] = start;
      }
    }
  }
  if (best[word.length] === undefined) return undefined;
  const out: Syllable[] = [];
  for (let end = word.length; end > 0; end = cut[end] ?? 0) out.unshift(word.slice(cut[end], end));
  return out;
};

/** The readings of a whole text: Han characters by table, Latin runs that are pinyin split, all else dropped. */
export const syllables = (text: string): readonly Syllable[] => {
  const out: Syllable[] = [];
  for (const [token] of text.matchAll(/[a-zü]+|[\u3400-\u9fff]/g)) {
    const code = token.charCodeAt(0);
    if (code >= 0x3400) {
      const syllable = syllableOf(code);
      if (syllable !== '') out.push(syllable);
    } else if (token.length <= 60) out.push(...(splitPinyin(token) ?? []));
  }
  return out;
};
