import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketStore } from '#functions/ports.ts';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import type { StaffSession } from '#shared/contract/sessions.ts';
import { DEFAULT_ROUTING } from '#shared/domain/routing/settings.ts';
import { MINUTE, SECOND } from '#shared/kernel/clock.ts';
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

type Agent = Person<StaffSession> & { readonly close: () => void; readonly id: string };

let stack: TestStack;
let tickets: TicketStore;
let agents: Agent[];

const come = async (subject: string): Promise<Agent> => {
  const person = await staff(stack, subject);
  const { ws, received } = await person.socket();
  value(await person.api.call('setPresence', { body: { state: 'online' } }));
  return {
    ...person,
    socket: async () => ({ ws, received }),
    close: () => ws.close(),
    id: person.session.staff.staffId,
  };
};

beforeAll(async () => {
  stack = await startTestStack();
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: stack.databaseEndpoint,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  tickets = ticketStore({ client, name: stack.tableName('Desk') });
  const supervisor = await staff(stack, 'demo-supervisor');
  const { staff: list } = value(await supervisor.api.call('staffList', {}));
  for (const { staffId, name } of list) {
    const capacity = { 林晓: 3, 周宁: 2, 沈岚: 1 }[name];
    if (capacity !== undefined)
      value(
        await supervisor.api.call('setAbilities', {
          params: { staffId },
          body: { skills: name === '周宁' ? ['投诉'] : [], capacity, ticketCapacity: 20 },
        }),
      );
  }
  value(await supervisor.api.call('setRouting', { body: { ...DEFAULT_ROUTING, mode: 'auto' } }));
  agents = await Promise.all(['demo-agent-1', 'demo-agent-2', 'demo-supervisor'].map(come));
});
afterAll(async () => {
  for (const agent of agents ?? []) agent.close();
  await stack?.end();
});

/** A patient who asks for a person. */
const asks = async (text = '请转人工'): Promise<string> => {
  const patient = await visitor(stack.url);
  const { conversationId } = value(
    await patient.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  );
  value(
    await patient.api.call('postMessage', {
      params: { conversationId },
      body: { clientId: freshId(), base: 0, text },
    }),
  );
  return conversationId;
};

const entriesOf = async (conversationId: string) =>
  value(
    await (agents[2] as Agent).api.call('deskEntries', {
      params: { conversationId },
      query: { after: -1 },
    }),
  ).entries;
const ownerOf = async (conversationId: string): Promise<string | null> =>
  (await entriesOf(conversationId)).at(-1)?.state.agentId ?? null;
const sweep = () => stack.fireSchedule('SlaSweep');

describe('three agents and more patients than they can take', () => {
  const chats: string[] = [];

  it('each chat goes to one of them, nobody gets more than they can take, and the rest wait', async () => {
    // Several at once, while somebody sweeps: every trigger races with every other.
    for (let n = 0; n < 3; n += 1) {
      const [asked] = await Promise.all([Promise.all([asks(), asks(), asks()]), sweep(), sweep()]);
      chats.push(...asked);
    }
    await until('six chats with somebody', async () => {
      const owners = await Promise.all(chats.map(ownerOf));
      return owners.filter((id) => id !== null).length === 6;
    });
    await Promise.all([sweep(), sweep(), sweep()]);
    await stack.streamsDrained();
    const owners = await Promise.all(chats.map(ownerOf));
    const count = ({ id }: Agent) => owners.filter((owner) => owner === id).length;
    expect(agents.map(count)).toEqual([3, 2, 1]);
    for (const chat of chats) {
      const given = (await entriesOf(chat)).filter(({ body }) => body.kind === 'assigned');
      expect(given.length).toBeLessThanOrEqual(1);
    }
    const { received } = await (agents[0] as Agent).socket();
    expect(
      received.some(
        (m) => m.type === 'entries' && m.entries.some(({ body }) => body.kind === 'assigned'),
      ),
    ).toBe(true);
  });

  it('shows why, to who has it and to who looks at what waits', async () => {
    const [one] = agents as [Agent];
    const owners = await Promise.all(chats.map(ownerOf));
    const read = async (conversationId: string | undefined) =>
      value(
        await one.api.call('deskConversation', {
          params: { conversationId: conversationId ?? '' },
        }),
      ).why.join('\n');
    expect(await read(chats[owners.indexOf(one.id)])).toMatch(/分给林晓：.*在手/);
    expect(await read(chats[owners.indexOf(null)])).toContain('都已满负荷');
  });

  it('gives the next in line to whoever gets free, without anybody asking', async () => {
    const [one] = agents as [Agent];
    const owners = await Promise.all(chats.map(ownerOf));
    const done = chats[owners.indexOf(one.id)] ?? '';
    const base = (await entriesOf(done)).length - 1;
    value(
      await one.api.call('resolve', {
        params: { conversationId: done },
        body: { clientId: freshId(), base, outcome: 'solved' },
      }),
    );
    await until('the next one', async () => {
      const now = await Promise.all(chats.map(ownerOf));
      return now.filter((id) => id === one.id).length === 4;
    });
  });

  it('asks for the skill of a complaint', async () => {
    const [, two] = agents as [Agent, Agent];
    const complaint = await asks('我要投诉挂号窗口排队三个小时没人管，请转人工');
    await stack.streamsDrained();
    const owner = await ownerOf(complaint);
    expect([null, two.id]).toContain(owner);
  });
});

describe('an agent who goes', () => {
  it('loses the chats after the grace minute, and the patients keep their places', async () => {
    const [one] = agents as [Agent];
    const before = await tickets.inHandOf(one.id);
    expect(before.length).toBeGreaterThan(0);
    value(await one.api.call('setPresence', { body: { state: 'offline' } }));
    one.close();
    await sweep();
    expect((await tickets.inHandOf(one.id)).length).toBe(before.length);
    // The minute passes, in the data.
    const gone = Date.now() - MINUTE - SECOND;
    await tickets.armAway(one.id, { since: gone, dueAt: gone + MINUTE });
    await until('everything given back', async () => {
      await sweep();
      return (await tickets.inHandOf(one.id)).length === 0;
    });
    for (const { ticketId, queuedSince } of before) {
      const ticket = await tickets.get(ticketId);
      expect(ticket?.queuedSince).toBe(queuedSince);
      if (ticket?.status === 'waiting') expect(ticket.waitingSince).toBe(queuedSince);
    }
  });
});

describe('a department that is handed a chat', () => {
  it('accepts it in its own console, answers, and the patient stays in one conversation', async () => {
    const supervisor = agents[2] as Agent;
    const clerk = await come('demo-department');
    const [mine] = await tickets.inHandOf(supervisor.id);
    const conversationId = mine?.conversationId ?? '';
    const params = { conversationId };
    const base = async () => (await entriesOf(conversationId)).length - 1;
    value(
      await supervisor.api.call('transfer', {
        params,
        body: {
          clientId: freshId(),
          base: await base(),
          toStaffId: 'dep:医疗保险办公室',
          reason: '医保结算',
        },
      }),
    );
    const offer = await until('the offer', async () => {
      const inbox = value(await clerk.api.call('inbox', { query: { view: 'mine' } }));
      return inbox.offers.find((row) => row.conversationId === conversationId);
    });
    expect(offer.offer).toMatchObject({ toAgentName: '医疗保险办公室', reason: '医保结算' });
    const accepted = value(
      await clerk.api.call('acceptTransfer', {
        params,
        body: { clientId: freshId(), base: await base() },
      }),
    );
    expect(accepted.state.agentId).toBe(clerk.id);
    value(
      await clerk.api.call('reply', {
        params,
        body: { clientId: freshId(), base: await base(), text: '您好，请补交备案表' },
      }),
    );
    clerk.close();
  });
});
