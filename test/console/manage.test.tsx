// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { calendarHealth } from '../../console/src/components/CalendarNotice.tsx';
import { locale } from '../../console/src/i18n.ts';
import { followHash, route } from '../../console/src/router.ts';
import { dismissToast, toasts } from '../../console/src/store/toasts.ts';
import type { FakeDesk } from './fake-desk.ts';
import { aFakeDesk, NOON, openConsole, settle } from './open-console.tsx';

beforeAll(async () => {
  await import('../../console/src/views/manage/ManageView.tsx');
  await import('../../console/src/views/tickets/TicketsView.tsx');
});

let unfollow: () => void;
beforeEach(() => {
  unfollow = followHash();
  calendarHealth.value = null;
});
afterEach(() => {
  cleanup();
  unfollow();
  for (const toast of toasts.value) dismissToast(toast.id);
  locale.value = 'zh-CN';
});

const type = (label: string | RegExp, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const press = async (name: string | RegExp, inside: HTMLElement = document.body) => {
  fireEvent.click(within(inside).getByRole('button', { name }));
  await settle();
};
const calls = (fake: FakeDesk, name: string) => fake.calls.filter((call) => call.name === name);
const said = () => toasts.value.map(({ text }) => text).join(' ');

const aNotice = (n: number, over: object = {}) => ({
  noticeId: `n${n}`,
  at: NOON - n * MINUTE,
  ticketId: null as string | null,
  ticketNumber: null as string | null,
  title: `提醒 ${n}`,
  text: '请处理',
  read: false,
  ...over,
});

describe('the bell', () => {
  it('shows what came while nobody looked, counts it, and opens the ticket', async () => {
    const fake = aFakeDesk();
    const { ticketId } = fake.tickets.add({ summary: '等得太久' });
    fake.records.notices = [
      aNotice(1, { ticketId, ticketNumber: '261124-00001-1', title: '法定反馈时限已到' }),
      aNotice(2, { read: true }),
    ];
    await openConsole(fake);
    fireEvent.click(screen.getByRole('button', { name: /1 条/ }));
    await settle();
    fireEvent.click(screen.getByText('法定反馈时限已到'));
    await settle();
    expect(route.value).toEqual({ page: 'tickets', ticketId });
    expect(calls(fake, 'readNotices').at(-1)?.input).toMatchObject({
      body: { notices: [{ noticeId: 'n1' }] },
    });
    expect(fake.records.notices.every(({ read }) => read)).toBe(true);
  });

  it('marks all as read at once, on the server', async () => {
    const fake = aFakeDesk();
    fake.records.notices = [aNotice(1), aNotice(2), aNotice(3)];
    const { desk } = await openConsole(fake);
    expect(desk.notices.unread.value).toBe(3);
    fireEvent.click(screen.getByRole('button', { name: /3 条/ }));
    await settle();
    await press('全部标为已读');
    expect(desk.notices.unread.value).toBe(0);
    expect(fake.records.notices.every(({ read }) => read)).toBe(true);
  });

  it('takes a push at once and does not count it twice when the page comes', async () => {
    const fake = aFakeDesk();
    const { desk, heard } = await openConsole(fake);
    const { read: _, ...pushed } = aNotice(9);
    fake.records.notices = [aNotice(9)];
    fake.onPush({ type: 'notice', ...pushed });
    fake.onPush({ type: 'notice', ...pushed });
    expect(desk.notices.unread.value).toBe(1);
    expect(heard.filter((line) => line.startsWith('notice'))).toHaveLength(1);
    await desk.notices.refresh();
    expect(desk.notices.unread.value).toBe(1);
    expect(desk.notices.notices.value).toHaveLength(1);
  });
});

describe('escalations', () => {
  it('come to the supervisor by themselves, whatever list is open', async () => {
    const fake = aFakeDesk();
    fake.start('late', { escalated: 'escalated' });
    fake.append(
      'late',
      { kind: 'patient', id: 'vst_1', name: null },
      { kind: 'handoff-requested', reason: '' },
    );
    fake.append('late', { kind: 'agent', id: 'stf_wang', name: '王芳' }, { kind: 'claimed' });
    const { desk } = await openConsole(fake);
    expect(calls(fake, 'inbox').some(({ input }) => JSON.stringify(input).includes('"all"'))).toBe(
      false,
    );
    expect(desk.inbox.escalated.value.map((row) => row.conversationId)).toEqual(['late']);
    const conversation = fake.get('late');
    conversation.escalated = 'none';
    await desk.inbox.refresh();
    expect(desk.inbox.escalated.value).toEqual([]);
  });
});

describe('the working calendar', () => {
  it('is asked for on every page until the next year is official', async () => {
    const fake = aFakeDesk();
    await openConsole(fake);
    expect(await screen.findByText(/2027 年的放假安排还是预计的/)).toBeTruthy();
    fireEvent.click(screen.getByRole('link', { name: '去录入' }));
    await waitFor(() => expect(route.value).toEqual({ page: 'manage', id: null }));
  });

  it('names the lines that are wrong, and is entered when they are right', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/manage');
    await screen.findByText('录入一年');
    type('依据', '国办发明电〔2026〕7号');
    type('安排', '2027-01-01,休,元旦\n2027-01-05,班,元旦');
    await press('检查');
    const problems = screen.getByRole('region', { name: '问题' });
    expect(within(problems).getByText(/2027-01-05 是星期二/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /录入 2027 年/ })).toBeNull();
    type(
      '安排',
      '2027-01-01~2027-01-03,休,元旦\n2027-02-05~2027-02-11,休,春节\n2027-02-14,班,春节',
    );
    await press('检查');
    expect(screen.getByText(/放假 10 天，调休上班 1 天/)).toBeTruthy();
    expect(screen.getByText(/没有写到/)).toBeTruthy();
    await press('录入 2027 年并重算时限');
    expect(said()).toContain('2027 年已录入');
    expect(fake.records.years.find(({ year }) => year === 2027)?.status).toBe('official');
    await waitFor(() => expect(screen.queryByText(/还是预计的/)).toBeNull());
  });
});

describe('office hours', () => {
  it('are changed by season and day, with what it does to an example shown before', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/manage/hours');
    const workday = await screen.findByLabelText('工作日');
    fireEvent.input(workday, { target: { value: '8:00-12:00、15:00-18:00' } });
    await settle();
    const preview = screen.getByRole('region', { name: '试算：几时到期' });
    fireEvent.input(within(preview).getByLabelText('接到时间'), {
      target: { value: '2026-11-24T16:00' },
    });
    await press('试算', preview);
    const accept = within(preview).getByText('科室接单').closest('summary');
    expect(accept?.textContent).toContain('2026-11-25 10:30');
    expect(accept?.textContent).toContain('→ 2026-11-25 10:00');
    expect(within(preview).getAllByText(/起算 240 个工作分钟/).length).toBeGreaterThan(0);
    await press('加一天');
    expect(screen.getByText(/有填写不对的地方/)).toBeTruthy();
    type('日期', '2026-12-02');
    type(/时间（不办公/, '休');
    type('依据', '院务会');
    type(/修改原因/, '冬季作息');
    await press('保存并重算时限');
    expect(said()).toContain('5 张时限有变');
    expect(fake.records.hours.table.seasons[0]?.week.workday).toEqual([
      ['08:00', '12:00'],
      ['15:00', '18:00'],
    ]);
    expect(fake.records.hours.table.exceptions).toEqual([
      { date: '2026-12-02', ranges: [], source: '院务会' },
    ]);
  });
});

describe('the desk’s hours', () => {
  it('are changed with the words that patients read, and tried on a chat that waits', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/manage/hours');
    fireEvent.click(await screen.findByLabelText('人工客服在线时间'));
    await settle();
    expect(calls(fake, 'officeHours').at(-1)?.input).toMatchObject({ query: { of: 'desk' } });
    const preview = screen.getByRole('region', { name: '试算：几时到期' });
    expect(within(preview).queryByLabelText('等级')).toBeNull();
    type('患者看到的说法', '工作日白天');
    type('修改原因（记入审计）', '冬季作息');
    await press('试算', preview);
    expect(within(preview).getByText('人工接待')).toBeTruthy();
    await press('保存');
    expect(calls(fake, 'changeOfficeHours').at(-1)?.input).toMatchObject({
      body: { of: 'desk', text: '工作日白天' },
    });
  });
});

describe('notices that left the house', () => {
  it('are listed with what went wrong, and sent again', async () => {
    const fake = aFakeDesk();
    fake.records.deliveries = [
      {
        outboxId: 'o1',
        ticketId: 'tkt_1',
        ticketNumber: '261124-00001-1',
        audience: 'supervisors',
        title: '法定反馈时限已到',
        at: NOON - HOUR,
        channels: [
          { channel: 'webhook', attempts: 12, state: 'given-up', result: 'status 503', at: NOON },
        ],
      },
    ];
    await openConsole(fake, '#/manage/deliveries');
    expect(await screen.findByText(/status 503/)).toBeTruthy();
    await press('现在重发');
    expect(calls(fake, 'retryDelivery').at(-1)?.input).toMatchObject({
      body: { ticketId: 'tkt_1', outboxId: 'o1' },
    });
    fireEvent.click(screen.getByLabelText('未送达'));
    await settle();
    expect(await screen.findByText('都已送达。')).toBeTruthy();
  });
});

describe('the audit', () => {
  it('is searched, verified, and says where it is broken', async () => {
    const fake = aFakeDesk();
    fake.records.audit = [
      {
        at: NOON,
        actorId: 'stf_wang',
        actorName: '王芳',
        tier: 'agent',
        action: 'reveal-contact',
        ticketId: 'tkt_1',
        reason: '回电核实',
        data: {},
        place: '2026-11-24/0/3',
        hash: 'abc',
      },
    ];
    fake.records.verdict = { rows: 7, intact: true, intactUpTo: NOON, breaks: [], ends: [] };
    await openConsole(fake, '#/manage/audit');
    expect(await screen.findByText('回电核实')).toBeTruthy();
    await press('校验链条');
    expect(screen.getByText(/链条完整，截至 2026-11-24 12:00，共 7 条/)).toBeTruthy();
    fake.records.verdict = {
      rows: 7,
      intact: false,
      intactUpTo: NOON,
      breaks: [{ date: '2026-11-24', shard: 0, position: 3, what: 'was altered' }],
      ends: [],
    };
    await press('校验链条');
    expect(screen.getByRole('alert').textContent).toContain('2026-11-24 第 1 股第 4 条被改动过');
    fireEvent.change(screen.getByLabelText('动作'), { target: { value: 'reveal' } });
    await press('查询');
    expect(calls(fake, 'auditRows').at(-1)?.input).toMatchObject({ query: { action: 'reveal' } });
  });
});

describe('every page', () => {
  it.each(['', '/hours', '/deliveries', '/audit'])(
    'of the management has names for everything (%s)',
    async (path) => {
      const fake = aFakeDesk();
      fake.records.notices = [aNotice(1)];
      const { page } = await openConsole(fake, `#/manage${path}`);
      await settle();
      const { violations } = await axe.run(page.container, {
        rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );

  it.each(['agent', 'department', 'editor'] as const)('is not offered to an %s', async (tier) => {
    const fake = aFakeDesk();
    Object.assign(fake.me, { tier });
    await openConsole(fake);
    expect(screen.queryByRole('link', { name: '管理' })).toBeNull();
    expect(calls(fake, 'calendar')).toEqual([]);
  });
});
