// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostApi } from '../../widget/host-api.ts';

const page = window as unknown as { Nuanxin?: HostApi };

/** Runs the loader as a page does; the panel's address leads nowhere. */
const boot = async (attributes: Readonly<Record<string, string>> = {}) => {
  vi.resetModules();
  const script = document.createElement('script');
  script.type = 'text/plain';
  script.setAttribute('src', 'https://chat.example/widget.js');
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  document.head.append(script);
  await import('../../widget/boot.ts');
  const host = document.querySelector('nuanxin-chat');
  const root = host?.shadowRoot;
  if (!root) throw new Error('the loader put nothing on the page');
  const button = root.querySelector<HTMLButtonElement>('.launcher');
  if (button === null) throw new Error('there is no launcher');
  return { root, button };
};

beforeEach(() => {
  vi.stubGlobal('PANEL_JS', 'assets/nothing.js');
  vi.stubGlobal('PANEL_CSS', 'assets/nothing.css');
  localStorage.clear();
  document.title = '医院首页';
});
afterEach(() => {
  page.Nuanxin?.destroy();
  document.head.innerHTML = '';
  vi.unstubAllGlobals();
});

describe('the loader', () => {
  it('puts a named launcher on the page, and stores nothing', async () => {
    const { button } = await boot({ 'data-locale': 'zh-CN' });
    expect(button.getAttribute('aria-label')).toBe('打开在线客服');
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(localStorage.length).toBe(0);
    expect(document.cookie).toBe('');
  });

  it('speaks the language of the page, and changes it', async () => {
    const { button } = await boot({ 'data-locale': 'en' });
    expect(button.getAttribute('aria-label')).toBe('Open online service');
    page.Nuanxin?.setLocale('zh-CN');
    expect(button.getAttribute('aria-label')).toBe('打开在线客服');
  });

  it('gives the emergency numbers where the panel cannot be loaded', async () => {
    const { root, button } = await boot({
      'data-locale': 'zh-CN',
      'data-emergency-phone': '0735-0000101',
      'data-hotline': '0735-0000000',
    });
    const failed = new Promise<unknown>((resolve) => page.Nuanxin?.on('error', resolve));
    button.click();
    expect(await failed).toEqual({ reason: 'load-failed' });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const help = root.querySelector('.help');
    expect(help?.getAttribute('role')).toBe('alert');
    const numbers = [...(help?.querySelectorAll('a') ?? [])].map((a) => a.getAttribute('href'));
    expect(numbers).toEqual(['tel:120', 'tel:07350000101', 'tel:07350000000']);
    expect(button.getAttribute('aria-expanded')).toBe('false');
  });

  it('leaves nothing behind when it is taken off', async () => {
    await boot();
    page.Nuanxin?.destroy();
    expect(document.querySelector('nuanxin-chat')).toBeNull();
    expect('Nuanxin' in window).toBe(false);
  });

  it('bears a second copy of itself on the page', async () => {
    await boot();
    await boot();
    expect(document.querySelectorAll('nuanxin-chat')).toHaveLength(1);
  });
});
