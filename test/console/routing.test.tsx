// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followHash } from '../../console/src/router.ts';
import { dismissToast, toasts } from '../../console/src/store/toasts.ts';
import type { FakeDesk } from './fake-desk.ts';
import { aFakeDesk, openConsole, settle } from './open-console.tsx';

beforeAll(async () => {
  await import('../../console/src/views/manage/ManageView.tsx');
});

let unfollow: () => void;
beforeEach(() => {
  unfollow = followHash();
});
afterEach(() => {
  cleanup();
  unfollow();
  for (const toast of toasts.value) dismissToast(toast.id);
});

const last = (fake: FakeDesk, name: string) =>
  fake.calls.findLast((call) => call.name === name)?.input as
    | { body?: Record<string, unknown>; params?: Record<string, string> }
    | undefined;
const press = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await settle();
};
const type = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });

const open = async (fake: FakeDesk) => {
  const opened = await openConsole(fake, '#/manage/routing');
  await waitFor(() => screen.getByRole('button', { name: '保存王芳的设置' }));
  return opened;
};

describe('the page of how work is given out', () => {
  it('switches between queue and automatic, at once', async () => {
    const fake = aFakeDesk();
    await open(fake);
    const auto = screen.getByRole('radio', { name: /自动分配/ });
    expect(screen.getByRole('radio', { name: /排队自取/ })).toHaveProperty('checked', true);
    fireEvent.click(auto);
    await settle();
    expect(last(fake, 'setRouting')?.body).toMatchObject({ mode: 'auto' });
    expect(toasts.value.map(({ text }) => text)).toContain('已保存，立即生效');
  });

  it('saves which chats need which skill', async () => {
    const fake = aFakeDesk();
    await open(fake);
    await press('增加一条');
    const rules = screen.getAllByRole('group', { name: /^技能/ });
    const fresh = rules.at(-1);
    if (fresh === undefined) throw new Error('no rule');
    fireEvent.input(within(fresh).getByLabelText('技能'), { target: { value: '住院' } });
    await settle();
    fireEvent.change(within(fresh).getByLabelText(/归口科室/), {
      target: { value: '住院服务中心，护理部' },
    });
    await settle();
    await press('删除这一条：英语');
    await press('保存规则');
    const rows = last(fake, 'setRouting')?.body?.['rules'] as {
      skill: string;
      departments: string[];
    }[];
    expect(rows.map(({ skill }) => skill)).toEqual(['投诉', '医保', '住院']);
    expect(rows.at(-1)?.departments).toEqual(['住院服务中心', '护理部']);
  });

  it('saves skills and limits of a person, and only what was changed', async () => {
    const fake = aFakeDesk();
    await open(fake);
    const button = screen.getByRole('button', { name: '保存王芳的设置' });
    expect(button).toHaveProperty('disabled', true);
    type('王芳 技能（用、分隔）', '医保、 英语,医保');
    type('王芳 会话上限', '3');
    await settle();
    await press('保存王芳的设置');
    expect(last(fake, 'setAbilities')).toMatchObject({
      params: { staffId: 'stf_wang' },
      body: { skills: ['医保', '英语'], capacity: 3, ticketCapacity: 20 },
    });
    expect(screen.getByText(/会话在手 2\/3/)).toBeTruthy();
  });

  it('has no accessibility faults', async () => {
    const { page } = await open(aFakeDesk());
    const found = await axe.run(page.container, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    });
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe('a chat on screen', () => {
  it('says why it is here, and to whom it was given why them', async () => {
    const fake = aFakeDesk();
    fake.start('cnv_1', {});
    fake.say('cnv_1', { kind: 'patient', id: 'vst_1', name: null }, '报销比例');
    await openConsole(fake, '#/inbox/cnv_1');
    await settle();
    await waitFor(() => screen.getByText('为什么在这里'));
    expect(screen.getByText(/咨询类默认由客户服务中心受理/)).toBeTruthy();
  });

  it('can be handed to a department, which is asked as one', async () => {
    const fake = aFakeDesk();
    fake.colleagues.push({
      staffId: 'stf_fang',
      name: '方敏',
      tier: 'department',
      departments: ['医保办'],
      skills: [],
      presence: 'online',
    });
    fake.start('cnv_1', {});
    fake.append(
      'cnv_1',
      { kind: 'patient', id: 'vst_1', name: null },
      {
        kind: 'handoff-requested',
        reason: '',
      },
    );
    fake.append(
      'cnv_1',
      { kind: 'agent', id: fake.me.staffId, name: fake.me.name },
      { kind: 'claimed' },
    );
    const { ui } = await openConsole(fake, '#/inbox/cnv_1');
    await settle();
    ui.dialog.value = { kind: 'transfer' };
    await waitFor(() => screen.getByRole('dialog'));
    fireEvent.click(screen.getByRole('radio', { name: /^医保办.*1 人在线/ }));
    await settle();
    fireEvent.input(screen.getByLabelText(/理由|说明|原因/), { target: { value: '异地备案' } });
    await settle();
    fireEvent.submit(screen.getByRole('dialog').querySelector('form') as HTMLFormElement);
    await settle();
    expect(last(fake, 'transfer')?.body).toMatchObject({
      toStaffId: 'dep:医保办',
      reason: '异地备案',
    });
  });
});
