import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTION_NAMES, type FunctionName } from '../functions.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { Deployment } from '../stages.ts';
import type { ServiceFunction } from './service-function.ts';

export type WatchProps = {
  readonly functions: Readonly<Record<FunctionName, ServiceFunction>>;
  readonly data: DataStack;
  readonly deployment: Deployment;
  readonly httpApiId: string;
  readonly deadLetters: { readonly dispatcher: sqs.Queue; readonly jobs: sqs.Queue };
};

const RUNBOOK = 'Runbook: infra/README.md#';

/** Alarms beyond the functions' own, the topic that carries all of them, and the dashboard. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const { functions, data, deployment, deadLetters } = props;

    const topic = new sns.Topic(this, 'Alarms', { masterKey: data.key, enforceSSL: true });
    data.key.grantEncryptDecrypt(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    if (deployment.config.alarmEmail !== null)
      topic.addSubscription(new EmailSubscription(deployment.config.alarmEmail));

    const heartbeat = new cloudwatch.Alarm(this, 'SweepHeartbeat', {
      alarmDescription: `The minute sweep has not run for five minutes. ${'Deadlines pass unnoticed: nobody is warned of waiting patients and late tickets.'} ${RUNBOOK}sweep-heartbeat`,
      metric: functions['sla-sweep'].fn.metricInvocations({
        period: Duration.minutes(5),
        statistic: 'Sum',
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    const depth = (name: string, queue: sqs.Queue, impact: string) =>
      new cloudwatch.Alarm(this, name, {
        alarmDescription: `${impact} ${RUNBOOK}dead-letters`,
        metric: queue.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(1),
          statistic: 'Maximum',
        }),
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    const http = (metricName: string, statistic: string) =>
      new cloudwatch.Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        statistic,
        period: Duration.minutes(1),
        dimensionsMap: { ApiId: props.httpApiId },
      });
    const own = (metricName: string) =>
      new cloudwatch.Metric({
        namespace: 'Nuanxin',
        metricName,
        statistic: 'Sum',
        period: Duration.minutes(5),
        dimensionsMap: { stage: deployment.stage },
      });
    const alarms = [
      ...FUNCTION_NAMES.flatMap((name) => [functions[name].errors, functions[name].throttles]),
      heartbeat,
      depth(
        'DispatcherDeadLettersDepth',
        deadLetters.dispatcher,
        'Some changes never reached the consoles: a list may be stale, a notice unsent.',
      ),
      depth(
        'JobDeadLettersDepth',
        deadLetters.jobs,
        'A scheduled run was lost twice in a row: warnings of that minute came with the next one, if that ran.',
      ),
      new cloudwatch.Alarm(this, 'ServerErrors', {
        alarmDescription: `Patients or staff see errors that are our fault. ${RUNBOOK}server-errors`,
        metric: http('5xx', 'Sum'),
        threshold: 5,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
      new cloudwatch.Alarm(this, 'SlowAnswers', {
        alarmDescription: `One answer in twenty takes longer than two seconds: the chat feels stuck. ${RUNBOOK}slow-answers`,
        metric: http('Latency', 'p95'),
        threshold: 2_000,
        evaluationPeriods: 5,
        datapointsToAlarm: 4,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
      new cloudwatch.Alarm(this, 'CalendarNotOfficial', {
        alarmDescription: `Holidays of this year or the next are not the official ones: due times that cross them are provisional. ${RUNBOOK}calendar-not-official`,
        // The sweep looks once an hour; two hours keep the alarm from flickering.
        metric: own('CalendarNotOfficial').with({ period: Duration.hours(2) }),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
      new cloudwatch.Alarm(this, 'UnreadableTickets', {
        alarmDescription: `A ticket's record cannot be read: lists show its number alone, and nobody can work on it. ${RUNBOOK}unreadable-tickets`,
        metric: own('UnreadableTickets'),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
      new cloudwatch.Alarm(this, 'StreamLate', {
        alarmDescription: `Changes wait longer than a minute for the dispatcher: lists in the console lag, notices are late. ${RUNBOOK}stream-late`,
        metric: functions.dispatcher.fn.metric('IteratorAge', {
          period: Duration.minutes(1),
          statistic: 'Maximum',
        }),
        threshold: 60_000,
        evaluationPeriods: 3,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
    ];
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));

    const graph = (title: string, left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 8, height: 6 });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(12),
      widgets: [
        [
          graph('Messages and answers', [
            own('PatientMessages'),
            own('BotAnswers'),
            own('Handoffs'),
          ]),
          graph('Emergencies', [own('EmergencyCards'), own('EmergencyConfirms')]),
          graph('Deadlines', [
            own('SlaWarnings'),
            own('SlaEscalations'),
            own('CalendarNotOfficial'),
            own('UnreadableTickets'),
          ]),
        ],
        [
          graph('API errors', [http('5xx', 'Sum'), http('4xx', 'Sum')]),
          graph('API latency, ms', [http('Latency', 'p50'), http('Latency', 'p95')]),
          graph(
            'Function errors',
            FUNCTION_NAMES.map((name) =>
              functions[name].fn.metricErrors({ period: Duration.minutes(5), label: name }),
            ),
          ),
        ],
        [
          graph('Sweep', [
            functions['sla-sweep'].fn.metricInvocations(),
            functions['sla-sweep'].fn.metricDuration(),
          ]),
          graph('Dispatcher lag, ms', [
            functions.dispatcher.fn.metric('IteratorAge', { statistic: 'Maximum' }),
          ]),
          new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 8, height: 6 }),
        ],
      ],
    });
    Stack.of(this).exportValue(topic.topicArn, { name: `${Stack.of(this).stackName}-AlarmTopic` });
  }
}
