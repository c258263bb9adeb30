import { computed, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SiteView } from '#shared/contract/site.ts';
import { beijingDate, fromBeijing, type Instant } from '#shared/kernel/clock.ts';
import type { TicketForm } from './helpers/ticket-forms.ts';
import type { Sounds } from './services/sound.ts';
import type { Desk } from './store/desk.ts';
import type { Mode } from './store/drafts.ts';
import type { Settings } from './store/settings.ts';

/** The time on screen, moved once a second by `main.tsx`; only what ticks reads it. */
export const clock = signal<Instant>(0);

/** The start of today: what shows days reads this, and is drawn anew once a day instead of once a second. */
export const today = computed<Instant>(() => fromBeijing(beijingDate(clock.value)));

export type OpenDialog =
  | { readonly kind: 'transfer' | 'release' | 'take-over' | 'help' | 'palette' }
  | { readonly kind: 'resolve'; readonly thenNext: boolean }
  | { readonly kind: 'ticket'; readonly form: TicketForm }
  /** A reply that reads like medical advice: new, or refused by the server. */
  | { readonly kind: 'advice'; readonly text: string; readonly clientId: string | null };

/** What is open on this screen; nothing of it is stored. */
export const createUi = () => ({
  dialog: signal<OpenDialog | null>(null),
  mode: signal<Mode>('reply'),
  /** Counts requests to put the cursor into the reply box. */
  focusReply: signal(0),
  focusSearch: signal(0),
  /** The context panel over the thread, where there is no room beside it. */
  sheet: signal(false),
});
type Ui = ReturnType<typeof createUi>;

export type ConsoleContext = {
  readonly desk: Desk;
  readonly settings: Settings;
  readonly sounds: Sounds;
  readonly ui: Ui;
  readonly site: SiteView | null;
  readonly signOut: () => void;
};

export const Context = createContext<ConsoleContext | null>(null);

export const useConsole = (): ConsoleContext => {
  const value = useContext(Context);
  if (value === null) throw new Error('used outside the signed-in console');
  return value;
};
