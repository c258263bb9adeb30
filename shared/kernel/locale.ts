export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** A text in every language we ship: a missing one does not compile. */
export type Localized<T = string> = { readonly [L in Locale]: T };

export const inLocale = <T>(text: Localized<T>, locale: Locale): T => text[locale];
