import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateDepartment } from '#test/evaluate/department.ts';
import { parseRows } from '#test/evaluate/rows.ts';

const at = (path: string) => new URL(`../../../${path}`, import.meta.url);
const rows = (path: string) => parseRows(readFileSync(at(path), 'utf8'));

describe('department guidance on messages that it was not trained on', () => {
  it('keeps its share of right first departments and right choices', () => {
    const { figures } = evaluateDepartment(rows('test/corpus/guidance/held-out.jsonl'));
    expect(figures['top1']).toBeGreaterThanOrEqual(0.95);
    expect(figures['top3']).toBeGreaterThanOrEqual(0.98);
    expect(figures['coverage']).toBeGreaterThanOrEqual(0.98);
    expect(figures['confidentRight']).toBeGreaterThanOrEqual(0.96);
  });

  it('shares no message with what it was trained on', () => {
    const texts = (path: string) => rows(path).map((row) => row.string('text'));
    const files = readdirSync(at('test/corpus/guidance')).filter(
      (file) => file.endsWith('.jsonl') && file !== 'held-out.jsonl',
    );
    const trained = new Set(files.flatMap((file) => texts(`test/corpus/guidance/${file}`)));
    const shared = texts('test/corpus/guidance/held-out.jsonl').filter((text) => trained.has(text));
    // One- and two-word requests such as a vaccine's name cannot be worded differently.
    expect(shared.filter((text) => text.length > 8)).toEqual([]);
  });

  it('ships weights of at most 500 KB', () => {
    expect(statSync(at('shared/data/guidance/weights.json')).size).toBeLessThanOrEqual(500_000);
  });
});
