// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '#shared/kernel/clock.ts';
import { locale } from '../../console/src/i18n.ts';
import { followHash } from '../../console/src/router.ts';
import { dismissToast, toasts } from '../../console/src/store/toasts.ts';
import type { FakeDesk } from './fake-desk.ts';
import { aFakeDesk, NOON, openConsole, settle } from './open-console.tsx';

// The pages are parts that come later: here they are there before anyone looks.
beforeAll(async () => {
  await import('../../console/src/views/tickets/TicketsView.tsx');
  await import('../../console/src/views/tickets/NewTicketView.tsx');
  await import('../../console/src/views/tickets/ApprovalsView.tsx');
});

let unfollow: () => void;
beforeEach(() => {
  unfollow = followHash();
});
afterEach(() => {
  cleanup();
  unfollow();
  for (const toast of toasts.value) dismissToast(toast.id);
  locale.value = 'zh-CN';
});

const ACKNOWLEDGED = [
  { kind: 'summary', text: '医生没有解释检查结果', confirmedByPatient: true },
  { kind: 'acknowledgement', channel: 'phone' },
] as const;

/** A complaint by phone whose patient a colleague told the outcome: only proof stands between it and closing. */
const answered = (fake: FakeDesk) => {
  const { me } = fake.tickets;
  fake.tickets.me = fake.tickets.colleagues[0] ?? me;
  const { ticketId } = fake.tickets.add({
    openedAt: NOON - DAY,
    contact: { name: '王**', phone: '139****1234', relation: '本人' },
  });
  fake.tickets.make(ticketId, { do: 'step', step: 'acknowledge', evidence: [...ACKNOWLEDGED] });
  fake.tickets.make(ticketId, {
    do: 'step',
    step: 'send-feedback',
    evidence: [{ kind: 'feedback', channel: 'phone', text: '已致电道歉' }],
  });
  fake.tickets.me = me;
  return ticketId;
};

const type = (element: HTMLElement, value: string) =>
  fireEvent.input(element, { target: { value } });
const key = (name: string, on: Element = document.body) => fireEvent.keyDown(on, { key: name });
const press = async (name: string | RegExp, within_: HTMLElement = document.body) => {
  fireEvent.click(within(within_).getByRole('button', { name }));
  await settle();
};
const dialog = () => screen.getByRole('dialog');
const openTicket = async (fake: FakeDesk, ticketId: string) => {
  const opened = await openConsole(fake, `#/tickets/${ticketId}`);
  await screen.findByRole('region', { name: '办理要件' });
  return opened;
};

describe('the list of tickets', () => {
  it('shows number, matter, state and due time of each, the earliest due first', async () => {
    const fake = aFakeDesk();
    fake.tickets.add({ openedAt: NOON - HOUR, severity: 'S4', summary: '窗口开得太少' });
    fake.tickets.add({ openedAt: NOON - 9 * DAY, severity: 'S2', summary: '伤口感染' });
    await openConsole(fake, '#/tickets');
    const rows = await screen.findAllByRole('listitem');
    const lines = rows.filter((row) => row.classList.contains('ticket-row'));
    expect(lines.map((row) => within(row).getByRole('link').textContent)).toHaveLength(2);
    expect(lines[0]?.textContent).toContain('伤口感染');
    expect(lines[0]?.textContent).toMatch(/超时 −\d+天/);
    expect(lines[1]?.textContent).toMatch(/(剩|将到期) \d+[天时分]/);
    expect(lines[1]?.textContent).toContain('待受理');
  });

  it('asks the server for the list that is chosen and says what to do where it is empty', async () => {
    const fake = aFakeDesk();
    fake.tickets.add();
    await openConsole(fake, '#/tickets');
    await screen.findByText(/医生态度不好/);
    await press('已办结');
    expect(screen.getByText('这个列表里没有工单')).toBeTruthy();
    const asked = fake.calls.filter(({ name }) => name === 'tickets').at(-1)?.input;
    expect(asked).toMatchObject({ query: { view: 'closed' } });
  });

  it('turns one filter of all open tickets into a view of the server, and clears it', async () => {
    const fake = aFakeDesk();
    fake.tickets.add({ summary: '态度不好' });
    fake.tickets.add({ category: '求助', topic: null, severity: null, summary: '需要陪诊' });
    await openConsole(fake, '#/tickets');
    await screen.findByText('态度不好');
    fireEvent.change(screen.getByRole('combobox', { name: '类别' }), { target: { value: '求助' } });
    await settle();
    expect(screen.queryByText('态度不好')).toBeNull();
    expect(screen.getByText('需要陪诊')).toBeTruthy();
    expect(fake.calls.filter(({ name }) => name === 'tickets').at(-1)?.input).toMatchObject({
      query: { view: 'open', category: '求助' },
    });
    await press('清除筛选');
    expect(screen.getByText('态度不好')).toBeTruthy();
  });

  it('is walked by J and K, searched by /, and selects by X', async () => {
    const fake = aFakeDesk();
    const first = fake.tickets.add({ openedAt: NOON - 3 * DAY });
    fake.tickets.add({ openedAt: NOON - DAY });
    await openConsole(fake, '#/tickets');
    await screen.findAllByRole('checkbox');
    key('j');
    await settle();
    expect(document.activeElement?.id).toBe(`ticket-${first.ticketId}`);
    key('x');
    await settle();
    expect(screen.getByText('已选 1 张')).toBeTruthy();
    key('/');
    await settle();
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: '搜索工单' }));
  });

  it('reads further pages by itself until a search has found something', async () => {
    const fake = aFakeDesk();
    for (let i = 0; i < 30; i += 1) fake.tickets.add({ openedAt: NOON - (60 - i) * HOUR });
    fake.tickets.add({ openedAt: NOON, summary: '停车场没有无障碍车位' });
    await openConsole(fake, '#/tickets');
    await screen.findAllByRole('checkbox');
    expect(screen.queryByText('停车场没有无障碍车位')).toBeNull();
    type(screen.getByRole('searchbox', { name: '搜索工单' }), '停车场');
    await settle();
    expect(screen.getByText('停车场没有无障碍车位')).toBeTruthy();
  });

  it('assigns several at once and says of each what came of it', async () => {
    const fake = aFakeDesk();
    const one = fake.tickets.add();
    const two = fake.tickets.add();
    await openConsole(fake, '#/tickets');
    fireEvent.click(await screen.findByRole('checkbox', { name: '选择本页全部' }));
    await press('派给人');
    const form = dialog();
    fireEvent.change(within(form).getByRole('combobox', { name: '经办人' }), {
      target: { value: 'stf_wang' },
    });
    type(within(form).getByRole('textbox', { name: /理由/ }), '王芳熟悉门诊');
    await settle();
    await press('派给人', form);
    await waitFor(() => expect(screen.getByText('成功 2 张，未成功 0 张')).toBeTruthy());
    for (const { ticketId } of [one, two])
      expect(fake.tickets.get(ticketId).case?.handlerId).toBe('stf_wang');
  });
});

describe('a list that is looked for', () => {
  /** Types, and waits as long as somebody who has stopped typing. */
  const search = async ({ timers }: Awaited<ReturnType<typeof openConsole>>, text: string) => {
    type(screen.getByRole('searchbox', { name: '搜索工单' }), text);
    timers.at(-1)?.run();
    await settle();
  };

  it('is asked of the server by part of a number, and explains a wrong check digit', async () => {
    const fake = aFakeDesk();
    const one = fake.tickets.add({ summary: '候诊太久' });
    fake.tickets.add({ summary: '停车难' });
    const opened = await openConsole(fake, '#/tickets');
    await screen.findByText('停车难');
    await search(opened, one.number.slice(7, 12));
    await screen.findByText('候诊太久');
    expect(screen.queryByText('停车难')).toBeNull();
    const digits = one.number.replaceAll('-', '');
    const last = String((Number(digits.at(-1)) + 1) % 10);
    await search(opened, `${digits.slice(0, -1)}${last}`);
    await screen.findByText(/校验位不对：可能错了一位/);
    expect(screen.getByText('候诊太久')).toBeTruthy();
  });

  it('combines filters, remembers them, and keeps them under a name', async () => {
    const fake = aFakeDesk();
    fake.tickets.add({ severity: 'S2', department: '门诊部', summary: '要找的' });
    fake.tickets.add({ severity: 'S2', department: '护理部', summary: '别的科室' });
    fake.tickets.add({ severity: 'S3', department: '门诊部', summary: '别的等级' });
    await openConsole(fake, '#/tickets');
    await screen.findByText('要找的');
    const choose = async (name: string, value: string) => {
      fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } });
      await settle();
    };
    await choose('等级', 'S2');
    await choose('科室', '门诊部');
    expect(screen.getByText('要找的')).toBeTruthy();
    expect(screen.queryByText('别的科室')).toBeNull();
    expect(screen.queryByText('别的等级')).toBeNull();
    await press(/常用视图/);
    type(screen.getByRole('textbox', { name: /起个名字/ }), '门诊严重');
    await settle();
    await press('保存视图');
    expect(fake.tickets.views).toMatchObject([
      { name: '门诊严重', filters: { view: 'open', severity: 'S2', department: '门诊部' } },
    ]);
    await press('清除筛选');
    await screen.findByText('别的科室');
    await press(/常用视图/);
    await press('门诊严重');
    await waitFor(() => expect(screen.queryByText('别的科室')).toBeNull());
  });

  it('shows a ticket that cannot be read by its number, and all others', async () => {
    const fake = aFakeDesk();
    const broken = fake.tickets.add();
    fake.tickets.add({ summary: '停车难' });
    fake.tickets.broken.add(broken.ticketId);
    await openConsole(fake, '#/tickets');
    await screen.findByText('停车难');
    const line = screen.getByText(broken.number).closest('li');
    expect(line?.textContent).toContain('无法读取');
    expect(within(line as HTMLElement).queryByRole('checkbox')).toBeNull();
  });

  it('says of each ticket why it was refused, and keeps that one selected', async () => {
    const fake = aFakeDesk();
    fake.tickets.add({ summary: '能派' });
    const named = fake.tickets.add({ summary: '不能派' });
    fake.tickets.make(named.ticketId, { do: 'named', names: ['王芳'] });
    const ticket = fake.tickets.get(named.ticketId);
    if (ticket.case !== null)
      fake.tickets.tickets.set(named.ticketId, {
        ...ticket,
        case: { ...ticket.case, namedStaff: ['stf_wang'] },
      });
    await openConsole(fake, '#/tickets');
    fireEvent.click(await screen.findByRole('checkbox', { name: '选择本页全部' }));
    await press('派给人');
    fireEvent.change(within(dialog()).getByRole('combobox', { name: '经办人' }), {
      target: { value: 'stf_wang' },
    });
    type(within(dialog()).getByRole('textbox', { name: /理由/ }), '熟悉');
    await settle();
    await press('派给人', dialog());
    await screen.findByText('成功 1 张，未成功 1 张');
    const results = within(dialog()).getByRole('list', { name: '逐张结果' });
    const refused = within(results).getByText(named.number).closest('li');
    expect(refused?.textContent).toContain('未成功');
    await press('知道了');
    expect(screen.getByText('已选 1 张')).toBeTruthy();
  });
});

describe('a department', () => {
  it('accepts or sends back what waits for it, from its own list', async () => {
    const fake = aFakeDesk({ tier: 'department', departments: ['医务部'] });
    const assigned = (summary: string) => {
      const { ticketId } = fake.tickets.add({ summary });
      fake.tickets.make(ticketId, {
        do: 'step',
        step: 'acknowledge',
        evidence: [...ACKNOWLEDGED],
      });
      fake.tickets.make(ticketId, { do: 'step', step: 'assign', department: '医务部' });
      return ticketId;
    };
    const mine = assigned('该我科办');
    const theirs = assigned('不归我科');
    await openConsole(fake, '#/tickets');
    const line = async (text: string) =>
      (await screen.findByText(text)).closest('li') as HTMLElement;
    await press('接单', await line('该我科办'));
    expect(fake.tickets.get(mine).case?.state).toBe('accepted');
    await press('退单', await line('不归我科'));
    const send = within(dialog()).getByRole('button', { name: '退单' });
    expect(send.hasAttribute('disabled')).toBe(true);
    type(within(dialog()).getByRole('textbox', { name: /理由/ }), '属护理部');
    await settle();
    fireEvent.click(send);
    await waitFor(() => expect(fake.tickets.get(theirs).case?.state).toBe('returned'));
  });
});

describe('a patient who lost the code', () => {
  it('gets a new one, after how they are known was put on record', async () => {
    const fake = aFakeDesk();
    const { ticketId } = fake.tickets.add();
    await openTicket(fake, ticketId);
    await press(/解锁或补发查询码/);
    fireEvent.click(within(dialog()).getByRole('radio', { name: '补发新查询码' }));
    await settle();
    const send = within(dialog()).getByRole('button', { name: '补发新查询码' });
    expect(send.hasAttribute('disabled')).toBe(true);
    type(within(dialog()).getByRole('textbox'), '核对身份证');
    await settle();
    fireEvent.click(send);
    await screen.findByText('NEWCODE1');
    expect(fake.calls.filter(({ name }) => name === 'openLookup').at(-1)?.input).toMatchObject({
      body: { renew: true, reason: '核对身份证' },
    });
  });
});

describe('praise', () => {
  it('is counted by department and person', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/tickets');
    fireEvent.click(await screen.findByRole('link', { name: '表扬' }));
    window.location.hash = '#/tickets/praise';
    await screen.findByText('共收到表扬 3 次');
    expect(screen.getByRole('region', { name: '按个人' }).textContent).toContain('王芳');
    expect(screen.getByRole('region', { name: '按科室' }).textContent).toContain('护理部');
  });
});

describe('the registration sheet', () => {
  it('holds what the file needs: matter, clocks, proof with name and time', async () => {
    const fake = aFakeDesk();
    await openTicket(fake, answered(fake));
    const sheet = document.querySelector('.sheet')?.textContent ?? '';
    expect(sheet).toContain('投诉登记表');
    expect(sheet).toContain('已致电道歉');
    expect(sheet).toContain('139****1234');
    expect(sheet).toMatch(/法定反馈 \d{4}-/);
  });
});

describe('a ticket', () => {
  it('shows where it stands in the four steps and why each due time is what it is', async () => {
    const fake = aFakeDesk();
    await openTicket(fake, answered(fake));
    const progress = screen.getByRole('region', { name: '办理进度' });
    expect(within(progress).getByText('跟进').closest('li')?.getAttribute('aria-current')).toBe(
      'step',
    );
    const clocks = screen.getByRole('region', { name: '时限' });
    expect(within(clocks).getAllByText('为什么是这个时间？').length).toBeGreaterThan(0);
    expect(within(clocks).getAllByText(/从 2026-11-23 .* 起算 1680 个工作分钟/)).toHaveLength(1);
    expect(within(clocks).getAllByText(/计 240 分钟/).length).toBeGreaterThan(2);
  });

  it('takes the acknowledgement only with the patient’s words, confirmed by the patient', async () => {
    const fake = aFakeDesk();
    const { ticketId } = fake.tickets.add();
    await openTicket(fake, ticketId);
    await press('致歉并受理');
    const send = within(dialog()).getByRole('button', { name: '致歉并受理' });
    expect(send.hasAttribute('disabled')).toBe(true);
    fireEvent.click(within(dialog()).getByRole('checkbox', { name: '患者已确认' }));
    await settle();
    expect(send.hasAttribute('disabled')).toBe(false);
    await press('致歉并受理', dialog());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(fake.tickets.get(ticketId).case?.state).toBe('acknowledged');
    expect(screen.getByText('已致歉并受理')).toBeTruthy();
  });

  it('says what is missing instead of closing, takes the proof, and then closes', async () => {
    const fake = aFakeDesk();
    const ticketId = answered(fake);
    await openTicket(fake, ticketId);
    await press('办结');
    const missing = within(dialog()).getByRole('list', { name: '还缺' });
    expect(missing.textContent).toContain('回访记录');
    expect(missing.textContent).toContain('整改结论');
    expect(missing.textContent).not.toContain('已反馈患者');

    await press('补充记录：整改', dialog());
    fireEvent.click(within(dialog()).getByRole('radio', { name: '不需整改' }));
    type(within(dialog()).getByRole('textbox'), '个案，已谈话提醒');
    await settle();
    await press('保存记录', dialog());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    await press('回访');
    expect(within(dialog()).getByRole('button', { name: '回访' }).hasAttribute('disabled')).toBe(
      true,
    );
    fireEvent.click(within(dialog()).getByRole('radio', { name: '满意' }));
    await settle();
    await press('回访', dialog());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    expect(screen.getByText('要件齐全，可以办结')).toBeTruthy();
    await press('办结');
    await press('办结', dialog());
    await waitFor(() => expect(fake.tickets.get(ticketId).case?.state).toBe('closed'));
    await settle();
    expect(screen.queryByRole('button', { name: '办结' })).toBeNull();
  });

  it('keeps what was typed and names what the server misses', async () => {
    const fake = aFakeDesk();
    const { ticketId } = fake.tickets.add();
    await openTicket(fake, ticketId);
    await press('致歉并受理');
    fireEvent.click(within(dialog()).getByRole('checkbox', { name: '患者已确认' }));
    fake.failures.set('changeTicket', [
      {
        kind: 'problem',
        problem: {
          type: 'urn:nuanxin:problem:evidence-missing',
          title: '',
          status: 409,
          code: 'evidence-missing',
          correlationId: 'c0rr-0002',
          fields: [{ field: 'body.change', message: 'summary' }],
        },
      },
    ]);
    await settle();
    await press('致歉并受理', dialog());
    const alert = within(dialog()).getByRole('alert');
    expect(alert.textContent).toContain('还缺：诉求记录');
    expect(alert.textContent).toContain('c0rr-0002');
    expect(fake.tickets.get(ticketId).case?.state).toBe('new');
  });

  it('sends a change again with the same id when the answer was lost', async () => {
    const fake = aFakeDesk();
    const ticketId = answered(fake);
    await openTicket(fake, ticketId);
    fake.lostAnswers.set('changeTicket', 1);
    await press('补充记录：整改');
    type(within(dialog()).getByRole('textbox'), '已培训');
    await settle();
    await press('保存记录', dialog());
    await settle();
    const ids = fake.calls
      .filter(({ name }) => name === 'changeTicket')
      .map(({ input }) => (input as { body: { clientId: string } }).body.clientId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('pauses the internal clock with a reason and never offers to pause the statutory one', async () => {
    const fake = aFakeDesk();
    const { ticketId } = fake.tickets.add({ openedAt: NOON - HOUR });
    await openTicket(fake, ticketId);
    const clocks = screen.getByRole('region', { name: '时限' });
    expect(within(clocks).getByText('法定时限，不可暂停')).toBeTruthy();
    const pauses = within(clocks).getAllByRole('button', { name: '暂停' });
    expect(pauses).toHaveLength(1);
    fireEvent.click(pauses[0] as HTMLElement);
    await settle();
    fireEvent.click(within(dialog()).getByRole('radio', { name: '等外部机构意见' }));
    await settle();
    type(within(dialog()).getByRole('textbox'), '等市医调委意见');
    await settle();
    await press('暂停', dialog());
    await waitFor(() => expect(within(clocks).getByText('暂停中')).toBeTruthy());
    expect(within(clocks).getByText(/起暂停：等外部机构意见/)).toBeTruthy();
  });

  it('shows contact data in full only after a reason, and hides it again', async () => {
    const fake = aFakeDesk();
    await openTicket(fake, answered(fake));
    const contact = screen.getByRole('region', { name: '联系方式' });
    expect(contact.textContent).toContain('139****1234');
    await press('查看完整联系方式', contact);
    expect(
      within(dialog()).getByRole('button', { name: '记录理由并查看' }).hasAttribute('disabled'),
    ).toBe(true);
    await press('回访患者', dialog());
    await press('记录理由并查看', dialog());
    await waitFor(() => expect(contact.textContent).toContain('13900001234'));
    expect(
      fake.calls.filter(({ name }) => name === 'revealContact').map(({ input }) => input),
    ).toMatchObject([{ body: { reason: '回访患者' } }]);
    await press('现在隐藏', contact);
    expect(contact.textContent).not.toContain('13900001234');
  });

  it('says that a step beyond the own limit goes to approval', async () => {
    const fake = aFakeDesk();
    fake.tickets.me = { ...fake.me, tier: 'agent' };
    const ticketId = answered(fake);
    fake.tickets.make(ticketId, {
      do: 'proof',
      evidence: { kind: 'improvement', needed: false, text: '个案' },
    });
    fake.tickets.make(ticketId, {
      do: 'proof',
      evidence: { kind: 'call-back', reached: true, satisfaction: 4, text: '' },
    });
    await openTicket(fake, ticketId);
    await press('申请办结（主管审批）');
    await press('申请办结（主管审批）', dialog());
    await waitFor(() => expect(screen.getByText('已提交审批')).toBeTruthy());
    expect(fake.tickets.get(ticketId).case?.state).toBe('feedback-sent');
    expect(screen.getByText(/等主管决定/)).toBeTruthy();
  });

  it('has no fault that axe can find', async () => {
    const fake = aFakeDesk();
    await openTicket(fake, answered(fake));
    const found = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    });
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe('approvals', () => {
  it('lists what waits for me, lets me approve it, and makes the change', async () => {
    const fake = aFakeDesk();
    const ticketId = answered(fake);
    fake.tickets.me = { ...fake.me, staffId: 'stf_wang', name: '王芳', tier: 'agent' };
    await fake.call('changeTicket', {
      params: { ticketId },
      body: {
        clientId: 'client-refund-1',
        change: { do: 'grant', grant: 'refund', amountFen: 12_000, reason: '重复检查' },
      },
    });
    fake.tickets.me = fake.me;
    await openConsole(fake, '#/approvals');
    const list = await screen.findByText('退费 ¥120.00');
    expect(list).toBeTruthy();
    expect(screen.getByText(/王芳 于/)).toBeTruthy();
    await press('批准');
    await press('批准', dialog());
    await waitFor(() => expect(screen.getByText('没有待审批的事项')).toBeTruthy());
    expect(fake.tickets.get(ticketId).grants).toMatchObject([{ amountFen: 12_000 }]);
  });
});

describe('recording a ticket', () => {
  it('needs one field and one key stroke, and shows number and code in large', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/inbox');
    key('c');
    const words = await screen.findByRole('textbox', { name: '事由' });
    await waitFor(() => expect(document.activeElement).toBe(words));
    type(words, '缴费窗口排队太久');
    await settle();
    fireEvent.keyDown(words, { key: 'Enter', ctrlKey: true });
    await settle();
    const [ticket] = [...fake.tickets.tickets.values()];
    expect(ticket?.channel).toBe('phone');
    expect(screen.getByText(ticket?.number ?? '')).toBeTruthy();
    expect(screen.getByText(ticket?.code ?? '')).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('登记下一张'));
  });

  it.each([
    ['Digit2', 'onsite'],
    ['Digit3', 'letter'],
    ['Digit4', 'hotline12345'],
    ['Digit5', 'leader-day'],
  ])(
    'takes three key strokes beside the words by any other door: C, Alt %s, Ctrl Enter',
    async (code, channel) => {
      const fake = aFakeDesk();
      await openConsole(fake, '#/inbox');
      key('c');
      const words = await screen.findByRole('textbox', { name: '事由' });
      fireEvent.keyDown(words, { key: code.slice(-1), code, altKey: true });
      type(words, '电梯又坏了');
      await settle();
      fireEvent.keyDown(words, { key: 'Enter', ctrlKey: true });
      await settle();
      const [ticket] = [...fake.tickets.tickets.values()];
      expect(ticket).toMatchObject({ channel, summary: '电梯又坏了' });
    },
  );

  it('asks for what a kind of help needs, and whom praise is for', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/new-ticket');
    type(await screen.findByRole('textbox', { name: '事由' }), '老人要陪诊');
    fireEvent.click(screen.getByRole('radio', { name: '求助' }));
    await settle();
    fireEvent.click(screen.getByRole('radio', { name: '陪诊' }));
    await settle();
    type(screen.getByRole('textbox', { name: '什么时候' }), '周四上午');
    type(screen.getByRole('textbox', { name: '行动能力' }), '轮椅');
    await settle();
    await press(/^登记/, screen.getByRole('main'));
    expect(fake.calls.find(({ name }) => name === 'createTicket')?.input).toMatchObject({
      body: { help: { kind: 'escort', details: { when: '周四上午', mobility: '轮椅' } } },
    });
    await press('登记下一张');
    type(screen.getByRole('textbox', { name: '事由' }), '服务真好');
    fireEvent.click(screen.getByRole('radio', { name: '表扬' }));
    await settle();
    const [praised] = screen.getAllByRole('textbox', { name: /表扬谁/ });
    type(praised as HTMLElement, '王芳、李明');
    await settle();
    await press(/^登记/, screen.getByRole('main'));
    expect(fake.calls.findLast(({ name }) => name === 'createTicket')?.input).toMatchObject({
      body: { staffNamed: ['王芳', '李明'] },
    });
  });

  it('keeps the door for the next one, for letters come in heaps', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/new-ticket');
    fireEvent.click(await screen.findByRole('radio', { name: '来信与意见箱' }));
    type(screen.getByRole('textbox', { name: '事由' }), '食堂太贵');
    await settle();
    await press(/^登记/, screen.getByRole('main'));
    await press('登记下一张');
    const door: HTMLInputElement = screen.getByRole('radio', { name: '来信与意见箱' });
    expect(door.checked).toBe(true);
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: '事由' }).value).toBe('');
  });

  it('sends who called, the severity and the due time of an authority', async () => {
    const fake = aFakeDesk();
    await openConsole(fake, '#/new-ticket');
    fireEvent.click(await screen.findByRole('radio', { name: '12345 转办' }));
    type(screen.getByRole('textbox', { name: '事由' }), '反映拒诊');
    type(screen.getByRole('textbox', { name: '电话' }), '13900001234');
    fireEvent.click(screen.getByRole('radio', { name: '投诉' }));
    await settle();
    fireEvent.click(screen.getByRole('radio', { name: /^S2/ }));
    type(screen.getByLabelText('上级要求的时限'), '2026-11-27T17:00');
    await settle();
    await press(/^登记/, screen.getByRole('main'));
    expect(fake.calls.find(({ name }) => name === 'createTicket')?.input).toMatchObject({
      body: {
        channel: 'hotline12345',
        category: '投诉',
        severity: 'S2',
        contact: { phone: '13900001234', relation: '本人' },
        externalDueAt: Date.UTC(2026, 10, 27, 9),
      },
    });
  });
});
