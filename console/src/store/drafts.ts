import { computed, signal } from '@preact/signals';
import type { DeskDeps } from './deps.ts';
import { readSaved, save } from './saved.ts';

export type Mode = 'reply' | 'note';
const KEPT = 200;

/** What was typed and not sent, per conversation and mode; it survives switching, reloading and signing in again. */
export const createDrafts = (deps: DeskDeps) => {
  const key = `nuanxin.console.drafts.${deps.staff.staffId}`;
  const drafts = signal<Readonly<Record<string, string>>>(readSaved(deps.storage, key, {}));
  const nameOf = (conversationId: string, mode: Mode) => `${conversationId}|${mode}`;
  /** Conversations with an unsent reply, as one text: rows of the list are drawn anew when it changes, not on every key. */
  const drafted = computed(() =>
    Object.entries(drafts.value)
      .filter(([name, text]) => name.endsWith('|reply') && text.trim() !== '')
      .map(([name]) => name)
      .sort()
      .join('\n'),
  );
  return {
    read: (conversationId: string, mode: Mode): string =>
      drafts.value[nameOf(conversationId, mode)] ?? '',
    write: (conversationId: string, mode: Mode, text: string): void => {
      const name = nameOf(conversationId, mode);
      const { [name]: _, ...others } = drafts.value;
      const next = text === '' ? others : { ...others, [name]: text };
      drafts.value = Object.fromEntries(Object.entries(next).slice(-KEPT));
      save(deps.storage, key, drafts.value);
    },
    has: (conversationId: string): boolean =>
      drafted.value.split('\n').includes(nameOf(conversationId, 'reply')),
  };
};
