/**
 * Filter patterns of event source mappings: every field of the pattern must hold; a list holds when one of its
 * rules does (Lambda, "Filter rule syntax").
 */
type Rule = string | number | boolean | null | Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const compare: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const numeric = (value: unknown, terms: readonly unknown[]): boolean => {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) return false;
  for (let i = 0; i < terms.length; i += 2)
    if (compare[String(terms[i])]?.(number, Number(terms[i + 1])) !== true) return false;
  return true;
};

const text = (value: unknown, test: (value: string) => boolean): boolean =>
  typeof value === 'string' && test(value);

const operators: Readonly<Record<string, (value: unknown, argument: unknown) => boolean>> = {
  exists: (value, wanted) => (value !== undefined) === wanted,
  prefix: (value, start) => text(value, (v) => v.startsWith(String(start))),
  suffix: (value, end) => text(value, (v) => v.endsWith(String(end))),
  'equals-ignore-case': (value, other) =>
    text(value, (v) => v.toLowerCase() === String(other).toLowerCase()),
  'anything-but': (value, others) =>
    value !== undefined && !(Array.isArray(others) ? others : [others]).includes(value),
  numeric: (value, terms) => numeric(value, Array.isArray(terms) ? terms : []),
};

const matchesRule = (rule: Rule, value: unknown): boolean => {
  if (!isObject(rule)) return value === rule;
  return Object.entries(rule).every(
    ([operator, argument]) => operators[operator]?.(value, argument) === true,
  );
};

export const matchesPattern = (pattern: unknown, value: unknown): boolean => {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or')
      return Array.isArray(wanted) && wanted.some((each) => matchesPattern(each, value));
    const actual = isObject(value) ? value[field] : undefined;
    return Array.isArray(wanted)
      ? wanted.some((rule: Rule) => matchesRule(rule, actual))
      : matchesPattern(wanted, actual);
  });
};

const rulesOf = (pattern: unknown): string[] => {
  if (Array.isArray(pattern)) return pattern.filter(isObject).flatMap((rule) => Object.keys(rule));
  return isObject(pattern) ? Object.values(pattern).flatMap(rulesOf) : [];
};

/** Operators in a pattern that this does not know: a reason not to start. */
export const unknownOperators = (pattern: unknown): string[] =>
  rulesOf(pattern).filter((operator) => !(operator in operators));
