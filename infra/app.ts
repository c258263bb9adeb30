import { rmSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { buildApp, reviewApp } from './build-app.ts';
import { bundleAll } from './bundle.ts';
import { releaseName } from './release.ts';
import { readDeployment } from './stages.ts';

const app = new App();
const deployment = readDeployment((key) => app.node.tryGetContext(key));
const release = releaseName();
const bundle = await bundleAll(release, `bundle-${process.pid}`);
try {
  buildApp(app, { deployment, release, codeDir: bundle.functionDir });
  /** The local run never leaves the machine; reviewing its template would only slow the start. */
  if (deployment.stage !== 'local') reviewApp(app);
  app.synth();
} finally {
  // The assembly holds its own copies.
  rmSync(bundle.dir, { recursive: true, force: true });
}
