import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isAlive, type ProcessMark } from '#infra/local/processes.ts';
import type { LocalStack } from '#infra/local/stack.ts';
import {
  hits,
  newDataDir,
  removeDataDir,
  startFixture,
  until,
  writeNote,
} from './fixture-stack.ts';

const dataDir = newDataDir();
afterAll(() => removeDataDir(dataDir));

type Run = { readonly child: ChildProcess; readonly url: string };

const startProcess = (): Promise<Run> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixture/run.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) =>
      resolve({ child, url: (JSON.parse(line.toString()) as { url: string }).url }),
    );
    child.once('exit', (code) => reject(new Error(`the runner ended with ${code}`)));
  });
};

const marks = (): ProcessMark[] => {
  const children = readFileSync(join(dataDir, 'run/children.jsonl'), 'utf8');
  const engine = readFileSync(join(dataDir, 'database/dynoxide/process.json'), 'utf8');
  return [...children.trim().split('\n'), engine].map((line) => JSON.parse(line) as ProcessMark);
};

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.once('exit', () => resolve()));

describe('kill -9 of the runner', () => {
  it('leaves no process behind, loses nothing acknowledged, and the next start works', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, url } = await startProcess();
      const ended = gone(child);
      const killAt = setTimeout(() => child.kill('SIGKILL'), 150 + round * 120);
      try {
        for (let i = 0; ; i += 1) {
          const id = `r${round}-${i}`;
          const answer = await writeNote({ url } as LocalStack, id, 'kept');
          if (answer.status === 201) acknowledged.push(id);
        }
      } catch {
        // The connection broke: the kill has come.
      }
      clearTimeout(killAt);
      await ended;
      const left = marks();
      expect(left.length).toBeGreaterThan(1);
      await until(() => !left.some(isAlive));
    }
    const stack = await startFixture(dataDir);
    for (const id of acknowledged) {
      const found = await fetch(`${stack.url}/notes/${id}`, {
        headers: { authorization: 'Bearer good' },
      });
      expect(await found.json(), id).toHaveProperty('Item');
    }
    // The consumer saw each of them at least once, and what was done before a kill not again from the start.
    await stack.streamsDrained();
    const seen = await hits(stack, 'stream:kept');
    expect(seen).toBeGreaterThanOrEqual(acknowledged.length);
    await stack.stop();
    expect(readdirSync(join(dataDir, 'run'))).not.toContain('runner.json');
  });

  it('can be played in one process, with the same end', async () => {
    const stack = await startFixture(dataDir);
    expect((await writeNote(stack, 'last', 'kept')).status).toBe(201);
    await stack.kill();
    const again = await startFixture(dataDir);
    const found = await fetch(`${again.url}/notes/last`, {
      headers: { authorization: 'Bearer good' },
    });
    expect(await found.json()).toHaveProperty('Item');
    await again.stop();
  });

  it('--fresh empties the data', async () => {
    const stack = await startFixture(dataDir, { fresh: true });
    const found = await fetch(`${stack.url}/notes/last`, {
      headers: { authorization: 'Bearer good' },
    });
    expect(await found.json()).not.toHaveProperty('Item');
    await stack.stop();
  });
});
