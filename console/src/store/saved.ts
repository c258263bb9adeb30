import type { Store } from './deps.ts';

/** Reads JSON from storage; what is missing, unreadable or refused by the browser is `fallback`. */
export const readSaved = <T>(store: Store, key: string, fallback: T): T => {
  try {
    const text = store.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
};

/** Storage may be full or forbidden: the console goes on without it. */
export const save = (store: Store, key: string, value: unknown): void => {
  try {
    if (value === undefined) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    // What is on screen stays usable; only the copy for the next visit is missing.
  }
};
