import { ArnFormat, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../nag.ts';
import type { Deployment } from '../stages.ts';
import { type IndexSpec, TABLE_NAMES, TABLES, type TableName, type TableSpec } from '../tables.ts';

const STRING = dynamodb.AttributeType.STRING;

const projectionOf = ({
  holds,
}: IndexSpec): Pick<
  dynamodb.GlobalSecondaryIndexPropsV2,
  'projectionType' | 'nonKeyAttributes'
> => {
  if (holds === 'keys') return { projectionType: dynamodb.ProjectionType.KEYS_ONLY };
  return holds === 'everything'
    ? { projectionType: dynamodb.ProjectionType.ALL }
    : { projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: [...holds] };
};

/** Everything that must outlive a deployment: tables, their key, the secret that signs tokens. */
export class DataStack extends Stack {
  readonly key: kms.Key;
  readonly tokenSecret: secretsmanager.Secret;
  /** `webhookUrl`, `webhookKey`, `wecomRobotUrl`: where notices go beside the console. */
  readonly channelSecret: secretsmanager.Secret;
  readonly tables: Readonly<Record<TableName, dynamodb.TableV2>>;

  constructor(scope: Construct, id: string, props: StackProps & { deployment: Deployment }) {
    super(scope, id, props);
    const { config } = props.deployment;
    const removalPolicy = config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    this.key = new kms.Key(this, 'Key', {
      description: 'Encrypts tables, logs, queues and the token secret of the service centre',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LogsMayEncrypt',
        principals: [new iam.ServicePrincipal(`logs.${this.region}.${this.urlSuffix}`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': this.formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );

    this.tokenSecret = new secretsmanager.Secret(this, 'TokenSecret', {
      description: 'Signs access tokens of visitors and staff (HS256)',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'tokenKey',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy,
    });

    this.channelSecret = new secretsmanager.Secret(this, 'ChannelSecret', {
      description: 'Addresses of webhook and group robot, and the key that signs webhook calls',
      generateSecretString: {
        secretStringTemplate: '{"webhookUrl":"","wecomRobotUrl":""}',
        generateStringKey: 'webhookKey',
        passwordLength: 48,
        excludePunctuation: true,
      },
      removalPolicy,
    });

    /** Set here and not through `encryptionKey`, which writes a domain suffix of the global partition into the key policy. */
    for (const secret of [this.tokenSecret, this.channelSecret])
      (secret.node.defaultChild as secretsmanager.CfnSecret).kmsKeyId = this.key.keyArn;
    const rotation =
      'Replacing the key signs everybody out, so it is done by hand when it is suspected to be known: infra/README.md#token-secret.';
    acknowledge(this.tokenSecret, [
      ['AwsSolutions-SMG4', rotation],
      ['HIPAA.Security-SecretsManagerRotationEnabled', rotation],
    ]);

    const shared =
      'The key is shared with the receiver of the webhook; both sides change it by hand: infra/README.md#channel-secret.';
    acknowledge(this.channelSecret, [
      ['AwsSolutions-SMG4', shared],
      ['HIPAA.Security-SecretsManagerRotationEnabled', shared],
    ]);

    const table = (name: TableName): dynamodb.TableV2 => {
      const spec: TableSpec = TABLES[name];
      return new dynamodb.TableV2(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}Table`, {
        partitionKey: { name: 'pk', type: STRING },
        sortKey: { name: 'sk', type: STRING },
        billing: dynamodb.Billing.onDemand(),
        encryption: dynamodb.TableEncryptionV2.customerManagedKey(this.key),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: spec.pointInTimeRecovery },
        deletionProtection: config.keepData,
        removalPolicy,
        globalSecondaryIndexes: spec.indexes.map((index) => ({
          indexName: index.name,
          partitionKey: { name: index.pk, type: STRING },
          sortKey: { name: index.sk, type: STRING },
          ...projectionOf(index),
        })),
        ...(spec.ttl === null ? {} : { timeToLiveAttribute: spec.ttl }),
        ...(spec.stream ? { dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES } : {}),
      });
    };
    this.tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, table(name)])) as Record<
      TableName,
      dynamodb.TableV2
    >;
  }
}
