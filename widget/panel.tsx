import './polyfills.ts';
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { Locale } from '#shared/kernel/locale.ts';
import { Panel } from './components/Panel.tsx';
import type { MountPanel, PanelHost } from './host-api.ts';
import { loadRedFlags } from './services/load-red-flags.ts';
import { browserFetch, browserLock, createPatientApi } from './services/patient-api.ts';
import { createSpeech } from './services/speech.ts';
import { browserStore, createChatStorage } from './services/storage.ts';
import { type Chat, createChat } from './store/chat.ts';
import { stringsOf } from './strings.ts';
import { type View, ViewContext } from './view.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 24 characters of 6 random bits: nobody meets the same one twice. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => ALPHABET[byte & 63]).join('');

const now = (): number => Date.now();

const timers = {
  now,
  after: (milliseconds: number, run: () => void) => setTimeout(run, milliseconds),
  cancel: (timer: unknown) => clearTimeout(timer as number),
  random: Math.random,
};

const startLocale = ({ config }: PanelHost, stored: Locale | undefined): Locale =>
  stored ?? config.locale ?? (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en');

/** Tells the page what happens, without a word of what is said. */
const tellHost = (chat: Chat, host: PanelHost, locale: () => Locale): (() => void)[] => {
  let told: number | undefined;
  return [
    effect(() => {
      const newest = chat.newest.value;
      const count = chat.unread.value;
      const t = stringsOf(locale());
      const name = newest?.by.kind === 'agent' ? (newest.by.name ?? t.agentTag) : t.bot;
      const text = newest?.body.kind === 'message' ? newest.body.text : '';
      host.unread(count, newest === null ? null : { name, text });
      host.emit('unread', { count });
      if (newest === null || newest.seq === told) return;
      if (told !== undefined)
        host.emit('message', { from: newest.by.kind === 'agent' ? 'agent' : 'bot' });
      told = newest.seq;
    }),
    effect(() => {
      if (!chat.reached.value) host.emit('error', { reason: 'unreachable' });
    }),
  ];
};

/** Puts the panel into `root` and runs it. Nothing is stored or sent before the patient opens it, but for an earlier talk. */
export const mountPanel: MountPanel = (root, host) => {
  const { config } = host;
  const storage = createChatStorage(browserStore(), new URL(config.api).host);
  const preferences = storage.preferences();
  const locale = signal(startLocale(host, preferences.locale));
  const elder = signal(preferences.elder ?? config.elder);
  const open = signal(false);
  const channel =
    host.mode === 'page' && /MicroMessenger/i.test(navigator.userAgent) ? 'wechat' : 'web';

  const chat = createChat(
    {
      api: (callbacks) =>
        createPatientApi({
          fetch: browserFetch,
          baseUrl: config.api,
          storage,
          now,
          lock: browserLock,
          newCorrelationId: newId,
          channel,
          ...callbacks,
        }),
      openSocket: (url) => new WebSocket(url),
      storage,
      timers,
      newId,
      redFlags: loadRedFlags,
      channel,
    },
    () => locale.value,
  );
  chat.setContext(config.context);

  const view: View = {
    chat,
    host,
    speech: createSpeech(window as unknown as Parameters<typeof createSpeech>[0]),
    open,
    locale,
    elder,
    draft: signal(storage.draft()),
    now,
    switchLocale: () => setLocale(locale.value === 'en' ? 'zh-CN' : 'en'),
    switchElder: () => {
      elder.value = !elder.value;
      storage.savePreferences({ locale: locale.value, elder: elder.value });
    },
  };
  const setLocale = (next: Locale): void => {
    locale.value = next;
    storage.savePreferences({ locale: next, elder: elder.value });
    host.localeChanged(next);
  };

  const attend = (): void => chat.attend(open.value && document.visibilityState === 'visible');
  const wake = (): void => chat.wake();
  document.addEventListener('visibilitychange', attend);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', wake);
  const stops = tellHost(chat, host, () => locale.value);

  render(
    <ViewContext.Provider value={view}>
      <Panel />
    </ViewContext.Provider>,
    root,
  );
  chat.start();

  return {
    open: () => {
      open.value = true;
      attend();
    },
    close: () => {
      open.value = false;
      view.speech.stopReading();
      attend();
    },
    setLocale,
    setContext: chat.setContext,
    reset: () => void chat.leave(),
    destroy: () => {
      document.removeEventListener('visibilitychange', attend);
      window.removeEventListener('online', wake);
      window.removeEventListener('pageshow', wake);
      for (const stop of stops) stop();
      chat.stop();
      view.speech.stopReading();
      render(null, root);
    },
  };
};
