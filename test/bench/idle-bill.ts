import { ofType, synthesize, type Template } from '#test/support/templates.ts';
import type { BenchTable } from './table.ts';

/** US$ list prices of us-east-1 without free tier, as of 2026; the account's price page decides. */
export const PRICES = {
  kmsKeyMonth: 1,
  secretMonth: 0.4,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  schedulerMillion: 1,
  lambdaMillion: 0.2,
  lambdaGbSecond: 0.0000133334,
} as const;

const MINUTES_A_MONTH = 30 * 24 * 60;
/** Measured duration of an idle sweep is far below this. */
const SWEEP_SECONDS = 0.2;

export type BillLine = { readonly item: string; readonly count: number; readonly usd: number };

/** What the stack costs a month while nobody writes, item by item from the template. */
export const idleBill = (data: Template, service: Template): readonly BillLine[] => {
  const count = (type: string): number => ofType(data, type).length + ofType(service, type).length;
  const line = (item: string, number: number, each: number): BillLine => ({
    item,
    count: number,
    usd: number * each,
  });
  const runs = ofType(service, 'AWS::Scheduler::Schedule').length * MINUTES_A_MONTH;
  const sweep = ofType(service, 'AWS::Lambda::Function').find(({ id }) =>
    id.startsWith('SlaSweep'),
  );
  const gigabytes = Number(sweep?.Properties['MemorySize'] ?? 0) / 1024;
  return [
    line('KMS keys', count('AWS::KMS::Key'), PRICES.kmsKeyMonth),
    line('Secrets', count('AWS::SecretsManager::Secret'), PRICES.secretMonth),
    line('Alarms', count('AWS::CloudWatch::Alarm'), PRICES.alarmMonth),
    line('Dashboards', count('AWS::CloudWatch::Dashboard'), PRICES.dashboardMonth),
    line('Scheduler calls', runs, PRICES.schedulerMillion / 1e6),
    line('Sweep invocations', runs, PRICES.lambdaMillion / 1e6),
    line('Sweep GB-seconds', Math.round(runs * SWEEP_SECONDS * gigabytes), PRICES.lambdaGbSecond),
    line('On-demand tables, APIs, queues, topic', 0, 0),
  ];
};

export const bench = async (): Promise<BenchTable> => {
  const { data, service } = synthesize('prod', 'us-east-1', { review: false });
  const lines = idleBill(data, service);
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  return {
    title: 'Bill of a month without a single message (prod, us-east-1)',
    columns: ['item', 'count', 'US$'],
    rows: [
      ...lines.map(({ item, count, usd }) => [item, count, usd.toFixed(2)]),
      ['total', '', total.toFixed(2)],
    ],
    note: 'List prices without free tier; storage, backups and logs come with use.',
  };
};
