import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { buildApp } from '#infra/build-app.ts';
import { checkSupport, reviewTemplate, supportLists } from '#infra/local/supported.ts';
import { readDeployment } from '#infra/local/template.ts';
import { readDeployment as readSettings } from '#infra/stages.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'nuanxin-support-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The templates of the stage `local`, without bundles: they do not change what the template has. */
const localTemplates = (region: string) => {
  const code = join(folder, `code-${region}`);
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), '');
  const outdir = join(folder, region);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({ outdir, context });
  const settings: Record<string, string> = { stage: 'local', region };
  buildApp(app, {
    deployment: readSettings((key) => settings[key]),
    release: 'test',
    codeDir: () => code,
  });
  app.synth();
  return readDeployment(outdir);
};

/** One stack with one resource, as the CDK would write it. */
const templateWith = (name: string, resource: object) => {
  const outdir = join(folder, name);
  mkdirSync(outdir);
  const write = (file: string, content: object) =>
    writeFileSync(join(outdir, file), JSON.stringify(content));
  write('manifest.json', { artifacts: { s: { type: 'aws:cloudformation:stack' } } });
  write('s.assets.json', { files: {} });
  write('s.template.json', { Resources: { Thing: resource } });
  return readDeployment(outdir);
};

describe('what the runner serves', () => {
  it.each(['ap-southeast-1', 'cn-north-1'])(
    'covers every resource and property of stage local in %s',
    (region) => {
      expect(reviewTemplate(localTemplates(region)).problems).toEqual([]);
    },
  );

  it.each([
    [
      'a resource type',
      { Type: 'AWS::StepFunctions::StateMachine', Properties: {} },
      'AWS::StepFunctions::StateMachine Thing',
    ],
    [
      'a property',
      { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      'AWS::SQS::Queue Thing: property FifoQueue',
    ],
    [
      'a property inside another',
      {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
      },
      'property FlexibleTimeWindow.MaximumWindowInMinutes',
    ],
    [
      'a value',
      { Type: 'AWS::ApiGatewayV2::Route', Properties: { AuthorizationType: 'JWT' } },
      'AWS::ApiGatewayV2::Route Thing: AuthorizationType = "JWT"',
    ],
  ])('stops at %s that it does not know, by name', (name, resource, words) => {
    expect(() => checkSupport(templateWith(name, resource))).toThrow(words);
  });

  it('stands in the README as it stands in the code', () => {
    const readme = readFileSync(join(root, 'infra/local/README.md'), 'utf8');
    const [, shown] = /<!-- lists: [^\n]*-->\n([\s\S]*?)\n<!-- \/lists -->/.exec(readme) ?? [];
    expect(shown).toBe(supportLists());
  });
});
