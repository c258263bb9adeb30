import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSpec } from './lambda-pool.ts';
import { StartError } from './start-error.ts';
import type { Deployment, Resource } from './template.ts';

type Code = { readonly S3Key?: string };

/** The asset's hash is the file name of its key, whatever prefix or ending the bootstrap uses. */
const folderOf = (resource: Resource, code: Code): string => {
  const hash = /([0-9a-f]{64})/.exec(code.S3Key ?? '')?.[1] ?? '';
  const folder = resource.stack.assets.get(hash);
  if (folder === undefined || !existsSync(folder))
    throw new StartError(`The code of ${resource.logicalId} (${code.S3Key}) is not in the output.`);
  return folder;
};

/** Access key ids tell functions apart: they are all that the calls of a function have in common. */
export const accessKeyOf = (index: number): string => `LOCALFN${String(index).padStart(9, '0')}`;

export type EnvironmentOptions = {
  readonly localise: (text: string) => string;
  readonly awsEndpoint: string;
};

const variablesOf = (properties: Readonly<Record<string, unknown>>): Record<string, string> => {
  const environment = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(environment.Variables ?? {}).map(([name, value]) => [name, String(value)]),
  );
};

/** What Lambda itself sets (Lambda, "Defined runtime environment variables"). */
const reserved = (
  resource: Resource,
  properties: Readonly<Record<string, unknown>>,
  facts: { name: string; logGroup: string; folder: string; accessKey: string; endpoint: string },
): Record<string, string> => {
  const logging = (properties['LoggingConfig'] ?? {}) as {
    LogFormat?: string;
    ApplicationLogLevel?: string;
  };
  return {
    AWS_REGION: resource.stack.region,
    AWS_DEFAULT_REGION: resource.stack.region,
    AWS_ACCESS_KEY_ID: facts.accessKey,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: `AWS_Lambda_${String(properties['Runtime'])}`,
    AWS_LAMBDA_FUNCTION_NAME: facts.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties['MemorySize'] ?? 128),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: facts.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_LOG_FORMAT: logging.LogFormat ?? 'Text',
    ...(logging.ApplicationLogLevel !== undefined && {
      AWS_LAMBDA_LOG_LEVEL: logging.ApplicationLogLevel,
    }),
    LAMBDA_TASK_ROOT: facts.folder,
    _HANDLER: String(properties['Handler']),
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    AWS_ENDPOINT_URL: facts.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: facts.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: facts.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: facts.endpoint,
    AWS_ENDPOINT_URL_SQS: facts.endpoint,
  };
};

export const readFunctions = (
  deployment: Deployment,
  { localise, awsEndpoint }: EnvironmentOptions,
): FunctionSpec[] =>
  deployment.ofType('AWS::Lambda::Function').map((resource, index) => {
    const properties = deployment.properties(resource);
    const name = deployment.ref(resource);
    const folder = folderOf(resource, (properties['Code'] ?? {}) as Code);
    const handler = String(properties['Handler']);
    const file = `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`;
    if (!existsSync(join(folder, file)))
      throw new StartError(`${resource.logicalId} has no ${file} in ${folder}.`);
    const logging = (properties['LoggingConfig'] ?? {}) as { LogGroup?: string };
    const logGroup = logging.LogGroup ?? `/aws/lambda/${name}`;
    const accessKey = accessKeyOf(index);
    const own = Object.entries(variablesOf(properties)).map(
      ([key, value]) => [key, localise(value)] as const,
    );
    const concurrency = properties['ReservedConcurrentExecutions'];
    return {
      logicalId: resource.logicalId,
      name,
      arn: deployment.arn(resource),
      roleArn: String(properties['Role']),
      folder,
      handler,
      memoryMb: Number(properties['MemorySize'] ?? 128),
      timeoutMs: Number(properties['Timeout'] ?? 3) * 1000,
      logGroup,
      reserved: typeof concurrency === 'number' ? concurrency : undefined,
      environment: {
        ...reserved(resource, properties, {
          name,
          logGroup,
          folder,
          accessKey,
          endpoint: awsEndpoint,
        }),
        ...Object.fromEntries(own),
      },
    };
  });
