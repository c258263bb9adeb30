import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendWebhook, verifySignature } from '#functions/channels/signed-webhook.ts';
import { sendRobotMessage } from '#functions/channels/wecom-robot.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import {
  markNotices,
  readDeliveryLog,
  readNotices,
  retryDelivery,
} from '#functions/usecases/notices.ts';
import { readInbox } from '#functions/usecases/read-desk.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { sendOutbox } from '#functions/usecases/send-outbox.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { aTicket, changed } from '#test/builders/case.ts';
import { aConversation, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { deliverStream } from '#test/builders/stream.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';
import { type Receiver, receiver, wecomRobot } from '#test/doubles/receivers.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

let tables: TestTables;
let deps: TestDeps;
let agent: Staff;
let boss: Staff;
let office: Staff;
let discipline: Staff;
let insurance: Staff;

beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  const hospital = aHospital();
  await setUpHospital(deps, {
    ...hospital,
    departments: [
      ...hospital.departments,
      {
        id: 'dept-9',
        name: '纪检监察室',
        aliases: ['纪检'],
        kind: 'admin',
        floor: '行政楼2楼',
        phone: '0735-0000209',
        hours: '工作日',
        handles: [],
      },
    ],
    staff: [
      ...hospital.staff,
      { subject: 'leader', name: '戊院办', tier: 'office', departments: ['院办'], skills: [] },
      {
        subject: 'discipline',
        name: '己纪检',
        tier: 'department',
        departments: ['纪检监察室'],
        skills: [],
      },
    ],
  });
  [agent, boss, office, discipline, insurance] = (await Promise.all(
    ['agent-1', 'boss', 'leader', 'discipline', 'insurance'].map((s) => staffActor(deps, s)),
  )) as [Staff, Staff, Staff, Staff, Staff];
});
afterAll(() => tables.stop());

const bell = async (who: Actor, cursor: string | null = null) => {
  const page = await readNotices(deps, who, cursor);
  if (!page.ok) throw new Error(page.error.kind);
  return page.value;
};
const sweepNow = (from: TestDeps = deps) => runSlaSweep(from, deps.clock() + HOUR);
/** Everything known so far is read, so that a test sees its own. */
const clearBells = async () => {
  for (const who of [agent, boss, office, discipline, insurance]) {
    await markNotices(deps, who, { notices: [], upTo: deps.clock() });
    expect((await bell(who)).unread).toBe(0);
  }
};
beforeEach(async () => {
  await deliverStream(deps, tables);
  await clearBells();
  deps.clock.advance(2 * HOUR);
});

describe('the bell', () => {
  it('keeps what was told to a role while nobody of it had the page open', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    deps.clock.advance(11 * MINUTE);
    await sweepNow();
    await deliverStream(deps, tables);
    for (const who of [boss, office]) {
      const { notices, unread } = await bell(who);
      expect(unread).toBeGreaterThan(0);
      expect(notices.find(({ ticketId }) => ticketId === chat.ticketId)).toMatchObject({
        read: false,
        text: expect.stringContaining('已上报主管'),
      });
    }
    const mine = await bell(agent);
    expect(mine.notices.some(({ text }) => text.includes('已上报主管'))).toBe(false);
    expect((await bell(insurance)).unread).toBe(0);
    const inbox = await readInbox(deps, boss, 'mine', null);
    expect(inbox).toMatchObject({ ok: true, value: { rows: [] } });
    expect(inbox.ok && inbox.value.escalations.map(({ ticketId }) => ticketId)).toContain(
      chat.ticketId,
    );
    expect(inbox.ok && inbox.value.counts.escalated).toBeGreaterThan(0);
    const agents = await readInbox(deps, agent, 'waiting', null);
    expect(agents).toMatchObject({ ok: true, value: { escalations: [] } });
  });

  it('tells a department and a single person what is theirs, and nobody else', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await changed(deps, agent, ticketId, { do: 'task', department: '医保办', title: '核对结算' });
    await changed(deps, agent, ticketId, {
      do: 'grant',
      grant: 'refund',
      amountFen: 100,
      reason: '多收',
    });
    await deliverStream(deps, tables);
    const own = (await bell(insurance)).notices.filter((n) => n.ticketId === ticketId);
    expect(own).toHaveLength(1);
    expect((await bell(discipline)).notices.filter((n) => n.ticketId === ticketId)).toEqual([]);
    expect((await bell(boss)).notices.some((n) => n.ticketId === ticketId)).toBe(true);
  });

  it('shows a notice once, however often the stream tells of it', async () => {
    const { ticketId } = await aTicket(deps, agent);
    deps.clock.advance(9 * DAY);
    await sweepNow();
    await deliverStream(deps, tables);
    const before = (await bell(office)).notices.map(({ noticeId }) => noticeId);
    const rows = await deps.tickets.outboxOf(ticketId);
    for (let n = 0; n < 2; n += 1)
      await dispatch(
        deps,
        rows.map(({ outboxId }) => ({ kind: 'outbox' as const, ticketId, outboxId })),
      );
    const after = (await bell(office)).notices.map(({ noticeId }) => noticeId);
    expect(after).toEqual(before);
    expect(new Set(after).size).toBe(after.length);
  });

  it('remembers who has read what, one by one and all at once, for each person apart', async () => {
    for (let n = 0; n < 2; n += 1) {
      const { ticketId } = await aTicket(deps, agent);
      await changed(deps, agent, ticketId, {
        do: 'grant',
        grant: 'refund',
        amountFen: 100,
        reason: '多收',
      });
    }
    await deliverStream(deps, tables);
    const { notices, unread } = await bell(office);
    const [first] = notices;
    if (first === undefined) throw new Error('no notice');
    const one = await markNotices(deps, office, { notices: [first], upTo: null });
    expect(one).toMatchObject({ ok: true, value: { unread: unread - 1 } });
    expect((await bell(office)).notices[0]?.read).toBe(true);
    const all = await markNotices(deps, office, { notices: [], upTo: first.at });
    expect(all).toMatchObject({ ok: true, value: { unread: 0 } });
    expect((await bell(boss)).unread).toBeGreaterThan(0);
  });

  it('still shows as new what comes late with an earlier instant', async () => {
    await markNotices(deps, boss, { notices: [], upTo: deps.clock() });
    await deps.notices.add({
      noticeId: `late-${deps.clock()}`,
      bell: 'supervisors',
      at: deps.clock() - 5 * MINUTE,
      ticketId: null,
      ticketNumber: null,
      title: '迟到的提醒',
      text: '',
      restricted: false,
    });
    expect((await bell(boss)).unread).toBe(1);
  });

  it('is read page by page, every notice once', async () => {
    for (let n = 0; n < 70; n += 1)
      await deps.notices.add({
        noticeId: `many-${n}`,
        bell: n % 2 === 0 ? 'desk' : `staff:${agent.staffId}`,
        // Several at the same instant.
        at: deps.clock() - 100 + Math.floor(n / 3),
        ticketId: null,
        ticketNumber: null,
        title: `第 ${n} 条`,
        text: '',
        restricted: false,
      });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof bell>> = await bell(agent, cursor);
      seen.push(...page.notices.map(({ noticeId }) => noticeId));
      cursor = page.cursor;
    } while (cursor !== null);
    const mine = seen.filter((id) => id.startsWith('many-'));
    expect(mine).toHaveLength(70);
    expect(new Set(mine).size).toBe(70);
  });

  it('is closed to visitors', async () => {
    const visitor: Actor = { kind: 'visitor', visitorId: 'vst_1' };
    expect(await readNotices(deps, visitor, null)).toMatchObject({
      ok: false,
      error: { kind: 'forbidden' },
    });
  });
});

describe('a matter of discipline', () => {
  const restricted = () =>
    aTicket(deps, office, { topic: 'E16', text: '举报某医生收受红包', department: '纪检监察室' });

  it('is told to its department and the office, never to supervisors or agents', async () => {
    const { ticketId, number } = await restricted();
    deps.clock.advance(9 * DAY);
    await sweepNow();
    await deliverStream(deps, tables);
    const has = async (who: Actor) =>
      (await bell(who)).notices.some((notice) => notice.ticketId === ticketId);
    expect(await has(office)).toBe(true);
    expect(await has(discipline)).toBe(true);
    for (const who of [agent, boss]) {
      expect(await has(who)).toBe(false);
      expect(JSON.stringify(await bell(who))).not.toContain(number);
    }
    expect((await bell(boss)).unread).toBe(0);
  });

  it('leaves the bells of those who may not read it when an ordinary one becomes it', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await changed(deps, agent, ticketId, {
      do: 'grant',
      grant: 'refund',
      amountFen: 100,
      reason: '多收',
    });
    await deliverStream(deps, tables);
    const seen = async (who: Actor) =>
      (await bell(who)).notices.filter((n) => n.ticketId === ticketId).length;
    expect(await seen(boss)).toBeGreaterThan(0);
    await changed(deps, office, ticketId, { do: 'matter', topic: 'E16', reason: '涉及红包' });
    await deliverStream(deps, tables);
    expect(await seen(boss)).toBe(0);
    expect(await seen(office)).toBeGreaterThan(0);
  });

  it('shows no words in the inbox, in lists, over sockets, in the webhook and in the group chat', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要举报，骨科有医生收红包，给了他两千');
    const ticket = await deps.tickets.get(chat.ticketId);
    expect(ticket?.topic).toBe('E16');
    await chat.say('转人工');
    const rowOf = async (who: Actor) => {
      const page = await readInbox(deps, who, 'waiting', null);
      return page.ok ? page.value.rows.find((r) => r.ticketId === chat.ticketId) : undefined;
    };
    expect((await rowOf(boss))?.preview).toBe('内容受限，由专人办理');
    expect((await rowOf(agent))?.preview).toBe('内容受限，由专人办理');
    expect((await rowOf(office))?.preview).toContain('转人工');

    const bodies: string[] = [];
    const outside: TestDeps = {
      ...deps,
      channels: async () => ({
        webhook: async (notice) => {
          bodies.push(JSON.stringify(notice));
          return { kind: 'sent' };
        },
        robot: async (message) => {
          bodies.push(JSON.stringify(message));
          return { kind: 'sent' };
        },
      }),
    };
    for (const [index, who] of [boss, office].entries())
      await deps.live.connect(
        {
          connectionId: `restricted-${index}`,
          subject: who.staffId,
          kind: 'staff',
          tier: who.tier,
          name: who.name,
          departments: who.departments,
        },
        deps.clock(),
      );
    deps.pusher.sent.length = 0;
    const now = await deps.tickets.get(chat.ticketId);
    if (now !== undefined)
      await dispatch(deps, [{ kind: 'ticket', ticket: now, before: undefined }]);
    const pushed = deps.pusher.ofType('inbox');
    const to = (who: Staff) =>
      pushed
        .filter((sent) => sent.to.some(({ subject }) => subject === who.staffId))
        .map(({ message }) => JSON.stringify(message));
    expect(to(office).join()).not.toContain('内容受限');
    expect(to(boss)).toHaveLength(1);
    expect(to(boss).join()).toContain('内容受限');
    deps.clock.advance(11 * MINUTE);
    await sweepNow(outside);
    await deliverStream(outside, tables);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      expect(body).not.toContain(String(ticket?.number));
      expect(body).not.toContain('红包');
    }
    expect(bodies.some((body) => body.includes('有一条受限事项的提醒'))).toBe(true);
    const log = await readDeliveryLog(outside, boss, { show: 'all' });
    expect(JSON.stringify(log)).not.toContain(String(ticket?.number));
  });
});

// ---- what leaves the house, against local servers that behave as documented ---------------------------------------

type Seen = { readonly body: string; readonly signature: string };
let running: Receiver | undefined;
afterEach(() => running?.stop());

/** A webhook that keeps what it was sent and answers what the test says now. */
const webhookAt = async (status: () => number) => {
  const seen: Seen[] = [];
  const server = await receiver((request, body) => {
    seen.push({ body, signature: String(request.headers['x-nuanxin-signature'] ?? '') });
    return { status: status(), body: '' };
  });
  running = server;
  return { url: `${server.url}/hook`, seen };
};
const KEY = 'a shared key of the hospital';

describe('notices outside of the console', () => {
  it('are tried again after a failure until the receiver takes them, signed anew each time', async () => {
    let up = false;
    const { url, seen } = await webhookAt(() => (up ? 200 : 503));
    const outside: TestDeps = {
      ...deps,
      channels: async () => ({
        webhook: (notice, now) => sendWebhook(fetch, { url, key: KEY }, notice, now),
        robot: null,
      }),
    };
    const { ticketId } = await aTicket(deps, agent);
    await deliverStream(outside, tables);
    const troubled = await readDeliveryLog(outside, boss, { show: 'trouble' });
    const line = troubled.ok ? troubled.value.lines.find((l) => l.ticketId === ticketId) : null;
    expect(line?.channels).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ channel: 'webhook', state: 'waiting', result: 'status 503' }),
        expect.objectContaining({ channel: 'console', state: 'sent' }),
      ]),
    );
    up = true;
    deps.clock.advance(MINUTE);
    await sweepNow(outside);
    const after = await readDeliveryLog(outside, boss, { show: 'all' });
    const done = after.ok ? after.value.lines.find((l) => l.outboxId === line?.outboxId) : null;
    expect(done?.channels.find(({ channel }) => channel === 'webhook')).toMatchObject({
      state: 'sent',
      attempts: 2,
    });
    const own = seen.filter(({ body }) => body.includes(String(line?.outboxId)));
    expect(own).toHaveLength(2);
    expect(own[0]?.signature).not.toBe(own[1]?.signature);
    for (const { body, signature } of own)
      expect(verifySignature(KEY, body, signature, deps.clock())).toBe(true);
  });

  it('are given up after twelve tries, and sent again when a supervisor says so', async () => {
    let up = false;
    const { url } = await webhookAt(() => (up ? 204 : 500));
    const outside: TestDeps = {
      ...deps,
      channels: async () => ({
        webhook: (notice, now) => sendWebhook(fetch, { url, key: KEY }, notice, now),
        robot: null,
      }),
    };
    const { ticketId } = await aTicket(deps, agent, {
      category: '表扬',
      topic: undefined,
      severity: undefined,
    });
    const stateOf = async () => {
      const [row] = await deps.tickets.outboxOf(ticketId);
      return row?.deliveries.find(({ channel }) => channel === 'webhook');
    };
    await deliverStream(outside, tables);
    for (let n = 0; n < 12; n += 1) {
      deps.clock.advance(HOUR + MINUTE);
      await sweepNow(outside);
    }
    expect(await stateOf()).toMatchObject({ state: 'given-up', attempts: 12 });
    const [row] = await deps.tickets.outboxOf(ticketId);
    const which = { ticketId, outboxId: row?.outboxId ?? '' };
    expect(await retryDelivery(deps, agent, which)).toMatchObject({
      ok: false,
      error: { kind: 'forbidden' },
    });
    up = true;
    expect((await retryDelivery(deps, boss, which)).ok).toBe(true);
    expect(await stateOf()).toBeUndefined();
    await sweepNow(outside);
    expect(await stateOf()).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await retryDelivery(deps, boss, { ...which, outboxId: 'none' })).toMatchObject({
      ok: false,
      error: { kind: 'not-found' },
    });
  });

  it('go to the group chat at most twenty a minute in any sixty seconds; the rest waits and is one digest', async () => {
    // It refuses the twenty-first message of a minute and every body that is not as documented.
    const robot = await wecomRobot(deps.clock);
    running = robot;
    const outside: TestDeps = {
      ...deps,
      channels: async () => ({
        webhook: null,
        robot: (message) => sendRobotMessage(fetch, robot.url, message),
      }),
    };
    const told: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const outboxId = `house-${deps.clock()}-${n}`;
      told.push(`第 ${n} 件`);
      await deps.tickets.addOutbox({
        outboxId,
        ticketId: null,
        ticketNumber: null,
        audience: 'desk',
        to: null,
        title: `第 ${n} 件`,
        text: '请处理',
        at: deps.clock(),
      });
      await sendOutbox(outside, [{ ticketId: null, outboxId }]);
      deps.clock.advance(2 * SECOND);
    }
    expect(robot.said).toHaveLength(20);
    deps.clock.advance(30 * SECOND);
    await sweepNow(outside);
    const digests = robot.said.filter((text) => text.includes('条提醒'));
    expect(digests).toHaveLength(1);
    expect(digests[0]).toContain('10 条提醒');
    for (const title of told) expect(robot.said.some((text) => text.includes(title))).toBe(true);
    expect(robot.refused).toEqual([]);
    await sweepNow(outside);
    expect(robot.said).toHaveLength(21);
  });

  it('are one digest when many steps fire at once', async () => {
    const messages: { digest: boolean; count: number }[] = [];
    const outside: TestDeps = {
      ...deps,
      channels: async () => ({
        webhook: null,
        robot: async ({ notices, digest }) => {
          messages.push({ digest, count: notices.length });
          return { kind: 'sent' };
        },
      }),
    };
    for (let n = 0; n < 6; n += 1) await aTicket(deps, agent);
    deps.clock.advance(9 * DAY);
    await sweepNow();
    await deliverStream(outside, tables);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.digest).toBe(true);
    expect(messages[0]?.count).toBeGreaterThanOrEqual(6);
  });

  it('do not hold each other up: one that cannot be told is tried again by itself', async () => {
    const ids = [0, 1, 2].map((n) => `mixed-${deps.clock()}-${n}`);
    for (const outboxId of ids)
      await deps.tickets.addOutbox({
        outboxId,
        ticketId: null,
        ticketNumber: null,
        audience: 'supervisors',
        to: null,
        title: outboxId,
        text: '',
        at: deps.clock(),
      });
    const broken: TestDeps = {
      ...deps,
      notices: {
        ...deps.notices,
        add: (notice) =>
          notice.noticeId === ids[1] ? Promise.reject(new Error('busy')) : deps.notices.add(notice),
      },
    };
    await sendOutbox(
      broken,
      ids.map((outboxId) => ({ ticketId: null, outboxId })),
    );
    const titles = async () => (await bell(boss)).notices.map(({ title }) => title);
    expect(await titles()).toEqual(expect.arrayContaining([ids[0], ids[2]]));
    expect(await titles()).not.toContain(ids[1]);
    deps.clock.advance(MINUTE);
    await sweepNow();
    expect(await titles()).toContain(ids[1]);
  });
});
