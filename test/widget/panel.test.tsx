// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Card } from '#shared/domain/conversation/entry.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import { Panel } from '../../widget/components/Panel.tsx';
import { readHostConfig } from '../../widget/host-config.ts';
import { createSpeech } from '../../widget/services/speech.ts';
import { memoryStore } from '../../widget/services/storage.ts';
import { type View, ViewContext } from '../../widget/view.ts';
import { createDevice, createWorld, type Faults } from './chat-harness.ts';
import type { Bot } from './fake-service.ts';

const ANSWER: Card = {
  type: 'answer',
  articleId: 'kb-157',
  question: '省外参保，来住院怎么异地直接结算？',
  department: '医疗保险办公室',
  updated: '2026-10-12',
  effectiveTo: null,
  askSolved: true,
};

const PICTURE = '/pictures/AbCdEfGhIjKlMnOpQrStUv-640x480.webp';
const PARKING: Card = {
  ...ANSWER,
  articleId: 'kb-225',
  rich: '**地下车库P1**\n\n- 前30分钟免费\n- 见[公告](https://hospital.example/p)\n\n<img src=x onerror=alert(1)> 或拨0735-0000000',
  pictures: [
    { url: PICTURE, alt: '车库入口' },
    { url: 'https://elsewhere.example/spy.png', alt: '别家的图' },
  ],
  buttons: [
    { label: '问车库', action: { do: 'dial', number: '0735-0000000' } },
    { label: '看公告', action: { do: 'open', url: 'https://hospital.example/p' } },
    { label: '坏链接', action: { do: 'open', url: 'javascript:alert(1)' } },
    { label: '停车收费', action: { do: 'send', text: '停车怎么收费' } },
  ],
  related: ['停车怎么收费'],
};

const PLACE: Card = {
  type: 'departments',
  departments: [
    {
      name: '骨科',
      reason: '',
      floor: '门诊楼4楼',
      phone: '0735-0000115',
      hours: '工作日8:00—12:00',
      way: {
        steps: ['进南门直行', '乘1号电梯', '到门诊楼4楼'],
        stepFree: '东侧有坡道',
        parking: '地下车库P1',
        plan: {
          width: 320,
          height: 200,
          gate: { name: '南门', at: [160, 194] },
          places: [{ name: '门诊楼', place: [120, 104, 80, 50], here: true }],
          line: [
            [160, 194],
            [160, 154],
          ],
        },
      },
    },
  ],
  buttons: [],
};

const fire: Card = {
  type: 'emergency',
  decision: 'fire',
  level: 1,
  kinds: ['chest-pain'],
  safetyLine: '请立即拨打 120',
  do: ['坐下或半躺'],
  dont: ['不要自行开车'],
  question: null,
  buttons: [],
  ruleVersion: 'test',
  needsSignOff: false,
};

const bot: Bot = (text) => {
  if (text.includes('胸口疼')) return { text: '', cards: [fire] };
  if (text.includes('停车')) return { text: '地下车库P1。', cards: [PARKING] };
  if (text.includes('骨科')) return { text: '为您查到：', cards: [PLACE] };
  if (text.includes('异地医保')) return { text: '先备案，出院直接结算。', cards: [ANSWER] };
  return { text: `答：${text}`, cards: [] };
};

const show = async (
  options: {
    readonly locale?: Locale;
    readonly faults?: () => Faults;
    readonly agree?: boolean;
  } = {},
) => {
  const world = createWorld(bot);
  const device = createDevice(world.service, world.time, memoryStore(), {
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    redFlags: (text) => (text.includes('胸口疼') ? { ...fire, safetyLine: '本机提示' } : null),
  });
  const { chat } = device.openPage();
  if (options.agree !== false) chat.agree();
  const close = vi.fn();
  const locale = signal<Locale>(options.locale ?? 'zh-CN');
  const elder = signal(false);
  const view: View = {
    chat,
    host: {
      config: readHostConfig(
        (name) => (name === 'data-emergency-phone' ? '0735-0000101' : null),
        'https://hospital.example',
      ),
      mode: 'panel',
      emit: () => undefined,
      unread: () => undefined,
      close,
      localeChanged: () => undefined,
    },
    speech: createSpeech({}),
    open: signal(true),
    locale,
    elder,
    draft: signal(''),
    now: world.time.now,
    switchLocale: () => {
      locale.value = locale.value === 'en' ? 'zh-CN' : 'en';
    },
    switchElder: () => {
      elder.value = !elder.value;
    },
  };
  chat.start();
  chat.attend(true);
  const drawn = render(
    <ViewContext.Provider value={view}>
      <Panel />
    </ViewContext.Provider>,
  );
  const settle = async () => {
    await world.time.pass(100);
    await new Promise((resolve) => setTimeout(resolve, 0));
    await world.time.settle();
  };
  await settle();
  const box = () => screen.getByRole('textbox', { name: '输入消息' });
  const type = (text: string) => fireEvent.input(box(), { target: { value: text } });
  const send = async (text: string) => {
    type(text);
    fireEvent.keyDown(box(), { key: 'Enter', keyCode: 13 });
    await settle();
  };
  return { ...world, chat, view, drawn, settle, close, box, type, send };
};

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the emergency row', () => {
  it('can be dialled before the service has answered anything', async () => {
    await show({
      agree: false,
      faults: () => ({ request: () => 'request-lost', push: () => 'ok', socket: () => 'refused' }),
    });
    expect(screen.getByRole('link', { name: '拨打 120' }).getAttribute('href')).toBe('tel:120');
    expect(screen.getByRole('link', { name: /本院急诊/ }).getAttribute('href')).toBe(
      'tel:07350000101',
    );
  });
});

describe('the first view', () => {
  it('lists what others asked this week, and asks it with a tap', async () => {
    const { settle, service } = await show();
    const list = screen.getByRole('region', { name: '本周大家常问' });
    fireEvent.click(within(list).getByRole('button', { name: '医生停诊了怎么办？' }));
    await settle();
    expect(service.only().log[1]?.body).toMatchObject({ text: '医生停诊了怎么办？' });
  });

  it('offers the large choices and a person', async () => {
    await show();
    for (const name of ['预约挂号', '医保报销', '投诉建议', '转人工'])
      expect(screen.getByRole('button', { name })).toBeTruthy();
    expect(screen.getByText('人工客服在线')).toBeTruthy();
  });

  it('says how many wait before, and offers to leave a message', async () => {
    const { service, chat, time, settle, send } = await show();
    service.queue.current = { ahead: 3, urgentAhead: 0, minutes: 4 };
    await send('你好');
    chat.askForPerson();
    await settle();
    expect(screen.getByText('前面还有 3 位，约 4 分钟')).toBeTruthy();
    // A reading that lags does not count up; an emergency does, and says so.
    service.queue.current = { ahead: 4, urgentAhead: 0, minutes: 6 };
    await time.pass(61_000);
    await settle();
    expect(screen.getByText('前面还有 3 位，约 4 分钟')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '留言，不等了' }));
    await settle();
    expect(screen.getByText(/写完就可以离开/)).toBeTruthy();
  });

  it('says when people are back where the desk is closed', async () => {
    const { service, chat, time, settle } = await show();
    service.site.current = {
      ...service.site.current,
      desk: { open: false, opensAt: time.now() + 60 * 60_000, hours: '' },
    };
    await time.pass(61_000);
    chat.wake();
    await settle();
    expect(screen.getByText('人工客服今天11:00上班，留言会生成工单')).toBeTruthy();
  });
});

describe('writing', () => {
  it('sends with Enter and shows who says what', async () => {
    const { send, service } = await show();
    await send('你好');
    const log = screen.getByRole('log');
    expect(within(log).getByText('你好')).toBeTruthy();
    expect(within(log).getByText('答：你好')).toBeTruthy();
    expect(within(log).getByText('机器人')).toBeTruthy();
    expect(service.only().log).toHaveLength(3);
  });

  it('does not send half a word while an input method is composing', async () => {
    const { type, box, settle, service } = await show();
    type('yi bao');
    fireEvent.keyDown(box(), { key: 'Enter', keyCode: 229, isComposing: true });
    await settle();
    expect(service.conversations.size).toBe(0);
  });

  it('shows markup as the text it is', async () => {
    const { send, drawn } = await show();
    await send('<img src=x onerror=alert(1)><b>粗</b>');
    expect(drawn.container.querySelector('.nx-log img, .nx-log b')).toBeNull();
    expect(screen.getByText('<img src=x onerror=alert(1)><b>粗</b>')).toBeTruthy();
  });

  it('asks for consent before the first message and keeps the words', async () => {
    const { send, settle, box, service } = await show({ agree: false });
    await send('我的检查报告');
    expect(screen.getByRole('region', { name: '个人信息告知' })).toBeTruthy();
    expect(screen.getByRole('link', { name: '拨打 120' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '暂不' }));
    await settle();
    expect((box() as HTMLTextAreaElement).value).toBe('我的检查报告');
    expect(service.conversations.size).toBe(0);
  });

  it('suggests questions that the arrows choose and Enter sends', async () => {
    const { type, box, settle, service } = await show();
    type('预约');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await settle();
    expect(screen.getAllByRole('option')).toHaveLength(3);
    fireEvent.keyDown(box(), { key: 'ArrowDown' });
    await settle();
    expect(screen.getAllByRole('option')[0]?.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(box(), { key: 'Enter', keyCode: 13 });
    await settle();
    expect(service.only().log[1]?.body).toMatchObject({ text: '怎么预约挂号？' });
  });
});

describe('an answer', () => {
  it('names its source and date, and asks whether it helped', async () => {
    const { send, settle, service } = await show();
    await send('异地医保怎么直接结算');
    expect(screen.getByText('来源：医疗保险办公室')).toBeTruthy();
    expect(screen.getByText('更新于 2026-10-12')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '没有' }));
    await settle();
    expect(service.only().log.at(-1)?.body).toEqual({
      kind: 'feedback',
      aboutSeq: 2,
      helpful: false,
    });
    expect(screen.getByText(/没有帮到您/)).toBeTruthy();
  });
});

describe('an answer with more than words', () => {
  it('shows its markup as paragraphs, lists, bold and links, and never as code', async () => {
    const { send, drawn } = await show();
    await send('停车');
    const bold = await screen.findByText('地下车库P1');
    expect(bold.tagName).toBe('STRONG');
    const marked = drawn.container.querySelector('.nx-marked') as HTMLElement;
    expect(within(marked).getAllByRole('listitem')).toHaveLength(2);
    expect(within(marked).getByRole('link', { name: /公告/ }).getAttribute('href')).toBe(
      'https://hospital.example/p',
    );
    expect(within(marked).getByRole('link', { name: '0735-0000000' }).getAttribute('href')).toBe(
      'tel:07350000000',
    );
    expect(marked.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(marked.querySelector('img')).toBeNull();
  });

  it('shows pictures of the service alone, with their words, size and leisure', async () => {
    const { send } = await show();
    await send('停车');
    const picture = await screen.findByAltText('车库入口');
    expect(picture.getAttribute('src')).toBe(`https://hospital.example${PICTURE}`);
    expect(picture.getAttribute('loading')).toBe('lazy');
    expect([picture.getAttribute('width'), picture.getAttribute('height')]).toEqual(['640', '480']);
    expect(screen.queryByAltText('别家的图')).toBeNull();
  });

  it('has buttons that dial, open and ask, and none that could run code', async () => {
    const { send, settle, service } = await show();
    await send('停车');
    expect(screen.getByRole('link', { name: '问车库' }).getAttribute('href')).toBe(
      'tel:07350000000',
    );
    expect(screen.getByRole('link', { name: '看公告' }).getAttribute('rel')).toContain('noopener');
    expect(screen.queryByText('坏链接')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '停车收费' }));
    await settle();
    expect(
      service
        .only()
        .log.some(({ body }) => body.kind === 'message' && body.text === '停车怎么收费'),
    ).toBe(true);
    expect(screen.getAllByText('大家还问：').length).toBeGreaterThan(0);
  });

  it('shows the way with its plan, the step-free route and the parking', async () => {
    const { send, drawn } = await show();
    await send('骨科在哪');
    expect(await screen.findByText('从南门怎么走')).toBeTruthy();
    expect(drawn.container.querySelector('.nx-plan-here')?.textContent).toBe('门诊楼');
    expect(screen.getByText('东侧有坡道')).toBeTruthy();
  });
});

describe('an emergency card', () => {
  it('is an alert whose first way out is 120', async () => {
    const { send } = await show();
    await send('我爸胸口疼');
    const alert = screen.getByRole('alert');
    expect(alert.getAttribute('aria-live')).toBe('assertive');
    const [first] = within(alert).getAllByRole('link');
    expect(first?.getAttribute('href')).toBe('tel:120');
    expect(within(alert).getByText('不要自行开车')).toBeTruthy();
    expect(screen.getAllByRole('alert')).toHaveLength(1);
  });
});

describe('a person', () => {
  it('is announced by name, and so is the end with its rating', async () => {
    const { send, settle, service } = await show();
    await send('你好');
    fireEvent.click(screen.getAllByRole('button', { name: '转人工' })[0] as HTMLElement);
    await settle();
    service.claim('王护士');
    service.agentSays('王护士', '请讲');
    await settle();
    expect(screen.getByText('王护士已接入，为您服务')).toBeTruthy();
    expect(screen.getByText('王护士 正在为您服务')).toBeTruthy();
    service.resolve('王护士');
    await settle();
    fireEvent.click(await screen.findByRole('radio', { name: '非常满意' }));
    await settle();
    fireEvent.click(screen.getByRole('button', { name: '提交评价' }));
    await settle();
    expect(service.only().log.at(-1)?.body).toMatchObject({ kind: 'rated', score: 5 });
    expect(screen.getByText('感谢您的评价')).toBeTruthy();
  });
});

describe('the frame', () => {
  it('closes with Escape and switches language and size', async () => {
    const { close, settle, drawn } = await show();
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(close).toHaveBeenCalledOnce();
    fireEvent.click(screen.getByRole('button', { name: /长辈版/ }));
    await settle();
    expect(drawn.container.querySelector('.nx-elder')).not.toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '更多' }));
    await settle();
    fireEvent.click(screen.getByRole('menuitem', { name: 'English' }));
    await settle();
    expect(screen.getByRole('button', { name: 'Booking' })).toBeTruthy();
  });

  it('asks before it clears the device', async () => {
    const { send, settle, chat } = await show();
    await send('你好');
    fireEvent.click(screen.getByRole('button', { name: '更多' }));
    await settle();
    fireEvent.click(screen.getByRole('menuitem', { name: '退出本设备' }));
    await settle();
    fireEvent.click(screen.getByRole('button', { name: '退出并清除' }));
    await settle();
    expect(chat.hasConversation.value).toBe(false);
    expect(screen.queryByText('答：你好')).toBeNull();
  });

  it('has no fault that axe can see, empty or full', async () => {
    const { send, drawn } = await show();
    await send('异地医保怎么直接结算');
    await send('我爸胸口疼');
    const { violations } = await axe.run(drawn.container, {
      rules: { 'color-contrast': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
