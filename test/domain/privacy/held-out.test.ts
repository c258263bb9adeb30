import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluatePii } from '#test/evaluate/pii.ts';
import { parseRows } from '#test/evaluate/rows.ts';

const held = ['held-out', 'held-out-b'].map((file) => `test/corpus/privacy/${file}.jsonl`);

describe('personal data in messages that nothing was trained on', () => {
  const rows = held.flatMap((file) => parseRows(readFileSync(file, 'utf8')));
  const { figures } = evaluatePii(rows);
  const byKind = figures['byKind'] as Record<string, { recall: number; precision: number }>;

  it('is found, and little else is', () => {
    expect(figures['recall']).toBeGreaterThanOrEqual(0.95);
    expect(figures['precision']).toBeGreaterThanOrEqual(0.97);
  });

  it.each(['phone', 'id_card', 'bank_card', 'email'])('is found for the kind %s', (kind) => {
    expect(byKind[kind]?.recall).toBeGreaterThanOrEqual(0.97);
  });

  it.each(['name', 'address'])('is found for the kind %s', (kind) => {
    expect(byKind[kind]?.recall).toBeGreaterThanOrEqual(0.85);
  });
});
