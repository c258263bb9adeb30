import { join } from 'node:path';
import type { AsyncSettings } from './async-invocations.ts';
import type { Caller } from './aws-endpoint.ts';
import type { DataDir } from './data-dir.ts';
import { accessKeyOf } from './functions.ts';
import { rolePolicies } from './iam.ts';
import type { InvocationResult } from './lambda-messages.ts';
import { type FunctionSpec, LambdaPool } from './lambda-pool.ts';
import type { LogSink } from './logs.ts';
import type { Deployment } from './template.ts';

/** The functions of one deployment, by what callers know of them. */
export type Functions = {
  readonly specs: readonly FunctionSpec[];
  readonly byArn: ReadonlyMap<string, LambdaPool>;
  readonly byPrefix: (logicalIdPrefix: string) => LambdaPool;
  readonly invoke: (functionArn: string, event: object) => Promise<InvocationResult>;
  readonly invokeText: (functionArn: string, payload: string) => Promise<InvocationResult>;
};

export const createFunctions = (
  specs: readonly FunctionSpec[],
  dataDir: DataDir,
  workerFile: string,
  sink: LogSink,
): Functions => {
  const options = {
    workerFile,
    compileCache: join(dataDir.path, 'run', 'compile-cache'),
    sink,
    onSpawn: dataDir.rememberChild,
  };
  const byArn = new Map(specs.map((spec) => [spec.arn, new LambdaPool(spec, options)]));
  const missing = (what: string): InvocationResult => ({
    ok: false,
    reason: 'function-error',
    error: {
      errorType: 'ResourceNotFoundException',
      errorMessage: `Function not found: ${what}`,
      trace: [],
    },
  });
  const invokeText = (arn: string, payload: string): Promise<InvocationResult> =>
    byArn.get(arn)?.invoke(payload) ?? Promise.resolve(missing(arn));
  return {
    specs,
    byArn,
    byPrefix: (prefix) => {
      const pool = [...byArn.values()].find(({ spec }) => spec.logicalId.startsWith(prefix));
      if (pool === undefined) throw new Error(`No function's logical id starts with ${prefix}.`);
      return pool;
    },
    invoke: (arn, event) => invokeText(arn, JSON.stringify(event)),
    invokeText,
  };
};

/** Who each access key id belongs to, and what its role may do. */
export const callersOf = (
  deployment: Deployment,
  specs: readonly FunctionSpec[],
): Map<string, Caller> => {
  const policies = rolePolicies(deployment);
  return new Map(
    specs.map((spec, index) => [
      accessKeyOf(index),
      {
        functionName: spec.name,
        roleArn: spec.roleArn,
        statements: policies.get(spec.roleArn) ?? [],
      },
    ]),
  );
};

export const asyncSettingsOf = (deployment: Deployment) => {
  const settings = new Map<string, AsyncSettings>();
  for (const fn of deployment.ofType('AWS::Lambda::Function')) {
    const { DeadLetterConfig } = deployment.properties(fn);
    const deadLetters = (DeadLetterConfig as { TargetArn?: string } | undefined)?.TargetArn;
    settings.set(deployment.ref(fn), { retries: 2, maxAgeSeconds: 21_600, deadLetters });
  }
  for (const config of deployment.ofType('AWS::Lambda::EventInvokeConfig')) {
    const properties = deployment.properties(config);
    const name = String(properties['FunctionName']).split(':').at(-1) ?? '';
    const known = settings.get(name);
    const destination = properties['DestinationConfig'] as
      | { OnFailure?: { Destination?: string } }
      | undefined;
    settings.set(name, {
      retries: Number(properties['MaximumRetryAttempts'] ?? 2),
      maxAgeSeconds: Number(properties['MaximumEventAgeInSeconds'] ?? 21_600),
      deadLetters: destination?.OnFailure?.Destination ?? known?.deadLetters,
    });
  }
  return (functionArn: string): AsyncSettings =>
    settings.get(functionArn.split(':').at(-1) ?? '') ?? {
      retries: 2,
      maxAgeSeconds: 21_600,
      deadLetters: undefined,
    };
};

/** `<stack>-<LogicalId with hash>` → the logical id without its hash: what people call the function. */
export const shortNames = (specs: readonly FunctionSpec[]): ((name: string) => string) => {
  const short = new Map(
    specs.map(({ name, logicalId }) => [name, logicalId.replace(/(Function)?[0-9A-F]{8}$/, '')]),
  );
  return (name) => short.get(name) ?? name;
};
