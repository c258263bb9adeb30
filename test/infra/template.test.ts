import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '#functions/lib/metrics.ts';
import { FUNCTION_NAMES, specOf } from '#infra/functions.ts';
import { PUBLIC_ROUTES, ROUTES, routeKeyOf } from '#infra/routes.ts';
import { readDeployment } from '#infra/stages.ts';
import { TABLES } from '#infra/tables.ts';
import type { EndpointName } from '#shared/contract/endpoints.ts';
import { ofType, synthesize, type Template } from '#test/support/templates.ts';

/** Every string of a template with its path, service principals left out: those are names, not addresses. */
const strings = (value: unknown, path = ''): [path: string, text: string][] => {
  if (typeof value === 'string') return path.endsWith('.Principal') ? [] : [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    path.endsWith('.Principal') && key === 'Service' ? [] : strings(child, `${path}.${key}`),
  );
};

type Statement = { Action: string | string[]; Resource: unknown };
const statements = (template: Template): { id: string; statement: Statement }[] =>
  ofType(template, 'AWS::IAM::Policy').flatMap(({ id, Properties }) =>
    (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement.map((statement) => ({
      id,
      statement,
    })),
  );

/** No account there knows these (platform notes, "China"). */
const ABSENT_IN_CHINA = [
  'AWS::Cognito::UserPool',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::SES::EmailIdentity',
];

const DEPLOYMENTS = [
  ['dev', 'ap-southeast-1'],
  ['prod', 'ap-southeast-1'],
  ['dev', 'cn-north-1'],
  ['prod', 'cn-north-1'],
] as const;

describe.each(DEPLOYMENTS)('the template of %s in %s', (stage, region) => {
  const { data, service } = synthesize(stage, region);
  const routes = ofType(service, 'AWS::ApiGatewayV2::Route');
  const httpRoutes = routes.filter(({ Properties }) =>
    String(Properties['RouteKey']).includes(' '),
  );

  it('draws on its dashboard exactly what the functions count, under the same dimension', () => {
    const [dashboard] = ofType(service, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.Properties['DashboardBody']).replaceAll('\\', '');
    const drawn = [...body.matchAll(/\["Nuanxin","(\w+)","stage","(\w+)"/g)];
    expect(drawn.map(([, name]) => name).sort()).toEqual([...METRICS].sort());
    expect(new Set(drawn.map(([, , dimension]) => dimension))).toEqual(new Set([stage]));
  });

  it('routes every endpoint of the contract', () => {
    const keys = httpRoutes.map(({ Properties }) => Properties['RouteKey']);
    expect(keys).toEqual(
      expect.arrayContaining((Object.keys(ROUTES) as EndpointName[]).map(routeKeyOf)),
    );
  });

  it('asks for a token on every route but the reviewed public ones', () => {
    const open = httpRoutes
      .filter(({ Properties }) => Properties['AuthorizationType'] !== 'CUSTOM')
      .map(({ Properties }) => String(Properties['RouteKey']));
    expect(open.sort()).toEqual(Object.keys(PUBLIC_ROUTES).sort());
  });

  it('opens sockets only through the ticket authorizer', () => {
    const connect = routes.find(({ Properties }) => Properties['RouteKey'] === '$connect');
    expect(connect?.Properties).toMatchObject({ AuthorizationType: 'CUSTOM' });
  });

  it('grants no wildcard on data, keys or secrets', () => {
    const wild = statements(service)
      .filter(({ statement }) =>
        /dynamodb|kms|secretsmanager|sqs|lambda/.test(JSON.stringify(statement.Action)),
      )
      .filter(({ statement }) =>
        JSON.stringify([statement.Action, statement.Resource]).includes('*'),
      );
    expect(wild).toEqual([]);
  });

  it('gives each function a role of its own and the rights of functions.ts', () => {
    const roles = ofType(service, 'AWS::Lambda::Function').map(({ Properties }) =>
      JSON.stringify(Properties['Role']),
    );
    expect(roles).toHaveLength(FUNCTION_NAMES.length);
    expect(new Set(roles).size).toBe(roles.length);
    for (const { Properties } of ofType(service, 'AWS::IAM::Role'))
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
  });

  it('encrypts every table with the own key and protects what must last', () => {
    const tables = ofType(data, 'AWS::DynamoDB::GlobalTable');
    expect(tables).toHaveLength(Object.keys(TABLES).length);
    for (const { id, Properties } of tables) {
      const spec = Object.entries(TABLES).find(([name]) => id.toLowerCase().startsWith(name))?.[1];
      const replica = (Properties['Replicas'] as Record<string, unknown>[])[0];
      expect(Properties['SSESpecification']).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
      expect(Properties['BillingMode']).toBe('PAY_PER_REQUEST');
      expect(replica?.['PointInTimeRecoverySpecification']).toEqual({
        PointInTimeRecoveryEnabled: spec?.pointInTimeRecovery,
      });
      expect(replica?.['DeletionProtectionEnabled']).toBe(stage === 'prod');
      const ttl = Properties['TimeToLiveSpecification'] as { AttributeName?: string } | undefined;
      expect(ttl?.AttributeName ?? null).toBe(spec?.ttl);
    }
  });

  it('alarms for every function in words that say what a person notices', () => {
    const texts = ofType(service, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
      String(Properties['AlarmDescription']),
    );
    for (const name of FUNCTION_NAMES)
      expect(
        texts.some(
          (text) => text.startsWith(`${name} fails.`) && text.includes(specOf(name).impact),
        ),
      ).toBe(true);
  });

  it('sends every alarm to the topic and to a paragraph of the runbook', () => {
    const runbook = readFileSync(join(import.meta.dirname, '../../infra/README.md'), 'utf8');
    for (const { Properties } of ofType(service, 'AWS::CloudWatch::Alarm')) {
      expect(Properties['AlarmActions']).toHaveLength(1);
      const [, anchor] =
        /Runbook: infra\/README\.md#([a-z0-9-]+)/.exec(String(Properties['AlarmDescription'])) ??
        [];
      expect(runbook).toContain(`\n### ${anchor}\n`);
    }
  });

  it('alarms when the sweep falls silent and when a dead-letter queue fills', () => {
    const alarms = ofType(service, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms).toContainEqual(
      expect.objectContaining({
        MetricName: 'Invocations',
        TreatMissingData: 'breaching',
        ComparisonOperator: 'LessThanThreshold',
      }),
    );
    const depths = alarms.filter(
      (alarm) => alarm['MetricName'] === 'ApproximateNumberOfMessagesVisible',
    );
    expect(depths).toHaveLength(ofType(service, 'AWS::SQS::Queue').length);
  });

  it('keeps logs for a set time, encrypted', () => {
    for (const { Properties } of ofType(service, 'AWS::Logs::LogGroup')) {
      expect(Properties['RetentionInDays']).toBe(stage === 'prod' ? 180 : 30);
      expect(Properties['KmsKeyId']).toBeDefined();
    }
  });

  it('names no partition and no domain suffix', () => {
    const literal = [...strings(data), ...strings(service)].filter(([, text]) =>
      /arn:aws|amazonaws\.com/.test(text),
    );
    expect(literal).toEqual([]);
  });

  it('uses nothing that China lacks', () => {
    const types = new Set(
      [...Object.values(data.Resources), ...Object.values(service.Resources)].map((r) => r.Type),
    );
    expect(ABSENT_IN_CHINA.filter((type) => types.has(type))).toEqual([]);
  });
});

describe('the deployment settings', () => {
  it('refuse an unknown stage by name', () => {
    expect(() => readDeployment((key) => ({ stage: 'staging' })[key])).toThrow(/-c stage: /);
  });

  it('refuse a region that is none', () => {
    expect(() => readDeployment((key) => ({ region: 'beijing' })[key])).toThrow(
      /-c region: .*cn-north-1/,
    );
  });

  it('keep the CDK command line at major 2: 3.0.0 on the registry cannot read our assembly', () => {
    const manifest = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    );
    expect(manifest.devDependencies['aws-cdk']).toMatch(/^2\.\d+\.\d+$/);
  });
});
