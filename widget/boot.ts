import type { Locale } from '#shared/kernel/locale.ts';
import { telHref } from './helpers/links.ts';
import { paletteOf } from './helpers/palette.ts';
import { badgedTitle, badgeText } from './helpers/unread.ts';
import type {
  HostApi,
  HostEvent,
  HostEvents,
  HostListener,
  MountPanel,
  PanelHandle,
  PanelHost,
} from './host-api.ts';
import { isLocale, readHostConfig } from './host-config.ts';
import { LAUNCHER_CSS } from './launcher-css.ts';

/** Set by build.ts: addresses of the panel beside the loader. */
declare const PANEL_JS: string;
declare const PANEL_CSS: string;

/** The few words that must be there before the panel is. */
const WORDS = {
  'zh-CN': {
    open: '打开在线客服',
    close: '关闭在线客服',
    loading: '正在打开…',
    failed: '暂时打不开，请稍后再试',
    emergency: '急症请直接拨打',
    unread: '条未读消息',
    hotline: '服务热线',
    view: '查看',
    dismiss: '关闭提醒',
  },
  en: {
    open: 'Open online service',
    close: 'Close online service',
    loading: 'Opening…',
    failed: 'Cannot be opened right now: please try again',
    emergency: 'Emergency? Call',
    unread: 'unread messages',
    hotline: 'Hotline',
    view: 'View',
    dismiss: 'Dismiss',
  },
} as const;

const CHAT =
  'M12 3.2c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-.9 0-1.8-.1-2.6-.3L5 20.6l.5-3.6C3.9 15.6 3 13.4 3 10.9 3 6.6 7 3.2 12 3.2z';
const HEART = 'M12 14.8l-3.1-3c-1.7-1.7.6-4.3 2.5-2.6l.6.6.6-.6c1.9-1.7 4.2.9 2.5 2.6z';
const CROSS = 'M6.4 6.4l11.2 11.2M17.6 6.4L6.4 17.6';

const SVG = 'http://www.w3.org/2000/svg';

const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

const icon = (name: string, ...paths: string[]): SVGSVGElement => {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', name);
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
};

/** Constructed sheets are not inline styles, so the strictest content policy of a host page lets them pass. */
const addStyles = (root: ShadowRoot, css: string): void => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(el('style', {}, css));
  }
};

const ownScript = (): HTMLScriptElement | null =>
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="widget.js"]');

/** Only read, never written, before the patient opens the chat: is there a talk to come back to? */
const hasConversation = (site: string): boolean => {
  try {
    return localStorage.getItem(`nuanxin:${site}:conversation`) !== null;
  } catch {
    return false;
  }
};

const storedLocale = (site: string): Locale | null => {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(`nuanxin:${site}:preferences`) ?? '{}');
    const { locale } = held as { locale?: unknown };
    return isLocale(locale) ? locale : null;
  } catch {
    return null;
  }
};

const whenIdle = (run: () => void): void => {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 4_000 });
  else setTimeout(run, 1_500);
};

const createEvents = () => {
  const listeners = new Map<HostEvent, Set<HostListener<never>>>();
  const of = (event: HostEvent): Set<HostListener<never>> => {
    const held = listeners.get(event) ?? new Set();
    listeners.set(event, held);
    return held;
  };
  return {
    on: <E extends HostEvent>(event: E, listener: HostListener<E>): void => {
      of(event).add(listener as HostListener<never>);
    },
    off: <E extends HostEvent>(event: E, listener: HostListener<E>): void => {
      of(event).delete(listener as HostListener<never>);
    },
    emit: <E extends HostEvent>(event: E, detail: HostEvents[E]): void => {
      for (const listener of [...of(event)]) {
        try {
          (listener as HostListener<E>)(detail);
        } catch (problem) {
          // A mistake in the hospital's listener is theirs to see and must not stop the chat.
          setTimeout(() => {
            throw problem;
          });
        }
      }
    },
  };
};

const boot = (): void => {
  const script = ownScript();
  const base = new URL(script?.src ?? location.href, location.href);
  const config = readHostConfig((name) => script?.getAttribute(name) ?? null, base.origin);
  const site = new URL(config.api).host;
  let locale: Locale =
    storedLocale(site) ?? config.locale ?? (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en');
  const words = () => WORDS[locale];

  const host = document.createElement('nuanxin-chat');
  const root = host.attachShadow({ mode: 'open' });
  addStyles(root, LAUNCHER_CSS);

  const badge = el('span', { class: 'badge', hidden: '', 'aria-hidden': 'true' });
  const label = el('span', { class: 'label' }, config.label);
  const button = el(
    'button',
    { type: 'button', class: config.label === '' ? 'launcher' : 'launcher pill' },
    icon('chat', CHAT, HEART),
    icon('cross', CROSS),
    label,
    badge,
  );
  const preview = el('div', { class: 'preview', hidden: '' });
  const help = el('div', { class: 'help', role: 'alert', hidden: '' });
  const stage = el('div', { class: 'stage', hidden: '' });
  const frame = el('div', { class: `frame ${config.position}` }, stage, help, preview, button);
  const palette = config.color === null ? null : paletteOf(config.color);
  for (const [name, value] of Object.entries(palette ?? {})) frame.style.setProperty(name, value);
  root.append(frame);

  const events = createEvents();
  let panel: PanelHandle | undefined;
  let loading: Promise<PanelHandle | undefined> | undefined;
  let open = false;
  let count = 0;

  const nameButton = (): void => {
    const unread = count > 0 && !open ? `，${badgeText(count)} ${words().unread}` : '';
    button.setAttribute('aria-label', (open ? words().close : words().open) + unread);
    button.setAttribute('aria-expanded', String(open));
  };

  const showUnread: PanelHost['unread'] = (next, newest) => {
    const more = next > count;
    count = next;
    badge.hidden = next === 0 || open;
    badge.textContent = badgeText(next);
    document.title = badgedTitle(document.title, open ? 0 : next);
    nameButton();
    if (next === 0 || open) preview.hidden = true;
    else if (more && newest !== null) showPreview(newest.name, newest.text);
  };

  const showPreview = (name: string, text: string): void => {
    const view = el('button', { type: 'button', class: 'view' }, words().view);
    const dismiss = el(
      'button',
      { type: 'button', class: 'dismiss', 'aria-label': words().dismiss },
      icon('cross', CROSS),
    );
    view.addEventListener('click', () => void show());
    dismiss.addEventListener('click', () => {
      preview.hidden = true;
      button.focus();
    });
    preview.replaceChildren(el('strong', {}, name), dismiss, el('p', {}, text.slice(0, 80)), view);
    preview.hidden = false;
  };

  /** The chat cannot be had: whoever needs help now still gets the numbers. */
  const showHelp = (): void => {
    const line = el('p', {}, `${words().emergency} `, el('a', { href: 'tel:120' }, '120'));
    const { emergencyPhone, hotline } = config;
    if (emergencyPhone !== '')
      line.append(' · ', el('a', { href: telHref(emergencyPhone) }, emergencyPhone));
    help.replaceChildren(el('p', { class: 'failed' }, words().failed), line);
    if (hotline !== '')
      help.append(el('p', {}, `${words().hotline} `, el('a', { href: telHref(hotline) }, hotline)));
    help.hidden = false;
  };

  const styles = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const link = el('link', { rel: 'stylesheet', href: new URL(PANEL_CSS, base).href });
      link.addEventListener('load', () => resolve());
      link.addEventListener('error', () => reject(new Error('styles')));
      root.prepend(link);
    });

  const panelHost: PanelHost = {
    config,
    mode: 'panel',
    emit: events.emit,
    unread: showUnread,
    close: () => hide(),
    localeChanged: (next) => {
      locale = next;
      nameButton();
    },
  };

  const load = (): Promise<PanelHandle | undefined> => {
    loading ??= Promise.all([
      import(/* @vite-ignore */ new URL(PANEL_JS, base).href) as Promise<{
        mountPanel: MountPanel;
      }>,
      styles(),
    ]).then(
      ([{ mountPanel }]) => {
        panel = mountPanel(stage, panelHost);
        events.emit('ready', undefined);
        return panel;
      },
      () => {
        loading = undefined;
        events.emit('error', { reason: 'load-failed' });
        return undefined;
      },
    );
    return loading;
  };

  const show = async (): Promise<void> => {
    if (open) return;
    open = true;
    help.hidden = true;
    preview.hidden = true;
    frame.classList.add('open');
    button.classList.add('busy');
    nameButton();
    const loaded = await load();
    button.classList.remove('busy');
    if (!open) return;
    if (loaded === undefined) {
      open = false;
      frame.classList.remove('open');
      nameButton();
      return showHelp();
    }
    badge.hidden = true;
    document.title = badgedTitle(document.title, 0);
    stage.hidden = false;
    loaded.open();
    events.emit('opened', undefined);
  };

  const hide = (): void => {
    if (!open) return;
    open = false;
    frame.classList.remove('open');
    stage.hidden = true;
    panel?.close();
    nameButton();
    button.focus();
    events.emit('closed', undefined);
  };

  const toggle = (): void => {
    if (open) hide();
    else void show();
  };
  button.addEventListener('click', toggle);

  const api: HostApi = {
    open: () => void show(),
    close: hide,
    toggle,
    setLocale: (next) => {
      if (!isLocale(next)) return;
      locale = next;
      nameButton();
      panel?.setLocale(next);
    },
    setContext: (context) => {
      const text = String(context).slice(0, 200);
      void (panel === undefined ? load() : loading)?.then((loaded) => loaded?.setContext(text));
    },
    reset: () => void load().then((loaded) => loaded?.reset()),
    destroy: () => {
      panel?.destroy();
      host.remove();
      document.title = badgedTitle(document.title, 0);
      delete (window as { Nuanxin?: HostApi }).Nuanxin;
    },
    on: events.on,
    off: events.off,
  };
  (window as { Nuanxin?: HostApi }).Nuanxin = api;

  nameButton();
  document.body.append(host);
  if (hasConversation(site)) whenIdle(() => void load());
};

if (!('Nuanxin' in window)) {
  if (document.body === null) document.addEventListener('DOMContentLoaded', boot, { once: true });
  else boot();
}
