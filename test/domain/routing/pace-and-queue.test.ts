import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, MESSAGE_PACE, takeToken } from '#shared/domain/routing/pace.ts';
import { placesIn, waitMinutes } from '#shared/domain/routing/queue.ts';
import { HOUR, MINUTE } from '#shared/kernel/clock.ts';

const T = Date.UTC(2026, 10, 24, 2);

describe('the pace of messages', () => {
  it('lets through a burst and then no more than it refills, whatever the rhythm', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { minLength: 1, maxLength: 200 }), (gaps) => {
        let bucket = fullBucket(T);
        let now = T;
        let passed = 0;
        for (const gap of gaps) {
          now += gap;
          const taken = takeToken(bucket, now);
          if (!taken.ok) continue;
          passed += 1;
          bucket = taken.value;
        }
        const most = MESSAGE_PACE.burst + ((now - T) / MINUTE) * MESSAGE_PACE.refillPerMinute;
        expect(passed).toBeLessThanOrEqual(Math.floor(most + 1e-6));
      }),
    );
  });

  it('says truly when the next one may come', () => {
    const empty = { tokens: 0, at: T };
    const refused = takeToken(empty, T + 500);
    const wait = refused.ok ? 0 : refused.error.retryAfter;
    expect(takeToken(empty, T + 500 + wait).ok).toBe(true);
    expect(takeToken(empty, T + 500 + wait - 10).ok).toBe(false);
  });
});

describe('the queue', () => {
  const waiting = (ticketId: string, urgent = false) => ({ ticketId, urgent, alarm: null });

  it('counts who is taken first, and how many of them are emergencies', () => {
    const places = placesIn([waiting('e', true), waiting('a'), waiting('b')]);
    expect(places.get('e')).toEqual({ ahead: 0, urgentAhead: 0 });
    expect(places.get('b')).toEqual({ ahead: 2, urgentAhead: 1 });
  });

  it('estimates from the pace at which people were taken', () => {
    const pickups = [3, 2, 1].map((ago) => ({ since: T - HOUR, at: T - ago * 2 * MINUTE }));
    const steady = pickups.map((p, i) => ({ ...p, since: i === 0 ? p.at - 2 * MINUTE : p.since }));
    expect(waitMinutes(0, steady, T)).toBe(2);
    expect(waitMinutes(3, steady, T)).toBe(8);
  });

  it('names no time without enough experience, and never none at all', () => {
    const quick = [1, 2, 3].map((n) => ({ since: T - n * MINUTE, at: T - n * MINUTE }));
    expect(waitMinutes(0, quick.slice(1), T)).toBeNull();
    expect(waitMinutes(0, quick, T)).toBe(1);
    expect(waitMinutes(0, quick, T + 2 * HOUR)).toBeNull();
  });
});
