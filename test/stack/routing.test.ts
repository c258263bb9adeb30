import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  freshId,
  type Person,
  staff,
  startTestStack,
  type TestStack,
  until,
  value,
  visitor,
} from '#test/support/stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
}, 120_000);
afterAll(() => stack.end());

/** A patient who waits for a person. */
const waiting = async (): Promise<{ patient: Person; conversationId: string; seq: number }> => {
  const patient = await visitor(stack.url);
  const { conversationId } = value(
    await patient.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  );
  const asked = value(
    await patient.api.call('requestHandoff', {
      params: { conversationId },
      body: { clientId: freshId(), base: 0, reason: '' },
    }),
  );
  return { patient, conversationId, seq: asked.entries.at(-1)?.seq ?? 0 };
};

describe('routing on the running stack', () => {
  it('tells the patient their place, and moves a conversation only when the colleague accepts', async () => {
    const [one, two] = [await staff(stack, 'demo-agent-1'), await staff(stack, 'demo-agent-2')];
    const first = await waiting();
    const second = await waiting();
    const socket = await second.patient.socket();
    const params = { conversationId: second.conversationId };
    expect(
      await until('the place in the queue', async () => {
        const place = value(await second.patient.api.call('queuePlace', { params }));
        return place.ahead !== null && place;
      }),
    ).toMatchObject({ ahead: 1 });

    const inFirst = { conversationId: first.conversationId };
    const claimed = value(
      await one.api.call('claim', {
        params: inFirst,
        body: { clientId: freshId(), base: first.seq },
      }),
    );
    await until('the push of the new place', () =>
      socket.received.some((push) => push.type === 'queue' && push.ahead === 0),
    );

    const base = claimed.entries.at(-1)?.seq ?? 0;
    const offered = value(
      await one.api.call('transfer', {
        params: inFirst,
        body: {
          clientId: freshId(),
          base,
          toStaffId: two.session.staff.staffId,
          reason: '医保结算',
        },
      }),
    );
    expect(offered.state.agentId).toBe(one.session.staff.staffId);
    const row = await until('the offer in the inbox', async () => {
      const inbox = value(await two.api.call('inbox', { query: { view: 'mine' } }));
      return inbox.offers[0];
    });
    expect(row.offer).toMatchObject({ reason: '医保结算' });
    const accepted = value(
      await two.api.call('acceptTransfer', {
        params: inFirst,
        body: { clientId: freshId(), base: base + 1 },
      }),
    );
    expect(accepted.state.agentId).toBe(two.session.staff.staffId);
    socket.ws.close();
  });
});
