import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim, reply, resolve } from '#functions/usecases/desk.ts';
import {
  answerEmergency,
  giveFeedback,
  rate,
  requestHandoff,
} from '#functions/usecases/patient-steps.ts';
import { postMessage } from '#functions/usecases/post-message.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { isTicketNumber } from '#shared/domain/ticket/number.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import {
  aClientId,
  aConversation,
  aVisitor,
  gist,
  staffActor,
} from '#test/builders/conversation.ts';
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

const EMERGENCY = '我爸突然胸口疼得厉害冒冷汗';

describe('a patient writes', () => {
  it('gets the answer with source and date, and a ticket number, in the same response', async () => {
    const chat = await aConversation(deps);
    const said = await chat.say('第一次来医院看病，整个流程怎么走');
    expect(gist(said.entries)).toEqual([
      'patient: 第一次来医院看病，整个流程怎么走',
      'bot: answered',
    ]);
    expect(isTicketNumber(said.ticketNumber ?? '')).toBe(true);
    const [, answer] = said.entries;
    expect(answer?.body).toMatchObject({
      cards: [{ type: 'answer', articleId: 'kb-001', updated: '2026-08-06', askSolved: true }],
    });
    const ticket = await deps.tickets.get(chat.ticketId);
    expect(ticket).toMatchObject({ status: 'bot', department: '门诊部' });
  });

  it('keeps one number for the whole conversation', async () => {
    const chat = await aConversation(deps);
    const first = await chat.say('你好');
    const second = await chat.say('第一次来医院看病，整个流程怎么走');
    expect(second.ticketNumber).toBe(first.ticketNumber);
  });

  it('gets the same entries for the same message sent again', async () => {
    const chat = await aConversation(deps);
    const step = { conversationId: chat.conversationId, clientId: aClientId(), base: 0 };
    const text = '第一次来医院看病，整个流程怎么走';
    const post = () => postMessage(deps, chat.visitor, { ...step, text }, triage({ text }));
    const [first, again] = [await post(), await post()];
    expect(again).toEqual(first);
    expect(await chat.entries()).toHaveLength(3);
  });

  it('is refused where the client id was used for other words', async () => {
    const chat = await aConversation(deps);
    const step = { conversationId: chat.conversationId, clientId: aClientId(), base: 0 };
    const post = (text: string) =>
      postMessage(deps, chat.visitor, { ...step, text }, triage({ text }));
    await post('第一句');
    expect(await post('第二句')).toEqual({ ok: false, error: { kind: 'duplicate-id-other-body' } });
  });

  it('is refused where the base lies beyond the end', async () => {
    const chat = await aConversation(deps);
    const step = {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: 9,
      text: '嗯',
    };
    const done = await postMessage(deps, chat.visitor, step, triage({ text: '嗯' }));
    expect(done).toEqual({ ok: false, error: { kind: 'base-ahead' } });
  });

  it('finds nothing in another patient’s conversation, and learns nothing about it', async () => {
    const chat = await aConversation(deps);
    const step = {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: 0,
      text: '嗯',
    };
    const foreign = await postMessage(deps, aVisitor(), step, triage({ text: '嗯' }));
    expect(foreign).toEqual({ ok: false, error: { kind: 'hidden' } });
  });
});

describe('an emergency', () => {
  it('is answered with the card alone, makes the ticket urgent and rings at the desk', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const connection = {
      connectionId: 'con-alarm',
      subject: agent.staffId,
      kind: 'staff' as const,
      tier: agent.tier,
      name: agent.name,
      departments: agent.departments,
    };
    await deps.live.connect(connection, deps.clock());
    const chat = await aConversation(deps);
    const said = await chat.say(EMERGENCY);
    await deps.live.disconnect(connection);
    expect(gist(said.entries)).toEqual([`patient: ${EMERGENCY}`, 'bot: emergency']);
    expect(said.state.urgent).toBe(true);
    const ticket = await deps.tickets.get(chat.ticketId);
    expect(ticket).toMatchObject({ urgent: true, alarm: { seq: 2, acknowledgedAt: null } });
    const rung = deps.pusher
      .ofType('alarm')
      .filter(({ message }) => JSON.stringify(message).includes(chat.conversationId));
    expect(rung).toHaveLength(1);
    expect(rung[0]?.to.map(({ connectionId }) => connectionId)).toContain('con-alarm');
  });

  it('is shown even while an agent owns the chat', async () => {
    const chat = await aConversation(deps);
    await chat.say('你好');
    await chat.claimedBy(await staffActor(deps, 'agent-1'));
    const said = await chat.say(EMERGENCY);
    expect(gist(said.entries)).toEqual([`patient: ${EMERGENCY}`, 'bot: emergency']);
    expect(said.state.owner).toBe('agent');
  });

  it('is not announced again by the words that follow it', async () => {
    const chat = await aConversation(deps);
    await chat.say(EMERGENCY);
    await chat.claimedBy(await staffActor(deps, 'agent-1'));
    deps.clock.advance(20_000);
    expect(gist((await chat.say('在门诊大厅')).entries)).toEqual(['patient: 在门诊大厅']);
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({
      category: '求助',
      serviceClass: 'B',
      alarm: { seq: 2 },
    });
  });

  it('that comes one symptom a line is recognised on the joined lines', async () => {
    const chat = await aConversation(deps);
    const lines = ['我爸', '胸口疼得厉害', '还一直冒冷汗'];
    const all = [];
    for (const line of lines) {
      all.push(...(await chat.say(line)).entries);
      deps.clock.advance(10_000);
    }
    expect(gist(all)).toContain('bot: emergency');
  });

  it('is answered even where no ticket can be opened, and the ticket comes later', async () => {
    const broken = {
      ...deps,
      tickets: {
        ...deps.tickets,
        nextCount: async () => {
          throw new Error('the counter is busy');
        },
      },
    };
    const chat = await aConversation(broken);
    const said = await chat.say(EMERGENCY);
    expect(gist(said.entries)).toContain('bot: emergency');
    expect(said.ticketNumber).toBeNull();
    const step = {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: 2,
      text: '嗯嗯',
    };
    const later = await postMessage(deps, chat.visitor, step, triage({ text: '嗯嗯' }));
    expect(later.ok && isTicketNumber(later.value.ticketNumber ?? '')).toBe(true);
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ urgent: true });
  });

  it('that is confirmed to be happening fires; an answer about another entry is refused', async () => {
    const chat = await aConversation(deps);
    await chat.say('第一次来医院看病，整个流程怎么走');
    const step = { conversationId: chat.conversationId, clientId: aClientId(), base: 2 };
    const wrong = await answerEmergency(deps, chat.visitor, {
      ...step,
      aboutSeq: 2,
      happening: true,
    });
    expect(wrong).toEqual({ ok: false, error: { kind: 'not-found' } });
  });
});

describe('a person is asked for', () => {
  it('by words: the bot announces it, hands over and falls silent', async () => {
    const chat = await aConversation(deps);
    const said = await chat.say('转人工');
    expect(gist(said.entries)).toEqual([
      'patient: 转人工',
      'bot: handed-off',
      'bot handoff-requested',
    ]);
    expect(gist((await chat.say('有人吗,第一次来医院看病，整个流程怎么走')).entries)).toHaveLength(
      1,
    );
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ status: 'waiting' });
  });

  it('by the button: the service says what happens now', async () => {
    const chat = await aConversation(deps);
    await chat.say('你好');
    const asked = await requestHandoff(deps, chat.visitor, {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: chat.seen(),
      reason: '',
    });
    expect(asked.ok && gist(asked.value.entries)).toEqual([
      'patient handoff-requested',
      'system: handed-off',
    ]);
  });

  it('by the button before a word was said: waits in the inbox with a number all the same', async () => {
    const chat = await aConversation(deps);
    const asked = await requestHandoff(deps, chat.visitor, {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: 0,
      reason: '',
    });
    expect(asked.ok && isTicketNumber(asked.value.ticketNumber ?? '')).toBe(true);
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ status: 'waiting' });
    const { tickets } = await deps.tickets.inbox('waiting', '', null);
    expect(tickets.map(({ ticketId }) => ticketId)).toContain(chat.ticketId);
  });

  it('out of hours with nobody signed in: says when somebody will be there', async () => {
    const night = testDeps(tables, Date.UTC(2026, 10, 24, 15));
    const chat = await aConversation(night);
    const said = await chat.say('转人工');
    expect(JSON.stringify(said.entries[1]?.body)).toContain('明天8:00上班后');
    const ticket = await deps.tickets.get(chat.ticketId);
    const chatClock = ticket?.clocks.find(({ id }) => id === 'chat');
    // 23:00 in Beijing: three staffed minutes have passed at 08:03.
    expect(chatClock?.warnAt).toBe(Date.UTC(2026, 10, 25, 0, 3));
  });

  it('out of hours with somebody signed in all the same: is told that they come', async () => {
    const night = testDeps(tables, Date.UTC(2026, 10, 25, 15));
    const agent = await staffActor(night, 'agent-1');
    const connection = {
      connectionId: 'con-night',
      subject: agent.staffId,
      kind: 'staff' as const,
      tier: agent.tier,
      name: agent.name,
      departments: agent.departments,
    };
    await night.live.setPresence(agent.staffId, 'online', night.clock());
    const before = await (await aConversation(night)).say('转人工');
    expect(JSON.stringify(before.entries[1]?.body)).toContain('不在班');
    await night.live.connect(connection, night.clock());
    const chat = await aConversation(night);
    const said = await chat.say('转人工');
    await night.live.disconnect(connection);
    expect(JSON.stringify(said.entries[1]?.body)).toContain('同事很快就来');
    const ticket = await night.tickets.get(chat.ticketId);
    expect(ticket?.nextDueAt).toBe(night.clock() + 3 * 60_000);
  });

  it('is claimed by one agent only, who then answers, resolves and is rated', async () => {
    const [one, two] = [await staffActor(deps, 'agent-1'), await staffActor(deps, 'agent-2')];
    const chat = await aConversation(deps);
    await chat.say('转人工');
    const step = () => ({
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: chat.seen(),
    });
    const claims = await Promise.all([claim(deps, one, step()), claim(deps, two, step())]);
    expect(claims.filter(({ ok }) => ok)).toHaveLength(1);
    const [winner, loser] = claims[0].ok ? [one, two] : [two, one];
    expect(claims.find(({ ok }) => !ok)).toMatchObject({
      error: { kind: 'already-claimed', ownerName: winner.name },
    });
    const foreign = await reply(deps, loser, { ...step(), text: '我来' });
    expect(foreign).toMatchObject({ error: { kind: 'not-yours' } });
    expect((await reply(deps, winner, { ...step(), text: '我来帮您查一下' })).ok).toBe(true);
    const early = await rate(deps, chat.visitor, {
      ...step(),
      score: 5,
      solved: true,
      comment: '',
    });
    expect(early).toMatchObject({ error: { kind: 'not-resolved' } });
    expect((await resolve(deps, winner, { ...step(), outcome: 'solved' })).ok).toBe(true);
    const rated = await rate(deps, chat.visitor, {
      ...step(),
      score: 5,
      solved: true,
      comment: '',
    });
    expect(rated.ok).toBe(true);
    const kinds = (await deps.tickets.timeline(chat.ticketId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'handoff-requested', 'claimed', 'resolved', 'rated']);
  });

  it('comes back after it was resolved: the bot answers again and the ticket is open', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await aConversation(deps);
    await chat.say('转人工');
    await chat.claimedBy(agent);
    await resolve(deps, agent, {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: chat.seen(),
      outcome: 'solved',
    });
    const said = await chat.say('第一次来医院看病，整个流程怎么走');
    expect(gist(said.entries).at(-1)).toBe('bot: answered');
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ status: 'bot', ownerId: null });
  });
});

describe('an agent’s words', () => {
  it('that read like medical advice are held back, and sent with a reason that is put on record', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await aConversation(deps);
    await chat.say('转人工');
    await chat.claimedBy(agent);
    const step = {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: chat.seen(),
      text: '您每次吃两片就行',
    };
    const held = await reply(deps, agent, step);
    expect(held).toMatchObject({
      error: { kind: 'advice-needs-reason', fields: [{ field: 'body.text' }] },
    });
    const sent = await reply(deps, agent, { ...step, adviceReason: '转述处方' });
    expect(sent.ok).toBe(true);
    const events = await deps.tickets.timeline(chat.ticketId);
    expect(events.find(({ kind }) => kind === 'advice-override')?.text).toContain('转述处方');
  });
});

describe('feedback', () => {
  it('of no help opens the way to a person; two misses in a row put it first', async () => {
    const chat = await aConversation(deps);
    await chat.say('第一次来医院看病，整个流程怎么走');
    const said = await giveFeedback(deps, chat.visitor, {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: chat.seen(),
      aboutSeq: 2,
      helpful: false,
    });
    expect(said.ok && said.value.entries[1]?.body).toMatchObject({
      cards: [{ type: 'choices', buttons: [{ action: { do: 'handoff' }, primary: true }] }],
    });
  });
});

describe('the matter of a ticket', () => {
  it('becomes a complaint when the talk turns into one, and is routed to its office', async () => {
    const chat = await aConversation(deps);
    await chat.say('你好');
    await chat.say('我要投诉,医保办的人态度太差');
    const ticket = await deps.tickets.get(chat.ticketId);
    expect(ticket?.category).toBe('投诉');
    const kinds = (await deps.tickets.timeline(chat.ticketId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'reclassified']);
  });
});
