import { App } from 'aws-cdk-lib';
import { buildApp, reviewApp } from './build-app.ts';
import { bundleAll, functionDir } from './bundle.ts';
import { releaseName } from './release.ts';
import { readDeployment } from './stages.ts';

const app = new App();
const deployment = readDeployment((key) => app.node.tryGetContext(key));
const release = releaseName();
await bundleAll(release);
buildApp(app, { deployment, release, codeDir: functionDir });
/** The local run never leaves the machine; reviewing its template would only slow the start. */
if (deployment.stage !== 'local') reviewApp(app);
app.synth();
