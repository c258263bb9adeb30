import {
  NOT_WISH_RULES,
  WISH_RULES,
  WISH_TYPOS,
  WISH_WORDS,
  type WishRule,
} from '#shared/data/intent/wants-human.ts';
import {
  WISH_ABLE,
  WISH_CLASSES,
  WISH_PATTERN_COUNTERS,
  WISH_PATTERN_WORDS,
  WISH_PATTERNS,
} from '#shared/data/intent/wish-classes.ts';

type Compiled = { readonly id: string; readonly test: RegExp };

const expand = (pattern: string): string =>
  pattern.replace(/\{([A-Z]+)\}/g, (_, name: string) => WISH_WORDS[name] ?? name);

const compile = (rules: readonly WishRule[]): readonly Compiled[] =>
  rules.map(({ id, pattern }) => ({ id, test: new RegExp(expand(pattern)) }));

type Classes = { readonly letterOf: ReadonlyMap<string, string>; readonly longest: number };

/** "_" in a stored word stands for a space: the lists are separated by spaces. */
const compileClasses = (): Classes => {
  const letterOf = new Map<string, string>();
  for (const [letter, words] of Object.entries(WISH_CLASSES))
    for (const word of words.split(' ')) letterOf.set(word.replaceAll('_', ' '), letter);
  return { letterOf, longest: Math.max(...[...letterOf.keys()].map((word) => word.length)) };
};

const isLatin = (char: string | undefined): boolean =>
  char !== undefined && char >= 'a' && char <= 'z';

/** A Latin word counts only as a whole. */
const standsAlone = (clause: string, from: number, to: number): boolean =>
  !(isLatin(clause[from]) && isLatin(clause[from - 1])) &&
  !(isLatin(clause[to - 1]) && isLatin(clause[to]));

let classes: Classes | undefined;
let able: RegExp | undefined;

type Word = { readonly letter: string; readonly length: number };

const wordAt = (clause: string, at: number): Word | undefined => {
  classes ??= compileClasses();
  able ??= new RegExp(WISH_ABLE, 'y');
  able.lastIndex = at;
  const named = able.exec(clause);
  if (named !== null) return { letter: '1', length: named[0].length };
  for (let length = Math.min(classes.longest, clause.length - at); length > 0; length -= 1) {
    const letter = classes.letterOf.get(clause.slice(at, at + length));
    if (letter !== undefined && standsAlone(clause, at, at + length)) return { letter, length };
  }
  return undefined;
};

/** A clause as a row of class letters, "_" for any stretch of other words. */
export const rowOf = (clause: string): string => {
  let row = '';
  for (let at = 0; at < clause.length; ) {
    const word = wordAt(clause, at);
    if (word !== undefined) row += word.letter;
    else if (!row.endsWith('_') && clause[at] !== ' ') row += '_';
    at += word?.length ?? 1;
  }
  return row;
};

let slips: readonly (readonly [RegExp, string])[] | undefined;
let wishes: readonly Compiled[] | undefined;
let refusals: readonly Compiled[] | undefined;
let rowWishes: readonly Compiled[] | undefined;
let rowRefusals: readonly Compiled[] | undefined;

const compileRows = (rules: readonly WishRule[]): readonly Compiled[] =>
  rules.map(({ id, pattern }) => ({
    id,
    test: new RegExp(
      pattern.replace(/\{([A-Z]+)\}/g, (_, name: string) => WISH_PATTERN_WORDS[name] ?? name),
    ),
  }));

export type WishSigns = {
  /** Rules that speak for a wish in a clause without a counter-sign. */
  readonly wish: readonly string[];
  /** Rules that speak for a wish in a clause that also has a counter-sign. */
  readonly doubtful: readonly string[];
  readonly counter: readonly string[];
};

/** Longer texts are read at both ends: a wish stands at the beginning or at the end. */
const CLAUSE_LIMIT = 60;
const MAX_CLAUSE = 120;

const clausesOf = (normalised: string): readonly string[] => {
  const all = normalised
    .split(/[,。!?;:、\n~…]+|(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])|[.](?= |$)/)
    .flatMap((part) => {
      const clause = part.trim();
      if (clause === '') return [];
      return clause.length <= MAX_CLAUSE ? [clause] : (clause.match(/.{1,120}/gsu) ?? []);
    });
  return all.length <= CLAUSE_LIMIT
    ? all
    : [...all.slice(0, CLAUSE_LIMIT / 2), ...all.slice(-CLAUSE_LIMIT / 2)];
};

const met = (rules: readonly Compiled[], text: string): readonly string[] =>
  rules.filter((rule) => rule.test.test(text)).map((rule) => rule.id);

/**
 * Which rules of the wish grammar a normalised text meets, clause by clause: wordings over the text itself and patterns
 * over rows of word classes, each with counter-signs of its own kind.
 */
export const readWish = (normalised: string): WishSigns => {
  slips ??= WISH_TYPOS.map(([wrong, right]) => [new RegExp(wrong, 'g'), right]);
  const text = slips.reduce((read, [wrong, right]) => read.replace(wrong, right), normalised);
  wishes ??= compile(WISH_RULES);
  refusals ??= compile(NOT_WISH_RULES);
  rowWishes ??= compileRows(WISH_PATTERNS);
  rowRefusals ??= compileRows(WISH_PATTERN_COUNTERS);
  const wish = new Set<string>();
  const doubtful = new Set<string>();
  const counter = new Set<string>();
  const take = (found: readonly string[], against: readonly string[]): void => {
    if (found.length === 0) return;
    for (const id of against) counter.add(id);
    for (const id of found) (against.length > 0 ? doubtful : wish).add(id);
  };
  for (const clause of clausesOf(text)) {
    take(met(wishes, clause), met(refusals, clause));
    const row = rowOf(clause);
    take(met(rowWishes, row), met(rowRefusals, row));
  }
  return { wish: [...wish], doubtful: [...doubtful], counter: [...counter] };
};
