import type { Deployment, Resource } from './template.ts';

/** One allow or deny of a policy, as far as it is evaluated here: conditions are not (see supported.ts). */
export type Statement = {
  readonly allow: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
};

export type Request = { readonly action: string; readonly resource: string };

const asList = (value: unknown): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);

/** `*` and `?` as in IAM: any run of characters, any one character. */
const pattern = (text: string, flags: string): RegExp =>
  new RegExp(
    `^${text
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    flags,
  );

const patterns = new Map<string, RegExp>();
const matches = (text: string, value: string, flags = ''): boolean => {
  const key = `${flags}:${text}`;
  const known = patterns.get(key) ?? pattern(text, flags);
  patterns.set(key, known);
  return known.test(value);
};

export const matchesArn = (text: string, arn: string): boolean => matches(text, arn);

type PolicyDocument = { readonly Statement?: unknown };

/** Also reads the policies that authorizers answer with, which may spell a single statement without a list. */
export const statementsOf = (document: unknown): Statement[] => {
  const { Statement } = (document ?? {}) as PolicyDocument;
  const list = Array.isArray(Statement) ? Statement : Statement === undefined ? [] : [Statement];
  return list.map((entry: Record<string, unknown>) => ({
    allow: entry['Effect'] === 'Allow',
    actions: asList(entry['Action']),
    resources: asList(entry['Resource']),
  }));
};

const covers = (statement: Statement, { action, resource }: Request): boolean =>
  statement.actions.some((text) => matches(text, action, 'i')) &&
  statement.resources.some((text) => matches(text, resource));

/** A deny wins; without an allow it is a no. */
export const isAllowed = (statements: readonly Statement[], request: Request): boolean => {
  const about = statements.filter((statement) => covers(statement, request));
  return about.length > 0 && about.every(({ allow }) => allow);
};

const inlineOf = (deployment: Deployment, role: Resource): Statement[] => {
  const policies = deployment.properties(role)['Policies'];
  return (Array.isArray(policies) ? policies : []).flatMap((policy: { PolicyDocument?: unknown }) =>
    statementsOf(policy.PolicyDocument),
  );
};

/** What each role of the template may do, by the role's ARN. */
export const rolePolicies = (deployment: Deployment): Map<string, Statement[]> => {
  const byName = new Map<string, Statement[]>();
  const byArn = new Map<string, Statement[]>();
  for (const role of deployment.ofType('AWS::IAM::Role')) {
    const statements = inlineOf(deployment, role);
    byName.set(deployment.ref(role), statements);
    byArn.set(deployment.arn(role), statements);
  }
  for (const policy of deployment.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
    const { PolicyDocument, Roles } = deployment.properties(policy);
    for (const role of asList(Roles)) byName.get(role)?.push(...statementsOf(PolicyDocument));
  }
  return byArn;
};
