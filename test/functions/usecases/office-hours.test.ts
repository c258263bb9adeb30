import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  changeOfficeHours,
  importCalendar,
  previewDueTimes,
  readCalendar,
  readCalendarNotice,
  readOfficeHours,
  resumeRecount,
  watchCalendar,
} from '#functions/usecases/calendar.ts';
import { deskSchedule } from '#functions/usecases/desk-schedule.ts';
import { readNotices } from '#functions/usecases/notices.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import type { Actor } from '#shared/domain/access/policy.ts';
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { type HoursTable, hoursTable } from '#shared/domain/calendar/hours.ts';
import { beijingDate, beijingTime, DAY, fromBeijing, HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { aTicket } from '#test/builders/case.ts';
import { staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { deliverStream } from '#test/builders/stream.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

const at = (date: string, time: string): number =>
  fromBeijing(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
const shown = (instant: number | undefined): string =>
  `${beijingDate(instant ?? 0)} ${beijingTime(instant ?? 0)}`;

/** Summer from May with a late afternoon, winter from October, a shorter Wednesday, a night desk on make-up Saturdays. */
const HOURS: HoursTable = hoursTable.parse({
  id: 'office',
  seasons: [
    {
      from: '05-01',
      week: {
        workday: [
          ['08:00', '12:00'],
          ['15:00', '18:00'],
        ],
        restday: [],
      },
    },
    {
      from: '10-01',
      week: {
        workday: [
          ['08:00', '10:00'],
          ['10:15', '12:00'],
          ['13:30', '17:00'],
        ],
        restday: [],
        weekday: { '3': [['08:00', '12:00']] },
      },
    },
  ],
  exceptions: [{ date: '2026-11-27', ranges: [], source: '院务会 2026-11-20：消防演练停办公' }],
});

let tables: TestTables;
let deps: TestDeps;
let agent: Staff;
let boss: Staff;

beforeAll(async () => {
  tables = await openTables();
  // A Tuesday.
  deps = testDeps(tables, at('2026-11-24', '10:00'));
  await setUpHospital(deps, {
    ...aHospital(),
    calendar: z.array(yearTable).parse(years.filter(({ year }) => year <= 2026)),
  });
  agent = await staffActor(deps, 'agent-1');
  boss = await staffActor(deps, 'boss');
});
afterAll(() => tables.stop());

const clockOf = async (ticketId: string, id: string) =>
  (await deps.tickets.get(ticketId))?.caseClocks.find((clock) => clock.id === id);

describe('office hours', () => {
  it('are the usual ones until the hospital enters its own', async () => {
    expect(await readOfficeHours(deps, agent, 'office')).toMatchObject({
      ok: true,
      value: { revision: 0, table: { seasons: [{ from: '01-01' }] } },
    });
    const { ticketId } = await aTicket(deps, agent);
    // Accept within 240 working minutes: 2 h today, lunch, 2 h.
    expect(shown((await clockOf(ticketId, 'accept'))?.dueAt)).toBe('2026-11-24 16:30');
  });

  it('say beforehand what would be due when, and why', async () => {
    const preview = await previewDueTimes(deps, boss, {
      receivedAt: at('2026-11-24', '16:00'),
      category: '投诉',
      severity: 'S3',
      of: 'office',
      hours: HOURS,
      year: null,
    });
    if (!preview.ok) throw new Error(preview.error.kind);
    const accept = preview.value.clocks.find(({ clock }) => clock === 'accept');
    // As things stand: 90 minutes today, 150 tomorrow. On the new hours: 60, then a short Wednesday takes 180.
    expect(shown(accept?.standing.at)).toBe('2026-11-25 10:30');
    expect(shown(accept?.proposed.at)).toBe('2026-11-25 11:00');
    expect(accept?.proposed.steps.map((step) => step['zh-CN'])).toEqual([
      '从 2026-11-24 16:00 起算 240 个工作分钟',
      '2026-11-24 16:00–17:00 计 60 分钟',
      '2026-11-25 08:00–11:00 计 180 分钟',
    ]);
    const legal = preview.value.clocks.find(({ clock }) => clock === 'legal');
    expect(shown(legal?.standing.at)).toBe('2026-12-01 17:30');
    expect(shown(legal?.proposed.at)).toBe('2026-12-01 17:00');
    expect(legal?.proposed.steps.at(-1)?.['zh-CN']).toBe('以 2026-12-01 下班时间 17:00 为限');
    // Nothing was entered.
    expect(await readOfficeHours(deps, boss, 'office')).toMatchObject({
      ok: true,
      value: { revision: 0 },
    });
  });

  it('count for new tickets, move open ones, say so in the timeline, and stand in the audit', async () => {
    deps.clock.set(at('2026-11-24', '16:00'));
    const { ticketId } = await aTicket(deps, agent);
    const before = await clockOf(ticketId, 'internal');
    const done = await changeOfficeHours(deps, boss, {
      of: 'office',
      table: HOURS,
      text: '',
      revision: 0,
      reason: '冬季作息',
    });
    expect(done).toMatchObject({ ok: true, value: { revision: 1, complete: true } });
    expect(done.ok && done.value.moved).toBeGreaterThan(0);
    const moved = await clockOf(ticketId, 'internal');
    expect(moved?.dueAt).not.toBe(before?.dueAt);
    expect(moved?.steps.some((step) => step['zh-CN'].includes('消防演练'))).toBe(false);
    const timeline = await deps.tickets.timeline(ticketId);
    expect(timeline.at(-1)).toMatchObject({ kind: 'clock', text: '办公时间已调整，时限重新计算' });
    const fresh = await aTicket(deps, agent);
    expect(shown((await clockOf(fresh.ticketId, 'accept'))?.dueAt)).toBe('2026-11-25 11:00');
    const lines = await deps.audit.search({
      from: '2026-11-24',
      to: '2026-11-25',
      ticketId: null,
      keep: ({ action }) => action === 'hours.change',
      place: null,
      limit: 10,
    });
    expect(lines.lines).toMatchObject([{ actorName: boss.name, reason: '冬季作息' }]);
  });

  it('skip a day on which the hospital is closed and name who decided it; legal days stay national', async () => {
    deps.clock.set(at('2026-11-26', '16:30'));
    const { ticketId } = await aTicket(deps, agent);
    const accept = await clockOf(ticketId, 'accept');
    // Friday is closed: 30 minutes on Thursday, then Monday.
    expect(shown(accept?.dueAt)).toBe('2026-11-30 11:45');
    expect(shown((await clockOf(ticketId, 'contact'))?.dueAt)).toBe('2026-11-27 17:00');
  });

  it('are refused where a clock could never run, and where somebody was faster', async () => {
    const enter = (table: unknown, revision: number) =>
      changeOfficeHours(deps, boss, {
        of: 'office',
        table: table as HoursTable,
        text: '',
        revision,
        reason: '调整',
      });
    const never = {
      ...HOURS,
      seasons: [{ from: '01-01', week: { workday: [], restday: [], weekday: {} } }],
    };
    expect(await enter(never, 1)).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    const twice = { ...HOURS, seasons: [...HOURS.seasons, ...HOURS.seasons] };
    expect(await enter(twice, 1)).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    const same = {
      ...HOURS,
      exceptions: [{ date: '2026-12-01', ranges: [['09:00', '09:00']], source: '院办' }],
    };
    expect(await enter(same, 1)).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    expect(await enter(HOURS, 0)).toMatchObject({ ok: false, error: { kind: 'stale' } });
    expect(
      await changeOfficeHours(deps, agent, {
        of: 'office',
        table: HOURS,
        text: '',
        revision: 1,
        reason: '调整',
      }),
    ).toMatchObject({
      ok: false,
      error: { kind: 'forbidden' },
    });
  });
});

describe('the desk’s hours', () => {
  it('are those of the set-up until a supervisor enters others, which chats and patients then follow', async () => {
    const before = await readOfficeHours(deps, boss, 'desk');
    expect(before).toMatchObject({ ok: true, value: { revision: 0, text: '每天8:00—20:00' } });
    const preview = await previewDueTimes(deps, boss, {
      receivedAt: at('2026-11-24', '19:55'),
      category: '咨询',
      severity: null,
      of: 'desk',
      hours: HOURS,
      year: null,
    });
    const [chat] = preview.ok ? preview.value.clocks : [];
    // Five minutes this evening, five the next morning; on the other hours ten the next morning.
    expect(shown(chat?.standing.at)).toBe('2026-11-25 08:05');
    expect(shown(chat?.proposed.at)).toBe('2026-11-25 08:10');
    const silent = await changeOfficeHours(deps, boss, {
      of: 'desk',
      table: HOURS,
      text: ' ',
      revision: 0,
      reason: '冬季作息',
    });
    expect(silent).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    const done = await changeOfficeHours(deps, boss, {
      of: 'desk',
      table: HOURS,
      text: '工作日8:00—12:00、13:30—17:00',
      revision: 0,
      reason: '冬季作息',
    });
    expect(done).toMatchObject({ ok: true, value: { revision: 1, recounted: 0 } });
    const profile = await deps.knowledge.profile();
    expect(profile?.deskHours.text).toBe('工作日8:00—12:00、13:30—17:00');
    expect((await deskSchedule(deps))?.hours.seasons).toHaveLength(2);
    // The clocks of tickets keep their own.
    expect(await readOfficeHours(deps, boss, 'office')).toMatchObject({ value: { text: '' } });
  });
});

describe('the working calendar', () => {
  it('names the year that nobody has entered, and reads a notice without entering it', async () => {
    const view = await readCalendar(deps, agent);
    expect(view.ok && view.value.years.at(-1)).toMatchObject({ year: 2027, status: 'missing' });
    expect(view).toMatchObject({
      ok: true,
      value: { health: { kind: 'year-not-official', year: 2027, status: 'missing' } },
    });
    const read = await readCalendarNotice(deps, boss, {
      text: '2027-01-01,休,元旦\n2027-01-05,班,元旦',
      year: 2027,
      status: 'official',
      source: '测试',
    });
    expect(read).toMatchObject({
      ok: true,
      value: { table: null, standing: 'missing', problems: [{ row: 2, grade: 'error' }] },
    });
    expect((await deps.knowledge.calendar()).years.some(({ year }) => year === 2027)).toBe(false);
  });

  it('is asked for once a week from November, once a day from December, until it is official', async () => {
    const own = await openTables();
    try {
      const apart = testDeps(own, at('2026-10-31', '08:00'));
      await setUpHospital(apart, {
        ...aHospital(),
        calendar: z.array(yearTable).parse(years.filter(({ year }) => year <= 2026)),
      });
      const chief = await staffActor(apart, 'boss');
      const toldOn: string[] = [];
      for (let day = 0; day < 45; day += 1) {
        const outcomes = [];
        // Every hour, and twice at once now and then.
        for (let hour = 0; hour < 3; hour += 1) {
          outcomes.push(...(await Promise.all([watchCalendar(apart), watchCalendar(apart)])));
          apart.clock.advance(HOUR);
        }
        if (outcomes.includes('told')) toldOn.push(beijingDate(apart.clock()));
        expect(outcomes.filter((outcome) => outcome === 'told').length).toBeLessThanOrEqual(1);
        apart.clock.advance(DAY - 3 * HOUR);
      }
      expect(toldOn.slice(0, 6)).toEqual([
        '2026-11-01',
        '2026-11-02',
        '2026-11-09',
        '2026-11-16',
        '2026-11-23',
        '2026-11-30',
      ]);
      expect(toldOn.slice(6)).toHaveLength(14);
      await deliverStream(apart, own);
      const bell = await readNotices(apart, chief, null);
      expect(bell.ok && bell.value.unread).toBe(toldOn.length);
      expect(bell.ok && bell.value.notices[0]).toMatchObject({
        title: '请录入 2027 年放假安排',
        ticketId: null,
      });
      const done = await importCalendar(apart, chief, {
        year: 2027,
        status: 'official',
        source: '国办发明电（测试）',
        off: { '2027-01-01': '元旦' },
        work: {},
      });
      expect(done.ok).toBe(true);
      expect(await watchCalendar(apart)).toBe('fine');
    } finally {
      await own.stop();
    }
  });

  it('is asked for daily in a year that has begun without it', async () => {
    const own = await openTables();
    try {
      const apart = testDeps(own, at('2027-03-02', '08:00'));
      await setUpHospital(apart, {
        ...aHospital(),
        calendar: z.array(yearTable).parse(years.filter(({ year }) => year <= 2026)),
      });
      expect(await watchCalendar(apart)).toBe('told');
      apart.clock.advance(DAY);
      expect(await watchCalendar(apart)).toBe('told');
    } finally {
      await own.stop();
    }
  });

  it('counts on in the sweep where a request did not get to the end', async () => {
    const own = await openTables();
    try {
      const december = testDeps(own, at('2026-12-29', '10:00'));
      await setUpHospital(december, {
        ...aHospital(),
        calendar: z.array(yearTable).parse(years.filter(({ year }) => year <= 2026)),
      });
      const someone = await staffActor(december, 'agent-1');
      const { ticketId } = await aTicket(december, someone);
      await december.knowledge.putCalendarYear(
        yearTable.parse({
          year: 2027,
          status: 'official',
          source: '测试',
          off: { '2027-01-01': '元旦' },
          work: {},
        }),
      );
      await december.tickets.armRecount(
        { id: 'calendar:2027:1', text: '时限重新计算', cursor: null },
        december.clock() + MINUTE,
      );
      december.clock.advance(2 * MINUTE);
      const summary = await runSlaSweep(december, december.clock() + HOUR);
      expect(summary.recounted).toBe(1);
      const legal = (await december.tickets.get(ticketId))?.caseClocks.find(
        ({ id }) => id === 'legal',
      );
      expect(legal?.status).toBe('official');
      expect(await december.tickets.recountJob()).toBeUndefined();
      expect(await resumeRecount(december, december.clock() + HOUR)).toBe(0);
    } finally {
      await own.stop();
    }
  });
});
