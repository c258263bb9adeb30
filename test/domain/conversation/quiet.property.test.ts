import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { nudgeId, QUIET, quietStep } from '#shared/domain/conversation/quiet.ts';
import { MINUTE } from '#shared/kernel/clock.ts';

const SINCE = { at: 0, seq: 1 };
const said = (
  seq: number,
  kind: 'patient' | 'agent' | 'system',
  at: number,
  urgent = false,
): Entry => ({
  seq,
  entryId: `e${seq}`,
  at,
  by: { kind, id: kind, name: null },
  body: { kind: 'message', text: '…', cards: [] },
  state: { ...INITIAL_STATE, owner: 'agent', agentId: 'a', urgent },
});

/** Words of both sides at rising times. */
const talk = fc
  .array(
    fc.record({ kind: fc.constantFrom('patient' as const, 'agent' as const), gap: fc.nat(8) }),
    {
      maxLength: 12,
    },
  )
  .map((words) => {
    let at = 0;
    return words.map(({ kind, gap }, i) => {
      at += gap * MINUTE;
      return said(i + 2, kind, at);
    });
  });

describe('a quiet conversation', () => {
  it('is never looked at for nothing: what is waited for lies ahead', () => {
    fc.assert(
      fc.property(talk, fc.nat(40), (entries, minutes) => {
        const now = (entries.at(-1)?.at ?? 0) + minutes * MINUTE;
        const step = quietStep(entries, SINCE, now);
        if (step.do !== 'close') expect(step.until).toBeGreaterThan(now);
      }),
    );
  });

  it('never bothers a patient who spoke last, nor an owner who did', () => {
    fc.assert(
      fc.property(talk, fc.nat(40), (entries, minutes) => {
        const last = entries.at(-1);
        const now = (last?.at ?? 0) + minutes * MINUTE;
        const step = quietStep(entries, SINCE, now);
        if (last?.by.kind === 'agent') expect(step.do).not.toMatch(/^remind/);
        else expect(['nudge', 'close']).not.toContain(step.do);
      }),
    );
  });

  it('ends only after it was asked and ten minutes more, and never in an emergency', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.boolean(), (asked, minutes, urgent) => {
        const last = said(2, 'agent', 0, urgent);
        const nudge = { ...said(3, 'system', asked * MINUTE, urgent), entryId: nudgeId(2) };
        const now = (asked + minutes) * MINUTE;
        const before = quietStep([last], SINCE, now);
        expect(before.do).not.toBe('close');
        const step = quietStep([last, nudge], SINCE, now);
        const over = now >= QUIET.first && minutes * MINUTE >= QUIET.last;
        expect(step.do === 'close').toBe(over && !urgent);
      }),
    );
  });
});
