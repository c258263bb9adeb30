import { randomInt, randomUUID } from 'node:crypto';
import type { Service } from './aws-endpoint.ts';
import type { JsonFile } from './data-dir.ts';
import type { Deployment, Resource } from './template.ts';

type Stored = Record<string, { value: string; version: string; created: number }>;

type Generate = {
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly IncludeSpace?: boolean;
};

const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const alphabet = (rules: Generate): string =>
  [
    rules.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    rules.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    rules.ExcludeNumbers === true ? '' : '0123456789',
    rules.ExcludePunctuation === true ? '' : punctuation,
    rules.IncludeSpace === true ? ' ' : '',
  ]
    .join('')
    .split('')
    .filter((letter) => !(rules.ExcludeCharacters ?? '').includes(letter))
    .join('');

const generate = (rules: Generate): string => {
  const letters = alphabet(rules);
  const secret = Array.from({ length: rules.PasswordLength ?? 32 }, () =>
    letters.charAt(randomInt(letters.length)),
  ).join('');
  if (rules.SecretStringTemplate === undefined || rules.GenerateStringKey === undefined)
    return secret;
  const template = JSON.parse(rules.SecretStringTemplate) as Record<string, unknown>;
  return JSON.stringify({ ...template, [rules.GenerateStringKey]: secret });
};

const initialValue = (properties: Readonly<Record<string, unknown>>): string => {
  const literal = properties['SecretString'];
  return typeof literal === 'string'
    ? literal
    : generate((properties['GenerateSecretString'] ?? {}) as Generate);
};

/** Secrets Manager: values are drawn once and kept in DATA_DIR, so that tokens hold over a restart. */
export const createSecrets = (deployment: Deployment, file: JsonFile<Stored>): Service => {
  const stored = file.read() ?? {};
  const declared = new Map<string, Resource>();
  for (const secret of deployment.ofType('AWS::SecretsManager::Secret')) {
    const arn = deployment.ref(secret);
    declared.set(arn, secret);
    stored[arn] ??= {
      value: initialValue(deployment.properties(secret)),
      version: randomUUID(),
      created: Date.now() / 1000,
    };
  }
  file.write(stored);

  /** A secret goes by its ARN, its ARN without the six random letters, or its name. */
  const arnOf = (id: unknown): string | undefined =>
    [...declared.keys()].find((arn) => {
      const short = arn.slice(0, -7);
      return arn === id || short === id || short.split(':').at(-1) === id;
    });

  return {
    needs: (action, body) =>
      action === 'GetSecretValue'
        ? {
            action: 'secretsmanager:GetSecretValue',
            resource: arnOf(body['SecretId']) ?? String(body['SecretId']),
          }
        : undefined,
    answer: async (_, body) => {
      const arn = arnOf(body['SecretId']);
      const secret = arn === undefined ? undefined : stored[arn];
      if (arn === undefined || secret === undefined)
        return {
          status: 400,
          body: {
            __type: 'ResourceNotFoundException',
            message: "Secrets Manager can't find the specified secret.",
          },
        };
      return {
        status: 200,
        body: {
          ARN: arn,
          Name: arn.split(':').at(-1)?.slice(0, -7),
          SecretString: secret.value,
          VersionId: secret.version,
          VersionStages: ['AWSCURRENT'],
          CreatedDate: secret.created,
        },
      };
    },
  };
};
