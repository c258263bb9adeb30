/** One route of an HTTP API, taken apart for matching. */
export type RoutePattern = {
  readonly routeKey: string;
  readonly method: string;
  readonly segments: readonly string[];
};

export type RouteMatch<R extends RoutePattern> = {
  readonly route: R;
  readonly parameters: Readonly<Record<string, string>>;
};

export const parseRouteKey = (routeKey: string): RoutePattern => {
  if (routeKey === '$default') return { routeKey, method: 'ANY', segments: ['{$default+}'] };
  const [method = 'ANY', path = '/'] = routeKey.split(' ');
  return { routeKey, method, segments: path.split('/').slice(1) };
};

const greedy = (segment: string): string | undefined => /^\{(.+)\+\}$/.exec(segment)?.[1];
const variable = (segment: string): string | undefined => /^\{([^+]+)\}$/.exec(segment)?.[1];

const rank = (segment: string): number => {
  if (segment === '{$default+}') return 3;
  if (greedy(segment) !== undefined) return 2;
  return variable(segment) === undefined ? 0 : 1;
};

/** Full matches win over path variables, these over greedy ones, a method over ANY (API Gateway, "Routing API requests"). */
export const bySpecificity = (left: RoutePattern, right: RoutePattern): number => {
  const length = Math.max(left.segments.length, right.segments.length);
  for (let i = 0; i < length; i += 1) {
    const difference = rank(left.segments[i] ?? '') - rank(right.segments[i] ?? '');
    if (difference !== 0) return difference;
  }
  return Number(left.method === 'ANY') - Number(right.method === 'ANY');
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The value of one plain or `{name}` segment: undefined when it does not fit. */
const matchOne = (
  segment: string,
  actual: string | undefined,
): Record<string, string> | undefined => {
  const name = variable(segment);
  if (actual === undefined) return undefined;
  if (name === undefined) return actual === segment ? {} : undefined;
  return actual === '' ? undefined : { [name]: decode(actual) };
};

const matchSegments = (
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [i, segment] of pattern.entries()) {
    const rest = greedy(segment);
    if (rest === '$default') return {};
    if (rest !== undefined) {
      const value = path.slice(i).join('/');
      return value === '' ? undefined : { ...parameters, [rest]: decode(value) };
    }
    const found = matchOne(segment, path[i]);
    if (found === undefined) return undefined;
    Object.assign(parameters, found);
  }
  return path.length === pattern.length ? parameters : undefined;
};

/** `sorted` by `bySpecificity`; `path` as it came over the wire, without the query. */
export const matchRoute = <R extends RoutePattern>(
  sorted: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined => {
  const segments = path.split('/').slice(1);
  for (const route of sorted) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const parameters = matchSegments(route.segments, segments);
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
};
