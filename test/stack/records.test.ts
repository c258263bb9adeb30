import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beijingDate } from '#shared/kernel/clock.ts';
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
let agent: Person;
let boss: Person;
let office: Person;

beforeAll(async () => {
  stack = await startTestStack();
  agent = await staff(stack, 'demo-agent-1');
  boss = await staff(stack, 'demo-supervisor');
  office = await staff(stack, 'demo-office');
}, 120_000);
afterAll(() => stack?.end());

const today = (): string => beijingDate(Date.now());
const bell = async (who: Person) => value(await who.api.call('notices', { query: {} }));
const lines = async (ticket: string) =>
  value(await office.api.call('auditRows', { query: { from: today(), to: today(), ticket } })).rows;

const aComplaint = async () =>
  value(
    await agent.api.call('createTicket', {
      body: {
        clientId: freshId(),
        channel: 'phone',
        category: '投诉',
        topic: 'E09',
        text: '窗口多收了我两百块钱，要求退费',
      },
    }),
  );

describe('records on the running stack', () => {
  it('ring the supervisors’ bell for what is theirs, over the socket and for later', async () => {
    const socket = await boss.socket();
    const { ticketId } = await aComplaint();
    value(
      await agent.api.call('changeTicket', {
        params: { ticketId },
        body: {
          clientId: freshId(),
          change: { do: 'grant', grant: 'refund', amountFen: 20_000, reason: '核实多收' },
        },
      }),
    );
    const notice = await until('the notice', async () =>
      (await bell(boss)).notices.find((one) => one.ticketId === ticketId),
    );
    expect(notice).toMatchObject({ read: false });
    await until('the push', () =>
      socket.received.some((push) => push.type === 'notice' && push.noticeId === notice.noticeId),
    );
    socket.ws.close();
    const before = (await bell(boss)).unread;
    const { unread } = value(
      await boss.api.call('readNotices', {
        body: { notices: [{ noticeId: notice.noticeId, at: notice.at }] },
      }),
    );
    expect(unread).toBe(before - 1);
    expect((await bell(agent)).notices.some((one) => one.noticeId === notice.noticeId)).toBe(false);
  });

  it('chain what the service and people do in a chat, from the stream', async () => {
    const patient = await visitor(stack.url);
    const { conversationId } = value(
      await patient.api.call('startConversation', {
        body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
      }),
    );
    value(
      await patient.api.call('postMessage', {
        params: { conversationId },
        body: { clientId: freshId(), base: 0, text: '转人工' },
      }),
    );
    const ticketId = conversationId.replace('cnv_', 'tkt_');
    const claimed = await until('the chat to be taken', async () => {
      const found = (await lines(ticketId)).find(({ action }) => action === 'event:claimed');
      if (found !== undefined) return found;
      const detail = await agent.api.call('deskConversation', { params: { conversationId } });
      if (!detail.ok || detail.value.conversation.state.owner !== 'queue') return undefined;
      await agent.api.call('claim', {
        params: { conversationId },
        body: { clientId: freshId(), base: detail.value.conversation.lastSeq },
      });
      return undefined;
    });
    expect(claimed.actorId).not.toBe('');
    const opened = (await lines(ticketId)).find(({ action }) => action === 'event:opened');
    expect(opened).toMatchObject({ tier: 'patient', actorId: patient.session.subject });
    const verdict = value(
      await office.api.call('verifyAudit', { query: { from: today(), to: today() } }),
    );
    expect(verdict).toMatchObject({ intact: true, breaks: [] });
    expect(verdict.ends.length).toBeGreaterThan(0);
  });

  it('ask administrators for the holidays that are missing, once, however often the sweep runs', async () => {
    const calendar = value(await boss.api.call('calendar', {}));
    const asked = async () =>
      (await bell(boss)).notices.filter(({ title }) => title.startsWith('请录入'));
    await stack.fireSchedule('SlaSweep');
    await stack.fireSchedule('SlaSweep');
    if (calendar.health.kind === 'fine') return expect(await asked()).toEqual([]);
    await until('the request', async () => (await asked()).length > 0);
    await stack.fireSchedule('SlaSweep');
    expect(await asked()).toHaveLength(1);
    expect((await asked())[0]).toMatchObject({ ticketId: null });
  });

  it('count clocks on the hours that a supervisor enters, and explain them', async () => {
    const { table, revision } = value(await boss.api.call('officeHours', {}));
    expect(revision).toBe(0);
    const longer = {
      ...table,
      seasons: [
        {
          from: '01-01',
          week: {
            workday: [['07:30', '23:30'] as [string, string]],
            restday: [['07:30', '23:30'] as [string, string]],
            weekday: {},
          },
        },
      ],
    };
    const body = {
      receivedAt: Date.UTC(2026, 10, 24, 8),
      category: '投诉',
      severity: 'S3',
    } as const;
    const { clocks } = value(
      await boss.api.call('previewClocks', { body: { ...body, hours: longer } }),
    );
    const accept = clocks.find(({ clock }) => clock === 'accept');
    expect(accept?.proposed.at).toBe(Date.UTC(2026, 10, 24, 12));
    expect(accept?.standing.at).toBe(Date.UTC(2026, 10, 25, 2, 30));
    const saved = value(
      await boss.api.call('changeOfficeHours', {
        body: { table: longer, revision: 0, reason: '试行延时服务' },
      }),
    );
    expect(saved).toMatchObject({ revision: 1, complete: true });
    expect(
      await boss.api.call('changeOfficeHours', {
        body: { table: longer, revision: 0, reason: '试行延时服务' },
      }),
    ).toMatchObject({ ok: false, error: { problem: { code: 'stale-version' } } });
    const { ticketId } = await aComplaint();
    const detail = value(await agent.api.call('ticket', { params: { ticketId } }));
    const internal = detail.ticket.caseClocks.find(({ id }) => id === 'internal');
    expect(internal?.steps.some((step) => step['zh-CN'].includes('07:30'))).toBe(true);
  });

  it('go out as a file, and the file stands in the record', async () => {
    const query = { from: today(), to: today() };
    const file = value(
      await office.api.call('exportAudit', { query: { ...query, format: 'jsonl' } }),
    );
    expect(file.text.split('\n')).toHaveLength(file.rows + 1);
    const { rows } = value(
      await office.api.call('auditRows', { query: { ...query, action: 'audit.export' } }),
    );
    expect(rows).toHaveLength(1);
  });

  it('refuse what is not asked for as it must be', async () => {
    const { ticketId } = await aComplaint();
    const refused = await boss.api.call('decideApproval', {
      params: { ticketId, approvalId: 'apv_none' },
      body: { clientId: freshId(), approve: false },
    });
    expect(refused).toMatchObject({ ok: false, error: { problem: { code: 'invalid-request' } } });
    const retry = await boss.api.call('retryDelivery', {
      body: { ticketId, outboxId: 'nothing' },
    });
    expect(retry).toMatchObject({ ok: false, error: { problem: { code: 'not-found' } } });
    const log = value(await boss.api.call('deliveryLog', { query: {} }));
    expect(log.lines).toEqual([]);
  });
});
