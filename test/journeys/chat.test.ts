import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, chromiumPath, type Product, startProduct } from '#test/support/product.ts';

const SHOTS = join(import.meta.dirname, '../output/screenshots');
const executablePath = chromiumPath();
// CI must have a browser; elsewhere the journeys say that they need one.
if (executablePath === undefined && process.env['CI'] === 'true')
  throw new Error(
    'the browser journeys need Chromium: apt-get install chromium, or set CHROMIUM=/path',
  );
if (executablePath === undefined)
  console.warn(
    'SKIPPED: the browser journeys need Chromium. Install it, or set CHROMIUM=/path/to/chromium.',
  );

let product: Product;
let browser: Browser;
const contexts: BrowserContext[] = [];

const open = async (path: string, viewport = { width: 1280, height: 800 }): Promise<Page> => {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(product.url + path);
  return page;
};

const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });

/** Opens the chat of a page; consent is asked on the first message. */
const openWidget = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '打开在线客服' }).click();
  await page.getByRole('textbox', { name: '输入消息' }).waitFor();
};

const say = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: '输入消息' }).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
  const agree = page.getByRole('button', { name: '同意并发送' });
  const told = page.getByRole('log').getByText(text, { exact: true }).last();
  await agree.or(told).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await told.waitFor();
};

const signIn = async (
  name: string,
  viewport?: { width: number; height: number },
): Promise<Page> => {
  const page = await open('/console', viewport);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: new RegExp(name) }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  return page;
};

const reply = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: '回复内容' }).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
};

describe.skipIf(executablePath === undefined)(
  'in real browsers, against the product as a person starts it',
  () => {
    beforeAll(async () => {
      mkdirSync(SHOTS, { recursive: true });
      product = await startProduct();
      browser = await chromium.launch({
        executablePath: executablePath ?? '',
        args: CHROMIUM_FLAGS,
      });
    });

    afterAll(async () => {
      for (const context of contexts) await context.close();
      await browser?.close();
      await product?.kill();
      if (product !== undefined) rmSync(product.dataDir, { recursive: true, force: true });
    });

    /** What the pages looked like when something went wrong; then they are closed, so that no test sees another's. */
    afterEach(async ({ task }) => {
      for (const [n, context] of contexts.entries()) {
        if (task.result?.state === 'fail')
          for (const page of context.pages())
            await page.screenshot({
              path: join(SHOTS, `failed-${task.name.slice(0, 30).replace(/\W+/g, '-')}-${n}.png`),
            });
        await context.close();
      }
      contexts.length = 0;
    });

    it('prints the three addresses and the demo sign-ins', () => {
      const words = product.output();
      for (const address of ['/', '/h5', '/console'])
        expect(words).toContain(product.url + address);
      expect(words).toContain('林晓');
    });

    it('answers a question with source and date, and numbers the contact from its first message', async () => {
      const page = await open('/');
      await shot(page, 'home-desktop');
      await openWidget(page);
      await shot(page, 'widget-open-desktop');
      await say(page, '省外医保来住院怎么直接结算');
      await page.getByText('来源：医疗保险办公室').waitFor();
      await page.getByText(/更新于 \d{4}-\d{2}-\d{2}/).waitFor();
      await page.getByText('解决了吗？').waitFor();
      expect(
        await page
          .getByText(/\d{6}-\d{5}-\d/)
          .first()
          .textContent(),
      ).toMatch(/\d{6}-\d{5}-\d/);
      await shot(page, 'answer-desktop');
      await page.getByRole('button', { name: '解决了', exact: true }).click();
      await page.getByText('很高兴帮到您').waitFor();
    });

    it('shows the emergency card before anything else and alarms the console at once', async () => {
      const desk = await signIn('林晓');
      const page = await open('/h5', { width: 375, height: 812 });
      await page.getByRole('textbox', { name: '输入消息' }).waitFor();
      await shot(page, 'h5-phone');
      await say(page, '我爸突然胸口疼得厉害冒冷汗');
      const card = page.getByRole('alert').filter({ hasText: '120' }).first();
      await card.waitFor();
      expect(await card.getByRole('link', { name: /120/ }).first().getAttribute('href')).toBe(
        'tel:120',
      );
      await card.getByText('请不要').waitFor();
      await shot(page, 'emergency-phone');
      const alarm = desk.getByRole('alert').filter({ hasText: '急症' });
      await alarm.waitFor({ timeout: 5_000 });
      await shot(desk, 'console-alarm');
      await alarm.getByRole('button').click();
      await alarm.waitFor({ state: 'detached' });
      await desk.getByText('我爸突然胸口疼得厉害冒冷汗').last().waitFor();
    });

    it('hands over to a person: both chat live, the bot is silent, the agent resolves, the patient rates', async () => {
      const desk = await signIn('周宁');
      const page = await open('/');
      await openWidget(page);
      await say(page, '我要转人工，住院押金的事想问清楚');
      await page.getByText(/人工/).last().waitFor();
      await desk
        .getByRole('tab', { name: /待接/ })
        .or(desk.getByRole('button', { name: /待接/ }))
        .first()
        .click();
      await desk
        .getByText(/住院押金的事想问清楚/)
        .first()
        .click();
      await desk.getByRole('button', { name: /接手/ }).first().click();
      await page.getByText(/周宁已接入/).waitFor();

      await reply(desk, '您好，我是周宁，请说说您的情况');
      await page.getByText('您好，我是周宁，请说说您的情况').waitFor();
      await desk.getByText('已读').first().waitFor();

      await page
        .getByRole('textbox', { name: '输入消息' })
        .pressSequentially('押金', { delay: 40 });
      await desk.getByText('患者正在输入').waitFor();
      await page.getByRole('textbox', { name: '输入消息' }).fill('');
      await say(page, '异地医保怎么直接结算');
      await desk.getByText('异地医保怎么直接结算').last().waitFor();
      await page.waitForTimeout(1_500);
      expect(await page.getByText('来源：医疗保险办公室').count()).toBe(0);
      await shot(page, 'agent-chat-desktop');
      await shot(desk, 'console-chat');

      await desk.getByRole('button', { name: '办结', exact: true }).first().click();
      await desk.getByRole('dialog').getByRole('button', { name: '办结', exact: true }).click();
      await page.getByText('本次服务已结束').first().waitFor();
      await page.getByRole('radiogroup', { name: '请评价本次服务' }).getByText('非常满意').click();
      await shot(page, 'rating-desktop');
      await page.getByRole('button', { name: '提交评价' }).click();
      await page.getByText('感谢您的评价').first().waitFor();
    });

    it('survives kill -9: every acknowledged message is there, in order, once, and both pages catch up by themselves', async () => {
      const desk = await signIn('林晓');
      const page = await open('/');
      await openWidget(page);
      await say(page, '断电前的第一句，请转人工');
      await page.getByText(/人工/).last().waitFor();
      await desk
        .getByRole('tab', { name: /待接/ })
        .or(desk.getByRole('button', { name: /待接/ }))
        .first()
        .click();
      await desk
        .getByText(/断电前的第一句/)
        .first()
        .click();
      await desk.getByRole('button', { name: /接手/ }).first().click();
      await page.getByText(/林晓已接入/).waitFor();
      await reply(desk, '断电前的回复');
      await page.getByText('断电前的回复').waitFor();

      const { dataDir } = product;
      const port = Number(new URL(product.url).port);
      await product.kill();
      await page.getByRole('textbox', { name: '输入消息' }).fill('断电时写的');
      await page.getByRole('button', { name: '发送', exact: true }).click();
      await page.getByText('连接中断').first().waitFor();
      product = await startProduct({ dataDir, port });

      await desk.getByText('断电时写的').last().waitFor({ timeout: 60_000 });
      await reply(desk, '断电后的回复');
      await page.getByText('断电后的回复').waitFor({ timeout: 60_000 });
      const log = (await page.getByRole('log').textContent()) ?? '';
      const words = ['断电前的第一句', '断电前的回复', '断电时写的', '断电后的回复'];
      const places = words.map((word) => log.indexOf(word));
      expect(places.every((place) => place >= 0)).toBe(true);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
      for (const word of words) expect(log.split(word).length - 1).toBe(1);
    });
  },
);
