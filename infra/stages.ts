import { z } from 'zod';

const stageName = z.enum(['local', 'dev', 'prod']);
export type StageName = z.infer<typeof stageName>;

/** What differs between stages. A hospital edits this file and nothing else to deploy its own centre. */
export type StageConfig = {
  /** Kept when the stack goes (prod), or removed with it. */
  readonly keepData: boolean;
  readonly logRetentionDays: 7 | 30 | 180;
  /** The fictional demo hospital: its knowledge, departments and staff can be loaded. */
  readonly demoData: boolean;
  /** Sites that embed the widget. The centre's own pages are same-origin and need no entry. */
  readonly embedOrigins: readonly string[];
  /** The hospital's OpenID Connect issuer; changed at deployment with `--parameters`, too. */
  readonly oidc: { readonly issuer: string; readonly clientId: string };
  /** Where alarms go; nobody, until an address stands here. */
  readonly alarmEmail: string | null;
  /** Own domain of the centre, with the ARN of its certificate in the same region. Needed in China (ICP filing). */
  readonly domain: { readonly name: string; readonly certificateArn: string } | null;
  /** Requests a second over all routes (and burst); the edge answers 429 beyond. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  readonly logLevel: 'DEBUG' | 'INFO';
};

/** 等级保护2.0 level 3 asks for logs of at least six months (GB/T 22239-2019), hence 180 days in prod. */
export const STAGES: Readonly<Record<StageName, StageConfig>> = {
  local: {
    keepData: false,
    logRetentionDays: 7,
    demoData: true,
    embedOrigins: ['http://*'],
    oidc: { issuer: 'http://127.0.0.1:8787/oidc', clientId: 'nuanxin-console' },
    alarmEmail: null,
    domain: null,
    throttle: { rate: 2_000, burst: 4_000 },
    logLevel: 'INFO',
  },
  dev: {
    keepData: false,
    logRetentionDays: 30,
    demoData: true,
    embedOrigins: ['https://www.example.org'],
    oidc: { issuer: 'https://login.example.org', clientId: 'nuanxin-console' },
    alarmEmail: null,
    domain: null,
    throttle: { rate: 200, burst: 400 },
    logLevel: 'DEBUG',
  },
  prod: {
    keepData: true,
    logRetentionDays: 180,
    demoData: false,
    embedOrigins: ['https://www.example.org'],
    oidc: { issuer: 'https://login.example.org', clientId: 'nuanxin-console' },
    alarmEmail: null,
    domain: null,
    throttle: { rate: 1_000, burst: 2_000 },
    logLevel: 'INFO',
  },
};

/** What a partition or region lacks: platform notes in README.md, "China". */
export type Features = {
  /** The docs name no arm64 for China, so x86 there until it has been tried in an account. */
  readonly arm64: boolean;
  /** Lambda has no X-Ray integration in China; the correlation id in the logs does the same work everywhere. */
  readonly xray: boolean;
};

export const featuresOf = (region: string): Features => {
  const china = region.startsWith('cn-');
  return { arm64: !china, xray: !china };
};

const context = z.object({
  stage: stageName.default('dev'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'a region looks like ap-southeast-1 or cn-north-1' })
    .default('ap-southeast-1'),
  account: z
    .string()
    .regex(/^\d{12}$/, { error: 'an account number has twelve digits' })
    .optional(),
});

export type Deployment = z.infer<typeof context> & {
  readonly config: StageConfig;
  readonly features: Features;
};

/** Reads `-c stage=… -c region=… [-c account=…]`; throws one line that names what is wrong. */
export const readDeployment = (get: (key: string) => unknown): Deployment => {
  const parsed = context.safeParse({
    stage: get('stage'),
    region: get('region'),
    account: get('account'),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`-c ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { stage, region } = parsed.data;
  return { ...parsed.data, config: STAGES[stage], features: featuresOf(region) };
};
