import type { Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Locale } from '#shared/kernel/locale.ts';
import type { PanelHost } from './host-api.ts';
import type { Speech } from './services/speech.ts';
import type { Chat } from './store/chat.ts';
import { type Strings, stringsOf } from './strings.ts';

/** What every component may use. */
export type View = {
  readonly chat: Chat;
  readonly host: PanelHost;
  readonly speech: Speech;
  readonly open: Signal<boolean>;
  readonly locale: Signal<Locale>;
  readonly elder: Signal<boolean>;
  /** What stands in the box; suggestions and declined consent write it, too. */
  readonly draft: Signal<string>;
  readonly now: () => number;
  readonly switchLocale: () => void;
  readonly switchElder: () => void;
};

export const ViewContext = createContext<View | null>(null);

export const useView = (): View => {
  const view = useContext(ViewContext);
  if (view === null) throw new Error('the component stands outside the panel');
  return view;
};

export const useStrings = (): Strings => stringsOf(useView().locale.value);
