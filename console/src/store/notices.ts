import { computed, signal } from '@preact/signals';
import type { Push } from '#shared/contract/push.ts';
import type { DeskDeps } from './deps.ts';
import { readSaved, save } from './saved.ts';

type Received = Extract<Push, { type: 'notice' }>;
export type Notice = Omit<Received, 'type'> & { readonly read: boolean };
const KEPT = 60;

/** Warnings and escalations that were addressed to this person, newest first. Sent at least once: kept once. */
export const createNotices = (deps: DeskDeps) => {
  const key = `nuanxin.console.notices.${deps.staff.staffId}`;
  const notices = signal<readonly Notice[]>(readSaved<readonly Notice[]>(deps.storage, key, []));
  const store = (next: readonly Notice[]): void => {
    notices.value = next;
    save(deps.storage, key, next);
  };
  return {
    notices,
    unread: computed(() => notices.value.filter((n) => !n.read).length),
    /** False for one that was received before. */
    pushed: ({ type: _, ...notice }: Received): boolean => {
      if (notices.value.some((n) => n.noticeId === notice.noticeId)) return false;
      store([{ ...notice, read: false }, ...notices.value].slice(0, KEPT));
      return true;
    },
    readAll: (): void => store(notices.value.map((n) => ({ ...n, read: true }))),
  };
};
