import { describe, expect, it } from 'vitest';
import { deadlineRounds } from '#test/faults/deadlines.ts';
import { DISTURBANCES, type Disturbance, disturbedRounds } from '#test/faults/disturb.ts';
import { killRounds } from '#test/faults/rounds.ts';

// The long runs are commands of their own: node test/faults/main.ts (see test/README.md)
describe('nothing acknowledged is lost, doubled or reordered, and tickets, timelines and inbox follow', () => {
  it('while the whole product is killed', async () => {
    const report = await killRounds({ rounds: 2, pairs: 3, seed: 11 });
    expect(report.problems).toEqual([]);
    expect(report.tickets).toBe(3);
    expect(report.acknowledged).toBeGreaterThan(10);
  });

  it('while database, sockets, stream, functions and sweeps fail at the same time', async () => {
    const kinds = Object.keys(DISTURBANCES) as Disturbance[];
    const report = await disturbedRounds({ kinds, rounds: 4, pairs: 3, seed: 12, pauseMs: 700 });
    expect(report.problems).toEqual([]);
    expect(report.tickets).toBe(3);
    expect(report.acknowledged).toBeGreaterThan(10);
    expect(report.deadLetters).toBe(0);
  });
});

describe('every step of a deadline is taken once: in state, timeline and notices', () => {
  it('while the sweep is killed, delayed, doubled and refused', async () => {
    const report = await deadlineRounds({ rounds: 2, seed: 13 });
    expect(report.problems).toEqual([]);
    expect(report.steps).toBe(2 * 4 * 17);
    expect(report.killed + report.doubled).toBeGreaterThan(0);
  });
});
