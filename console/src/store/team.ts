import { computed, signal } from '@preact/signals';
import type { Response } from '#shared/contract/endpoints.ts';
import type { DeskDeps } from './deps.ts';

export const PRESENCES = ['online', 'away', 'offline'] as const;
export type Presence = (typeof PRESENCES)[number];
export type Colleague = Response<'colleagues'>['staff'][number];

const isPresence = (value: string): value is Presence => PRESENCES.some((p) => p === value);
const RANK: Readonly<Record<string, number>> = { online: 0, away: 1 };

/** Who works here now, and what I have said about myself. */
export const createTeam = (deps: DeskDeps) => {
  const staff = signal<readonly Colleague[]>([]);
  const mine = signal<Presence>('online');
  const colleagues = computed(() =>
    staff.value
      .filter((s) => s.staffId !== deps.staff.staffId)
      .sort(
        (a, b) =>
          (RANK[a.presence] ?? 2) - (RANK[b.presence] ?? 2) || a.name.localeCompare(b.name, 'zh'),
      ),
  );
  return {
    colleagues,
    mine,
    online: computed(() => colleagues.value.filter((s) => s.presence === 'online').length),
    refresh: async (): Promise<void> => {
      const answer = await deps.call('colleagues', {});
      if (!answer.ok) return;
      staff.value = answer.value.staff;
      const me = answer.value.staff.find((s) => s.staffId === deps.staff.staffId);
      if (me && isPresence(me.presence) && me.presence !== 'offline') mine.value = me.presence;
    },
    /** Shown at once; falls back to what it was if the server could not be told. */
    setPresence: async (state: Presence): Promise<boolean> => {
      const before = mine.peek();
      mine.value = state;
      const answer = await deps.call('setPresence', { body: { state } });
      if (!answer.ok) mine.value = before;
      return answer.ok;
    },
  };
};
