import { beforeEach, describe, expect, it } from 'vitest';
import type { StaffMember } from '#functions/ports.ts';
import { assignCase, assignCases } from '#functions/usecases/assign-cases.ts';
import { assignWaiting } from '#functions/usecases/assign-chats.ts';
import { claim, release, reply, resolve } from '#functions/usecases/desk.ts';
import { readDeskConversation, readTicket, setPresence } from '#functions/usecases/read-desk.ts';
import { setAbilities, setRouting } from '#functions/usecases/routing-settings.ts';
import { routeAfter } from '#functions/usecases/routing-triggers.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { closeSocket } from '#functions/usecases/sockets.ts';
import { acceptTransfer, declineTransfer, transfer } from '#functions/usecases/transfers.ts';
import { DEFAULT_ROUTING } from '#shared/domain/routing/settings.ts';
import { MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { aTicket } from '#test/builders/case.ts';
import { aClientId, aConversation, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

let tables: TestTables;
let deps: TestDeps;
type Staff = Awaited<ReturnType<typeof staffActor>>;

/** A hospital of its own for each test: who is there and what waits decides everything. */
beforeEach(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  await setUpHospital(deps, aHospital());
  await setRouting(deps, await staffActor(deps, 'boss'), { ...DEFAULT_ROUTING, mode: 'auto' });
  return () => tables.stop();
});

const online = async (subject: string): Promise<Staff> => {
  const actor = await staffActor(deps, subject);
  await deps.live.connect(
    {
      connectionId: `con-${subject}`,
      subject: actor.staffId,
      kind: 'staff',
      tier: actor.tier,
      name: actor.name,
      departments: actor.departments,
    },
    deps.clock(),
  );
  await setPresence(deps, actor, 'online');
  return actor;
};

/** An agent whom the list gains, with what they can do. */
const anAgent = async (subject: string, change: Partial<StaffMember> = {}): Promise<void> => {
  await deps.people.putStaff({
    staffId: `stf_${subject}`,
    subject,
    name: `客服${subject}`,
    tier: 'agent',
    departments: ['客户服务中心'],
    skills: [],
    capacity: 5,
    ticketCapacity: 20,
    active: true,
    ...change,
  });
};

const waiting = async (text = '转人工') => {
  const chat = await aConversation(deps);
  await chat.say(text);
  // Nobody comes in the same instant as somebody else.
  deps.clock.advance(SECOND);
  return chat;
};
type Chat = Awaited<ReturnType<typeof waiting>>;
const stateOf = async ({ conversationId }: Chat) => (await deps.log.last(conversationId))?.state;
const ownerOf = async (chat: Chat) => (await stateOf(chat))?.agentId;
const ticketOf = async ({ ticketId }: Chat) => {
  const ticket = await deps.tickets.get(ticketId);
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
};
const step = async ({ conversationId }: Chat) => ({
  conversationId,
  clientId: aClientId(),
  base: (await deps.log.last(conversationId))?.seq ?? 0,
});
const sweep = () => runSlaSweep(deps, deps.clock() + 60 * SECOND);

describe('a chat that waits, where the hospital gives work out', () => {
  it('goes to the least loaded, ties to the longest idle, and says why', async () => {
    await anAgent('a');
    await anAgent('b');
    const [a, b] = [await online('a'), await online('b')];
    const first = await waiting();
    expect(await assignWaiting(deps)).toBe(1);
    expect(await ownerOf(first)).toBe(a.staffId);
    deps.clock.advance(SECOND);
    const second = await waiting();
    await assignWaiting(deps);
    expect(await ownerOf(second)).toBe(b.staffId);
    // Both have one: whoever got theirs earlier has been idle for longer.
    deps.clock.advance(SECOND);
    const third = await waiting();
    await assignWaiting(deps);
    expect(await ownerOf(third)).toBe(a.staffId);
    expect((await ticketOf(third)).ownerWhy).toContain('空闲最久');
    const seen = await readDeskConversation(deps, a, third.conversationId);
    expect(seen.ok && seen.value.why.join()).toMatch(
      /归口.*分给客服a：.*负荷同为最低、空闲最久（在手 1\/5）/,
    );
    const told = (await third.entries()).find(({ body }) => body.kind === 'assigned');
    expect(told?.by.kind).toBe('system');
  });

  it('is given to nobody in a hospital that lets people take it', async () => {
    await setRouting(deps, await staffActor(deps, 'boss'), DEFAULT_ROUTING);
    const agent = await online('agent-1');
    const chat = await waiting();
    expect(await assignWaiting(deps)).toBe(0);
    expect((await sweep()).assigned).toBe(0);
    expect(await ownerOf(chat)).toBeNull();
    const seen = await readDeskConversation(deps, agent, chat.conversationId);
    expect(seen.ok && seen.value.why.join()).toContain('不自动分配');
  });

  it('goes only to those who have the skill, and waits for them while they are full', async () => {
    await anAgent('insured', { skills: ['医保'], capacity: 1 });
    await anAgent('other');
    const able = await online('insured');
    await online('other');
    const chats = [
      await waiting('医保报销比例是多少，转人工'),
      await waiting('医保报销比例是多少，转人工'),
    ];
    for (const chat of chats) {
      const ticket = await ticketOf(chat);
      await deps.tickets.save({ ...ticket, department: '医疗保险办公室' }, []);
    }
    await assignWaiting(deps);
    const owners = await Promise.all(chats.map(ownerOf));
    expect(owners).toEqual([able.staffId, null]);
    const [, late] = chats;
    if (late === undefined) throw new Error('nobody waits');
    const seen = await readDeskConversation(deps, able, late.conversationId);
    expect(seen.ok && seen.value.why.join()).toContain('1 位都已满负荷');
  });

  it('is never given twice, nor anybody more than they can take, however many route at once', async () => {
    for (const [name, capacity] of [
      ['a', 2],
      ['b', 3],
      ['c', 1],
    ] as const) {
      await anAgent(name, { capacity });
      await online(name);
    }
    const chats: Chat[] = [];
    for (let n = 0; n < 9; n += 1) chats.push(await waiting());
    await Promise.all(Array.from({ length: 6 }, () => assignWaiting(deps)));
    for (let n = 0; n < 3; n += 1) await assignWaiting(deps);
    const owners = await Promise.all(chats.map(ownerOf));
    const count = (id: string) => owners.filter((owner) => owner === id).length;
    expect([count('stf_a'), count('stf_b'), count('stf_c')]).toEqual([2, 3, 1]);
    for (const chat of chats)
      expect(
        (await chat.entries()).filter(({ body }) => body.kind === 'assigned').length,
      ).toBeLessThanOrEqual(1);
    // Who has waited longest was taken first.
    expect(owners.slice(6)).toEqual([null, null, null]);
  });

  it('belongs to whoever claims it in the same moment, and to nobody else', async () => {
    for (let n = 0; n < 6; n += 1) {
      await anAgent(`r${n}`);
      const agent = await online(`r${n}`);
      const chat = await waiting();
      const base = await step(chat);
      const [claimed] = await Promise.all([claim(deps, agent, base), assignWaiting(deps)]);
      const owner = await ownerOf(chat);
      expect(owner).not.toBeNull();
      if (claimed.ok) expect(owner).toBe(agent.staffId);
      const taken = (await chat.entries()).filter(
        ({ body }) => body.kind === 'claimed' || body.kind === 'assigned',
      );
      expect(taken.length).toBe(1);
    }
  });

  it('is given out when somebody comes, when somebody gets free, and by the sweep', async () => {
    await anAgent('one', { capacity: 1 });
    const first = await waiting();
    const second = await waiting();
    const agent = await online('one');
    expect(await ownerOf(first)).toBe(agent.staffId);
    expect(await ownerOf(second)).toBeNull();
    const before = await ticketOf(first);
    await resolve(deps, agent, { ...(await step(first)), outcome: 'solved' });
    // As the stream consumer hears of it.
    await routeAfter(deps, before, await ticketOf(first));
    expect(await ownerOf(second)).toBe(agent.staffId);
    const third = await waiting();
    await resolve(deps, agent, { ...(await step(second)), outcome: 'solved' });
    deps.clock.advance(31 * SECOND);
    expect((await sweep()).assigned).toBe(1);
    expect(await ownerOf(third)).toBe(agent.staffId);
  });

  it('is not given back to who gave it back, and keeps its place', async () => {
    await anAgent('a');
    const a = await online('a');
    const early = await waiting();
    await assignWaiting(deps);
    const since = (await ticketOf(early)).queuedSince;
    deps.clock.advance(5 * MINUTE);
    const later = await waiting('请转人工');
    await release(deps, a, { ...(await step(early)), reason: '需要懂医保的同事' });
    const queue = (await deps.tickets.waiting()).map(({ ticketId }) => ticketId);
    expect(queue[0]).toBe(early.ticketId);
    expect((await ticketOf(early)).waitingSince).toBe(since);
    await assignWaiting(deps);
    expect(await ownerOf(early)).toBeNull();
    expect(await ownerOf(later)).toBe(a.staffId);
    await anAgent('b');
    const b = await online('b');
    expect(await ownerOf(early)).toBe(b.staffId);
  });

  it('leaves who does not answer for two minutes, for somebody else, at its old place', async () => {
    await anAgent('asleep');
    const asleep = await online('asleep');
    const chat = await waiting();
    const since = (await ticketOf(chat)).waitingSince;
    await assignWaiting(deps);
    deps.clock.advance(MINUTE);
    await sweep();
    expect(await ownerOf(chat)).toBe(asleep.staffId);
    await anAgent('awake');
    const awake = await online('awake');
    deps.clock.advance(MINUTE + SECOND);
    await Promise.all([sweep(), sweep()]);
    await sweep();
    expect(await ownerOf(chat)).toBe(awake.staffId);
    expect((await ticketOf(chat)).queuedSince).toBe(since);
    await reply(deps, awake, { ...(await step(chat)), text: '您好，请讲' });
    deps.clock.advance(3 * MINUTE);
    await sweep();
    expect(await ownerOf(chat)).toBe(awake.staffId);
  });

  it('leaves who went offline after the grace minute, whether the console closed or they said so', async () => {
    for (const how of ['closed', 'said'] as const) {
      await anAgent(`gone-${how}`);
      const gone = await online(`gone-${how}`);
      const chat = await waiting();
      await assignWaiting(deps);
      expect(await ownerOf(chat)).toBe(gone.staffId);
      if (how === 'said') await setPresence(deps, gone, 'offline');
      else
        await closeSocket(deps, {
          connectionId: `con-gone-${how}`,
          subject: gone.staffId,
          kind: 'staff',
          tier: 'agent',
          name: gone.name,
          departments: [],
        });
      deps.clock.advance(30 * SECOND);
      await sweep();
      expect(await ownerOf(chat)).toBe(gone.staffId);
      deps.clock.advance(31 * SECOND);
      await anAgent(`there-${how}`);
      const there = await online(`there-${how}`);
      await sweep();
      await sweep();
      expect(await ownerOf(chat)).toBe(there.staffId);
      await setPresence(deps, there, 'away');
    }
  });

  it('of a complaint never goes to somebody it names, given or taken', async () => {
    const [one, two] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'agent-2')];
    const chat = await waiting('我要投诉甲客服态度恶劣，给我转人工');
    expect((await ticketOf(chat)).case?.namedStaff).toEqual([one.staffId]);
    await online('agent-1');
    await assignWaiting(deps);
    expect(await ownerOf(chat)).toBeNull();
    const refused = await claim(deps, one, await step(chat));
    expect(refused).toMatchObject({ ok: false, error: { kind: 'forbidden' } });
    await online('agent-2');
    expect(await ownerOf(chat)).toBe(two.staffId);
    const handed = await transfer(deps, two, {
      ...(await step(chat)),
      toStaffId: one.staffId,
      reason: '请接手',
    });
    expect(handed).toMatchObject({ ok: false, error: { kind: 'forbidden' } });
  });

  it('of discipline is given to nobody who may not read it', async () => {
    await online('agent-1');
    const chat = await waiting('我要举报医生收红包，转人工');
    expect((await ticketOf(chat)).topic).toBe('E16');
    await assignWaiting(deps);
    await sweep();
    expect(await ownerOf(chat)).toBeNull();
  });
});

describe('a ticket, where the hospital gives work out', () => {
  const people = async () => {
    for (const name of ['d1', 'd2'])
      await anAgent(name, {
        tier: 'department',
        departments: ['门诊部'],
        capacity: 0,
        ticketCapacity: 2,
      });
    return [await online('d1'), await online('d2')] as const;
  };
  const handlerOf = async (ticketId: string) =>
    (await deps.tickets.get(ticketId))?.case?.handlerId ?? null;

  it('goes to the least loaded of its department who is there, up to their limit', async () => {
    await people();
    const agent = await staffActor(deps, 'agent-1');
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { ticketId } = await aTicket(deps, agent);
      ids.push(ticketId);
      deps.clock.advance(SECOND);
      await Promise.all([
        assignCase(deps, ticketId),
        assignCase(deps, ticketId),
        assignCases(deps),
      ]);
    }
    const handlers = await Promise.all(ids.map(handlerOf));
    expect(handlers.filter((id) => id === 'stf_d1')).toHaveLength(2);
    expect(handlers.filter((id) => id === 'stf_d2')).toHaveLength(2);
    expect(handlers[4]).toBeNull();
    const events = await deps.tickets.timeline(ids[0] ?? '');
    expect(events.filter(({ kind }) => kind === 'auto-assigned')).toHaveLength(1);
    const rows = await deps.tickets.outboxOf(ids[0] ?? '');
    expect(rows.filter(({ audience }) => audience === 'staff').map(({ to }) => to)).toEqual([
      'stf_d1',
    ]);
    const seen = await readTicket(deps, agent, ids[0] ?? '');
    expect(seen.ok && seen.value.why.join()).toMatch(/归口门诊部.*由客服d1办理：归口门诊部/);
    const last = await readTicket(deps, agent, ids[4] ?? '');
    expect(last.ok && last.value.why.join()).toContain('2 位都已满负荷');
  });

  it('comes to somebody who comes, and leaves who goes before it was begun', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const { ticketId } = await aTicket(deps, agent);
    expect(await handlerOf(ticketId)).toBeNull();
    const [d1] = await people();
    expect(await handlerOf(ticketId)).toBe(d1.staffId);
    await setPresence(deps, d1, 'offline');
    deps.clock.advance(61 * SECOND);
    await sweep();
    expect(await handlerOf(ticketId)).toBe('stf_d2');
    const ticket = await deps.tickets.get(ticketId);
    if (ticket?.case == null) throw new Error('no case');
    await deps.tickets.save({ ...ticket, case: { ...ticket.case, state: 'investigating' } }, []);
    await setPresence(deps, await staffActor(deps, 'd2'), 'offline');
    deps.clock.advance(61 * SECOND);
    await sweep();
    expect(await handlerOf(ticketId)).toBe('stf_d2');
  });

  it('never goes to somebody it names, and of discipline to nobody outside', async () => {
    await people();
    const agent = await staffActor(deps, 'agent-1');
    const named = await aTicket(deps, agent, { staffNamed: ['客服d1'] });
    await assignCases(deps);
    expect(await handlerOf(named.ticketId)).toBe('stf_d2');
    const secret = await aTicket(deps, agent, { topic: 'E16', severity: 'S1' });
    await online('boss');
    await online('agent-1');
    await assignCases(deps);
    await sweep();
    expect(await handlerOf(secret.ticketId)).toBeNull();
    await anAgent('inspector', { tier: 'department', departments: ['纪检监察室'] });
    const inspector = await online('inspector');
    expect(await handlerOf(secret.ticketId)).toBe(inspector.staffId);
  });

  it('of medical quality opens the meeting of the quality office at once', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const { ticketId } = await aTicket(deps, agent, { topic: 'E01', severity: 'S2' });
    const ticket = await deps.tickets.get(ticketId);
    expect(ticket?.tasks.map(({ kind, department }) => [kind, department])).toEqual([
      ['meeting', '质控部'],
    ]);
  });
});

describe('a chat that is handed to a department', () => {
  it('belongs to whoever of it accepts, who may answer it; declined, it stays', async () => {
    const one = await online('agent-1');
    const clerk = await online('insurance');
    const chat = await waiting();
    await assignWaiting(deps);
    expect(await ownerOf(chat)).toBe(one.staffId);
    const offer = { toStaffId: 'dep:医疗保险办公室', reason: '异地备案退回' };
    expect((await transfer(deps, one, { ...(await step(chat)), ...offer })).ok).toBe(true);
    await declineTransfer(deps, clerk, { ...(await step(chat)), reason: '请先核对材料' });
    expect(await stateOf(chat)).toMatchObject({ agentId: one.staffId });
    expect((await reply(deps, clerk, { ...(await step(chat)), text: '您好' })).ok).toBe(false);
    await transfer(deps, one, { ...(await step(chat)), ...offer });
    const accepted = await acceptTransfer(deps, clerk, await step(chat));
    expect(accepted.ok && accepted.value.state.agentId).toBe(clerk.staffId);
    expect((await reply(deps, clerk, { ...(await step(chat)), text: '请补交备案表' })).ok).toBe(
      true,
    );
  });

  it('is refused for a department that nobody works in, and for discipline', async () => {
    const one = await online('agent-1');
    const chat = await waiting('我要举报医生收红包，转人工');
    await claim(deps, one, await step(chat));
    const to = async (toStaffId: string) => {
      const done = await transfer(deps, one, {
        ...(await step(chat)),
        toStaffId,
        reason: '请接手',
      });
      return done.ok ? 'ok' : done.error.kind;
    };
    expect(await to('dep:没有的科室')).toBe('not-found');
    expect(await to('dep:医疗保险办公室')).toBe('forbidden');
  });
});

describe('who may change how work is given out', () => {
  it('are supervisors and the office; it is written into the audit', async () => {
    const [agent, boss] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'boss')];
    const abilities = { skills: ['医保', '医保'], capacity: 3, ticketCapacity: 4 };
    expect(await setAbilities(deps, agent, boss.staffId, abilities)).toMatchObject({ ok: false });
    expect(await setRouting(deps, agent, DEFAULT_ROUTING)).toMatchObject({ ok: false });
    const done = await setAbilities(deps, boss, agent.staffId, abilities);
    expect(done.ok && done.value).toMatchObject({
      skills: ['医保'],
      capacity: 3,
      ticketCapacity: 4,
    });
    expect(await deps.people.staff(agent.staffId)).toMatchObject({ skills: ['医保'], capacity: 3 });
    // A set-up that runs again leaves it alone.
    await setUpHospital(deps, aHospital());
    expect((await deps.people.staff(agent.staffId))?.capacity).toBe(3);
    expect((await deps.knowledge.routing()).mode).toBe('auto');
  });
});
