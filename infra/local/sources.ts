import { unknownOperators } from './event-filter.ts';
import { isAllowed, rolePolicies } from './iam.ts';
import type { ScheduleSpec } from './scheduler.ts';
import { StartError } from './start-error.ts';
import type { StreamMapping } from './streams.ts';
import type { TableDefinition } from './tables.ts';
import type { Deployment } from './template.ts';

/** The template's tables, ready to be created. */
export const readTables = (deployment: Deployment): TableDefinition[] =>
  deployment.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').map((resource) => ({
    ...(deployment.properties(resource) as Omit<TableDefinition, 'TableName'>),
    TableName: deployment.ref(resource),
  }));

type RawMapping = {
  readonly FunctionName: string;
  readonly EventSourceArn: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly StartingPosition?: 'TRIM_HORIZON' | 'LATEST';
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
  readonly FunctionResponseTypes?: readonly string[];
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
  readonly Enabled?: boolean;
};

const patternsOf = (raw: RawMapping, logicalId: string): unknown[] => {
  const patterns = (raw.FilterCriteria?.Filters ?? []).map(
    ({ Pattern }) => JSON.parse(Pattern) as unknown,
  );
  const [unknown] = patterns.flatMap(unknownOperators);
  if (unknown !== undefined)
    throw new StartError(
      `The local runner does not know the filter rule ${unknown} (${logicalId}).`,
    );
  return patterns;
};

/** Lambda calls a function by its name or its ARN; the template may use either. */
const functionArn = (deployment: Deployment, nameOrArn: string): string => {
  const found = deployment
    .ofType('AWS::Lambda::Function')
    .find((fn) => deployment.ref(fn) === nameOrArn || deployment.arn(fn) === nameOrArn);
  if (found === undefined) throw new StartError(`The template has no function ${nameOrArn}.`);
  return deployment.arn(found);
};

/** Lambda reads the stream and fills the dead letters with the function's role; AWS refuses a mapping without these. */
const demandRights = (
  deployment: Deployment,
  arn: string,
  wanted: readonly { readonly action: string; readonly resource: string | undefined }[],
): void => {
  const fn = deployment
    .ofType('AWS::Lambda::Function')
    .find((candidate) => deployment.arn(candidate) === arn);
  const role = fn === undefined ? '' : String(deployment.properties(fn)['Role']);
  const statements = rolePolicies(deployment).get(role) ?? [];
  for (const { action, resource } of wanted)
    if (resource !== undefined && !isAllowed(statements, { action, resource }))
      throw new StartError(`${fn?.logicalId} reads a stream but may not ${action} on ${resource}.`);
};

export const readMappings = (deployment: Deployment): StreamMapping[] =>
  deployment
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter((resource) => deployment.properties(resource)['Enabled'] !== false)
    .map((resource) => {
      const raw = deployment.properties(resource) as RawMapping;
      if (!/:dynamodb:.*\/stream\//.test(raw.EventSourceArn))
        throw new StartError(
          `The local runner reads table streams only; ${resource.logicalId} reads ${raw.EventSourceArn}.`,
        );
      const arn = functionArn(deployment, raw.FunctionName);
      const deadLetters = raw.DestinationConfig?.OnFailure?.Destination;
      demandRights(deployment, arn, [
        { action: 'dynamodb:DescribeStream', resource: raw.EventSourceArn },
        { action: 'dynamodb:GetShardIterator', resource: raw.EventSourceArn },
        { action: 'dynamodb:GetRecords', resource: raw.EventSourceArn },
        { action: 'sqs:SendMessage', resource: deadLetters },
      ]);
      return {
        logicalId: resource.logicalId,
        functionArn: arn,
        functionName: arn.split(':').at(-1) ?? arn,
        streamArn: raw.EventSourceArn,
        region: resource.stack.region,
        batchSize: raw.BatchSize ?? 100,
        windowSeconds: raw.MaximumBatchingWindowInSeconds ?? 0,
        startingPosition: raw.StartingPosition ?? 'LATEST',
        patterns: patternsOf(raw, resource.logicalId),
        bisects: raw.BisectBatchOnFunctionError === true,
        reportsItems: raw.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
        maxRetries: raw.MaximumRetryAttempts ?? -1,
        maxAgeSeconds: raw.MaximumRecordAgeInSeconds ?? -1,
        deadLetters,
      };
    });

type RawSchedule = {
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly State?: string;
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly Target: { readonly Arn: string; readonly Input?: string };
};

const instant = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

export const readSchedules = (deployment: Deployment): ScheduleSpec[] =>
  deployment.ofType('AWS::Scheduler::Schedule').map((resource) => {
    const raw = deployment.properties(resource) as RawSchedule;
    return {
      logicalId: resource.logicalId,
      name: deployment.ref(resource),
      arn: deployment.arn(resource),
      expression: raw.ScheduleExpression,
      zone: raw.ScheduleExpressionTimezone ?? 'UTC',
      enabled: raw.State !== 'DISABLED',
      functionArn: functionArn(deployment, raw.Target.Arn),
      input: raw.Target.Input,
      startAt: instant(raw.StartDate),
      endAt: instant(raw.EndDate),
      account: resource.stack.account,
      region: resource.stack.region,
    };
  });
