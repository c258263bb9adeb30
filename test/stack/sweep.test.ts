import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketStore } from '#functions/ports.ts';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import type { SweepSummary } from '#functions/usecases/run-sla-sweep.ts';
import type { Push } from '#shared/contract/push.ts';
import { nextDueAt } from '#shared/domain/sla/clocks.ts';
import type { ClockId, Ticket } from '#shared/domain/ticket/ticket.ts';
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

type Socket = Awaited<ReturnType<Person['socket']>>;

let stack: TestStack;
let tickets: TicketStore;
let agent: Person;
let supervisor: Person;
let sockets: { agent: Socket; supervisor: Socket };

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
  [agent, supervisor] = await Promise.all([
    staff(stack, 'demo-agent-1'),
    staff(stack, 'demo-supervisor'),
  ]);
  sockets = { agent: await agent.socket(), supervisor: await supervisor.socket() };
});
afterAll(async () => {
  sockets?.agent.ws.close();
  sockets?.supervisor.ws.close();
  await stack?.end();
});

const sweep = async (): Promise<SweepSummary> =>
  (await stack.fireSchedule('SlaSweep')) as SweepSummary;

/** A conversation in which somebody said this; gives its ticket. */
const talk = async (text: string): Promise<{ patient: Person; conversationId: string }> => {
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
  return { patient, conversationId };
};

const ticketOf = async (conversationId: string): Promise<Ticket> => {
  const found = await tickets.get(conversationId.replace('cnv_', 'tkt_'));
  if (found === undefined) throw new Error(`no ticket for ${conversationId}`);
  return found;
};

/** Time passes for one clock of a ticket: what it waits for was due so long ago, or is that far ahead. */
const age = async (
  conversationId: string,
  id: ClockId,
  warnAt: number,
  dueAt: number,
): Promise<Ticket> => {
  const ticket = await ticketOf(conversationId);
  const now = Date.now();
  const clocks = ticket.clocks.map((clock) =>
    clock.id === id
      ? { ...clock, startedAt: now - 20 * MINUTE, warnAt: now + warnAt, dueAt: now + dueAt }
      : clock,
  );
  return value(await tickets.save({ ...ticket, clocks, nextDueAt: nextDueAt(clocks) }, []));
};

const timelineOf = async (conversationId: string, kind: string): Promise<string[]> =>
  (await tickets.timeline(conversationId.replace('cnv_', 'tkt_')))
    .filter((event) => event.kind === kind)
    .map(({ eventId }) => eventId);

const noticesOf = ({ received }: Socket, ticketId: string): string[] =>
  received.flatMap((message: Push) =>
    message.type === 'notice' && message.ticketId === ticketId ? [message.noticeId] : [],
  );

const rowOf = async (conversationId: string) => {
  const { rows } = value(await supervisor.api.call('inbox', { query: { view: 'waiting' } }));
  return rows.find((row) => row.conversationId === conversationId);
};

describe('a conversation that nobody takes', () => {
  it('is warned of once and then escalated once, whoever sweeps how often', async () => {
    const { conversationId } = await talk('请转人工');
    const { ticketId } = await ticketOf(conversationId);
    expect((await sweep()).warned).toBe(0);

    await age(conversationId, 'chat', -SECOND, 7 * MINUTE);
    const warned = await Promise.all([sweep(), sweep(), sweep()]);
    expect(warned.reduce((sum, summary) => sum + summary.warned, 0)).toBe(1);
    expect(warned.map(({ failed }) => failed)).toEqual([0, 0, 0]);
    const warning = `${ticketId}#chat#1#warn`;
    await until('the notice at the desk', () => noticesOf(sockets.agent, ticketId).length > 0);
    expect(await timelineOf(conversationId, 'warned')).toEqual([`sweep:${warning}`]);
    expect(await rowOf(conversationId)).toMatchObject({ escalated: 'warned' });
    const afterWarning = await ticketOf(conversationId);
    expect((await sweep()).warned).toBe(0);
    expect(await ticketOf(conversationId)).toEqual(afterWarning);

    await age(conversationId, 'chat', -7 * MINUTE, -SECOND);
    const escalated = await Promise.all([sweep(), sweep()]);
    expect(escalated.reduce((sum, summary) => sum + summary.escalated, 0)).toBe(1);
    const escalation = `${ticketId}#chat#1#escalate`;
    await until('the notice at the supervisor', () =>
      noticesOf(sockets.supervisor, ticketId).includes(escalation),
    );
    expect(await timelineOf(conversationId, 'escalated')).toEqual([`sweep:${escalation}`]);
    expect(await rowOf(conversationId)).toMatchObject({ escalated: 'escalated' });
    await until('the line in the console', () =>
      sockets.supervisor.received.some(
        (message) =>
          message.type === 'inbox' &&
          message.row.conversationId === conversationId &&
          message.row.escalated === 'escalated',
      ),
    );

    const settled = await ticketOf(conversationId);
    for (let n = 0; n < 3; n += 1) expect(await sweep()).toMatchObject({ warned: 0, escalated: 0 });
    await stack.replayStream('reversed');
    await stack.streamsDrained();
    expect(await ticketOf(conversationId)).toEqual(settled);
    expect(settled.nextDueAt).toBeNull();
    // The supervisor hears of both, the agent of the warning only; a notice that comes again has the same id.
    expect(new Set(noticesOf(sockets.supervisor, ticketId))).toEqual(
      new Set([warning, escalation]),
    );
    expect(new Set(noticesOf(sockets.agent, ticketId))).toEqual(new Set([warning]));
  });

  it('after an outage both steps are recorded and only the gravest is told', async () => {
    const { conversationId } = await talk('我要找人工客服');
    const { ticketId } = await ticketOf(conversationId);
    await age(conversationId, 'chat', -40 * MINUTE, -30 * MINUTE);
    expect(await sweep()).toMatchObject({ warned: 1, escalated: 1, failed: 0 });
    await until('the notice', () => noticesOf(sockets.supervisor, ticketId).length > 0);
    await stack.streamsDrained();
    expect(await timelineOf(conversationId, 'warned')).toHaveLength(1);
    expect(await timelineOf(conversationId, 'escalated')).toHaveLength(1);
    expect(noticesOf(sockets.supervisor, ticketId)).toEqual([`${ticketId}#chat#1#escalate`]);
    expect(noticesOf(sockets.agent, ticketId)).toEqual([]);
  });

  it('a sweep that loses its answer, or dies, is made up for by the next', async () => {
    const { conversationId } = await talk('转人工');
    await age(conversationId, 'chat', -SECOND, 7 * MINUTE);
    let spoiled = 0;
    stack.setFaults(({ functionName, action }) => {
      if (!functionName.includes('SlaSweep') || action !== 'TransactWriteItems') return undefined;
      spoiled += 1;
      return spoiled <= 2 ? 'answer-lost' : undefined;
    });
    await sweep().catch(() => undefined);
    stack.setFaults(undefined);
    expect(spoiled).toBeGreaterThan(0);
    await sweep();
    expect(await timelineOf(conversationId, 'warned')).toHaveLength(1);
    await age(conversationId, 'chat', -7 * MINUTE, -SECOND);
    const dying = sweep().catch(() => undefined);
    stack.killFunction('SlaSweep');
    await dying;
    // AWS starts the schedule's next run a minute later; here it is tried until a process answers.
    await until('a sweep that lives', () => sweep().catch(() => undefined));
    expect(await timelineOf(conversationId, 'escalated')).toHaveLength(1);
  });

  it('taken in time, it is never warned of; released again, a new clock runs', async () => {
    const { conversationId } = await talk('转人工服务');
    const params = { conversationId };
    value(await agent.api.call('claim', { params, body: { clientId: freshId(), base: 0 } }));
    await age(conversationId, 'chat', -SECOND, -SECOND);
    expect(await sweep()).toMatchObject({ warned: 0, escalated: 0 });
    value(await agent.api.call('release', { params, body: { clientId: freshId(), base: 0 } }));
    const { ticketId } = await age(conversationId, 'chat', -SECOND, 7 * MINUTE);
    expect(await sweep()).toMatchObject({ warned: 1, escalated: 0 });
    expect(await timelineOf(conversationId, 'warned')).toEqual([`sweep:${ticketId}#chat#2#warn`]);
  });
});

describe('an emergency', () => {
  it('rings at the desk at once, without any sweep; the sweep is its safety net until somebody has seen it', async () => {
    stack.pauseStreams();
    const { conversationId } = await talk('我胸口疼得厉害，喘不上气');
    const { ticketId } = await ticketOf(conversationId);
    await until('the alarm', () =>
      sockets.agent.received.some(
        (message) => message.type === 'alarm' && message.row.conversationId === conversationId,
      ),
    );
    stack.resumeStreams();
    expect(noticesOf(sockets.agent, ticketId)).toEqual([]);
    await age(conversationId, 'emergency', -SECOND, MINUTE);
    expect(await sweep()).toMatchObject({ warned: 1, escalated: 0 });
    await age(conversationId, 'emergency', -MINUTE, -SECOND);
    expect(await sweep()).toMatchObject({ warned: 0, escalated: 1 });
    await until('the supervisor’s notice', () =>
      noticesOf(sockets.supervisor, ticketId).includes(`${ticketId}#emergency#1#escalate`),
    );
    expect(await timelineOf(conversationId, 'emergency')).toHaveLength(1);
    expect(await rowOf(conversationId)).toMatchObject({ alarm: true, escalated: 'escalated' });
    value(
      await agent.api.call('acknowledgeAlarm', {
        params: { conversationId },
        body: { clientId: freshId() },
      }),
    );
    expect((await ticketOf(conversationId)).alarm).toMatchObject({
      acknowledgedBy: agent.session.subject,
    });
    expect(await sweep()).toMatchObject({ warned: 0, escalated: 0 });
  });
});
