import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts findings of cdk-nag on a construct, each with the reason a reviewer should read. */
export const acknowledge = (
  scope: IConstruct,
  rows: readonly (readonly [id: string, reason: string])[],
): void => {
  for (const [id, reason] of rows) Validations.of(scope).acknowledge({ id, reason });
};

/** Accepts one wildcard in a policy: cdk-nag wants the very resource, in its own notation. */
export const acknowledgeWildcard = (scope: IConstruct, resource: string, reason: string): void => {
  const { account, region } = Stack.of(scope);
  const known = resource
    .replace('{region}', region)
    .replace('{account}', Token.isUnresolved(account) ? '<AWS::AccountId>' : account);
  acknowledge(scope, [[`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${known}]`, reason]]);
};
