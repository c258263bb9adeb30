import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clientOf,
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
afterAll(() => stack.end());

const CONTACT = {
  channel: 'phone',
  text: '窗口多收了我两百块钱，要求退费',
  category: '投诉',
  topic: 'E09',
  contact: { name: '赵六', phone: '13700009876', relation: '本人' },
} as const;

const create = async () =>
  value(await agent.api.call('createTicket', { body: { ...CONTACT, clientId: freshId() } }));

type Change = { do: string } & Record<string, unknown>;
const change = (who: Person, ticketId: string, what: Change) =>
  who.api.call('changeTicket', {
    params: { ticketId },
    body: { clientId: freshId(), change: what as never },
  });

describe('tickets over the API', () => {
  it('are written down, listed, worked on, approved, looked up and put on record', async () => {
    const { ticketId, number, code } = await create();
    const open = value(await agent.api.call('tickets', { query: { view: 'open' } }));
    expect(open.rows.map((row) => row.ticketId)).toContain(ticketId);
    const bad = await change(agent, ticketId, { do: 'step', step: 'acknowledge' });
    expect(bad).toMatchObject({ ok: false, error: { problem: { code: 'evidence-missing' } } });
    const done = value(
      await change(agent, ticketId, {
        do: 'step',
        step: 'acknowledge',
        evidence: [
          { kind: 'summary', text: '多收费', confirmedByPatient: true },
          { kind: 'acknowledgement', channel: 'phone' },
        ],
      }),
    );
    expect(done.ticket.case?.state).toBe('acknowledged');
    expect(done.closingGaps).toEqual(['feedback', 'call-back', 'improvement']);
    expect(done.row?.due?.clock).toBe('accept');
    const asked = value(
      await change(agent, ticketId, {
        do: 'grant',
        grant: 'refund',
        amountFen: 20_000,
        reason: '核实多收',
      }),
    );
    expect(asked.outcome).toBe('awaiting-approval');
    const { approvals } = value(await boss.api.call('approvals', {}));
    const approval = approvals.find(({ row }) => row.ticketId === ticketId)?.approval;
    const decided = value(
      await boss.api.call('decideApproval', {
        params: { ticketId, approvalId: approval?.approvalId ?? '' },
        body: { clientId: freshId(), approve: true },
      }),
    );
    expect(decided.ticket.grants).toHaveLength(1);

    const revealed = value(
      await agent.api.call('revealContact', {
        params: { ticketId },
        body: { clientId: freshId(), reason: '回电核实' },
      }),
    );
    expect(revealed.phone).toBe(CONTACT.contact.phone);
    expect(JSON.stringify(decided)).not.toContain(CONTACT.contact.phone);

    const stranger = clientOf(stack.url);
    const seen = value(await stranger.call('lookupTicket', { body: { number, code } }));
    expect(seen.number).toBe(number);
    expect(seen.promisedAt).not.toBeNull();

    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const audit = value(
      await office.api.call('verifyAudit', { query: { from: today, to: today } }),
    );
    expect(audit).toMatchObject({ intact: true });
    expect(audit.rows).toBeGreaterThanOrEqual(5);
    await until('the notices to be sent', async () => {
      const { deliveries } = value(await agent.api.call('deliveries', { params: { ticketId } }));
      return (
        deliveries.length > 0 &&
        deliveries.every(({ channels }) => channels.some(({ state }) => state === 'sent'))
      );
    });
  });

  it('open a case for a complaint in the chat, and tell the patient of a step in the thread', async () => {
    const patient = await visitor(stack.url);
    const { conversationId } = value(
      await patient.api.call('startConversation', {
        body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
      }),
    );
    value(
      await patient.api.call('postMessage', {
        params: { conversationId },
        body: { clientId: freshId(), base: 0, text: '我要投诉，窗口收费员乱收费' },
      }),
    );
    const ticketId = conversationId.replace('cnv_', 'tkt_');
    const detail = value(await agent.api.call('ticket', { params: { ticketId } }));
    expect(detail.ticket.case?.state).toBe('new');
    expect(detail.steps.map(({ step }) => step)).toContain('acknowledge');
    value(
      await change(agent, ticketId, {
        do: 'step',
        step: 'acknowledge',
        evidence: [
          { kind: 'summary', text: '乱收费', confirmedByPatient: true },
          { kind: 'acknowledgement', channel: 'thread' },
        ],
      }),
    );
    await until('the patient to be told', async () => {
      const page = value(
        await patient.api.call('readEntries', { params: { conversationId }, query: {} }),
      );
      return page.entries.some(
        ({ by, body }) =>
          by.kind === 'system' && body.kind === 'message' && body.text.includes('深表歉意'),
      );
    });
  });

  it('have their calendar kept by supervisors', async () => {
    const before = value(await agent.api.call('calendar', {}));
    expect(before.years.length).toBeGreaterThan(20);
    const table = {
      year: 2031,
      status: 'provisional' as const,
      source: '测试',
      off: { '2031-01-01': '元旦' },
      work: {},
    };
    expect(await agent.api.call('importCalendar', { body: { table } })).toMatchObject({
      ok: false,
      error: { problem: { code: 'forbidden' } },
    });
    expect(value(await boss.api.call('importCalendar', { body: { table } })).year).toBe(2031);
    const wrong = { ...table, work: { '2031-01-01': '班' } };
    expect(await boss.api.call('importCalendar', { body: { table: wrong } })).toMatchObject({
      ok: false,
      error: { problem: { code: 'invalid-request' } },
    });
  });
});
