import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contiguousTo,
  EMPTY_LOG,
  hasGap,
  highestSeq,
  type LogView,
  mergeEntries,
  newestState,
  shownEntries,
} from '#shared/client/log-view.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';

const entryAt = (seq: number, erased = false): Entry => ({
  seq,
  entryId: `client-${seq}`,
  at: 1_000 * seq,
  by: { kind: seq % 2 === 0 ? 'patient' : 'bot', id: 'x', name: null },
  body: erased ? { kind: 'erased' } : { kind: 'message', text: `text ${seq}`, cards: [] },
  state: {
    owner: 'bot',
    agentId: null,
    agentName: null,
    status: 'open',
    epoch: seq,
    urgent: false,
  },
});

const merged = (batches: readonly (readonly Entry[])[]): LogView =>
  batches.reduce<LogView>(mergeEntries, EMPTY_LOG);

/** A log of some length, cut into batches that overlap, repeat, arrive in any order and may leave entries out. */
const deliveries = fc.integer({ min: 1, max: 30 }).chain((length) =>
  fc.record({
    length: fc.constant(length),
    batches: fc.array(
      fc.array(
        fc
          .tuple(fc.integer({ min: 0, max: length - 1 }), fc.boolean())
          .map(([s, e]) => entryAt(s, e)),
        { maxLength: 8 },
      ),
      { maxLength: 12 },
    ),
  }),
);

describe('mergeEntries', () => {
  it('keeps each number once and in order, whatever arrives', () => {
    fc.assert(
      fc.property(deliveries, ({ batches }) => {
        const seqs = merged(batches).entries.map((e) => e.seq);
        expect(seqs).toEqual([...new Set(batches.flat().map((e) => e.seq))].sort((a, b) => a - b));
      }),
    );
  });

  it('gives the same view for every order and batching of the same entries', () => {
    fc.assert(
      fc.property(deliveries, fc.array(fc.nat(), { maxLength: 100 }), ({ batches }, keys) => {
        const flat = batches.flat();
        const shuffled = flat
          .map((entry, i) => ({ entry, key: keys[i] ?? i }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        expect(merged(shuffled.map((e) => [e]))).toEqual(merged([flat]));
      }),
    );
  });

  it('returns the very same view for what it has already', () => {
    fc.assert(
      fc.property(deliveries, ({ batches }) => {
        const view = merged(batches);
        expect(mergeEntries(view, batches.flat())).toBe(view);
      }),
    );
  });

  it('never lets an erased entry come back', () => {
    const view = merged([[entryAt(0), entryAt(1, true)], [entryAt(1)]]);
    expect(view.entries[1]?.body.kind).toBe('erased');
  });
});

describe('the gap rule', () => {
  it('shows a prefix without holes and asks for what follows it', () => {
    fc.assert(
      fc.property(deliveries, ({ batches }) => {
        const view = merged(batches);
        const shown = shownEntries(view);
        expect(shown.map((e) => e.seq)).toEqual(shown.map((_, i) => i));
        expect(contiguousTo(view)).toBe(shown.length - 1);
        expect(hasGap(view)).toBe(shown.length < view.entries.length);
        expect(view.entries.some((e) => e.seq === shown.length)).toBe(false);
      }),
    );
  });

  it('is whole after any deliveries once everything after the shown prefix was fetched', () => {
    fc.assert(
      fc.property(deliveries, ({ length, batches }) => {
        const view = merged(batches);
        const rest = Array.from({ length }, (_, seq) => entryAt(seq)).slice(contiguousTo(view) + 1);
        const whole = mergeEntries(view, rest);
        expect(hasGap(whole)).toBe(false);
        expect(highestSeq(whole)).toBe(length - 1);
        expect(newestState(whole)?.epoch).toBe(length - 1);
      }),
    );
  });

  it('knows nothing of an empty log', () => {
    expect(contiguousTo(EMPTY_LOG)).toBe(-1);
    expect(hasGap(EMPTY_LOG)).toBe(false);
    expect(newestState(EMPTY_LOG)).toBeNull();
  });
});
