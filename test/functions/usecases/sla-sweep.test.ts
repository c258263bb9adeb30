import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '#functions/ports.ts';
import { deskChange } from '#functions/storage/desk-changes.ts';
import { acknowledgeAlarm } from '#functions/usecases/acknowledge-alarm.ts';
import { release } from '#functions/usecases/desk.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { HOUR, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { aConversation, gist, staffActor } from '#test/builders/conversation.ts';
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

const sweepNow = () => runSlaSweep(deps, deps.clock() + 60 * SECOND);
const kindsOf = async (ticketId: string) =>
  (await deps.tickets.timeline(ticketId)).map(({ kind }) => kind);

describe('the sweep', () => {
  it('warns of a waiting patient after three minutes and escalates after ten, once each', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    deps.clock.advance(2 * MINUTE);
    await sweepNow();
    expect(await kindsOf(chat.ticketId)).toEqual(['opened', 'handoff-requested']);
    deps.clock.advance(2 * MINUTE);
    await Promise.all([sweepNow(), sweepNow()]);
    await sweepNow();
    expect((await deps.tickets.get(chat.ticketId))?.escalated).toBe('warned');
    deps.clock.advance(7 * MINUTE);
    await Promise.all([sweepNow(), sweepNow(), sweepNow()]);
    expect(await kindsOf(chat.ticketId)).toEqual([
      'opened',
      'handoff-requested',
      'warned',
      'escalated',
    ]);
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({
      escalated: 'escalated',
      nextDueAt: null,
    });
  });

  it('records all missed steps after an outage and notifies of the gravest only', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    deps.clock.advance(HOUR);
    await sweepNow();
    expect(await kindsOf(chat.ticketId)).toEqual([
      'opened',
      'handoff-requested',
      'warned',
      'escalated',
    ]);
    const generation = `${chat.ticketId}#chat#1`;
    expect(await deps.tickets.outboxRow(chat.ticketId, `${generation}#warn`)).toBeUndefined();
    expect(await deps.tickets.outboxRow(chat.ticketId, `${generation}#escalate`)).toMatchObject({
      audience: 'supervisors',
    });
  });

  it('leaves alone what was claimed in time', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    await chat.claimedBy(await staffActor(deps, 'agent-1'));
    deps.clock.advance(4 * MINUTE);
    await sweepNow();
    expect(await kindsOf(chat.ticketId)).toEqual(['opened', 'handoff-requested', 'claimed']);
  });

  it('starts a new generation for a patient who waits again', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await aConversation(deps);
    await chat.say('转人工');
    deps.clock.advance(4 * MINUTE);
    await sweepNow();
    await chat.claimedBy(agent);
    await release(deps, agent, {
      conversationId: chat.conversationId,
      clientId: 'release-0001',
      base: chat.seen(),
      reason: '',
    });
    deps.clock.advance(4 * MINUTE);
    await sweepNow();
    const warned = (await deps.tickets.timeline(chat.ticketId)).filter(
      ({ kind }) => kind === 'warned',
    );
    expect(warned.map(({ eventId }) => eventId)).toEqual([
      `sweep:${chat.ticketId}#chat#1#warn`,
      `sweep:${chat.ticketId}#chat#2#warn`,
    ]);
  });

  it('rings again for an emergency that nobody acknowledged, and not for one that somebody did', async () => {
    const open = await aConversation(deps);
    const seen = await aConversation(deps);
    await open.say('我爸突然胸口疼得厉害冒冷汗');
    await seen.say('我爸突然胸口疼得厉害冒冷汗');
    deps.clock.advance(5 * SECOND);
    await acknowledgeAlarm(deps, await staffActor(deps, 'agent-1'), seen.conversationId);
    deps.clock.advance(3 * MINUTE);
    await sweepNow();
    expect(await kindsOf(open.ticketId)).toEqual(['opened', 'emergency', 'warned', 'escalated']);
    expect(await kindsOf(seen.ticketId)).toEqual(['opened', 'emergency', 'emergency-acknowledged']);
  });

  it('answers what a crash left unanswered, and opens the ticket that is missing', async () => {
    const chat = await aConversation(deps);
    const tail = await deps.log.tail(chat.conversationId, 0);
    if (tail === undefined) throw new Error('not opened');
    // The message was stored and acknowledged; then everything stopped.
    await deps.log.append(tail, {
      entryId: 'client-crash1',
      at: deps.clock(),
      by: { kind: 'patient', id: chat.visitor.visitorId, name: null },
      body: { kind: 'message', text: '第一次来医院看病，整个流程怎么走', cards: [] },
      base: 0,
      repeat: 'same-body',
    });
    deps.clock.advance(6 * MINUTE);
    await sweepNow();
    expect(gist(await chat.entries()).slice(1)).toEqual([
      'patient: 第一次来医院看病，整个流程怎么走',
      'bot: answered',
    ]);
    expect((await deps.tickets.get(chat.ticketId))?.number).toMatch(/^\d{6}-\d{5}-\d$/);
    await sweepNow();
    expect(await chat.entries()).toHaveLength(3);
  });

  it('finds who asked for a person by the button and was lost before the ticket', async () => {
    const chat = await aConversation(deps);
    const tail = await deps.log.tail(chat.conversationId, 0);
    if (tail === undefined) throw new Error('not opened');
    await deps.log.append(tail, {
      entryId: 'client-button1',
      at: deps.clock(),
      by: { kind: 'patient', id: chat.visitor.visitorId, name: null },
      body: { kind: 'handoff-requested', reason: '' },
      base: 0,
      repeat: 'same-body',
    });
    deps.clock.advance(6 * MINUTE);
    await sweepNow();
    expect((await deps.tickets.get(chat.ticketId))?.status).toBe('waiting');
  });

  it('closes a consultation that nobody goes on with after a day, and opens it again with the next word', async () => {
    const chat = await aConversation(deps);
    await chat.say('第一次来医院看病，整个流程怎么走');
    deps.clock.advance(6 * MINUTE);
    await sweepNow();
    deps.clock.advance(6 * MINUTE);
    await sweepNow();
    expect((await deps.tickets.get(chat.ticketId))?.status).toBe('bot');
    deps.clock.advance(25 * HOUR);
    await sweepNow();
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({
      status: 'closed',
      nextDueAt: null,
    });
    await chat.say('那要带什么');
    expect((await deps.tickets.get(chat.ticketId))?.status).toBe('bot');
    expect((await deps.tickets.get(chat.ticketId))?.nextDueAt).not.toBeNull();
  });

  it('goes on when one item fails', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    deps.clock.advance(4 * MINUTE);
    const failing = {
      ...deps,
      tickets: {
        ...deps.tickets,
        due: async function* (now: number) {
          yield { kind: 'ticket' as const, ticketId: 'tkt_broken' };
          yield* deps.tickets.due(now);
        },
        get: (ticketId: string) => {
          if (ticketId === 'tkt_broken') throw new Error('unreadable');
          return deps.tickets.get(ticketId);
        },
      },
    };
    const summary = await runSlaSweep(failing, deps.clock() + 60 * SECOND);
    expect(summary).toMatchObject({ failed: 1, complete: true });
    expect(summary.warned).toBeGreaterThanOrEqual(1);
  });

  it('sends again what the stream consumer did not send', async () => {
    const boss = await staffActor(deps, 'boss');
    const connection: Connection = {
      connectionId: 'con-boss',
      subject: boss.staffId,
      kind: 'staff',
      tier: boss.tier,
      name: boss.name,
      departments: [],
    };
    await deps.live.connect(connection, deps.clock());
    const chat = await aConversation(deps);
    await chat.say('转人工');
    deps.clock.advance(11 * MINUTE);
    await sweepNow();
    deps.clock.advance(3 * MINUTE);
    await sweepNow();
    await sweepNow();
    const notices = deps.pusher
      .ofType('notice')
      .filter(({ message }) => message['ticketId'] === chat.ticketId);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message['text']).toContain('已上报主管');
    await deps.live.disconnect(connection);
  });
});

describe('the stream consumer', () => {
  it('brings up a ticket whose request died between log and ticket', async () => {
    const chat = await aConversation(deps);
    await chat.say('你好');
    const tail = await deps.log.tail(chat.conversationId, 0);
    if (tail === undefined) throw new Error('not opened');
    await deps.log.append(tail, {
      entryId: 'client-asks1',
      at: deps.clock(),
      by: { kind: 'patient', id: chat.visitor.visitorId, name: null },
      body: { kind: 'handoff-requested', reason: '' },
      base: tail.last.seq,
      repeat: 'same-body',
    });
    expect((await deps.tickets.get(chat.ticketId))?.status).toBe('bot');
    const change = { kind: 'course' as const, conversationId: chat.conversationId };
    await dispatch(deps, [change]);
    await dispatch(deps, [change]);
    expect((await deps.tickets.get(chat.ticketId))?.status).toBe('waiting');
    expect(await kindsOf(chat.ticketId)).toEqual(['opened', 'handoff-requested']);
  });

  it('reads records as Lambda delivers them and passes over what nobody needs to hear', () => {
    const entry = (step?: string) => ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: '111',
        NewImage: {
          pk: { S: 'CNV#cnv_1' },
          sk: { S: 'E#0000001' },
          t: { S: 'entry' },
          ...(step === undefined ? {} : { step: { S: step } }),
        },
      },
    });
    expect(deskChange(entry('1'))).toEqual({
      sequence: '111',
      correlationId: '',
      change: { kind: 'course', conversationId: 'cnv_1' },
    });
    expect(deskChange(entry()).change).toBeUndefined();
    const outbox = (over: object = {}) => ({
      pk: { S: 'TKT#tkt_1' },
      sk: { S: 'OUT#o1' },
      t: { S: 'outbox' },
      outboxId: { S: 'o1' },
      ticketId: { S: 'tkt_1' },
      ticketNumber: { S: '261124-00001-1' },
      audience: { S: 'desk' },
      to: { NULL: true },
      title: { S: '提醒' },
      text: { S: '请处理' },
      at: { N: '1' },
      ...over,
    });
    const told = (NewImage: object, OldImage?: object) =>
      deskChange({
        eventName: OldImage === undefined ? 'INSERT' : 'MODIFY',
        dynamodb: { SequenceNumber: '1', NewImage, ...(OldImage && { OldImage }) },
      }).change;
    const notice = { kind: 'outbox', ticketId: 'tkt_1', outboxId: 'o1' };
    expect(told(outbox())).toEqual(notice);
    // How sending went is written beside it: that is no reason to send it again. A person's wish is.
    expect(told(outbox({ sentAt: { N: '2' } }), outbox())).toBeUndefined();
    expect(told(outbox({ retryAt: { N: '3' } }), outbox({ sentAt: { N: '2' } }))).toEqual(notice);
    expect(told(outbox({ ticketId: { NULL: true }, ticketNumber: { NULL: true } }))).toEqual({
      ...notice,
      ticketId: null,
    });
    const event = {
      pk: { S: 'TKT#tkt_1' },
      sk: { S: 'EV#e1' },
      t: { S: 'event' },
      eventId: { S: 'e1' },
      at: { N: '1' },
      kind: { S: 'claimed' },
      actorId: { NULL: true },
      actorName: { NULL: true },
      text: { S: '' },
      data: { M: {} },
    };
    expect(told({ ...event, chain: { S: 'due' } })).toMatchObject({
      kind: 'event',
      ticketId: 'tkt_1',
    });
    expect(told(event)).toBeUndefined();
    expect(
      deskChange({ eventName: 'REMOVE', dynamodb: { SequenceNumber: '1' } }).change,
    ).toBeUndefined();
  });
});
