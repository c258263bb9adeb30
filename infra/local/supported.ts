import { StartError } from './start-error.ts';
import type { Deployment, Resource } from './template.ts';

/**
 * What the runner does with each resource type and property: serves it, serves some values of it, or leaves it out
 * for a reason that people can read. Anything that does not stand here stops the start by its name.
 */
type Rule =
  | 'served'
  /** Only these values are served; another one stops the start. */
  | { readonly only: readonly unknown[] }
  /** Left out, and why that is bearable. */
  | { readonly not: string };

type Support =
  | { readonly not: string }
  /** Property paths; a path covers everything below it. */
  | { readonly properties: Readonly<Record<string, Rule>> };

const served = 'served';
const only = (...values: readonly unknown[]): Rule => ({ only: values });
const not = (why: string): { readonly not: string } => ({ not: why });

const noTags = not('tags mean nothing here');
const noEncryption = not('data lies unencrypted in DATA_DIR');
const descriptive = not('a description');

const table: Support = {
  properties: {
    AttributeDefinitions: served,
    KeySchema: served,
    GlobalSecondaryIndexes: served,
    LocalSecondaryIndexes: served,
    StreamSpecification: served,
    TableName: served,
    BillingMode: not('nothing is billed; capacity has no limit'),
    TimeToLiveSpecification: not(
      'set in the engine, but dynoxide never deletes expired rows: reads must filter them, as in AWS',
    ),
    Replicas: not('one region only; encryption, recovery and deletion protection of the replica'),
    SSESpecification: noEncryption,
    PointInTimeRecoverySpecification: not('no backups'),
    DeletionProtectionEnabled: not('--fresh empties everything'),
    WriteOnDemandThroughputSettings: not('capacity has no limit'),
    Tags: noTags,
  },
};

const support: Readonly<Record<string, Support>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Lambda::Function': {
    properties: {
      Code: served,
      Handler: served,
      Runtime: only('nodejs20.x', 'nodejs22.x', 'nodejs24.x'),
      Environment: served,
      MemorySize: served,
      Timeout: served,
      Role: served,
      FunctionName: served,
      DeadLetterConfig: served,
      ReservedConcurrentExecutions: served,
      PackageType: only('Zip'),
      LoggingConfig: not('log lines go to the terminal; level and format reach the environment'),
      Architectures: not("the machine's own"),
      TracingConfig: only({ Mode: 'PassThrough' }, { Mode: 'Disabled' }),
      Description: descriptive,
      KmsKeyArn: noEncryption,
      Tags: noTags,
    },
  },
  'AWS::Lambda::Permission': {
    properties: {
      Action: served,
      FunctionName: served,
      Principal: served,
      SourceArn: served,
      SourceAccount: not('one account only'),
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    properties: {
      FunctionName: served,
      Qualifier: only('$LATEST'),
      MaximumRetryAttempts: served,
      MaximumEventAgeInSeconds: served,
      'DestinationConfig.OnFailure': served,
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: {
      FunctionName: served,
      EventSourceArn: served,
      BatchSize: served,
      MaximumBatchingWindowInSeconds: served,
      StartingPosition: only('TRIM_HORIZON', 'LATEST'),
      FilterCriteria: served,
      FunctionResponseTypes: served,
      BisectBatchOnFunctionError: served,
      MaximumRetryAttempts: served,
      MaximumRecordAgeInSeconds: served,
      'DestinationConfig.OnFailure': served,
      Enabled: served,
      ParallelizationFactor: only(1),
      KmsKeyArn: noEncryption,
      Tags: noTags,
    },
  },
  'AWS::ApiGatewayV2::Api': {
    properties: {
      ProtocolType: only('HTTP', 'WEBSOCKET'),
      RouteSelectionExpression: served,
      CorsConfiguration: served,
      Name: descriptive,
      Description: descriptive,
      DisableExecuteApiEndpoint: not('there is no other address here'),
      Tags: noTags,
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    properties: {
      ApiId: served,
      StageName: served,
      AutoDeploy: only(true),
      'DefaultRouteSettings.ThrottlingRateLimit': served,
      'DefaultRouteSettings.ThrottlingBurstLimit': served,
      'DefaultRouteSettings.DetailedMetricsEnabled': not('no metrics'),
      'DefaultRouteSettings.DataTraceEnabled': not('no execution logs'),
      'DefaultRouteSettings.LoggingLevel': not('no execution logs'),
      RouteSettings: served,
      AccessLogSettings: not('no access logs'),
      Description: descriptive,
      Tags: noTags,
    },
  },
  'AWS::ApiGatewayV2::Route': {
    properties: {
      ApiId: served,
      RouteKey: served,
      Target: served,
      AuthorizationType: only('NONE', 'CUSTOM'),
      AuthorizerId: served,
      RouteResponseSelectionExpression: only('$default'),
      OperationName: descriptive,
    },
  },
  'AWS::ApiGatewayV2::RouteResponse': {
    properties: { ApiId: served, RouteId: served, RouteResponseKey: only('$default') },
  },
  'AWS::ApiGatewayV2::Integration': {
    properties: {
      ApiId: served,
      IntegrationType: only('AWS_PROXY'),
      IntegrationUri: served,
      IntegrationMethod: only('POST'),
      PayloadFormatVersion: only('2.0'),
      TimeoutInMillis: served,
      Description: descriptive,
    },
  },
  'AWS::ApiGatewayV2::Authorizer': {
    properties: {
      ApiId: served,
      AuthorizerType: only('REQUEST'),
      AuthorizerUri: served,
      AuthorizerPayloadFormatVersion: only('2.0'),
      EnableSimpleResponses: served,
      AuthorizerResultTtlInSeconds: served,
      IdentitySource: served,
      Name: descriptive,
    },
  },
  'AWS::Scheduler::Schedule': {
    properties: {
      Name: served,
      GroupName: served,
      ScheduleExpression: served,
      ScheduleExpressionTimezone: served,
      State: served,
      StartDate: served,
      EndDate: served,
      'FlexibleTimeWindow.Mode': only('OFF'),
      'Target.Arn': served,
      'Target.Input': served,
      'Target.RoleArn': not('a schedule is not asked for its rights'),
      'Target.RetryPolicy': not(
        "Scheduler's own retries: a call of a function is accepted at once here; Lambda's retries are served",
      ),
      'Target.DeadLetterConfig': not("as above; a function's own dead-letter queue is served"),
      KmsKeyArn: noEncryption,
      Description: descriptive,
    },
  },
  'AWS::SQS::Queue': {
    properties: {
      QueueName: served,
      MessageRetentionPeriod: not('messages stay until --fresh'),
      VisibilityTimeout: not('nobody receives from a queue here'),
      KmsMasterKeyId: noEncryption,
      KmsDataKeyReusePeriodSeconds: noEncryption,
      SqsManagedSseEnabled: noEncryption,
      Tags: noTags,
    },
  },
  'AWS::SecretsManager::Secret': {
    properties: {
      Name: served,
      GenerateSecretString: served,
      SecretString: served,
      KmsKeyId: noEncryption,
      Description: descriptive,
      Tags: noTags,
    },
  },
  'AWS::IAM::Role': {
    properties: {
      Policies: served,
      RoleName: served,
      AssumeRolePolicyDocument: not('who may take a role is not checked'),
      ManagedPolicyArns: not('managed policies grant nothing here'),
      Description: descriptive,
      Tags: noTags,
    },
  },
  'AWS::IAM::Policy': {
    properties: { PolicyDocument: served, PolicyName: served, Roles: served },
  },
  'AWS::SQS::QueuePolicy': not('resource policies are not evaluated'),
  'AWS::SNS::TopicPolicy': not('resource policies are not evaluated'),
  'AWS::SNS::Topic': not('nobody is told of alarms'),
  'AWS::SNS::Subscription': not('nobody is told of alarms'),
  'AWS::KMS::Key': not('data lies unencrypted in DATA_DIR'),
  'AWS::KMS::Alias': not('data lies unencrypted in DATA_DIR'),
  'AWS::Logs::LogGroup': not('log lines go to the terminal and are not kept'),
  'AWS::Logs::MetricFilter': not('no metrics'),
  'AWS::CloudWatch::Alarm': not('no metrics, so no alarms'),
  'AWS::CloudWatch::CompositeAlarm': not('no metrics, so no alarms'),
  'AWS::CloudWatch::Dashboard': not('no metrics'),
  'AWS::CDK::Metadata': not('a note of the CDK'),
};

/** Behaviour of the platform that no template mentions and that differs here. */
const differences: readonly string[] = [
  'IAM: calls to DynamoDB, Secrets Manager, SQS, Lambda and @connections are checked against the statements of the function’s role; conditions are ignored, resource policies and KMS are not evaluated.',
  'Functions: a process is not frozen between events; without reserved concurrency at most four events of a function run at once and the rest waits; the file system is not read-only.',
  'Asynchronous invocations that were accepted but not finished are lost when the runner is killed.',
  'HTTP API: JWT and IAM authorizers, custom domains, stage variables and mutual TLS are not served.',
  'WebSocket API: messages up to 128 kB in one frame (AWS: frames of 32 kB); binary frames close the socket.',
  'DynamoDB: no throttling and no transaction conflicts (tests inject them), no deletion of expired rows by dynoxide.',
  'Streams: one reader of one shard at a time; records stay as long as the engine keeps them.',
  'Account quotas, X-Ray, CloudTrail and billing do not exist here.',
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const equal = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

type Finding = { readonly path: string; readonly rule: Rule | undefined; readonly value: unknown };

/** Each property with the rule of its longest listed path; undefined where no rule reaches it. */
const findings = (
  properties: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, Rule>>,
  base = '',
): Finding[] =>
  Object.entries(properties).flatMap(([name, value]) => {
    const path = base === '' ? name : `${base}.${name}`;
    const rule = rules[path];
    if (rule !== undefined) return [{ path, rule, value }];
    const deeper = Object.keys(rules).some((listed) => listed.startsWith(`${path}.`));
    return deeper && isObject(value) ? findings(value, rules, path) : [{ path, rule, value }];
  });

const problemOf = (resource: Resource, { path, rule, value }: Finding): string | undefined => {
  const where = `${resource.type} ${resource.logicalId}`;
  if (rule === undefined) return `${where}: property ${path}`;
  if (rule === 'served' || 'not' in rule) return undefined;
  return rule.only.some((allowed) => equal(allowed, value))
    ? undefined
    : `${where}: ${path} = ${JSON.stringify(value)}`;
};

type Review = { readonly problems: string[]; readonly leftOut: Map<string, string> };

const reviewResource = (deployment: Deployment, resource: Resource, review: Review): void => {
  const known = support[resource.type];
  if (known === undefined) {
    review.problems.push(`${resource.type} ${resource.logicalId}`);
    return;
  }
  if ('not' in known) {
    review.leftOut.set(resource.type, known.not);
    return;
  }
  for (const finding of findings(deployment.properties(resource), known.properties)) {
    const problem = problemOf(resource, finding);
    if (problem !== undefined) review.problems.push(problem);
    const { rule, path } = finding;
    if (isObject(rule) && 'not' in rule)
      review.leftOut.set(`${resource.type} ${path}`, String(rule.not));
  }
};

/** What the template has that the runner does not know, and what it knows but leaves out. */
export const reviewTemplate = (deployment: Deployment): Review => {
  const review: Review = { problems: [], leftOut: new Map() };
  for (const resource of deployment.resources) reviewResource(deployment, resource, review);
  return review;
};

/** Nothing is skipped in silence: stops at what is unknown, lists what is left out, by reason. */
export const checkSupport = (deployment: Deployment): string[] => {
  const { problems, leftOut } = reviewTemplate(deployment);
  if (problems.length > 0)
    throw new StartError(
      `The local runner does not serve ${problems.length === 1 ? 'this' : 'these'} (infra/local/supported.ts):\n  ${problems.join('\n  ')}`,
    );
  const byReason = Map.groupBy(leftOut, ([, why]) => why);
  return [...byReason].map(
    ([why, entries]) => `${entries.map(([what]) => what.replace('AWS::', '')).join(', ')}: ${why}`,
  );
};

const ruleText = (rule: Rule): string => {
  if (rule === 'served') return 'served';
  if ('only' in rule)
    return `served with ${rule.only.map((value) => `\`${JSON.stringify(value)}\``).join(', ')}`;
  return `not simulated (${rule.not})`;
};

const linesOf = ([type, known]: [string, Support]): string[] => {
  if ('not' in known) return [`- \`${type}\`: not simulated (${known.not})`];
  const grouped = Map.groupBy(Object.entries(known.properties), ([, rule]) => ruleText(rule));
  return [
    `- \`${type}\``,
    ...[...grouped].map(
      ([text, entries]) => `  - ${text}: ${entries.map(([path]) => path).join(', ')}`,
    ),
  ];
};

/** The lists that README.md shows; a test keeps them equal. */
export const supportLists = (): string =>
  [
    'Behaviour:',
    '',
    ...differences.map((text) => `- ${text}`),
    '',
    'Resource types and their properties; what does not stand here stops the start by its name:',
    '',
    ...Object.entries(support).flatMap(linesOf),
  ].join('\n');
