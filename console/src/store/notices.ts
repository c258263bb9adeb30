import { computed, signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { Input } from '#shared/contract/endpoints.ts';
import type { Push } from '#shared/contract/push.ts';
import type { NoticePage } from '#shared/contract/records.ts';
import type { DeskDeps } from './deps.ts';

type Received = Extract<Push, { type: 'notice' }>;
export type Notice = NoticePage['notices'][number];

type Marks = Input<'readNotices'>['body'];

const newestFirst = (a: Notice, b: Notice): number =>
  b.at - a.at || (a.noticeId < b.noticeId ? 1 : -1);

/**
 * The bell: what the server keeps for this person, their role and their departments. Pushes come ahead of it; what was
 * missed is there with the next page. Read on one device is read on all.
 */
export const createNotices = (deps: DeskDeps) => {
  const held = signal<ReadonlyMap<string, Notice>>(new Map());
  const unread = signal(0);
  const cursor = signal<string | null>(null);
  const loaded = signal(false);
  const error = signal<CallError | null>(null);
  const notices = computed<readonly Notice[]>(() => [...held.value.values()].sort(newestFirst));

  const take = (given: readonly Notice[]): void => {
    held.value = new Map([...held.value, ...given.map((one) => [one.noticeId, one] as const)]);
  };

  const fetchPage = async (from: string | null): Promise<void> => {
    const answer = await deps.call('notices', { query: from === null ? {} : { cursor: from } });
    if (!answer.ok) {
      error.value = answer.error;
      return;
    }
    const page = answer.value;
    // The first page says what stands now: what has become secret since is gone from here as well.
    if (from === null) {
      const last = page.notices.at(-1);
      const kept = [...held.value.values()].filter(
        ({ at }) => page.cursor !== null && last !== undefined && at < last.at,
      );
      held.value = new Map(kept.map((one) => [one.noticeId, one]));
      if (kept.length === 0) cursor.value = page.cursor;
    } else cursor.value = page.cursor;
    take(page.notices);
    unread.value = page.unread;
    loaded.value = true;
    error.value = null;
  };

  const markRead = async (body: Marks): Promise<void> => {
    const answer = await deps.call('readNotices', { body });
    if (answer.ok) unread.value = answer.value.unread;
    else void fetchPage(null);
  };

  return {
    notices,
    unread,
    cursor,
    loaded,
    error,
    refresh: (): Promise<void> => fetchPage(null),
    more: async (): Promise<void> => {
      if (cursor.value !== null) await fetchPage(cursor.value);
    },
    /** False for one that was received before. */
    pushed: ({ type: _, ...notice }: Received): boolean => {
      if (held.value.has(notice.noticeId)) return false;
      take([{ ...notice, read: false }]);
      unread.value += 1;
      return true;
    },
    read: (notice: Notice): void => {
      if (notice.read) return;
      take([{ ...notice, read: true }]);
      unread.value = Math.max(0, unread.value - 1);
      void markRead({ notices: [{ noticeId: notice.noticeId, at: notice.at }] });
    },
    readAll: (): void => {
      const [newest] = notices.value;
      if (newest === undefined) return;
      take(notices.value.map((one) => ({ ...one, read: true })));
      unread.value = 0;
      void markRead({ upTo: newest.at });
    },
  };
};
