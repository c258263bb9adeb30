import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import type { FunctionName } from './functions.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import type { Deployment } from './stages.ts';

/** These types refuse tags in China or in older template checkers. */
const UNTAGGABLE = ['AWS::Lambda::EventSourceMapping', 'AWS::CloudWatch::Dashboard'];

export type AppParts = {
  readonly app: App;
  readonly data: DataStack;
  readonly service: ServiceStack;
};

/** The stacks of one deployment, stateful and stateless apart. Needs the bundles to lie in `codeDir`. */
export const buildApp = (
  app: App,
  props: {
    readonly deployment: Deployment;
    readonly release: string;
    readonly codeDir: (name: FunctionName) => string;
  },
): AppParts => {
  const { deployment, release, codeDir } = props;
  const env = {
    region: deployment.region,
    ...(deployment.account === undefined ? {} : { account: deployment.account }),
  };
  const terminationProtection = deployment.config.keepData;
  const data = new DataStack(app, `Nuanxin-${deployment.stage}-Data`, {
    env,
    terminationProtection,
    deployment,
  });
  const service = new ServiceStack(app, `Nuanxin-${deployment.stage}-Service`, {
    env,
    terminationProtection,
    deployment,
    data,
    release,
    codeDir,
  });
  Tags.of(app).add('project', 'nuanxin', { excludeResourceTypes: UNTAGGABLE });
  Tags.of(app).add('stage', deployment.stage, { excludeResourceTypes: UNTAGGABLE });
  return { app, data, service };
};

/** cdk-nag's two packs stop `cdk synth` on any finding that infra/nag.ts has not accepted with a reason. */
export const reviewApp = (app: App): void =>
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new HIPAASecurityChecks(app));
