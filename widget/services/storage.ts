import type { Session } from '#shared/contract/sessions.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import { type Outbox, type OutgoingItem, sortOutbox } from '../helpers/outbox.ts';

/** The part of `localStorage` that is used. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key'> & {
  readonly length: number;
};

export type HeldConversation = {
  readonly conversationId: string;
  readonly ticketNumber: string | null;
  /** Last number that was on screen. */
  readonly read: number;
};

export type Preferences = { readonly locale?: Locale; readonly elder?: boolean };

export type ChatStorage = {
  session(): Session | undefined;
  saveSession(session: Session | undefined): void;
  conversation(): HeldConversation | undefined;
  saveConversation(held: HeldConversation | undefined): void;
  /** Client id of the conversation being opened, so that a repeat opens the same one. */
  opening(): string | undefined;
  saveOpening(clientId: string | undefined): void;
  outbox(): Outbox;
  /** One key for each item: two tabs never overwrite each other's. */
  saveOutbox(before: Outbox, after: Outbox): void;
  preferences(): Preferences;
  savePreferences(preferences: Preferences): void;
  consent(): boolean;
  saveConsent(version: string | undefined): void;
  draft(): string;
  saveDraft(text: string): void;
  /** Leave this device: everything but the display preferences. */
  clear(): void;
};

/** Raise it when the notice says something new: everybody is asked again. */
export const CONSENT_VERSION = '1';

/** Where the browser refuses storage (private windows, embedded views) the chat lives as long as its page. */
export const memoryStore = (): KeyValueStore => {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (index) => [...held.keys()][index] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      held.set(key, value);
    },
    removeItem: (key) => {
      held.delete(key);
    },
  };
};

export const browserStore = (): KeyValueStore => {
  try {
    const probe = 'nuanxin:probe';
    window.localStorage.setItem(probe, '1');
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch {
    return memoryStore();
  }
};

const isItem = (value: unknown): value is OutgoingItem => {
  const item = value as Partial<OutgoingItem> | null;
  return (
    typeof item === 'object' &&
    item !== null &&
    typeof item.clientId === 'string' &&
    typeof item.base === 'number' &&
    typeof item.order === 'number' &&
    typeof item.body?.kind === 'string'
  );
};

/** Everything the widget keeps on a device, all in first-party storage under `nuanxin:<site>:`. */
export const createChatStorage = (store: KeyValueStore, site: string): ChatStorage => {
  const prefix = `nuanxin:${site}:`;

  const read = (key: string): unknown => {
    try {
      const text = store.getItem(prefix + key);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  };
  const write = (key: string, value: unknown): void => {
    try {
      if (value === undefined) store.removeItem(prefix + key);
      else store.setItem(prefix + key, JSON.stringify(value));
    } catch {
      // A full or forbidden store must not stop the chat: what is unsent is still in memory.
    }
  };
  const keys = (): string[] => {
    const found: string[] = [];
    for (let i = 0; i < store.length; i += 1) {
      const key = store.key(i);
      if (key?.startsWith(prefix)) found.push(key.slice(prefix.length));
    }
    return found;
  };

  return {
    session: () => read('session') as Session | undefined,
    saveSession: (session) => write('session', session),
    conversation: () => read('conversation') as HeldConversation | undefined,
    saveConversation: (held) => write('conversation', held),
    opening: () => read('opening') as string | undefined,
    saveOpening: (clientId) => write('opening', clientId),
    outbox: () =>
      sortOutbox(
        keys()
          .filter((key) => key.startsWith('out:'))
          .map(read)
          .filter(isItem),
      ),
    saveOutbox: (before, after) => {
      const held = new Map(before.map((item) => [item.clientId, item]));
      for (const item of after) {
        if (held.get(item.clientId) !== item) write(`out:${item.clientId}`, item);
        held.delete(item.clientId);
      }
      for (const clientId of held.keys()) write(`out:${clientId}`, undefined);
    },
    preferences: () => (read('preferences') as Preferences | undefined) ?? {},
    savePreferences: (preferences) => write('preferences', preferences),
    consent: () => read('consent') === CONSENT_VERSION,
    saveConsent: (version) => write('consent', version),
    draft: () => (read('draft') as string | undefined) ?? '',
    saveDraft: (text) => write('draft', text === '' ? undefined : text),
    clear: () => {
      for (const key of keys()) if (key !== 'preferences') write(key, undefined);
    },
  };
};
