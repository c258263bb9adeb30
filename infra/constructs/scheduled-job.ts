import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../nag.ts';
import type { DataStack } from '../stacks/data-stack.ts';

export type ScheduledJobProps = {
  readonly expression: string;
  readonly target: lambda.Function;
  readonly deadLetters: sqs.Queue;
  readonly data: DataStack;
};

/** A schedule with its own role, that may call one function and fill one queue. A late minute is dropped: the next one sees the same rows. */
export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [props.target.functionArn],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [props.deadLetters.queueArn],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [props.data.key.keyArn],
      }),
    );
    acknowledge(role, [
      ['HIPAA.Security-IAMNoInlinePolicy', 'The policy belongs to one schedule and dies with it.'],
    ]);
    new scheduler.CfnSchedule(this, 'Schedule', {
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: 'Asia/Shanghai',
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      kmsKeyArn: props.data.key.keyArn,
      target: {
        arn: props.target.functionArn,
        roleArn: role.roleArn,
        retryPolicy: {
          maximumRetryAttempts: 1,
          maximumEventAgeInSeconds: Duration.minutes(1).toSeconds(),
        },
        deadLetterConfig: { arn: props.deadLetters.queueArn },
      },
    });
  }
}
