import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { triageInBrowser } from '#shared/domain/triage/browser.ts';
import { triage, triageByGrammar } from '#shared/domain/triage/triage.ts';

type Row = { text: string; emergency: boolean; kind?: string; style?: string };

const rowsOf = (file: string): Row[] =>
  readFileSync(`test/corpus/triage/${file}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

const HELD_OUT = ['heldout', 'heldout-d'].flatMap(rowsOf).map((row) => ({
  ...row,
  decision: triage({ text: row.text }).decision,
}));
const urgent = HELD_OUT.filter((row) => row.emergency);
const calm = HELD_OUT.filter((row) => !row.emergency);
const share = <T>(rows: readonly T[], holds: (row: T) => boolean): number =>
  rows.filter(holds).length / rows.length;

/** Rows that neither the lexicon nor the model was made from; a change that makes these worse does not pass. */
describe('on messages that nothing was trained on', () => {
  test('emergencies are caught', () => {
    expect(share(urgent, (row) => row.decision !== 'none')).toBeGreaterThanOrEqual(0.985);
    expect(share(urgent, (row) => row.decision === 'fire')).toBeGreaterThanOrEqual(0.98);
  });

  test('no kind and no style is left behind', () => {
    for (const group of [...Map.groupBy(urgent, (row) => row.kind).values()]) {
      expect(group.filter((row) => row.decision === 'none').length).toBeLessThanOrEqual(1);
    }
    for (const group of [...Map.groupBy(urgent, (row) => row.style).values()]) {
      expect(group.filter((row) => row.decision === 'none').length).toBeLessThanOrEqual(1);
    }
  });

  test('others are left in peace', () => {
    expect(share(calm, (row) => row.decision === 'fire')).toBeLessThanOrEqual(0.006);
    // Six in seven of the calm messages of `heldout-d` are traps.
    expect(share(calm, (row) => row.decision === 'confirm')).toBeLessThanOrEqual(0.05);
  });
});

describe('the browser edition', () => {
  test('fires where the grammar of the server fires', () => {
    const texts = ['urgent-a', 'urgent-b', 'urgent-c', 'heldout']
      .flatMap(rowsOf)
      .map((row) => row.text)
      .filter((text) => triageByGrammar({ text }).decision === 'fire');
    const missed = texts.filter((text) => triageInBrowser({ text }).decision === 'none');
    expect(missed.length / texts.length, missed.join('\n')).toBeLessThanOrEqual(0.015);
  });

  test('leaves the held-out calm messages in peace', () => {
    const disturbed = calm.filter((row) => triageInBrowser({ text: row.text }).decision === 'fire');
    expect(disturbed.length / calm.length).toBeLessThanOrEqual(0.02);
  });
});
