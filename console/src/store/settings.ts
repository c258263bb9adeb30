import { type Signal, signal } from '@preact/signals';
import type { Locale } from '#shared/kernel/locale.ts';
import type { SendKey } from '../helpers/composer-rules.ts';
import { isLocale, locale } from '../i18n.ts';
import type { Store } from './deps.ts';
import { readSaved, save } from './saved.ts';

type Theme = 'auto' | 'light' | 'dark';
type Sound = 'all' | 'mine' | 'none';
type Values = {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly sendKey: SendKey;
  /** Which new messages make a sound. Emergencies do not ask. */
  readonly sound: Sound;
  readonly shortcuts: boolean;
  readonly contextOpen: boolean;
};

const KEY = 'nuanxin.console.settings';
const DEFAULTS: Values = {
  locale: 'zh-CN',
  theme: 'auto',
  sendKey: 'enter',
  sound: 'all',
  shortcuts: true,
  contextOpen: true,
};

/** Settings of this browser; they outlive signing out. */
export const createSettings = (store: Store) => {
  const values: Signal<Values> = signal({ ...DEFAULTS, ...readSaved(store, KEY, {}) });
  locale.value = isLocale(values.value.locale) ? values.value.locale : 'zh-CN';
  return {
    values,
    set: (change: Partial<Values>): void => {
      values.value = { ...values.value, ...change };
      locale.value = values.value.locale;
      save(store, KEY, values.value);
    },
  };
};
export type Settings = ReturnType<typeof createSettings>;
