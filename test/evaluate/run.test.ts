import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRows, UsageError } from '#test/evaluate/rows.ts';
import { parseCommand } from '#test/evaluate/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
const fileOf = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const run = (...args: string[]) =>
  spawnSync(process.execPath, ['test/evaluate/run.ts', ...args], { encoding: 'utf8' });

describe('the command', () => {
  test('prints one JSON object and ends with 0', () => {
    const file = fileOf(
      'good.jsonl',
      '{"text":"我爸没有呼吸了","emergency":true,"kind":"x"}\n\n{"text":"几点下班","emergency":false}\n',
    );
    const { status, stdout } = run('triage', '--file', file, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      n: 2,
      recall: 1,
      fireRecall: 1,
      falseAlarmRate: 0,
      confirmRate: 0,
      byKind: { x: { recall: 1 } },
      misses: [],
      falseAlarms: [],
    });
  });

  test.each([
    ['a row that is no JSON', '{"text":"a","emergency":true}\n{oops', 'line 2: not valid JSON'],
    ['a missing field', '{"text":"a"}', 'line 1: field "emergency" must be true or false'],
    ['a wrong type', '{"text":5,"emergency":true}', 'line 1: field "text" must be a string'],
    ['an array', '[1]', 'line 1: must be a JSON object'],
  ])('names line and field for %s, and ends with 2', (_what, content, message) => {
    const { status, stderr, stdout } = run(
      'triage',
      '--file',
      fileOf('bad.jsonl', content),
      '--json',
    );
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  test.each([
    [[], 'say what to evaluate'],
    [['weather', '--file', 'x'], 'say what to evaluate'],
    [['triage'], '--file is missing'],
    [['triage', '--file', '/nowhere.jsonl'], 'no such file'],
    [['faq', '--file', 'package.json', '--as-of', 'today'], '--as-of must be a date'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseCommand(argv)).toThrowError(UsageError);
    expect(() => parseCommand(argv)).toThrowError(message);
  });
});

test('a byte-order mark and Windows line ends are no obstacle', () => {
  const rows = parseRows('\uFEFF{"text":"a"}\r\n{"text":"b"}\r\n');
  expect(rows.map((row) => row.string('text'))).toEqual(['a', 'b']);
});
