import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildApp, reviewApp } from '#infra/build-app.ts';
import { readDeployment } from '#infra/stages.ts';

export type Resource = {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
};
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };

/** Synthesizes a deployment without bundling, cdk-nag included unless told otherwise: facts of the template do not depend on the code. */
export const synthesize = (
  stage: string,
  region: string,
  { review = true }: { readonly review?: boolean } = {},
): { data: Template; service: Template } => {
  const outdir = mkdtempSync(join(tmpdir(), 'nuanxin-synth-'));
  const code = join(outdir, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), '');
  // The feature flags of cdk.json, as the command line passes them.
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));
  const app = new App({ outdir: join(outdir, 'out'), context });
  const settings: Record<string, string> = { stage, region };
  const { data, service } = buildApp(app, {
    deployment: readDeployment((key) => settings[key]),
    release: 'test',
    codeDir: () => code,
  });
  if (review) reviewApp(app);
  const assembly = app.synth();
  const read = (name: string): Template => assembly.getStackByName(name).template as Template;
  return { data: read(data.stackName), service: read(service.stackName) };
};

export const ofType = (template: Template, type: string): (Resource & { id: string })[] =>
  Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
