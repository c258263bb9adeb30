import { signal } from '@preact/signals';
import { LOCALES, type Locale, type Localized } from '#shared/kernel/locale.ts';
import { STRINGS, type StringKey } from './strings.ts';

export const locale = signal<Locale>('zh-CN');

export const isLocale = (value: unknown): value is Locale => LOCALES.some((l) => l === value);

/** The text of a key in the language of the page; `{name}` takes a value. Reading it in a component subscribes it. */
export const t = (key: StringKey, values: Readonly<Record<string, string | number>> = {}): string =>
  STRINGS[key][locale.value].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );

export const localized = (text: Localized): string => text[locale.value];
