import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolve, type Scope } from './intrinsics.ts';
import { attributeOf, type Properties, refOf } from './physical.ts';
import { StartError } from './start-error.ts';

type RawResource = {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly Condition?: string;
};

type RawTemplate = {
  readonly Resources?: Record<string, RawResource>;
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: unknown }>;
  readonly Outputs?: Record<
    string,
    { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }
  >;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  readonly Conditions?: Record<string, unknown>;
};

type Stack = {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly template: RawTemplate;
  /** Folder of each asset by the hash that stands in the template. */
  readonly assets: ReadonlyMap<string, string>;
};

export type Resource = {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  /** As in the template, intrinsic functions and all. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** All stacks of one synthesized app as one deployment: names resolved, exports joined. */
export type Deployment = {
  readonly stacks: readonly Stack[];
  readonly resources: readonly Resource[];
  readonly ofType: (...types: string[]) => Resource[];
  /** Properties with every intrinsic function resolved. */
  readonly properties: (resource: Resource) => Properties;
  readonly ref: (resource: Resource) => string;
  readonly arn: (resource: Resource) => string;
  readonly outputs: () => Record<string, string>;
};

type Manifest = {
  readonly artifacts?: Record<
    string,
    {
      readonly type: string;
      readonly environment?: string;
      readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
    }
  >;
};

const readJson = <T>(path: string): T => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new StartError(`Cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
};

type AssetFile = {
  readonly files?: Record<string, { readonly source?: { readonly path?: string } }>;
};

const assetsOf = (folder: string, artifact: string): Map<string, string> => {
  const file = readJson<AssetFile>(join(folder, `${artifact}.assets.json`));
  return new Map(
    Object.entries(file.files ?? {}).flatMap(([hash, { source }]) =>
      source?.path === undefined ? [] : [[hash, join(folder, source.path)] as const],
    ),
  );
};

/** A stack without a fixed environment gets the one that documentation uses for examples. */
const environmentOf = (text: string | undefined): { account: string; region: string } => {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(text ?? '') ?? [];
  return {
    account: /^\d{12}$/.test(account) ? account : '000000000000',
    region: region === '' || region === 'unknown-region' ? 'us-east-1' : region,
  };
};

const readStacks = (folder: string): Stack[] => {
  const manifest = readJson<Manifest>(join(folder, 'manifest.json'));
  return Object.entries(manifest.artifacts ?? {})
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => {
      const { account, region } = environmentOf(artifact.environment);
      const china = region.startsWith('cn-');
      return {
        name: artifact.properties?.stackName ?? id,
        account,
        region,
        partition: china ? 'aws-cn' : 'aws',
        urlSuffix: china ? 'amazonaws.com.cn' : 'amazonaws.com',
        template: readJson<RawTemplate>(
          join(folder, artifact.properties?.templateFile ?? `${id}.template.json`),
        ),
        assets: assetsOf(folder, id),
      };
    });
};

const pseudoOf = (stack: Stack): Readonly<Record<string, unknown>> => ({
  'AWS::AccountId': stack.account,
  'AWS::Region': stack.region,
  'AWS::Partition': stack.partition,
  'AWS::URLSuffix': stack.urlSuffix,
  'AWS::StackName': stack.name,
  'AWS::StackId': `arn:${stack.partition}:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`,
  'AWS::NotificationARNs': [],
  'AWS::NoValue': undefined,
});

/** `parameters` override the defaults of template parameters, as `cdk deploy --parameters` does. */
export const readDeployment = (
  folder: string,
  parameters: Readonly<Record<string, string>> = {},
): Deployment => {
  const stacks = readStacks(folder);
  const scopes = new Map<Stack, Scope>();
  const scopeOf = (stack: Stack): Scope => {
    const scope = scopes.get(stack);
    if (scope === undefined) throw new Error(`no scope for ${stack.name}`);
    return scope;
  };

  const resources: Resource[] = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {}).map(([logicalId, raw]) => ({
      stack,
      logicalId,
      type: raw.Type,
      raw: raw.Properties ?? {},
      metadata: raw.Metadata ?? {},
    })),
  );
  const byId = new Map(resources.map((r) => [`${r.stack.name}/${r.logicalId}`, r]));
  const resource = (stack: Stack, logicalId: string): Resource => {
    const found = byId.get(`${stack.name}/${logicalId}`);
    if (found === undefined)
      throw new StartError(`${stack.name} refers to ${logicalId}, which it does not have.`);
    return found;
  };

  const known = new Map<Resource, Properties>();
  const properties = (of: Resource): Properties => {
    const already = known.get(of);
    if (already !== undefined) return already;
    const resolved = resolve(of.raw, scopeOf(of.stack)) as Properties;
    known.set(of, resolved);
    return resolved;
  };
  /** Naming looks at plain strings only, so that two resources may refer to each other. */
  const plain = (of: Resource): Properties =>
    Object.fromEntries(Object.entries(of.raw).filter(([, value]) => typeof value === 'string'));

  const outputOf = (stackName: string, name: string): unknown => {
    const stack = stacks.find((candidate) => candidate.name === stackName);
    const output = stack?.template.Outputs?.[name];
    if (stack === undefined || output === undefined)
      throw new StartError(`No stack has the output ${stackName}.${name}.`);
    return resolve(output.Value, scopeOf(stack));
  };
  const exported = (name: string): unknown => {
    for (const stack of stacks)
      for (const output of Object.values(stack.template.Outputs ?? {}))
        if (output.Export !== undefined && resolve(output.Export.Name, scopeOf(stack)) === name)
          return resolve(output.Value, scopeOf(stack));
    throw new StartError(`No stack exports ${name}.`);
  };

  for (const stack of stacks) {
    const pseudo = pseudoOf(stack);
    const scope: Scope = {
      ref: (name) => {
        if (name in pseudo) return pseudo[name];
        const parameter = stack.template.Parameters?.[name];
        if (parameter !== undefined) return parameters[name] ?? parameter.Default ?? '';
        const target = resource(stack, name);
        return refOf(target, plain(target));
      },
      attribute: (logicalId, name) => {
        const target = resource(stack, logicalId);
        const output = /^Outputs\.(.+)$/.exec(name)?.[1];
        return output === undefined
          ? attributeOf(target, name, plain(target))
          : outputOf(logicalId, output);
      },
      importValue: exported,
      stackOutput: outputOf,
      mapping: (map, first, second) => stack.template.Mappings?.[map]?.[first]?.[second],
      condition: (name) => {
        const value = resolve(stack.template.Conditions?.[name], scopeOf(stack));
        return value === true || value === 'true';
      },
    };
    scopes.set(stack, scope);
  }

  const exists = (of: Resource): boolean => {
    const condition = of.stack.template.Resources?.[of.logicalId]?.Condition;
    return condition === undefined || scopeOf(of.stack).condition(condition);
  };
  const living = resources.filter(exists);
  return {
    stacks,
    resources: living,
    ofType: (...types) => living.filter(({ type }) => types.includes(type)),
    properties,
    ref: (of) => refOf(of, plain(of)),
    arn: (of) => attributeOf(of, 'Arn', plain(of)),
    outputs: () =>
      Object.fromEntries(
        stacks.flatMap((stack) =>
          Object.entries(stack.template.Outputs ?? {}).map(([name, output]) => [
            `${stack.name}.${name}`,
            String(resolve(output.Value, scopeOf(stack))),
          ]),
        ),
      ),
  };
};
