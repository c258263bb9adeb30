import { signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import { waitBefore } from '#shared/client/push-client.ts';
import type { Appended } from '#shared/contract/conversations.ts';
import type { TimelineEvent } from '#shared/contract/desk.ts';
import type { ProblemCode } from '#shared/contract/problem.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import type { DeskDeps } from './deps.ts';
import { readSaved, save } from './saved.ts';

export type Trouble = {
  readonly code: ProblemCode;
  readonly correlationId: string;
  readonly ownerName: string | null;
};

/**
 * Something written and not yet acknowledged. Client id and base are frozen when it is written: however often it is
 * sent, by whichever tab, the server stores it once.
 */
export type Pending = {
  readonly clientId: string;
  readonly conversationId: string;
  readonly mode: 'reply' | 'note';
  readonly ticketId: string | null;
  readonly base: number;
  readonly text: string;
  readonly adviceReason?: string;
  readonly writtenAt: number;
  readonly status: 'sending' | 'queued' | 'failed';
  readonly trouble: Trouble | null;
};

export type OutboxEvents = {
  readonly onAppended: (conversationId: string, appended: Appended) => void;
  readonly onNoted: (conversationId: string, event: TimelineEvent) => void;
};

/** These pass by themselves: the same thing is sent again. Everything else is shown to the person. */
const isPassing = (error: CallError): boolean =>
  error.kind === 'network' ||
  ['unavailable', 'internal', 'too-many-requests', 'unauthenticated'].includes(error.problem.code);

const troubleOf = (error: CallError): Trouble | null =>
  error.kind === 'network'
    ? null
    : {
        code: error.problem.code,
        correlationId: error.problem.correlationId,
        ownerName: error.problem.ownerName ?? null,
      };

export const createOutbox = (deps: DeskDeps, events: OutboxEvents) => {
  const key = `nuanxin.console.outbox.${deps.staff.staffId}`;
  const pending = signal<readonly Pending[]>(readSaved<readonly Pending[]>(deps.storage, key, []));
  const busy = new Set<string>();
  const attempts = new Map<string, number>();

  const store = (next: readonly Pending[]): void => {
    pending.value = next;
    save(deps.storage, key, next.length === 0 ? undefined : next);
  };
  const change = (clientId: string, with_: Partial<Pending>): void =>
    store(pending.value.map((p) => (p.clientId === clientId ? { ...p, ...with_ } : p)));
  const remove = (clientId: string): void =>
    store(pending.value.filter((p) => p.clientId !== clientId));

  const post = async (item: Pending) => {
    if (item.mode === 'note') {
      const answer = await deps.call('addNote', {
        params: { ticketId: item.ticketId ?? '' },
        body: { clientId: item.clientId, text: item.text },
      });
      if (answer.ok) events.onNoted(item.conversationId, answer.value);
      return answer;
    }
    const answer = await deps.call('reply', {
      params: { conversationId: item.conversationId },
      body: {
        clientId: item.clientId,
        base: item.base,
        text: item.text,
        ...(item.adviceReason === undefined ? {} : { adviceReason: item.adviceReason }),
      },
    });
    if (answer.ok) events.onAppended(item.conversationId, answer.value);
    return answer;
  };

  const retryLater = (item: Pending): void => {
    const attempt = attempts.get(item.conversationId) ?? 0;
    attempts.set(item.conversationId, attempt + 1);
    deps.after(waitBefore(attempt, 0.5), () => void drain(item.conversationId));
  };

  /** Sends one; false when the line is to rest, because it is empty or waits for better times. */
  const sendNext = async (conversationId: string): Promise<boolean> => {
    // A refused one waits for its writer and holds nothing up: it was never stored.
    const item = pending.value.find(
      (p) => p.conversationId === conversationId && p.status !== 'failed',
    );
    if (item === undefined) return false;
    change(item.clientId, { status: 'sending' });
    const answer = await post(item);
    if (answer.ok) {
      attempts.delete(conversationId);
      remove(item.clientId);
      return true;
    }
    const passing = isPassing(answer.error);
    change(item.clientId, {
      status: passing ? 'queued' : 'failed',
      trouble: troubleOf(answer.error),
    });
    if (passing) retryLater(item);
    return !passing;
  };

  /** One at a time per conversation, oldest first: what was written first is stored first. */
  const drain = async (conversationId: string): Promise<void> => {
    if (busy.has(conversationId)) return;
    busy.add(conversationId);
    let going = true;
    while (going) going = await sendNext(conversationId);
    busy.delete(conversationId);
  };

  const drainAll = (): void => {
    for (const id of new Set(pending.value.map((p) => p.conversationId))) void drain(id);
  };

  return {
    pending,
    drainAll,
    add: (
      item: Pick<Pending, 'conversationId' | 'mode' | 'ticketId' | 'base' | 'text'> & {
        readonly adviceReason?: string;
      },
    ): void => {
      store([
        ...pending.value,
        {
          ...item,
          clientId: deps.newClientId(),
          writtenAt: deps.now(),
          status: 'sending',
          trouble: null,
        },
      ]);
      void drain(item.conversationId);
    },
    /** Sends a refused one again, the same thing with the same id; a reason may be added to it. */
    retry: (clientId: string, adviceReason?: string): void => {
      const item = pending.value.find((p) => p.clientId === clientId);
      if (item === undefined) return;
      change(clientId, {
        status: 'sending',
        trouble: null,
        ...(adviceReason === undefined ? {} : { adviceReason }),
      });
      void drain(item.conversationId);
    },
    discard: (clientId: string): Pending | null => {
      const item = pending.value.find((p) => p.clientId === clientId) ?? null;
      remove(clientId);
      if (item !== null) void drain(item.conversationId);
      return item;
    },
    /** An entry that came by another way (push, another tab) acknowledges what it stores. */
    acknowledge: (conversationId: string, entries: readonly Entry[]): void => {
      const stored = new Set(
        entries.filter((e) => e.by.id === deps.staff.staffId).map((e) => e.entryId),
      );
      const rest = pending.value.filter(
        (p) => p.conversationId !== conversationId || !stored.has(p.clientId),
      );
      if (rest.length < pending.value.length) store(rest);
    },
  };
};
