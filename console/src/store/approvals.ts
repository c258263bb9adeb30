import { signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import type { DeskDeps } from './deps.ts';

export type PendingApproval = Response<'approvals'>['approvals'][number];

/** Who decides anything at all; the server says what is theirs. */
const DECIDERS: readonly string[] = ['supervisor', 'office'];

/** What waits for my decision. */
export const createApprovals = (deps: DeskDeps) => {
  const list = signal<readonly PendingApproval[]>([]);
  const loaded = signal(false);
  const error = signal<CallError | null>(null);
  const decides = DECIDERS.includes(deps.staff.tier);
  return {
    list,
    loaded,
    error,
    decides,
    refresh: async (): Promise<void> => {
      if (!decides) return;
      const answer = await deps.call('approvals', {});
      if (!answer.ok) {
        error.value = answer.error;
        return;
      }
      list.value = answer.value.approvals;
      loaded.value = true;
      error.value = null;
    },
    decided: (approvalId: string): void => {
      list.value = list.peek().filter(({ approval }) => approval.approvalId !== approvalId);
    },
  };
};
