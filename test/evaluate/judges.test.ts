import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateFaq } from '#test/evaluate/faq.ts';
import { evaluateGuard } from '#test/evaluate/guard.ts';
import { evaluateIntent } from '#test/evaluate/intent.ts';
import { readRows } from '#test/evaluate/rows.ts';
import { evaluateTriage } from '#test/evaluate/triage.ts';

const FOLDER = join(import.meta.dirname, '../corpus/judges');

/** All rows of one kind, of all authors together. */
const rowsOf = (what: string) =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(`-${what}.jsonl`))
    .flatMap((file) => readRows(join(FOLDER, file)));

/** Floors a little below what is reached (README): they catch a loss, they are no measure of their own. */
describe('messages that nothing was trained or changed for', () => {
  test('emergencies are caught, calm messages left in peace', () => {
    const { figures } = evaluateTriage(rowsOf('triage'));
    expect(figures['recall']).toBeGreaterThanOrEqual(0.985);
    expect(figures['fireRecall']).toBeGreaterThanOrEqual(0.95);
    expect(figures['falseAlarmRate']).toBeLessThanOrEqual(0.018);
    expect(figures['confirmRate']).toBeLessThanOrEqual(0.05);
  });

  test('requests for advice are deferred, questions of service are not', () => {
    const { figures } = evaluateGuard(rowsOf('guard'));
    expect(figures['deferred']).toBeGreaterThanOrEqual(0.985);
    expect(figures['overDeferred']).toBeLessThanOrEqual(0.02);
  });

  test('category, severity and the wish for a person are read', () => {
    const { figures } = evaluateIntent(rowsOf('intent'));
    expect(figures['accuracy']).toBeGreaterThanOrEqual(0.92);
    expect(figures['macroF1']).toBeGreaterThanOrEqual(0.89);
    expect(figures['wantsHumanF1']).toBeGreaterThanOrEqual(0.89);
    expect(figures['severityRecall']).toBeGreaterThanOrEqual(0.93);
    expect(figures['severityPrecision']).toBeGreaterThanOrEqual(0.82);
  });

  test('the entry that answers is found', () => {
    const { figures } = evaluateFaq(rowsOf('faq'), {});
    expect(figures['recallAt1']).toBeGreaterThanOrEqual(0.88);
    expect(figures['recallAt3']).toBeGreaterThanOrEqual(0.98);
    expect(figures['answeredWrong']).toBeLessThanOrEqual(0.03);
    expect(figures['outOfScopeAnswered']).toBeLessThanOrEqual(0.05);
  });
});
