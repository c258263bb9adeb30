import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '#shared/domain/conversation/entry.ts';
import { CHROMIUM_FLAGS, chromiumPath, freePort } from '#test/support/product.ts';
import { buildWidget } from '../../widget/build.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import type { Bot } from './fake-service.ts';

const executablePath = chromiumPath();
if (executablePath === undefined)
  console.warn('SKIPPED: the widget in a browser needs Chromium, or CHROMIUM=/path/to/chromium.');

const ANSWER: Card = {
  type: 'answer',
  articleId: 'kb-157',
  question: '省外参保，来住院怎么异地直接结算？',
  department: '医疗保险办公室',
  updated: '2026-10-12',
  effectiveTo: null,
  askSolved: true,
};
const bot: Bot = (text) =>
  text.includes('医保')
    ? { text: '先备案，入院时带身份证，出院直接结算。', cards: [ANSWER] }
    : { text: `答：${text}`, cards: [] };

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let siteDir = '';
let server: FakeServer;
let browser: Browser;
const pages: Page[] = [];
const faults: string[] = [];

const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  pages.push(page);
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (line) => {
    if (line.type() === 'error') faults.push(line.text());
  });
  await page.goto(server.url + path);
  return page;
};

const PHONE = { viewport: { width: 375, height: 667 }, isMobile: true, hasTouch: true };

const box = (page: Page) => page.getByRole('textbox', { name: '输入消息' });
const launcher = (page: Page) => page.getByRole('button', { name: '打开在线客服' });

const say = async (page: Page, text: string): Promise<void> => {
  await box(page).fill(text);
  await box(page).press('Enter');
  const agree = page.getByRole('button', { name: '同意并发送' });
  const told = page.getByRole('log').getByText(text, { exact: true });
  await agree.or(told).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await told.waitFor();
};

/** What axe says of everything on screen, contrast included; the loader's button stands in a shadow root as well. */
const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(await axe);
  return page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof import('axe-core') }).axe.run;
    const root = document.querySelector('nuanxin-chat') ?? document.querySelector('.nx');
    const found = await run(root as Element, { resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
  });
};

describe.skipIf(executablePath === undefined)('the widget in a browser', () => {
  beforeAll(async () => {
    siteDir = await mkdtemp(join(tmpdir(), 'nuanxin-site-'));
    await buildWidget({ outDir: siteDir, release: 'test', minify: true });
    server = await startFakeServer(siteDir, bot, { port: await freePort() });
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: CHROMIUM_FLAGS,
    });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(siteDir, { recursive: true, force: true });
  });

  it('is not touched by the styles of a hostile page', async () => {
    const page = await open('/');
    await launcher(page).click();
    const send = page.getByRole('button', { name: '发送' });
    const look = await send.evaluate((button) => {
      const { borderRadius, fontStyle, textTransform, marginLeft } = getComputedStyle(button);
      return { borderRadius, fontStyle, textTransform, marginLeft };
    });
    expect(look).toEqual({
      borderRadius: '50%',
      fontStyle: 'normal',
      textTransform: 'none',
      marginLeft: '0px',
    });
    const direction = await page
      .getByRole('dialog')
      .evaluate((panel) => [getComputedStyle(panel).direction, getComputedStyle(panel).fontSize]);
    expect(direction).toEqual(['ltr', '16px']);
  });

  it('stores nothing before it is opened, and asks nobody', async () => {
    const page = await open('/');
    await launcher(page).waitFor();
    expect(await page.evaluate(() => localStorage.length + document.cookie.length)).toBe(0);
    const asked = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.includes('/v1/') || name.includes('panel')),
    );
    expect(asked).toEqual([]);
  });

  it('is worked by keyboard alone: open, ask, close, back on the launcher', async () => {
    const page = await open('/');
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await box(page).waitFor();
    await expect.poll(() => box(page).evaluate((b) => b.matches(':focus'))).toBe(true);
    await page.keyboard.type('异地医保怎么结算');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '同意并发送' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('来源：医疗保险办公室').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => launcher(page).evaluate((b) => b.matches(':focus'))).toBe(true);
  });

  it('fills a phone, keeps Tab inside and 120 in sight', async () => {
    const page = await open('/', PHONE);
    await launcher(page).click();
    const panel = page.getByRole('dialog');
    await panel.waitFor();
    expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 667 });
    expect(await panel.getAttribute('aria-modal')).toBe('true');
    await say(page, '我爸突然胸口疼得厉害冒冷汗');
    const call = page.getByRole('alert').getByRole('link', { name: '拨打 120' });
    await call.waitFor();
    const seen = await call.boundingBox();
    expect((seen?.y ?? 0) > 0 && (seen?.y ?? 0) + (seen?.height ?? 0) < 667).toBe(true);
    for (let i = 0; i < 30; i += 1) await page.keyboard.press('Tab');
    const inside = await panel.evaluate((p) => {
      const root = p.getRootNode() as ShadowRoot;
      return p.contains(root.activeElement);
    });
    expect(inside).toBe(true);
  });

  it('comes back after a reload, with the talk and the unread number', async () => {
    const page = await open('/');
    await launcher(page).click();
    await say(page, '异地医保怎么结算');
    await page.getByText('来源').waitFor();
    await page.keyboard.press('Escape');
    server.service.botSays('补充一句');
    await page.locator('.preview', { hasText: '补充一句' }).waitFor();
    expect(await page.title()).toBe('(1) 示例市第一人民医院');
    await page.reload();
    const again = page.getByRole('button', { name: /打开在线客服，1 条未读/ });
    await again.waitFor();
    await again.click();
    await page.getByRole('log').getByText('补充一句').waitFor();
    expect(await page.title()).toBe('示例市第一人民医院');
  });

  it('sends what was written without a network, once, when it is back', async () => {
    const page = await open('/h5/');
    await say(page, '第一句');
    await page.context().setOffline(true);
    server.service.dropSockets();
    await say(page, '没有网的时候写的');
    await page.getByText('连接中断，正在重连').waitFor();
    await page.reload().catch(() => undefined);
    await page.context().setOffline(false);
    faults.length = 0;
    await page.goto(`${server.url}/h5/`);
    await page.getByText('答：没有网的时候写的').waitFor();
    const said = server.service
      .only()
      .log.filter(({ body }) => body.kind === 'message' && body.text === '没有网的时候写的');
    expect(said).toHaveLength(1);
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['elder', {}],
  ])('has no fault that axe can see, contrast included: %s', async (name, options) => {
    const page = await open('/h5/', { ...PHONE, ...options });
    if (name === 'elder') await page.getByRole('button', { name: /长辈版/ }).click();
    await page.getByRole('button', { name: '预约挂号' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await say(page, '异地医保怎么结算');
    await page.getByText('来源').waitFor();
    await say(page, '我爸突然胸口疼得厉害冒冷汗');
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('gives every target in the elder mode at least 48 px', async () => {
    const page = await open('/h5/', PHONE);
    await page.getByRole('button', { name: /长辈版/ }).click();
    await say(page, '异地医保怎么结算');
    await page.getByText('来源').waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('.nx button, .nx-dial, .nx-chip')]
        .map((target) => ({ target, box: target.getBoundingClientRect() }))
        .filter(({ box: { width, height } }) => Math.min(width, height) < 47.5)
        .map(({ target }) => target.className),
    );
    expect(small).toEqual([]);
  });
});
