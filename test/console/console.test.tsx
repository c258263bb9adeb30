// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { locale } from '../../console/src/i18n.ts';
import { followHash } from '../../console/src/router.ts';
import { dismissToast, toasts } from '../../console/src/store/toasts.ts';
import { alarm } from './demo-desk.ts';
import { PATIENT, problem } from './fake-desk.ts';
import { aFakeDesk, NOON, openConsole, settle } from './open-console.tsx';

// The rules are a part that the page loads later: here they are there before anyone types.
beforeAll(() => import('#shared/domain/advice/outgoing.ts'));

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

const WANG = { kind: 'agent', id: 'stf_wang', name: '王芳' } as const;

const waiting = () => {
  const fake = aFakeDesk();
  fake.start('c1', { department: '医保办' });
  fake.say('c1', PATIENT, '备案查不到');
  fake.append('c1', PATIENT, { kind: 'handoff-requested', reason: '' });
  return fake;
};
const mine = () => {
  const fake = waiting();
  fake.append('c1', fake.author, { kind: 'claimed' });
  return fake;
};
const box = () => screen.getByRole('textbox', { name: '回复内容' });
const type = (element: HTMLElement, value: string) =>
  fireEvent.input(element, { target: { value } });
const enter = (element: HTMLElement, more: object = {}) =>
  fireEvent.keyDown(element, { key: 'Enter', ...more });
const key = (name: string, more: object = {}) =>
  fireEvent.keyDown(document.body, { key: name, ...more });
const lastWords = (fake: ReturnType<typeof aFakeDesk>, id = 'c1') =>
  fake.get(id).entries.at(-1)?.body;

describe('the inbox', () => {
  it('lists who waits, with words, department, category and wait', async () => {
    await openConsole(waiting());
    const row = screen.getByRole('link', { name: /备案查不到/ });
    expect(within(row).getByText('医保办')).toBeTruthy();
    expect(within(row).getByText('咨询')).toBeTruthy();
    expect(within(row).getByText(/^等 /)).toBeTruthy();
  });

  it('shows the number of each list and moves between lists by bracket keys', async () => {
    await openConsole(waiting());
    expect(screen.getByRole('button', { name: /待接\s*1/ }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    key(']');
    await settle();
    expect(screen.getByRole('button', { name: /我的/ }).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByText('手上没有会话')).toBeTruthy();
  });

  it('says what to do next where nobody waits', async () => {
    await openConsole(aFakeDesk());
    expect(screen.getByText('没有人在等')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '去看“我的”' }));
    await settle();
    expect(screen.getByText(/接手等得最久的一位/)).toBeTruthy();
  });

  it('hides what does not match, names the query and clears it', async () => {
    await openConsole(waiting());
    type(screen.getByRole('searchbox'), '骨科');
    await settle();
    expect(screen.getByText('没有找到“骨科”')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '清除筛选' }));
    await settle();
    expect(screen.getByRole('link', { name: /备案查不到/ })).toBeTruthy();
  });

  it('shows the code of a failure and tries again', async () => {
    const fake = waiting();
    fake.failures.set('inbox', [
      problem('unavailable'),
      problem('unavailable'),
      problem('unavailable'),
    ]);
    const { desk } = await openConsole(fake);
    expect(screen.getByRole('alert').textContent).toContain('unavailable · c0rr-0001');
    fireEvent.click(screen.getByRole('button', { name: '重试' }));
    await desk.catchUp();
    await settle();
    expect(screen.getByRole('link', { name: /备案查不到/ })).toBeTruthy();
  });

  it('opens with J and closes with Escape', async () => {
    await openConsole(waiting());
    key('j');
    await waitFor(() => expect(screen.getByRole('log').textContent).toContain('备案查不到'));
    key('Escape');
    await waitFor(() => expect(screen.getByText('选一个会话开始')).toBeTruthy());
  });

  it('keeps single keys to itself while somebody types', async () => {
    await openConsole(waiting());
    fireEvent.keyDown(screen.getByRole('searchbox'), { key: 'j' });
    await settle();
    expect(screen.getByText('选一个会话开始')).toBeTruthy();
  });
});

describe('a conversation', () => {
  it('must be taken before it can be answered', async () => {
    const fake = waiting();
    await openConsole(fake, '#/inbox/c1');
    expect(screen.queryByRole('textbox', { name: '回复内容' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /接手/ }));
    await waitFor(() => expect(box()).toBeTruthy());
    type(box(), '您好，我来核实');
    enter(box());
    await waitFor(() => expect(lastWords(fake)).toMatchObject({ text: '您好，我来核实' }));
    expect(screen.getByRole('log').textContent).toContain('李敏 已接手');
    expect((box() as HTMLTextAreaElement).value).toBe('');
  });

  it('shows who speaks and how far a message got', async () => {
    const fake = mine();
    fake.say('c1', { kind: 'agent', id: 'stf_me', name: '李敏' }, '请稍等');
    fake.get('c1').patient = { delivered: 4, read: 4 };
    const { desk } = await openConsole(fake, '#/inbox/c1');
    const log = screen.getByRole('log');
    await waitFor(() => expect(within(log).getByText('已读')).toBeTruthy());
    expect(log.textContent).toMatch(/患者/);
    desk.pushed({ type: 'typing', conversationId: 'c1', side: 'patient', name: null, on: true });
    await waitFor(() => expect(within(log).getByText('患者正在输入')).toBeTruthy());
  });

  it('leaves Enter to an input method that composes', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    type(box(), '您hao');
    enter(box(), { isComposing: true });
    enter(box(), { keyCode: 229 });
    await settle();
    expect(lastWords(fake)).toMatchObject({ kind: 'claimed' });
  });

  it('keeps a draft for each conversation and mode', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    type(box(), '写了一半');
    fireEvent.click(screen.getByRole('tab', { name: '内部备注' }));
    await settle();
    expect((screen.getByRole('textbox', { name: '备注内容' }) as HTMLTextAreaElement).value).toBe(
      '',
    );
    fireEvent.click(screen.getByRole('tab', { name: '回复患者' }));
    await settle();
    expect((box() as HTMLTextAreaElement).value).toBe('写了一半');
  });

  it('stores a note for colleagues, never as a message', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    fireEvent.click(screen.getByRole('tab', { name: '内部备注' }));
    await settle();
    const note = screen.getByRole('textbox', { name: '备注内容' });
    type(note, '等医保办回电');
    expect(screen.queryByRole('button', { name: '发送' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '保存备注' }));
    await waitFor(() =>
      expect(fake.get('c1').timeline.at(-1)).toMatchObject({ kind: 'note', text: '等医保办回电' }),
    );
    expect(lastWords(fake)).toMatchObject({ kind: 'claimed' });
    await waitFor(() =>
      expect(within(screen.getByRole('log')).getByText('等医保办回电')).toBeTruthy(),
    );
  });

  it('inserts a canned reply by its letters and waits for its blanks', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    const area = box() as HTMLTextAreaElement;
    area.value = '/zj';
    area.setSelectionRange(3, 3);
    fireEvent.input(area);
    await waitFor(() => expect(screen.getByRole('option', { name: /转交科室/ })).toBeTruthy());
    enter(area);
    await waitFor(() => expect(screen.getByText(/还没填：【科室】 【时间】/)).toBeTruthy());
    expect((screen.getByRole('button', { name: '发送' }) as HTMLButtonElement).disabled).toBe(true);
    expect(lastWords(fake)).toMatchObject({ kind: 'claimed' });
  });

  it('marks medical advice and sends it with a reason only', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    type(box(), '别担心。这个药一次吃两片，一天三次。');
    enter(box());
    const dialog = await screen.findByRole('dialog', { name: '这段话像医疗建议' });
    await waitFor(() => expect(dialog.querySelector('mark')?.textContent).toContain('吃两片'));
    expect(lastWords(fake)).toMatchObject({ kind: 'claimed' });
    const send = within(dialog).getByRole('button', {
      name: '说明理由并发送',
    }) as HTMLButtonElement;
    expect(send.disabled).toBe(true);
    type(within(dialog).getByRole('textbox'), '转述主治医生的书面医嘱');
    await settle();
    fireEvent.click(send);
    await waitFor(() =>
      expect(fake.calls.findLast((c) => c.name === 'reply')?.input).toMatchObject({
        body: { adviceReason: '转述主治医生的书面医嘱' },
      }),
    );
  });

  it('keeps a refused reply with its code and the way out', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    fake.failures.set('reply', [problem('not-yours', '王芳')]);
    type(box(), '请问还在吗');
    enter(box());
    const log = screen.getByRole('log');
    await waitFor(() => expect(log.textContent).toContain('会话现在由 王芳 负责'));
    expect(log.textContent).toContain('not-yours · c0rr-0001');
    fireEvent.click(within(log).getByRole('button', { name: '修改' }));
    await settle();
    expect((box() as HTMLTextAreaElement).value).toBe('请问还在吗');
  });

  it('leaves a colleague’s conversation alone and says who has it', async () => {
    const fake = waiting();
    fake.append('c1', WANG, { kind: 'claimed' });
    fake.get('c1').viewers = [{ staffId: 'stf_wang', name: '王芳' }];
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(screen.getByText(/王芳 正在接待/)).toBeTruthy());
    expect(screen.queryByRole('button', { name: /^接手A?$/ })).toBeNull();
    expect(screen.getByRole('img', { name: '王芳 也在看' })).toBeTruthy();
  });

  it('lets a supervisor take a colleague’s conversation over, with a reason', async () => {
    const fake = waiting();
    fake.append('c1', WANG, { kind: 'claimed' });
    await openConsole(fake, '#/inbox/c1');
    fireEvent.click(await screen.findByRole('button', { name: '接手会话' }));
    const dialog = await screen.findByRole('dialog', { name: '接手同事的会话' });
    type(within(dialog).getByRole('textbox'), '患者要求主管处理');
    await settle();
    fireEvent.click(within(dialog).getByRole('button', { name: '接手会话' }));
    await waitFor(() => expect(fake.state('c1').agentId).toBe('stf_me'));
    expect(lastWords(fake)).toMatchObject({ reason: '患者要求主管处理' });
  });

  it('resolves with an outcome and goes on to the next', async () => {
    const fake = mine();
    fake.start('c2');
    fake.append('c2', PATIENT, { kind: 'handoff-requested', reason: '' });
    const { desk } = await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    key('E', { shiftKey: true });
    const dialog = await screen.findByRole('dialog', { name: '办结并打开下一个' });
    fireEvent.click(within(dialog).getByRole('radio', { name: /已转交/ }));
    await settle();
    fireEvent.click(within(dialog).getByRole('button', { name: '办结' }));
    await waitFor(() => expect(fake.state('c1').status).toBe('resolved'));
    expect(lastWords(fake)).toMatchObject({ outcome: 'referred' });
    await waitFor(() => expect(desk.thread.id.value).toBe('c2'));
  });

  it('hands over to a colleague with words', async () => {
    const fake = mine();
    await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    key('d');
    const dialog = await screen.findByRole('dialog', { name: '转接' });
    const send = within(dialog).getByRole('button', { name: '转接' }) as HTMLButtonElement;
    expect(send.disabled).toBe(true);
    fireEvent.click(within(dialog).getByRole('radio', { name: /王芳/ }));
    type(within(dialog).getByRole('textbox'), '已核对备案，等省平台');
    await settle();
    fireEvent.click(send);
    await waitFor(() => expect(fake.state('c1').offer?.toAgentId).toBe('stf_wang'));
    expect(lastWords(fake)).toMatchObject({ reason: '已核对备案，等省平台' });
    // The conversation stays here until the colleague accepts, and can be taken back.
    expect(fake.state('c1').agentId).toBe('stf_me');
    fireEvent.click(await screen.findByRole('button', { name: '撤回转接' }));
    await waitFor(() => expect(fake.state('c1').offer).toBeUndefined());
  });

  it('is asked to take over by a colleague, and answers with a key', async () => {
    const fake = mine();
    const wang = { kind: 'agent', id: 'stf_wang', name: '王芳' } as const;
    fake.start('c9');
    fake.append('c9', wang, { kind: 'claimed' });
    fake.append('c9', wang, {
      kind: 'transfer-offered',
      toAgentId: 'stf_me',
      toAgentName: '我',
      reason: '异地结算',
    });
    await openConsole(fake, '#/inbox/c1');
    const bar = await screen.findByRole('alert', { name: '王芳 请您接手' });
    expect(within(bar).getByText('异地结算')).toBeTruthy();
    key('F9');
    await waitFor(() => expect(fake.state('c9').agentId).toBe('stf_me'));
    await waitFor(() => expect(screen.queryByRole('alert', { name: '王芳 请您接手' })).toBeNull());
  });

  it('shows the ticket, and why it went where it went', async () => {
    const fake = mine();
    fake.get('c1').routeReason = '异地结算归口医保办';
    fake.questions = [{ articleId: 'kb_1', question: '异地医保怎么直接结算？' }];
    await openConsole(fake, '#/inbox/c1');
    const panel = screen.getByRole('complementary', { name: '工单信息' });
    await waitFor(() => expect(within(panel).getByText(/异地结算归口医保办/)).toBeTruthy());
    expect(panel.textContent).toContain(fake.get('c1').number);
    await waitFor(() => expect(within(panel).getByText('异地医保怎么直接结算？')).toBeTruthy());
  });

  it('explains how a message was read', async () => {
    const fake = mine();
    fake.get('c1').readings.push({
      seq: 1,
      triage: { decision: 'none' },
      intent: { category: '咨询', confidence: 0.83, wantsHuman: true },
      answer: { kind: 'defer', reason: 'expired', hits: [{ id: 'kb_9', confidence: 0.7 }] },
    });
    await openConsole(fake, '#/inbox/c1');
    fireEvent.click(await screen.findByRole('button', { name: '系统为什么这样理解' }));
    const why = await screen.findByRole('region', { name: '系统为什么这样理解' });
    for (const words of [
      '未见急症',
      '咨询 83%',
      '要求人工',
      '最相近的条目已过有效期，没有展示。',
      'kb_9',
    ])
      expect(within(why).getByText(words)).toBeTruthy();
  });
});

describe('the alarm', () => {
  it('stands over everything until it is confirmed by one key, even while typing', async () => {
    const fake = mine();
    const { desk } = await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    alarm(fake, NOON);
    const bar = await screen.findByRole('alert', { name: '急症' });
    expect(bar.textContent).toContain('胸痛');
    expect(bar.textContent).toContain('我爸突然胸口疼得厉害冒冷汗');
    fireEvent.keyDown(box(), { key: 'F8' });
    await waitFor(() => expect(screen.queryByRole('alert', { name: '急症' })).toBeNull());
    expect(fake.get('c9').alarm).toBe(false);
    await waitFor(() => expect(desk.thread.id.value).toBe('c9'));
  });

  it('stays when the confirmation could not be stored', async () => {
    const fake = aFakeDesk();
    await openConsole(fake);
    alarm(fake, NOON);
    const bar = await screen.findByRole('alert', { name: '急症' });
    fake.failures.set('acknowledgeAlarm', [{ kind: 'network', status: null }]);
    fireEvent.click(within(bar).getByRole('button', { name: /我看到了/ }));
    await waitFor(() => expect(screen.getByText('NET')).toBeTruthy());
    expect(screen.getByRole('alert', { name: '急症' })).toBeTruthy();
  });
});

describe('a broken line', () => {
  afterEach(() => vi.useRealTimers());

  it('is said after three seconds, with what waits to be sent, and so is its return', async () => {
    const fake = mine();
    const { desk } = await openConsole(fake, '#/inbox/c1');
    await waitFor(() => expect(box()).toBeTruthy());
    vi.useFakeTimers();
    fake.failures.set('reply', [{ kind: 'network', status: null }]);
    desk.outbox.add({ conversationId: 'c1', mode: 'reply', ticketId: null, base: 3, text: '断网' });
    await vi.advanceTimersByTimeAsync(500);
    desk.reachable.value = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(screen.queryByText(/连接中断/)).toBeNull();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(screen.getByText(/连接中断.*1 条待发送/)).toBeTruthy();
    await desk.catchUp();
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.getByText('已恢复')).toBeTruthy();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(screen.queryByText('已恢复')).toBeNull();
  });

  it('of the socket alone is said as slower refreshing', async () => {
    const { desk } = await openConsole(aFakeDesk());
    vi.useFakeTimers();
    desk.connection.value = 'waiting';
    await vi.advanceTimersByTimeAsync(3_500);
    expect(screen.getByText(/改为每几秒刷新一次/)).toBeTruthy();
  });
});

describe('the page', () => {
  it('lists all keys in four blocks and switches single letters off', async () => {
    const { context } = await openConsole(aFakeDesk());
    key('?', { shiftKey: true });
    const dialog = await screen.findByRole('dialog', { name: '快捷键' });
    expect(within(dialog).getAllByRole('heading', { level: 3 })).toHaveLength(4);
    fireEvent.click(within(dialog).getByRole('checkbox'));
    expect(context.settings.values.value.shortcuts).toBe(false);
  });

  it('finds commands and conversations in the palette', async () => {
    const { desk } = await openConsole(waiting());
    key('k', { ctrlKey: true });
    const palette = await screen.findByRole('combobox', { name: '命令面板' });
    type(palette, '备案');
    await settle();
    enter(palette);
    await waitFor(() => expect(desk.thread.id.value).toBe('c1'));
  });

  it('changes presence, and says so when that failed', async () => {
    const fake = aFakeDesk();
    const { desk } = await openConsole(fake);
    fireEvent.click(screen.getByRole('button', { name: /李敏 · 在线/ }));
    fireEvent.click(await screen.findByRole('radio', { name: '暂离' }));
    await settle();
    expect(desk.team.mine.value).toBe('away');
    fake.failures.set('setPresence', [{ kind: 'network', status: null }]);
    fireEvent.click(screen.getByRole('radio', { name: '离线' }));
    await settle();
    expect(desk.team.mine.value).toBe('away');
    expect(screen.getByText(/状态没有改成/)).toBeTruthy();
  });

  it('speaks English throughout when told to', async () => {
    const { page } = await openConsole(mine(), '#/inbox/c1');
    locale.value = 'en';
    await waitFor(() => expect(screen.getByRole('button', { name: /Resolve/ })).toBeTruthy());
    const own = [...page.container.querySelectorAll('button, h1, h2, h3, dt')].map(
      (e) => e.textContent ?? '',
    );
    expect(own.filter((text) => /\p{Script=Han}/u.test(text.replace(/李|李敏/g, '')))).toEqual([]);
  });

  it.each([
    ['the inbox', '#/inbox', waiting],
    ['a conversation', '#/inbox/c1', mine],
    ['the settings', '#/settings', aFakeDesk],
  ])('breaks no rule of axe in %s', async (_, hash, fake) => {
    const { page } = await openConsole(fake(), hash);
    await settle();
    // Colours need a real renderer; regions belong to the page around.
    const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
    const { violations } = await axe.run(page.container, { rules });
    expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
  });
});
