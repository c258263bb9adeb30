import { StartError } from './start-error.ts';

/** Where the names inside a template get their values from. */
export type Scope = {
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, name: string) => unknown;
  readonly importValue: (exportName: string) => unknown;
  readonly stackOutput: (stackName: string, outputName: string) => unknown;
  readonly mapping: (map: string, first: string, second: string) => unknown;
  readonly condition: (name: string) => boolean;
};

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const list = (value: unknown, scope: Scope): unknown[] => {
  const resolved = resolve(value, scope);
  if (!Array.isArray(resolved)) throw new StartError('The template has a list that is none.');
  return resolved;
};

const words = (value: unknown, scope: Scope): string[] => list(value, scope).map(String);

const getAtt: Intrinsic = (argument, scope) => {
  const [logicalId = '', ...path] = Array.isArray(argument)
    ? argument.map(String)
    : String(argument).split('.');
  return scope.attribute(logicalId, path.join('.'));
};

const join: Intrinsic = (argument, scope) => {
  const [separator, parts] = argument as [string, unknown];
  return list(parts, scope)
    .map((part) => (Array.isArray(part) ? part.join(separator) : String(part)))
    .join(separator);
};

const substitute: Intrinsic = (argument, scope) => {
  const [text, own] = Array.isArray(argument)
    ? (argument as [string, Record<string, unknown>])
    : [String(argument), {}];
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (name in own) return String(resolve(own[name], scope));
    return String(name.includes('.') ? getAtt(name, scope) : scope.ref(name));
  });
};

const isTrue = (value: unknown, scope: Scope): boolean => {
  const resolved = resolve(value, scope);
  return resolved === true || resolved === 'true';
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': getAtt,
  'Fn::Join': join,
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, from] = argument as [unknown, unknown];
    return list(from, scope)[Number(resolve(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = argument as [string, unknown];
    return String(resolve(text, scope)).split(separator);
  },
  'Fn::ImportValue': (name, scope) => scope.importValue(String(resolve(name, scope))),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = argument as { StackName: unknown; OutputName: unknown };
    return scope.stackOutput(String(resolve(StackName, scope)), String(resolve(OutputName, scope)));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = words(argument, scope);
    return scope.mapping(map, first, second);
  },
  'Fn::Base64': (text, scope) =>
    Buffer.from(String(resolve(text, scope)), 'utf8').toString('base64'),
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = argument as [string, unknown, unknown];
    return resolve(scope.condition(name) ? yes : no, scope);
  },
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = argument as [unknown, unknown];
    return JSON.stringify(resolve(left, scope)) === JSON.stringify(resolve(right, scope));
  },
  'Fn::Not': (argument, scope) => !(argument as unknown[]).some((value) => isTrue(value, scope)),
  'Fn::And': (argument, scope) => (argument as unknown[]).every((value) => isTrue(value, scope)),
  'Fn::Or': (argument, scope) => (argument as unknown[]).some((value) => isTrue(value, scope)),
};

const asIntrinsic = (value: object): [Intrinsic, unknown] | undefined => {
  const [only, ...more] = Object.entries(value);
  if (only === undefined || more.length > 0) return undefined;
  const [key, argument] = only;
  const known = intrinsics[key];
  if (known !== undefined && (key !== 'Condition' || typeof argument === 'string'))
    return [known, argument];
  if (key.startsWith('Fn::'))
    throw new StartError(`The template uses ${key}, which the local runner does not know.`);
  return undefined;
};

/** The value with every intrinsic function replaced; `AWS::NoValue` removes its key. */
export const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value))
    return value.map((part) => resolve(part, scope)).filter((part) => part !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const intrinsic = asIntrinsic(value);
  if (intrinsic !== undefined) return intrinsic[0](intrinsic[1], scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, resolve(part, scope)] as const)
      .filter(([, part]) => part !== undefined),
  );
};
