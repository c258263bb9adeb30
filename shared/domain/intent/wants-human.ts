import {
  NOT_WISH_RULES,
  WISH_RULES,
  WISH_TYPOS,
  WISH_WORDS,
  type WishRule,
} from '#shared/data/intent/wants-human.ts';

type Compiled = { readonly id: string; readonly test: RegExp };

const expand = (pattern: string): string =>
  pattern.replace(/\{([A-Z]+)\}/g, (_, name: string) => WISH_WORDS[name] ?? name);

const compile = (rules: readonly WishRule[]): readonly Compiled[] =>
  rules.map(({ id, pattern }) => ({ id, test: new RegExp(expand(pattern)) }));

let slips: readonly (readonly [RegExp, string])[] | undefined;
let wishes: readonly Compiled[] | undefined;
let refusals: readonly Compiled[] | undefined;

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

/** Which rules of the wish grammar a normalised text meets. */
export const readWish = (normalised: string): WishSigns => {
  slips ??= WISH_TYPOS.map(([wrong, right]) => [new RegExp(wrong, 'g'), right]);
  const text = slips.reduce((read, [wrong, right]) => read.replace(wrong, right), normalised);
  wishes ??= compile(WISH_RULES);
  refusals ??= compile(NOT_WISH_RULES);
  const wish = new Set<string>();
  const doubtful = new Set<string>();
  const counter = new Set<string>();
  for (const clause of clausesOf(text)) {
    const against = refusals.filter((rule) => rule.test.test(clause));
    for (const rule of against) counter.add(rule.id);
    for (const rule of wishes)
      if (rule.test.test(clause)) (against.length > 0 ? doubtful : wish).add(rule.id);
  }
  return { wish: [...wish], doubtful: [...doubtful], counter: [...counter] };
};
