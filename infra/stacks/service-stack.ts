import { CfnOutput, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { SocketApi, WebApi } from '../constructs/service-api.ts';
import { pascal, ServiceFunction } from '../constructs/service-function.ts';
import { Watch } from '../constructs/watch.ts';
import { FUNCTION_NAMES, type FunctionName, type FunctionSpec, specOf } from '../functions.ts';
import { acknowledge } from '../nag.ts';
import { SCHEDULES } from '../schedules.ts';
import type { Deployment } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export type ServiceStackProps = StackProps & {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly release: string;
  readonly codeDir: (name: FunctionName) => string;
};

/** Everything that can be thrown away and deployed anew: functions, APIs, schedules, alarms. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { deployment, data } = props;

    const issuer = new CfnParameter(this, 'OidcIssuer', {
      description: 'OpenID Connect issuer that staff sign in with',
      default: deployment.config.oidc.issuer,
      allowedPattern: 'https?://.+',
    });
    const clientId = new CfnParameter(this, 'OidcClientId', {
      description: 'Public client (code flow with PKCE) of the console at that issuer',
      default: deployment.config.oidc.clientId,
    });

    const sockets = new SocketApi(this, 'Sockets', { data, deployment });
    const environmentOf = (spec: FunctionSpec): Record<string, string> => ({
      RELEASE: props.release,
      ...(spec.sockets === true ? { WS_CALLBACK_URL: sockets.callbackUrl } : {}),
      ...(spec.settings?.includes('socketUrl') === true ? { WS_URL: sockets.url } : {}),
      ...(spec.settings?.includes('oidc') === true
        ? { OIDC_ISSUER: issuer.valueAsString, OIDC_CLIENT_ID: clientId.valueAsString }
        : {}),
    });
    const functions = Object.fromEntries(
      FUNCTION_NAMES.map((name) => [
        name,
        new ServiceFunction(this, {
          name,
          data,
          deployment,
          codeDir: props.codeDir(name),
          environment: environmentOf(specOf(name)),
        }),
      ]),
    ) as Record<FunctionName, ServiceFunction>;
    for (const name of FUNCTION_NAMES)
      if (specOf(name).sockets === true) functions[name].allowSockets(sockets.target);

    sockets.connect(functions);
    const web = new WebApi(this, 'Web', { data, deployment, functions });

    const deadLetters = (id: string): sqs.Queue =>
      new sqs.Queue(this, id, {
        encryptionMasterKey: data.key,
        enforceSSL: true,
        retentionPeriod: Duration.days(14),
      });
    const streamDeadLetters = deadLetters('DispatcherDeadLetters');
    this.readStream(functions.dispatcher, data, streamDeadLetters);

    const jobDeadLetters = deadLetters('JobDeadLetters');
    this.readPublications(functions['publish-knowledge'], data, jobDeadLetters);
    for (const [name, schedule] of Object.entries(SCHEDULES))
      new ScheduledJob(this, `${pascal(name)}Schedule`, {
        expression: schedule.expression,
        target: functions[schedule.runs].fn,
        deadLetters: jobDeadLetters,
        data,
      });

    // The schedule's own queue catches calls that never reached the function; this one what the function failed at. A
    // failed minute is not repeated: the next one sees the same rows.
    functions['sla-sweep'].fn.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      onFailure: { bind: () => ({ destination: jobDeadLetters.queueArn }) },
    });
    functions['sla-sweep'].role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FillDeadLetters',
        actions: ['sqs:SendMessage'],
        resources: [jobDeadLetters.queueArn],
      }),
    );

    new Watch(this, 'Watch', {
      functions,
      data,
      deployment,
      httpApiId: web.api.apiId,
      deadLetters: { dispatcher: streamDeadLetters, jobs: jobDeadLetters },
    });
    const setup = functions.setup.fn.node.defaultChild as lambda.CfnFunction;
    setup.addMetadata('nuanxin:setup', true);
    new CfnOutput(this, 'SetupFunctionName', { value: functions.setup.fn.functionName });
    acknowledgeApis(sockets, web);
    for (const queue of [streamDeadLetters, jobDeadLetters])
      acknowledge(queue, [
        ['AwsSolutions-SQS3', 'This is itself a dead-letter queue; its depth raises an alarm.'],
      ]);
  }

  /** The one reader of the Desk stream. */
  private readStream(dispatcher: ServiceFunction, data: DataStack, deadLetters: sqs.Queue): void {
    const streamArn = data.tables.desk.tableStreamArn ?? '';
    dispatcher.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadDeskStream',
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    dispatcher.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FillDeadLetters',
        actions: ['sqs:SendMessage'],
        resources: [deadLetters.queueArn],
      }),
    );
    const mapping = new lambda.EventSourceMapping(this, 'DeskStream', {
      target: dispatcher.fn,
      eventSourceArn: streamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(24),
      reportBatchItemFailures: true,
      parallelizationFactor: 1,
      // Most entries are messages that the stream has nothing to do with: they cost no invocation.
      filters: [
        lambda.FilterCriteria.filter({
          dynamodb: { NewImage: { t: { S: ['ticket', 'outbox'] } } },
        }),
        lambda.FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { NewImage: { step: { S: ['1'] } } },
        }),
        // Events that the audit has no line of yet.
        lambda.FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { NewImage: { chain: { S: ['due'] } } },
        }),
      ],
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
    mapping.node.addDependency(dispatcher.role);
  }

  /** A publication is a row; the stream starts it, one at a time, and starts it again should the function die. */
  private readPublications(publisher: ServiceFunction, data: DataStack, lost: sqs.Queue): void {
    const streamArn = data.tables.knowledge.tableStreamArn ?? '';
    publisher.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadKnowledgeStream',
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    publisher.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FillDeadLetters',
        actions: ['sqs:SendMessage'],
        resources: [lost.queueArn],
      }),
    );
    const mapping = new lambda.EventSourceMapping(this, 'KnowledgeStream', {
      target: publisher.fn,
      eventSourceArn: streamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 1,
      retryAttempts: 3,
      maxRecordAge: Duration.hours(1),
      reportBatchItemFailures: true,
      parallelizationFactor: 1,
      filters: [
        lambda.FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { NewImage: { t: { S: ['publication'] } } },
        }),
      ],
      onFailure: { bind: () => ({ destination: lost.queueArn }) },
    });
    mapping.node.addDependency(publisher.role);
  }
}

const acknowledgeApis = (sockets: SocketApi, web: WebApi): void => {
  acknowledge(sockets, [
    [
      'AwsSolutions-APIG4',
      'API Gateway authorizes a socket once, at $connect; later frames come from the same, authorized connection.',
    ],
  ]);
  acknowledge(web, [
    [
      'AwsSolutions-APIG4',
      'Routes without an authorizer stand in PUBLIC_ROUTES of infra/routes.ts, each with its reason; a test compares the two.',
    ],
  ]);
};
