import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reply, resolve } from '#functions/usecases/desk.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import { answerEmergency } from '#functions/usecases/patient-steps.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { aClientId, aConversation, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, TUESDAY_TEN, testDeps } from '#test/doubles/backend.ts';
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
type Chat = Awaited<ReturnType<typeof aConversation>>;

/** Three at once: whatever a sweep does, it does once. */
const sweep = async () => {
  await Promise.all(Array.from({ length: 3 }, () => runSlaSweep(deps, deps.clock() + MINUTE)));
};
const pass = async (milliseconds: number) => {
  deps.clock.advance(milliseconds);
  await sweep();
};
const step = async ({ conversationId }: Chat) => ({
  conversationId,
  clientId: aClientId(),
  base: (await deps.log.last(conversationId))?.seq ?? 0,
});
const says = async (agent: Staff, chat: Chat, text: string) => {
  const done = await reply(deps, agent, { ...(await step(chat)), text });
  if (!done.ok) throw new Error(done.error.kind);
};
const inHand = async (): Promise<{ chat: Chat; agent: Staff }> => {
  const agent = await staffActor(deps, 'agent-1');
  const chat = await aConversation(deps);
  await chat.say('转人工');
  await chat.claimedBy(agent);
  return { chat, agent };
};
/** What the service said, and steps it took, by their ids. */
const done = async (chat: Chat, prefix: string): Promise<string[]> =>
  (await chat.entries())
    .filter(({ by, entryId }: Entry) => by.kind === 'system' && entryId.startsWith(prefix))
    .map(({ entryId }) => entryId.replace(/\d+/, 'N'));
const stateOf = async ({ conversationId }: Chat) => (await deps.log.last(conversationId))?.state;
const noticesOf = async ({ ticketId }: Chat, id: string) =>
  (await deps.tickets.outboxOf(ticketId)).filter(({ outboxId }) => outboxId.includes(id));

describe('a conversation in somebody’s hand in which nobody speaks', () => {
  it('asks the patient after five minutes and ends ten minutes later, once', async () => {
    const { chat, agent } = await inHand();
    await says(agent, chat, '请问还有别的问题吗');
    await pass(4 * MINUTE);
    expect(await done(chat, 'idle:')).toEqual([]);
    await pass(MINUTE + SECOND);
    await sweep();
    expect(await done(chat, 'idle:')).toEqual(['idle:N:nudge']);
    await pass(8 * MINUTE);
    expect(await done(chat, 'idle:')).toEqual(['idle:N:nudge']);
    await pass(2 * MINUTE + SECOND);
    await sweep();
    expect(await done(chat, 'idle:')).toEqual(['idle:N:nudge', 'idle:N:ended', 'idle:N:resolved']);
    expect(await stateOf(chat)).toMatchObject({ status: 'resolved' });
    expect(await deps.tickets.get(chat.ticketId)).toMatchObject({ status: 'resolved' });
  });

  it('goes on when the patient speaks after the question', async () => {
    const { chat, agent } = await inHand();
    await says(agent, chat, '请问还有别的问题吗');
    await pass(5 * MINUTE + SECOND);
    await chat.say('在的，我找一下单子');
    await says(agent, chat, '好的');
    await pass(4 * MINUTE);
    await pass(MINUTE + 2 * SECOND);
    expect(await done(chat, 'idle:')).toEqual(['idle:N:nudge', 'idle:N:nudge']);
    expect(await stateOf(chat)).toMatchObject({ status: 'open' });
  });

  it('reminds the owner of a patient without an answer after five minutes, the supervisor after ten, once each', async () => {
    const { chat, agent } = await inHand();
    await says(agent, chat, '请讲');
    await chat.say('报告什么时候出');
    await pass(5 * MINUTE + SECOND);
    await sweep();
    const owner = await noticesOf(chat, ':owner');
    expect(owner.map(({ audience, to }) => [audience, to])).toEqual([['staff', agent.staffId]]);
    expect(await noticesOf(chat, ':supervisor')).toEqual([]);
    await pass(5 * MINUTE);
    await pass(11 * MINUTE);
    await pass(11 * MINUTE);
    expect((await noticesOf(chat, ':supervisor')).map(({ audience }) => audience)).toEqual([
      'supervisors',
    ]);
    expect(await noticesOf(chat, ':owner')).toHaveLength(1);
    expect(await stateOf(chat)).toMatchObject({ status: 'open' });
  });

  it('never ends an emergency by itself', async () => {
    const agent = await staffActor(deps, 'agent-1');
    const chat = await aConversation(deps);
    await chat.say('我爸突然胸口疼得厉害冒冷汗');
    await chat.say('转人工');
    await chat.claimedBy(agent);
    await says(agent, chat, '救护车已出发，请保持通话');
    for (let n = 0; n < 4; n += 1) await pass(6 * MINUTE);
    expect(await done(chat, 'idle:')).toEqual([]);
    expect(await stateOf(chat)).toMatchObject({ status: 'open', urgent: true });
  });
});

describe('a patient in the queue', () => {
  it('hears after ten minutes that nobody needs to stay, once', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    await pass(3 * MINUTE + SECOND);
    expect(await noticesOf(chat, '#patient')).toEqual([]);
    await pass(7 * MINUTE);
    await sweep();
    const told = await noticesOf(chat, '#patient');
    expect(told.map(({ audience }) => audience)).toEqual(['patient']);
    // As the stream consumer sends it.
    const rows = told.map(({ outboxId, ticketId }) => ({
      kind: 'outbox' as const,
      outboxId,
      ticketId,
    }));
    await dispatch(deps, rows);
    await dispatch(deps, rows);
    const said = (await chat.entries()).filter(({ entryId }) => entryId.startsWith('tell:'));
    expect(said).toHaveLength(1);
  });
});

/** Words that make the service ask whether it is an emergency. */
const UNSURE = ['我有点胸闷', '头有点晕', '胸口有点不舒服', '有点喘不上气'];

const asked = async (): Promise<{ chat: Chat; card: Entry }> => {
  for (const words of UNSURE) {
    const chat = await aConversation(deps);
    await chat.say(words);
    const card = (await chat.entries()).find(
      ({ body }) =>
        body.kind === 'message' &&
        body.cards.some((c) => c.type === 'emergency' && c.decision === 'confirm'),
    );
    if (card !== undefined) return { chat, card };
  }
  throw new Error('nothing is asked');
};

describe('an emergency question', () => {
  it('without an answer for three minutes is asked again, and the desk is told, once', async () => {
    const { chat, card } = await asked();
    await pass(2 * MINUTE);
    expect(await done(chat, 'confirm:')).toEqual([]);
    await pass(MINUTE + SECOND);
    await sweep();
    expect(await done(chat, 'confirm:')).toEqual(['confirm:N:again']);
    const notices = await noticesOf(chat, '#confirm:');
    expect(notices.map(({ audience, title }) => [audience, title])).toEqual([
      ['desk', '急症确认无人回应'],
    ]);
    const ticket = await deps.tickets.get(chat.ticketId);
    const level =
      card.body.kind === 'message'
        ? card.body.cards.find((c) => c.type === 'emergency')?.level
        : undefined;
    expect(ticket?.alarm !== null).toBe((level ?? 9) <= 2);
  });

  it('that was answered, with a tap or in words, is left alone', async () => {
    const tapped = await asked();
    await answerEmergency(deps, tapped.chat.visitor, {
      ...(await step(tapped.chat)),
      aboutSeq: tapped.card.seq,
      happening: false,
    });
    const written = await asked();
    await written.chat.say('没有，就是问问');
    await pass(4 * MINUTE);
    for (const { chat } of [tapped, written]) {
      expect(await done(chat, 'confirm:')).toEqual([]);
      expect(await noticesOf(chat, '#confirm:')).toEqual([]);
    }
  });
});

describe('a follow-up', () => {
  const helped = async (outcome: 'solved' | 'no-answer'): Promise<Chat> => {
    const { chat, agent } = await inHand();
    await resolve(deps, agent, { ...(await step(chat)), outcome });
    return chat;
  };

  it('asks a day later, by day, whether it helped, with a rating, once', async () => {
    const chat = await helped('solved');
    await pass(23 * HOUR);
    expect(await done(chat, 'followup:')).toEqual([]);
    await pass(HOUR + SECOND);
    await pass(DAY);
    expect(await done(chat, 'followup:')).toEqual(['followup:N']);
    const said = (await chat.entries()).find(({ entryId }) => entryId.startsWith('followup:'));
    expect(said?.body.kind === 'message' && said.body.cards).toEqual([{ type: 'rating' }]);
    expect(await stateOf(chat)).toMatchObject({ status: 'resolved' });
  });

  it('waits for the morning', async () => {
    // 22:00 in Beijing.
    deps.clock.set(TUESDAY_TEN + 20 * DAY + 12 * HOUR);
    const chat = await helped('solved');
    await pass(DAY + SECOND);
    expect(await done(chat, 'followup:')).toEqual([]);
    await pass(10 * HOUR);
    expect(await done(chat, 'followup:')).toEqual([]);
    await pass(HOUR + MINUTE);
    expect(await done(chat, 'followup:')).toEqual(['followup:N']);
  });

  it('spares who left without a word, and who has written since', async () => {
    const left = await helped('no-answer');
    const back = await helped('solved');
    await back.say('还有一个问题');
    await pass(DAY + SECOND);
    await pass(DAY);
    expect(await done(left, 'followup:')).toEqual([]);
    expect(await done(back, 'followup:')).toEqual([]);
  });
});
