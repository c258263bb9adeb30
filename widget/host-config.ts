import { LOCALES, type Locale } from '#shared/kernel/locale.ts';

/** What a hospital's page may set, as `data-` attributes of the script tag. */
export type HostConfig = {
  /** Origin of the service, without a slash at the end. Default: where the script came from. */
  readonly api: string;
  readonly locale: Locale | null;
  readonly position: 'left' | 'right';
  /** `#rrggbb`; the texts on it follow. */
  readonly color: string | null;
  /** Words beside the icon; empty = round button. */
  readonly label: string;
  /** Starts in the elder mode (长辈版) unless the patient chose otherwise. */
  readonly elder: boolean;
  /** Dialled from the emergency row before the service has answered. */
  readonly emergencyPhone: string;
  readonly hotline: string;
  /** What the page is about, told to the agent on handover. */
  readonly context: string;
};

type Attributes = (name: string) => string | null;

const originOf = (address: string | null, fallback: string): string => {
  try {
    return address === null || address === '' ? fallback : new URL(address, fallback).origin;
  } catch {
    return fallback;
  }
};

export const isLocale = (value: unknown): value is Locale =>
  LOCALES.some((locale) => locale === value);

const PHONE = /^\+?[\d-]{3,20}$/;
const phone = (value: string | null): string => (value !== null && PHONE.test(value) ? value : '');

/** A wrong value falls back to its default: a typing error on the hospital's page must never take the chat away. */
export const readHostConfig = (attribute: Attributes, scriptOrigin: string): HostConfig => {
  const locale = attribute('data-locale');
  const color = attribute('data-color');
  return {
    api: originOf(attribute('data-api'), scriptOrigin),
    locale: isLocale(locale) ? locale : null,
    position: attribute('data-position') === 'left' ? 'left' : 'right',
    color: color !== null && /^#([\da-f]{3}|[\da-f]{6})$/i.test(color) ? color : null,
    label: (attribute('data-label') ?? '').slice(0, 12),
    elder: attribute('data-elder') === 'true',
    emergencyPhone: phone(attribute('data-emergency-phone')),
    hotline: phone(attribute('data-hotline')),
    context: (attribute('data-context') ?? '').slice(0, 200),
  };
};
