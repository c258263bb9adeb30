import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, chromiumPath, type Product, startProduct } from '#test/support/product.ts';

const SHOTS = join(import.meta.dirname, '../output/screenshots');
const executablePath = chromiumPath();
if (executablePath === undefined && process.env['CI'] === 'true')
  throw new Error(
    'the browser journeys need Chromium: apt-get install chromium, or set CHROMIUM=/path',
  );

let product: Product;
let browser: Browser;
const contexts: BrowserContext[] = [];

const open = async (
  path: string,
  viewport = { width: 1440, height: 900 },
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Page> => {
  const context = await browser.newContext({
    viewport,
    colorScheme,
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

const signIn = async (name: string): Promise<Page> => {
  const page = await open('/console');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: new RegExp(name) }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  return page;
};

/** Takes a step: its button, what it asks for, and its button again in the dialog. */
const take = async (
  page: Page,
  step: string,
  fill: (form: ReturnType<Page['getByRole']>) => Promise<void> = async () => undefined,
): Promise<void> => {
  await page
    .getByRole('region', { name: '办理', exact: true })
    .getByRole('button', { name: step, exact: true })
    .click();
  const form = page.getByRole('dialog');
  await fill(form);
  await form.getByRole('button', { name: step, exact: true }).click();
  await form.waitFor({ state: 'detached' });
};

describe.skipIf(executablePath === undefined)(
  'a complaint by phone, from the call to the closed loop',
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
      await browser?.close();
      await product?.kill();
      if (product !== undefined) rmSync(product.dataDir, { recursive: true, force: true });
    });

    afterEach(async ({ task }) => {
      for (const [n, context] of contexts.entries()) {
        if (task.result?.state === 'fail')
          for (const page of context.pages())
            await page.screenshot({ path: join(SHOTS, `failed-tickets-${n}.png`) });
        await context.close();
      }
      contexts.length = 0;
    });

    it('is recorded in seconds, worked on with proof, refused closing without it, closed with it, and looked up', async () => {
      const agent = await signIn('林晓');

      // Recorded by keyboard alone: C, the words, Tab, the phone number, Ctrl Enter.
      const started = Date.now();
      await agent.keyboard.press('c');
      await agent.getByRole('textbox', { name: '事由' }).waitFor();
      await agent.keyboard.insertText('来电投诉：内科门诊医生态度恶劣，问了两句就让出去');
      await agent.keyboard.press('Tab');
      await agent.keyboard.insertText('13900001234');
      await shot(agent, 'tickets-record-desktop');
      await agent.keyboard.press('Control+Enter');
      const number = (await agent.getByText(/^\d{6}-\d{5}-\d$/).textContent()) ?? '';
      expect(Date.now() - started).toBeLessThan(30_000);
      const code = (await agent.locator('.new-code strong').textContent()) ?? '';
      await shot(agent, 'tickets-recorded-desktop');
      await agent.getByRole('link', { name: '打开工单' }).click();
      await agent.getByRole('region', { name: '办理要件' }).waitFor();

      await take(agent, '致歉并受理', async (form) => {
        await form.getByRole('checkbox', { name: '患者已确认' }).check();
      });
      await agent.getByText('已致歉受理').first().waitFor();
      await agent.getByText('为什么是这个时间？').first().click();
      await agent
        .getByText(/所以到期时间是/)
        .first()
        .waitFor();
      await shot(agent, 'tickets-why-desktop');

      // The patient looks it up, on another device.
      const patient = await open('/h5/#progress', { width: 375, height: 812 });
      await patient.waitForURL(/progress\.html/);
      await patient.getByRole('textbox', { name: '工单号' }).fill(number.replaceAll('-', ''));
      await patient.getByRole('textbox', { name: '查询码' }).fill('WRONG999');
      await patient.getByRole('button', { name: '查询' }).click();
      await patient.getByRole('alert').filter({ hasText: '没有查到' }).waitFor();
      await patient.getByRole('textbox', { name: '查询码' }).fill(code.toLowerCase());
      await patient.getByRole('button', { name: '查询' }).click();
      await patient.getByRole('heading', { name: number }).waitFor();
      await patient
        .getByText(/深表歉意/)
        .first()
        .waitFor();
      await patient.getByText(/\d 前$/).waitFor();
      await shot(patient, 'progress-phone');

      await take(agent, '反馈患者', async (form) => {
        await form
          .getByRole('textbox', { name: '告诉患者的内容' })
          .fill('已约谈当事医生，医生将致电道歉');
      });
      await agent.getByText('已反馈').first().waitFor();

      // Closing belongs to supervisors, and to proof.
      const supervisor = await signIn('沈岚');
      await supervisor.goto(agent.url());
      await supervisor.getByRole('region', { name: '办理要件' }).waitFor();
      await supervisor.getByRole('button', { name: '办结', exact: true }).click();
      const missing = supervisor.getByRole('dialog').getByRole('list', { name: '还缺' });
      await missing.getByText('回访记录').waitFor();
      await missing.getByText('整改结论').waitFor();
      await shot(supervisor, 'tickets-not-yet-desktop');
      await supervisor.getByRole('dialog').getByRole('button', { name: '补充记录：整改' }).click();
      await supervisor.getByRole('radio', { name: '已整改' }).check({ force: true });
      await supervisor
        .getByRole('textbox', { name: /整改内容/ })
        .fill('科室例会培训沟通规范，附签到表');
      await supervisor.getByRole('button', { name: '保存记录' }).click();
      await supervisor.getByRole('dialog').waitFor({ state: 'detached' });
      await take(supervisor, '回访', async (form) => {
        await form.getByText('满意', { exact: true }).click();
      });
      await supervisor.getByText('要件齐全，可以办结').waitFor();
      await shot(supervisor, 'tickets-ready-desktop');
      await take(supervisor, '办结');
      await supervisor.getByText('已办结').first().waitFor();

      await patient.getByRole('button', { name: '查另一张' }).click();
      await patient.getByRole('textbox', { name: '工单号' }).fill(number);
      await patient.getByRole('textbox', { name: '查询码' }).fill(code);
      await patient.getByRole('button', { name: '查询' }).click();
      await patient.getByText('已办结').first().waitFor();
      await patient.getByText(/约谈当事医生/).waitFor();

      await supervisor.goto(`${product.url}/console#/tickets`);
      await supervisor.getByRole('button', { name: '已办结' }).click();
      await supervisor.getByRole('link', { name: new RegExp(number) }).waitFor();
      await shot(supervisor, 'tickets-list-desktop');
    });
  },
);
