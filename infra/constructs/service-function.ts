import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, type FunctionSpec, specOf } from '../functions.ts';
import { acknowledge, acknowledgeWildcard } from '../nag.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { Deployment } from '../stages.ts';
import { TABLES, type TableName, tableEnv } from '../tables.ts';

/** One API and stage; the logical id is how cdk-nag names the API in its findings. */
export type SocketTarget = {
  readonly apiId: string;
  readonly apiLogicalId: string;
  readonly stageName: string;
};

export type ServiceFunctionProps = {
  readonly name: FunctionName;
  readonly data: DataStack;
  readonly deployment: Deployment;
  /** Folder of the bundled function, with `index.mjs`. */
  readonly codeDir: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** `sla-sweep` → `SlaSweep`: construct ids, and so logical ids, follow the name in functions.ts. */
export const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/**
 * The house's Lambda: own role with the rights of functions.ts and no managed policy, own encrypted log group,
 * JSON logs, and an alarm whose description says what a person notices.
 */
export class ServiceFunction extends Construct {
  readonly fn: lambda.Function;
  readonly role: iam.Role;
  readonly errors: cloudwatch.Alarm;
  readonly throttles: cloudwatch.Alarm;

  constructor(scope: Construct, props: ServiceFunctionProps) {
    super(scope, pascal(props.name));
    const spec = specOf(props.name);
    const { deployment, data } = props;

    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: deployment.config.logRetentionDays,
      encryptionKey: data.key,
      removalPolicy: deployment.config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Rights of ${props.name}, from infra/functions.ts`,
    });
    this.fn = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: deployment.features.arm64
        ? lambda.Architecture.ARM_64
        : lambda.Architecture.X86_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(props.codeDir),
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      applicationLogLevelV2:
        deployment.config.logLevel === 'DEBUG'
          ? lambda.ApplicationLogLevel.DEBUG
          : lambda.ApplicationLogLevel.INFO,
      tracing: lambda.Tracing.DISABLED,
      description: `${props.name} of the service centre`,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        STAGE: deployment.stage,
        LOG_LEVEL: deployment.config.logLevel,
        ...tableNames(spec, data),
        ...(spec.secret === true ? { SECRET_ARN: data.tokenSecret.secretArn } : {}),
        ...(spec.channels === true ? { CHANNEL_SECRET_ARN: data.channelSecret.secretArn } : {}),
        ...props.environment,
      },
    });
    this.grant(logGroup, spec, data);
    acknowledgeFunction(this);

    this.errors = new cloudwatch.Alarm(this, 'ErrorsAlarm', {
      alarmDescription: `${props.name} fails. ${spec.impact} Runbook: infra/README.md#${props.name}`,
      metric: this.fn.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.throttles = new cloudwatch.Alarm(this, 'ThrottlesAlarm', {
      alarmDescription: `${props.name} is throttled: more calls than the account may run at once. ${spec.impact} Runbook: infra/README.md#${props.name}`,
      metric: this.fn.metricThrottles({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Explicit statements, because `table.grant…` would add every index, and the managed policy every log group. */
  private grant(logGroup: logs.LogGroup, spec: FunctionSpec, data: DataStack): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteOwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const [name, access] of Object.entries(spec.tables)) {
      const table = data.tables[name as TableName];
      const indexes = (access.indexes ?? []).map((index) => `${table.tableArn}/index/${index}`);
      this.role.addToPolicy(
        new iam.PolicyStatement({
          sid: `Table${pascal(name)}`,
          actions: access.actions.map((action) => `dynamodb:${action}`),
          resources: [table.tableArn],
        }),
      );
      if (indexes.length > 0)
        this.role.addToPolicy(
          new iam.PolicyStatement({
            sid: `Index${pascal(name)}`,
            actions: ['dynamodb:Query'],
            resources: indexes,
          }),
        );
    }
    if (spec.secret === true)
      this.role.addToPolicy(
        new iam.PolicyStatement({
          sid: 'ReadTokenSecret',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [data.tokenSecret.secretArn],
        }),
      );
    if (spec.channels === true)
      this.role.addToPolicy(
        new iam.PolicyStatement({
          sid: 'ReadChannelSecret',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [data.channelSecret.secretArn],
        }),
      );
    if (Object.keys(spec.tables).length > 0 || spec.secret === true)
      this.role.addToPolicy(
        new iam.PolicyStatement({
          sid: 'UseKey',
          actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Encrypt'],
          resources: [data.key.keyArn],
        }),
      );
  }

  /** May post to open sockets of one API and stage; closing them is not needed, so not granted. */
  allowSockets({ apiId, apiLogicalId, stageName }: SocketTarget): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'PostToSockets',
        actions: ['execute-api:ManageConnections'],
        resources: [
          Stack.of(this).formatArn({
            service: 'execute-api',
            resource: apiId,
            resourceName: `${stageName}/POST/@connections/*`,
            arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          }),
        ],
      }),
    );
    acknowledgeWildcard(
      this,
      `execute-api:${'{region}'}:${'{account}'}:<${apiLogicalId}>/${stageName}/POST/@connections/*`,
      'Connection ids are made at run time: POST on all connections of one API and stage is the narrowest there is.',
    );
  }
}

const tableNames = (spec: FunctionSpec, data: DataStack): Record<string, string> =>
  Object.fromEntries(
    Object.keys(spec.tables)
      .filter((name): name is TableName => name in TABLES)
      .map((name) => [tableEnv(name), data.tables[name].tableName]),
  );

const acknowledgeFunction = (scope: ServiceFunction): void => {
  acknowledge(scope, [
    [
      'HIPAA.Security-IAMNoInlinePolicy',
      'The policy belongs to one function and dies with it; a managed one could be attached elsewhere.',
    ],
    [
      'HIPAA.Security-LambdaInsideVPC',
      'No private resource is reached; a VPC would add a NAT gateway at rest and a cold start.',
    ],
    [
      'HIPAA.Security-LambdaDLQ',
      'Called synchronously, or by a stream or schedule that has its own dead-letter queue.',
    ],
    [
      'HIPAA.Security-LambdaConcurrency',
      'A reserved share would take capacity from the other functions of the account; the edge throttles.',
    ],
  ]);
};
