import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, LiveStore } from '#functions/ports.ts';
import { liveStore } from '#functions/storage/live-store.ts';
import { HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

/** Decades ahead: an engine that deletes expired rows by its own clock must find none among ours. */
const NOW = Date.UTC(2096, 10, 24, 2);

let tables: TestTables;
let live: LiveStore;
beforeAll(async () => {
  tables = await openTables();
  live = liveStore(tables.live);
});
afterAll(() => tables.stop());

const staff = (connectionId: string, subject = 'stf_1'): Connection => ({
  connectionId,
  subject,
  kind: 'staff',
  tier: 'agent',
  name: '甲',
  departments: ['客户服务中心'],
});

const ids = (connections: readonly { connectionId: string }[]): string[] =>
  connections.map(({ connectionId }) => connectionId).sort();

describe('sockets', () => {
  it('of staff are found by person and by desk, those of patients by person only', async () => {
    await live.connect(staff('con-1'), NOW);
    await live.connect(staff('con-2'), NOW);
    const patient = { ...staff('con-3', 'vst_1'), kind: 'visitor' as const, tier: null };
    await live.connect(patient, NOW);
    expect(ids(await live.connectionsOf('stf_1', NOW))).toEqual(['con-1', 'con-2']);
    expect(ids(await live.connectionsOf('vst_1', NOW))).toEqual(['con-3']);
    expect(ids(await live.desk(NOW))).toEqual(['con-1', 'con-2']);
    expect((await live.desk(NOW))[0]).toEqual(staff('con-1'));
  });

  it('that outlived two hours are not there, whether or not the table has swept them', async () => {
    await live.connect(staff('con-old', 'stf_old'), NOW - 3 * HOUR);
    expect(await live.connectionsOf('stf_old', NOW)).toEqual([]);
    expect(ids(await live.desk(NOW))).not.toContain('con-old');
  });

  it('have one conversation on screen at a time, and none once they are closed', async () => {
    const viewer = { connectionId: 'con-1', staffId: 'stf_1', name: '甲' };
    expect(await live.view(viewer, 'cnv_a', NOW)).toEqual(['cnv_a']);
    expect(await live.view(viewer, 'cnv_b', NOW)).toEqual(['cnv_a', 'cnv_b']);
    expect(await live.viewers('cnv_a', NOW)).toEqual([]);
    expect(await live.viewers('cnv_b', NOW)).toEqual([viewer]);
    expect(await live.disconnect(staff('con-1'))).toEqual(['cnv_b']);
    expect(await live.viewers('cnv_b', NOW)).toEqual([]);
    expect(ids(await live.connectionsOf('stf_1', NOW))).toEqual(['con-2']);
  });
});

describe('cursors', () => {
  it('move forward only, reading implies receiving, and each side has its own', async () => {
    expect(await live.cursors('cnv_c')).toEqual({
      patient: { delivered: -1, read: -1 },
      agent: { delivered: -1, read: -1 },
    });
    const move = (delivered: number, read: number) =>
      live.moveCursor('cnv_c', 'patient', { delivered, read }, NOW);
    expect(await move(3, 1)).toEqual({ delivered: 3, read: 1 });
    expect(await move(2, 2)).toBeUndefined();
    expect(await move(3, 1)).toBeUndefined();
    expect(await move(1, 5)).toEqual({ delivered: 5, read: 5 });
    expect(await live.cursors('cnv_c')).toEqual({
      patient: { delivered: 5, read: 5 },
      agent: { delivered: -1, read: -1 },
    });
  });
});

describe('presence', () => {
  it('is the last word of each person, until the shift is over', async () => {
    await live.setPresence('stf_1', 'online', NOW);
    await live.setPresence('stf_1', 'away', NOW + MINUTE);
    await live.setPresence('stf_2', 'online', NOW - 13 * HOUR);
    expect([...(await live.presence(NOW + MINUTE))]).toEqual([['stf_1', 'away']]);
  });
});
