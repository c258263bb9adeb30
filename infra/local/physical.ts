import { createHash } from 'node:crypto';
import { StartError } from './start-error.ts';
import type { Resource } from './template.ts';

/**
 * What AWS would return for `Ref` and `Fn::GetAtt`. Ids that AWS draws at random are derived from the
 * stack and logical id here, so that they are the same in every run and data survives a restart.
 */
export type Properties = Readonly<Record<string, unknown>>;

const digest = (resource: Resource, length: number): string =>
  createHash('sha256')
    .update(`${resource.stack.name}/${resource.logicalId}`)
    .digest('hex')
    .slice(0, length);

const named = (resource: Resource, property: string, own: Properties): string => {
  const given = own[property];
  return typeof given === 'string' ? given : `${resource.stack.name}-${resource.logicalId}`;
};

const arn = (resource: Resource, service: string, rest: string, region = true): string => {
  const { partition, region: where, account } = resource.stack;
  return `arn:${partition}:${service}:${region ? where : ''}:${account}:${rest}`;
};

type Kind = {
  readonly ref: (resource: Resource, own: Properties) => string;
  readonly attributes?: Readonly<
    Record<string, (resource: Resource, own: Properties, ref: string) => string>
  >;
};

const table: Kind = {
  ref: (resource, own) => named(resource, 'TableName', own),
  attributes: {
    Arn: (resource, _, name) => arn(resource, 'dynamodb', `table/${name}`),
    StreamArn: (resource, _, name) =>
      arn(resource, 'dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
    TableId: (resource) => digest(resource, 32),
  },
};

const byHash: Kind = { ref: (resource) => digest(resource, 7) };

export const executeApiHost = (resource: Resource): string =>
  `${digest(resource, 10)}.execute-api.${resource.stack.region}.${resource.stack.urlSuffix}`;

const kinds: Readonly<Record<string, Kind>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Lambda::Function': {
    ref: (resource, own) => named(resource, 'FunctionName', own),
    attributes: { Arn: (resource, _, name) => arn(resource, 'lambda', `function:${name}`) },
  },
  'AWS::ApiGatewayV2::Api': {
    ref: (resource) => digest(resource, 10),
    attributes: {
      ApiId: (_, __, id) => id,
      ApiEndpoint: (resource, own) =>
        `${own['ProtocolType'] === 'WEBSOCKET' ? 'wss' : 'https'}://${executeApiHost(resource)}`,
    },
  },
  'AWS::ApiGatewayV2::Stage': { ref: (_, own) => String(own['StageName']) },
  'AWS::ApiGatewayV2::Authorizer': {
    ...byHash,
    attributes: { AuthorizerId: (_, __, id) => id },
  },
  'AWS::ApiGatewayV2::Route': byHash,
  'AWS::ApiGatewayV2::Integration': byHash,
  'AWS::SQS::Queue': {
    ref: (resource, own) => {
      const { region, urlSuffix, account } = resource.stack;
      return `https://sqs.${region}.${urlSuffix}/${account}/${named(resource, 'QueueName', own)}`;
    },
    attributes: {
      Arn: (resource, own) => arn(resource, 'sqs', named(resource, 'QueueName', own)),
      QueueName: (resource, own) => named(resource, 'QueueName', own),
      QueueUrl: (_, __, url) => url,
    },
  },
  'AWS::SecretsManager::Secret': {
    ref: (resource, own) =>
      arn(
        resource,
        'secretsmanager',
        `secret:${named(resource, 'Name', own)}-${digest(resource, 6)}`,
      ),
    attributes: { Id: (_, __, id) => id },
  },
  'AWS::KMS::Key': {
    ref: (resource) =>
      digest(resource, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    attributes: {
      Arn: (resource, _, id) => arn(resource, 'kms', `key/${id}`),
      KeyId: (_, __, id) => id,
    },
  },
  'AWS::IAM::Role': {
    ref: (resource, own) => named(resource, 'RoleName', own),
    attributes: {
      Arn: (resource, _, name) => arn(resource, 'iam', `role/${name}`, false),
      RoleId: (resource) => `AROA${digest(resource, 17).toUpperCase()}`,
    },
  },
  'AWS::Logs::LogGroup': {
    ref: (resource, own) => named(resource, 'LogGroupName', own),
    attributes: { Arn: (resource, _, name) => arn(resource, 'logs', `log-group:${name}:*`) },
  },
  'AWS::SNS::Topic': {
    ref: (resource, own) => arn(resource, 'sns', named(resource, 'TopicName', own)),
    attributes: {
      TopicArn: (_, __, topic) => topic,
      TopicName: (resource, own) => named(resource, 'TopicName', own),
    },
  },
  'AWS::Scheduler::Schedule': {
    ref: (resource, own) => named(resource, 'Name', own),
    attributes: {
      Arn: (resource, own, name) =>
        arn(resource, 'scheduler', `schedule/${String(own['GroupName'] ?? 'default')}/${name}`),
    },
  },
  'AWS::Scheduler::ScheduleGroup': { ref: (resource, own) => named(resource, 'Name', own) },
  'AWS::CloudWatch::Alarm': {
    ref: (resource, own) => named(resource, 'AlarmName', own),
    attributes: { Arn: (resource, _, name) => arn(resource, 'cloudwatch', `alarm:${name}`) },
  },
  'AWS::S3::Bucket': {
    ref: (resource, own) => named(resource, 'BucketName', own).toLowerCase(),
    attributes: { Arn: (resource, _, name) => `arn:${resource.stack.partition}:s3:::${name}` },
  },
};

/** What `Ref` gives; types that nothing refers to need no entry above. */
export const refOf = (resource: Resource, own: Properties): string =>
  kinds[resource.type]?.ref(resource, own) ?? `${resource.stack.name}-${resource.logicalId}`;

export const attributeOf = (resource: Resource, name: string, own: Properties): string => {
  const attribute = kinds[resource.type]?.attributes?.[name];
  if (attribute === undefined)
    throw new StartError(
      `The local runner does not know the attribute ${name} of ${resource.type} (${resource.logicalId}).`,
    );
  return attribute(resource, own, refOf(resource, own));
};
