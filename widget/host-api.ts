import type { Locale } from '#shared/kernel/locale.ts';
import type { HostConfig } from './host-config.ts';

/** What the hospital's page is told. `message` and `unread` carry no text: the page is not part of the talk. */
export type HostEvents = {
  readonly ready: undefined;
  readonly opened: undefined;
  readonly closed: undefined;
  readonly message: { readonly from: 'bot' | 'agent' };
  readonly unread: { readonly count: number };
  readonly error: { readonly reason: 'load-failed' | 'unreachable' };
};
export type HostEvent = keyof HostEvents;
export type HostListener<E extends HostEvent> = (detail: HostEvents[E]) => void;

/** `window.Nuanxin`. */
export type HostApi = {
  open(): void;
  close(): void;
  toggle(): void;
  setLocale(locale: Locale): void;
  /** What the page is about (a department, a doctor): told to the agent on handover. */
  setContext(context: string): void;
  /** As if the patient had chosen 退出本设备. */
  reset(): void;
  /** Takes everything off the page. */
  destroy(): void;
  on<E extends HostEvent>(event: E, listener: HostListener<E>): void;
  off<E extends HostEvent>(event: E, listener: HostListener<E>): void;
};

/** What the loader gives the panel. */
export type PanelHost = {
  readonly config: HostConfig;
  /** `panel` floats over a page, `page` is the page. */
  readonly mode: 'panel' | 'page';
  emit<E extends HostEvent>(event: E, detail: HostEvents[E]): void;
  /** Number for the badge, newest words for the preview. */
  unread(count: number, preview: { readonly name: string; readonly text: string } | null): void;
  /** The panel asks to be closed. */
  close(): void;
  localeChanged(locale: Locale): void;
};

/** What the loader gets back. */
export type PanelHandle = {
  open(): void;
  close(): void;
  setLocale(locale: Locale): void;
  setContext(context: string): void;
  reset(): void;
  destroy(): void;
};

export type MountPanel = (root: HTMLElement, host: PanelHost) => PanelHandle;
