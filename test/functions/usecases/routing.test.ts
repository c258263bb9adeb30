import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '#functions/ports.ts';
import { readEntries } from '#functions/usecases/conversations.ts';
import { claim, resolve } from '#functions/usecases/desk.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import { postMessage } from '#functions/usecases/post-message.ts';
import { readQueuePlace } from '#functions/usecases/queue.ts';
import { readInbox } from '#functions/usecases/read-desk.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { closeSocket } from '#functions/usecases/sockets.ts';
import {
  acceptTransfer,
  declineTransfer,
  takeOver,
  transfer,
} from '#functions/usecases/transfers.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import { MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { aClientId, aConversation, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

let tables: TestTables;
let deps: TestDeps;
beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  await setUpHospital(deps, aHospital());
});
afterAll(() => tables.stop());

type Staff = Awaited<ReturnType<typeof staffActor>>;
const sweepNow = () => runSlaSweep(deps, deps.clock() + 60 * SECOND);
const stateOf = async (conversationId: string) => (await deps.log.last(conversationId))?.state;

/** A conversation that somebody has in hand. */
const inHand = async (agent: Staff) => {
  const chat = await aConversation(deps);
  await chat.say('转人工');
  await chat.claimedBy(agent);
  return chat;
};
const stepIn = async (conversationId: string) => ({
  conversationId,
  clientId: aClientId(),
  base: (await deps.log.last(conversationId))?.seq ?? 0,
});

describe('a transfer', () => {
  it('is an offer: the owner answers until the colleague accepts, and the patient learns of it then', async () => {
    const [one, two] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'agent-2')];
    const chat = await inHand(one);
    const step = await stepIn(chat.conversationId);
    const offer = { ...step, toStaffId: two.staffId, reason: '医保结算问题' };
    expect((await transfer(deps, one, offer)).ok).toBe(true);
    expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: one.staffId });
    const ticket = await deps.tickets.get(chat.ticketId);
    expect(ticket?.offer).toMatchObject({ toAgentId: two.staffId, reason: '医保结算问题' });
    const inbox = await readInbox(deps, two, 'mine', null);
    expect(inbox.ok && inbox.value.offers.map((row) => row.conversationId)).toContain(
      chat.conversationId,
    );
    const accepted = await acceptTransfer(deps, two, await stepIn(chat.conversationId));
    expect(accepted.ok && accepted.value.state).toMatchObject({ agentId: two.staffId });
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({
      ownerId: two.staffId,
      offer: null,
    });
    const read = await readEntries(deps, chat.visitor, chat.conversationId, -1);
    const offered = read.ok
      ? read.value.entries.find(({ body }) => body.kind === 'transfer-offered')
      : undefined;
    expect(offered?.body).toMatchObject({ reason: '' });
  });

  it('falls back with the reason when it is declined', async () => {
    const [one, two] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'agent-2')];
    const chat = await inHand(one);
    await transfer(deps, one, {
      ...(await stepIn(chat.conversationId)),
      toStaffId: two.staffId,
      reason: '请接手',
    });
    await declineTransfer(deps, two, {
      ...(await stepIn(chat.conversationId)),
      reason: '正在处理急症',
    });
    expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: one.staffId });
    const timeline = await deps.tickets.timeline(chat.ticketId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'transfer-declined',
      text: '转接未成：正在处理急症',
    });
    const late = await acceptTransfer(deps, two, await stepIn(chat.conversationId));
    expect(late).toMatchObject({ ok: false, error: { kind: 'no-offer' } });
  });

  it('falls back by itself after two minutes, once, however many sweeps run', async () => {
    const [one, two] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'agent-2')];
    const chat = await inHand(one);
    await transfer(deps, one, {
      ...(await stepIn(chat.conversationId)),
      toStaffId: two.staffId,
      reason: '请接手',
    });
    deps.clock.advance(MINUTE);
    await sweepNow();
    expect((await stateOf(chat.conversationId))?.offer).toBeDefined();
    deps.clock.advance(MINUTE + SECOND);
    await Promise.all([sweepNow(), sweepNow(), sweepNow()]);
    await sweepNow();
    const ends = (await chat.entries()).filter(({ body }) => body.kind === 'transfer-declined');
    expect(ends.map(({ by }) => by.kind)).toEqual(['system']);
    expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: one.staffId });
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ offer: null });
  });

  it('to nobody, or by somebody who does not own it, is refused', async () => {
    const [one, two] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'agent-2')];
    const chat = await inHand(one);
    const step = { ...(await stepIn(chat.conversationId)), reason: '请接手' };
    const nobody = await transfer(deps, one, { ...step, toStaffId: 'stf_nobody' });
    expect(nobody).toMatchObject({ ok: false, error: { kind: 'not-found' } });
    const foreign = await transfer(deps, two, { ...step, toStaffId: one.staffId });
    expect(foreign).toMatchObject({ ok: false, error: { kind: 'not-yours' } });
  });
});

describe('a second tab of the patient', () => {
  it('hears what the first one posts, and the answer', async () => {
    const chat = await aConversation(deps);
    const connection: Connection = {
      connectionId: 'tab-2',
      subject: chat.visitor.visitorId,
      kind: 'visitor',
      tier: null,
      name: '',
      departments: [],
    };
    await deps.live.connect(connection, deps.clock());
    await chat.say('食堂在哪里');
    const heard = deps.pusher.sent.filter(
      ({ to, message }) => message.type === 'entries' && to.some((c) => c.connectionId === 'tab-2'),
    );
    const entries = heard.flatMap(
      ({ message }) => message['entries'] as { by: { kind: string } }[],
    );
    expect(entries.map(({ by }) => by.kind)).toEqual(['patient', 'bot']);
  });
});

describe('the queue', () => {
  it('tells who waits where they stand, and again when somebody is taken', async () => {
    const agent = await staffActor(deps, 'agent-1');
    for (const waiting of await deps.tickets.waiting())
      if (waiting.conversationId !== null) {
        const step = await stepIn(waiting.conversationId);
        await claim(deps, agent, step);
        await resolve(deps, agent, {
          ...step,
          clientId: aClientId(),
          base: step.base + 1,
          outcome: 'solved',
        });
      }
    const chats = [];
    for (let i = 0; i < 5; i += 1) {
      const chat = await aConversation(deps);
      await chat.say('转人工');
      chats.push(chat);
      deps.clock.advance(10 * SECOND);
    }
    const last = chats.at(-1);
    if (last === undefined) throw new Error('nobody waits');
    const connection: Connection = {
      connectionId: 'waiting-1',
      subject: last.visitor.visitorId,
      kind: 'visitor',
      tier: null,
      name: '',
      departments: [],
    };
    await deps.live.connect(connection, deps.clock());
    const place = async () => {
      const read = await readQueuePlace(deps, last.visitor, last.conversationId);
      return read.ok ? read.value : read.error;
    };
    expect(await place()).toEqual({ ahead: 4, urgentAhead: 0, minutes: null });
    for (const chat of chats.slice(0, 3)) {
      deps.clock.advance(2 * MINUTE);
      const before = await deps.tickets.get(chat.ticketId);
      await chat.claimedBy(agent);
      const ticket = await deps.tickets.get(chat.ticketId);
      if (ticket !== undefined) await dispatch(deps, [{ kind: 'ticket', ticket, before }]);
    }
    // The first stood in line for 170 s, the others for 120 s each; one more is ahead.
    expect(await place()).toEqual({ ahead: 1, urgentAhead: 0, minutes: 5 });
    const told = deps.pusher
      .ofType('queue')
      .filter(({ to }) => to[0]?.connectionId === 'waiting-1');
    expect(told.map(({ message }) => message['ahead'])).toEqual([3, 2, 1]);
    const emergency = await aConversation(deps);
    await emergency.say('我爸突然胸口疼得厉害冒冷汗');
    expect(await place()).toMatchObject({ ahead: 2, urgentAhead: 1 });
    await last.claimedBy(agent);
    expect(await place()).toEqual({ ahead: null, urgentAhead: 0, minutes: null });
  });
});

describe('somebody who writes without end', () => {
  type Chat = Awaited<ReturnType<typeof aConversation>>;
  /** As many messages as it takes, without the work of answering them. */
  const exhaust = async ({ visitor }: Chat): Promise<void> => {
    for (let i = 0; i < 60; i += 1)
      if (!(await deps.live.admitMessage(visitor.visitorId, deps.clock())).ok) return;
    throw new Error('there is no end to it');
  };
  const post = async (chat: Chat, text: string, clientId = aClientId()): Promise<string> => {
    const step = { conversationId: chat.conversationId, clientId, base: chat.seen(), text };
    const done = await postMessage(deps, chat.visitor, step, triage({ text }));
    return done.ok ? 'ok' : done.error.kind;
  };

  it('is asked to wait, and can go on a little later', async () => {
    const chat = await inHand(await staffActor(deps, 'agent-1'));
    for (let i = 0; i < 12; i += 1) expect(await post(chat, `在吗${i}`)).toBe('ok');
    await exhaust(chat);
    expect(await post(chat, '在吗')).toBe('too-many-requests');
    deps.clock.advance(3 * SECOND);
    expect(await post(chat, '在吗')).toBe('ok');
  });

  it('is heard at once in an emergency', async () => {
    const chat = await inHand(await staffActor(deps, 'agent-1'));
    await exhaust(chat);
    const said = await chat.say('我爸突然胸口疼得厉害冒冷汗');
    expect(
      said.entries.some(({ body }) => body.kind === 'message' && body.outcome === 'emergency'),
    ).toBe(true);
  });

  it('may repeat what is stored', async () => {
    const chat = await inHand(await staffActor(deps, 'agent-1'));
    await chat.say('第一句', 'the-first-words');
    await exhaust(chat);
    expect(await post(chat, '第一句', 'the-first-words')).toBe('ok');
  });
});

describe('a supervisor', () => {
  it('takes a colleague’s conversation over, and the timeline says why', async () => {
    const one = await staffActor(deps, 'agent-1');
    const supervisor = await staffActor(deps, 'boss');
    const chat = await inHand(one);
    const step = { ...(await stepIn(chat.conversationId)), reason: '患者要求主管处理' };
    const refused = await takeOver(deps, await staffActor(deps, 'agent-2'), step);
    expect(refused).toMatchObject({ ok: false, error: { kind: 'forbidden' } });
    const taken = await takeOver(deps, supervisor, step);
    expect(taken.ok && taken.value.state).toMatchObject({ agentId: supervisor.staffId });
    expect((await deps.tickets.timeline(chat.ticketId)).at(-1)).toMatchObject({
      kind: 'taken-over',
      actorId: supervisor.staffId,
      text: '接手会话：患者要求主管处理',
    });
  });
});

const socketOf = (staff: Staff, connectionId: string): Connection => ({
  connectionId,
  subject: staff.staffId,
  kind: 'staff',
  tier: staff.tier,
  name: staff.name,
  departments: [],
});

describe('an agent whose consoles close', () => {
  const online = async (agent: Staff, connectionId: string) => {
    const connection = socketOf(agent, connectionId);
    await deps.live.connect(connection, deps.clock());
    await deps.live.setPresence(agent.staffId, 'online', deps.clock());
    return connection;
  };

  it('keeps everything over a short drop', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await inHand(agent);
    const connection = await online(agent, 'short-1');
    await closeSocket(deps, connection);
    deps.clock.advance(20 * SECOND);
    await sweepNow();
    const again = await online(agent, 'short-2');
    deps.clock.advance(2 * MINUTE);
    await sweepNow();
    expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: agent.staffId });
    expect((await deps.live.presence(deps.clock())).get(agent.staffId)).toBe('online');
    await deps.live.disconnect(again);
  });

  it('keeps everything while another console is open', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await inHand(agent);
    const first = await online(agent, 'two-1');
    const second = await online(agent, 'two-2');
    await closeSocket(deps, first);
    deps.clock.advance(5 * MINUTE);
    await sweepNow();
    expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: agent.staffId });
    await deps.live.disconnect(second);
  });

  it('keeps everything while a console without sockets says that it is there', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await inHand(agent);
    await closeSocket(deps, await online(agent, 'polling'));
    deps.clock.advance(30 * SECOND);
    await deps.live.setPresence(agent.staffId, 'online', deps.clock());
    deps.clock.advance(2 * MINUTE);
    await sweepNow();
    expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: agent.staffId });
  });

  it('gives everything back after the grace minute, once, and is shown offline', async () => {
    const agent = await staffActor(deps, 'agent-2');
    const chats = [await inHand(agent), await inHand(agent)];
    const done = await inHand(agent);
    await closeSocket(deps, await online(agent, 'gone'));
    deps.clock.advance(59 * SECOND);
    await sweepNow();
    for (const chat of chats)
      expect(await stateOf(chat.conversationId)).toMatchObject({ agentId: agent.staffId });
    deps.clock.advance(2 * SECOND);
    await Promise.all([sweepNow(), sweepNow()]);
    await sweepNow();
    for (const chat of [...chats, done]) {
      expect(await stateOf(chat.conversationId)).toMatchObject({ owner: 'queue', agentId: null });
      const released = (await chat.entries()).filter(({ body }) => body.kind === 'released');
      expect(released.map(({ by }) => by.kind)).toEqual(['system']);
      expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ status: 'waiting' });
    }
    expect((await deps.live.presence(deps.clock())).get(agent.staffId)).toBe('offline');
    expect(await deps.tickets.away(agent.staffId)).toBeUndefined();
  });
});
