import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, chromiumPath } from '#test/support/product.ts';
import {
  freshId,
  staff,
  startTestStack,
  type TestStack,
  value,
  visitor,
} from '#test/support/stack.ts';

const SHOTS = process.env['SHOTS'];
const executablePath = chromiumPath();

let stack: TestStack;
let browser: Browser;
beforeAll(async () => {
  if (executablePath === undefined) return;
  stack = await startTestStack();
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.end();
});

/** The console of a member of staff who has signed in. */
const consoleOf = async (subject: string, size = { width: 1440, height: 900 }): Promise<Page> => {
  const { session } = await staff(stack, subject);
  const page = await browser.newPage({ viewport: size, locale: 'zh-CN' });
  await page.addInitScript(
    ([key, text]) => localStorage.setItem(String(key), String(text)),
    ['nuanxin.console.session', JSON.stringify(session)],
  );
  return page;
};

const shoot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
};

const ask = async (texts: readonly string[]): Promise<void> => {
  for (const text of texts) {
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
  }
};

describe.skipIf(executablePath === undefined)('the knowledge pages', () => {
  it('take an editor from an open question to an answer that was tested', async () => {
    await ask(['医院有没有宠物寄养的地方', '医院有没有宠物寄养', '请问医院有宠物寄养的地方吗']);
    const page = await consoleOf('demo-editor');
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${stack.url}/console#/knowledge`);
    await page.getByText('已显示 50 条').waitFor();
    await shoot(page, 'kb-list');
    await page.getByRole('link', { name: '没答好的问题' }).click();
    await page.getByText('3 次').waitFor();
    await shoot(page, 'kb-misses');
    await page.getByRole('button', { name: '交给科室写答案' }).click();
    await page.getByLabel('类别').fill('便民服务');
    await shoot(page, 'kb-draft-dialog');
    await page.getByRole('dialog').getByRole('button', { name: '交给科室写答案' }).click();
    await page
      .getByLabel('答案', { exact: true })
      .fill('院内**不提供**宠物寄养。\n\n- 导盲犬可以进门诊\n- 其他宠物请留在家里');
    await page.getByLabel('问题', { exact: true }).fill('医院里有宠物寄养吗？');
    await page
      .getByLabel('相似问法（每行一个）')
      .fill('有没有宠物寄养的地方\n能寄养宠物吗\n宠物放哪里寄养');
    await page.getByLabel('这样问现在会答什么？').fill('医院有没有宠物寄养');
    await page
      .getByText('（本条）')
      .waitFor({ timeout: 10_000 })
      .catch(() => shoot(page, 'kb-trouble'));
    await shoot(page, 'kb-editor');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.locator('.kb-job-published, .kb-job-blocked').waitFor();
    await shoot(page, 'kb-after');
    expect(await page.locator('.kb-job-published').count()).toBe(1);
    await shoot(page, 'kb-published');
    await page.getByRole('link', { name: '返回列表' }).click();
    await page.getByRole('link', { name: '发布记录' }).click();
    await page.locator('.kb-job-published').first().waitFor();
    await shoot(page, 'kb-publications');
    expect(errors).toEqual([]);
  }, 120_000);

  it('show what a blocked publication would have broken', async () => {
    const page = await consoleOf('demo-editor');
    await page.goto(`${stack.url}/console#/knowledge/new`);
    await page.getByLabel('问题', { exact: true }).fill('晚上陪护有没有折叠床租');
    await page.getByLabel('答案', { exact: true }).fill('写错了。');
    await page.getByLabel('负责科室').fill('门诊部');
    await page.getByLabel('类别').fill('住院');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.getByText('没有发布：1 个问题比原来答得差').waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'kb-127' }).isVisible()).toBe(true);
    await shoot(page, 'kb-blocked');
  }, 60_000);

  it('try a table before anything of it is imported', async () => {
    const page = await consoleOf('demo-editor');
    await page.goto(`${stack.url}/console#/knowledge/tables`);
    const rows = [
      '问题,答案,类别,负责科室,失效日期',
      '开水间在哪里？,每层楼电梯旁。,便民服务,门诊部,2026/12/31',
      ',没有问题,便民服务,门诊部,',
      '厕所在哪里？,每层楼都有。,便民服务,门诊部,下个月',
    ];
    await page.getByLabel('选择文件').setInputFiles({
      name: 'faq.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\n')),
    });
    await page.getByText('有问题 2').waitFor();
    await shoot(page, 'kb-import');
    await page.getByRole('button', { name: '导入 1 行' }).click();
    await page.getByText('已导入：新增 1，修改 0').waitFor();
  }, 60_000);

  it('fit a phone', async () => {
    const page = await consoleOf('demo-editor', { width: 375, height: 812 });
    for (const [path, name] of [
      ['knowledge', 'list'],
      ['knowledge/kb-152', 'editor'],
      ['knowledge/misses', 'misses'],
      ['knowledge/publications', 'publications'],
      ['knowledge/tables', 'tables'],
      ['knowledge/tasks', 'tasks'],
      ['knowledge/hours', 'hours'],
    ] as const) {
      await page.goto(`${stack.url}/console#/${path}`);
      await page.locator('.kb-scroll').waitFor();
      await page.waitForTimeout(700);
      await shoot(page, `kb-phone-${name}`);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(wide, name).toBe(false);
    }
  }, 60_000);

  it('let an agent read, and nothing else', async () => {
    const page = await consoleOf('demo-agent-1');
    await page.goto(`${stack.url}/console#/knowledge/kb-152`);
    await page.getByText('只读：这条归医疗保险办公室管').waitFor();
    expect(await page.getByRole('button', { name: '保存草稿' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: '发布', exact: true }).count()).toBe(0);
    await shoot(page, 'kb-agent');
  }, 60_000);
});

describe.skipIf(executablePath === undefined)('the desk', () => {
  it('sees what a patient was shown: the way, the answer’s buttons, when it opens', async () => {
    const patient = await visitor(stack.url);
    const { conversationId } = value(
      await patient.api.call('startConversation', {
        body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
      }),
    );
    for (const [base, text] of [
      [0, '坐轮椅从大门怎么去骨科'],
      [2, '骨科现在上班吗'],
      [4, '医院停车场在哪里，怎么收费？'],
    ] as const)
      value(
        await patient.api.call('postMessage', {
          params: { conversationId },
          body: { clientId: freshId(), base, text },
        }),
      );
    const page = await consoleOf('demo-agent-1');
    await page.goto(`${stack.url}/console#/inbox/${conversationId}`);
    await page.getByText('从南门（正门）怎么走').click();
    await page.getByText('东侧有坡道').waitFor();
    expect(await page.locator('.way-plan').count()).toBe(1);
    await page.getByText(/骨科：现在（\d+:\d\d.*）(开放|休息)/).waitFor();
    expect(await page.getByText('停满了停哪里').isVisible()).toBe(true);
    await shoot(page, 'kb-desk');
  }, 60_000);
});

describe.skipIf(executablePath === undefined)('a patient who asks for the way', () => {
  it('gets place, plan, step-free route and parking in the chat', async () => {
    const page = await browser.newPage({ viewport: { width: 375, height: 812 }, locale: 'zh-CN' });
    await page.goto(`${stack.url}/h5`);
    await page.getByRole('textbox', { name: '输入消息' }).fill('骨科在哪里');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '同意并发送' }).click();
    await page.getByText('从南门（正门）怎么走').waitFor();
    await page.getByText('无台阶路线：').scrollIntoViewIfNeeded();
    await shoot(page, 'kb-way');
    expect(await page.locator('.nx-plan').count()).toBe(1);
  }, 30_000);
});
