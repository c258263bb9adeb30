import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { markOf } from '#infra/local/processes.ts';
import { newDataDir, removeDataDir, startFixture } from './fixture-stack.ts';

const dataDir = newDataDir();
afterAll(() => removeDataDir(dataDir));

const entry = join(import.meta.dirname, '../../../infra/local/start.js');

const run = (args: readonly string[], env: Record<string, string> = {}) => {
  const done = spawnSync(process.execPath, [...args], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, ...env },
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { code: done.status, lines: done.stderr.trim().split('\n') };
};

describe('a start that cannot succeed ends with one clear line', () => {
  it('names an old Node', () => {
    const older = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;
    const { code, lines } = run(['--import', older, entry]);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('needs Node 24 or newer, this is 20.1.0')]);
  });

  it.each([
    ['the database binary alone', { DYNAMODB_ENGINE: 'dynoxide' }, 'is not installed'],
    ['database binary and Java', { PATH: '/nowhere' }, 'needs Java 17 or newer (no java found)'],
  ])('names what is missing on a machine without %s', (_, env, words) => {
    // No binary is built for this platform, so none is ever installed.
    const elsewhere = `data:text/javascript,Object.defineProperty(process,'platform',{value:'sunos'})`;
    const { code, lines } = run(['--import', elsewhere, entry], { PORT: '29872', ...env });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining(words)]);
    expect(lines[0]).toContain('No database: ');
  });

  it('names a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, lines } = run([entry], { PORT: String(port) });
    expect([code, lines]).toEqual([
      1,
      [`Port ${port} is in use. Choose another one: PORT=9000 npm start`],
    ]);
    other.close();
  });

  it.each([
    ['a port that is none', { PORT: 'web' }, 'PORT must be a number'],
    ['an engine that is none', { DYNAMODB_ENGINE: 'mysql' }, 'DYNAMODB_ENGINE must be'],
    ['a DATA_DIR that cannot be written', { DATA_DIR: '/proc/nuanxin' }, 'is not writable'],
    [
      'a machine without Java',
      { DYNAMODB_ENGINE: 'dynamodb-local', PATH: '/nowhere' },
      'needs Java 17 or newer (no java found)',
    ],
    [
      'a DYNAMODB_ENDPOINT that does not answer',
      { DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' },
      'does not answer',
    ],
  ])('names %s', (_, env, words) => {
    const { code, lines } = run([entry], { PORT: '29871', ...env });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining(words)]);
  });

  it('names an unknown argument', () => {
    const { code, lines } = run([entry, '--clean']);
    expect([code, lines]).toEqual([1, ['Unknown argument --clean. There is only --fresh.']]);
  });

  it('names the process that holds DATA_DIR', async () => {
    const holder = spawn('sleep', ['30']);
    const own = newDataDir();
    await (await startFixture(own)).stop();
    writeFileSync(join(own, 'run/runner.json'), JSON.stringify(markOf(holder.pid ?? 0)));
    await expect(startFixture(own)).rejects.toThrow(`is in use by process ${holder.pid}`);
    holder.kill();
    removeDataDir(own);
  });
});
