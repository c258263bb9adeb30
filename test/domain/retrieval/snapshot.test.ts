import { describe, expect, it } from 'vitest';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
import {
  decodeSnapshot,
  encodeSnapshot,
  indexBytes,
  SNAPSHOT_VERSION,
} from '#shared/domain/retrieval/snapshot.ts';
import { anArticle, demoBase, demoIndex, questionsOf } from './bases.ts';

const bytes = encodeSnapshot(demoIndex);

const decoded = () => {
  const result = decodeSnapshot(bytes);
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
};

describe('snapshot', () => {
  it('gives the same bytes for the same articles', () => {
    expect(encodeSnapshot(buildIndex(demoBase()))).toEqual(bytes);
  });

  it('ranks after loading exactly as before', () => {
    const loaded = decoded();
    for (const { query } of questionsOf('questions.jsonl').slice(0, 150))
      expect(rank(loaded, query, { k: 10 })).toEqual(rank(demoIndex, query, { k: 10 }));
  });

  it('keeps every field of an article, known or not', () => {
    const article = {
      ...anArticle({ id: 'a', question: '🅿️ 停车𠮷?' }),
      audience: 'patient',
      tests: ['x'],
    };
    const result = decodeSnapshot(encodeSnapshot(buildIndex([article])));
    expect(result.ok && result.value.article(0)).toEqual(article);
  });

  it('loads from bytes at any offset', () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSnapshot(shifted.subarray(3)).ok).toBe(true);
  });

  it('holds an empty base', () => {
    const result = decodeSnapshot(encodeSnapshot(buildIndex([])));
    expect(result.ok && rank(result.value, '挂号')).toEqual([]);
  });

  it('refuses what is no snapshot, of another version, or damaged', () => {
    expect(decodeSnapshot(new Uint8Array(3))).toMatchObject({ error: { kind: 'not-a-snapshot' } });
    expect(decodeSnapshot(new Uint8Array(64))).toMatchObject({ error: { kind: 'not-a-snapshot' } });
    const newer = bytes.slice();
    newer[4] = SNAPSHOT_VERSION + 1;
    expect(decodeSnapshot(newer)).toMatchObject({
      error: { kind: 'unsupported-version', version: SNAPSHOT_VERSION + 1 },
    });
    for (const at of [13, 200, bytes.length - 1]) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(decodeSnapshot(damaged)).toMatchObject({ error: { kind: 'damaged' } });
    }
    expect(decodeSnapshot(bytes.slice(0, bytes.length - 8)).ok).toBe(false);
  });

  it('stays small', () => {
    expect(indexBytes(demoIndex)).toBeLessThan(200_000);
  });
});
