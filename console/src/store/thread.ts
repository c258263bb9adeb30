import { computed, signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import {
  contiguousTo,
  EMPTY_LOG,
  hasGap,
  highestSeq,
  type LogView,
  mergeEntries,
  newestState,
  shownEntries,
} from '#shared/client/log-view.ts';
import type { Cursors } from '#shared/contract/conversations.ts';
import type { DeskConversation, TimelineEvent } from '#shared/contract/desk.ts';
import type { Push } from '#shared/contract/push.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { SECOND } from '#shared/kernel/clock.ts';
import type { DeskDeps } from './deps.ts';

type Cached = { readonly log: LogView; readonly detail: DeskConversation | null };
const CACHED = 30;
/** A typing sign without refresh goes out by itself. */
const TYPING_FOR = 30 * SECOND;
const NOBODY: Cursors = {
  patient: { delivered: -1, read: -1 },
  agent: { delivered: -1, read: -1 },
};

export type ThreadEvents = {
  readonly onEntries: (conversationId: string, entries: readonly Entry[]) => void;
};

/** The conversation on screen: its log from pushes and pages, its ticket, who looks at it, who types. */
export const createThread = (deps: DeskDeps, events: ThreadEvents) => {
  const id = signal<string | null>(null);
  const log = signal<LogView>(EMPTY_LOG);
  const detail = signal<DeskConversation | null>(null);
  const cursors = signal<Cursors>(NOBODY);
  const viewers = signal<DeskConversation['viewers']>([]);
  const typing = signal<{
    readonly side: 'patient' | 'agent';
    readonly name: string | null;
  } | null>(null);
  const error = signal<CallError | null>(null);
  const cache = new Map<string, Cached>();
  let detailTimer: unknown;
  let typingTimer: unknown;
  let fetching: { readonly id: string; readonly done: Promise<void> } | null = null;

  const entries = computed(() => shownEntries(log.value));
  const state = computed(() => newestState(log.value) ?? detail.value?.conversation.state ?? null);

  const keep = (): void => {
    const current = id.peek();
    if (current === null) return;
    cache.delete(current);
    cache.set(current, { log: log.peek(), detail: detail.peek() });
    const oldest = cache.keys().next().value;
    if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest);
  };

  const furthest = (a: Cursors['patient'], b: Cursors['patient']): Cursors['patient'] => ({
    delivered: Math.max(a.delivered, b.delivered),
    read: Math.max(a.read, b.read),
  });
  const moveCursors = (to: Partial<Cursors>): void => {
    const held = cursors.peek();
    cursors.value = {
      patient: to.patient ? furthest(held.patient, to.patient) : held.patient,
      agent: to.agent ? furthest(held.agent, to.agent) : held.agent,
    };
  };

  const take = (conversationId: string, received: readonly Entry[]): void => {
    events.onEntries(conversationId, received);
    if (conversationId !== id.peek()) return;
    log.value = mergeEntries(log.peek(), received);
  };

  const fetchMissing = async (conversationId: string): Promise<void> => {
    for (;;) {
      const answer = await deps.call('deskEntries', {
        params: { conversationId },
        query: { after: contiguousTo(log.peek()) },
      });
      if (id.peek() !== conversationId) return;
      if (!answer.ok) {
        error.value = answer.error;
        return;
      }
      error.value = null;
      const before = contiguousTo(log.peek());
      take(conversationId, answer.value.entries);
      moveCursors(answer.value.cursors);
      // A page that brings nothing new ends the loop, so that a wrong `more` cannot spin.
      if (!answer.value.more || contiguousTo(log.peek()) === before) return;
    }
  };

  /** Everything after what is shown. One run at a time per conversation. */
  const catchUp = (): Promise<void> => {
    const conversationId = id.peek();
    if (conversationId === null) return Promise.resolve();
    if (fetching?.id === conversationId) return fetching.done;
    const done = fetchMissing(conversationId).finally(() => {
      if (fetching?.id === conversationId) fetching = null;
    });
    fetching = { id: conversationId, done };
    return done;
  };

  const refreshDetail = async (): Promise<void> => {
    const conversationId = id.peek();
    if (conversationId === null) return;
    const answer = await deps.call('deskConversation', { params: { conversationId } });
    if (id.peek() !== conversationId) return;
    if (!answer.ok) {
      error.value = answer.error;
      return;
    }
    error.value = null;
    detail.value = answer.value;
    moveCursors(answer.value.conversation.cursors);
    viewers.value = answer.value.viewers;
  };

  const refreshDetailSoon = (): void => {
    if (detailTimer !== undefined) return;
    detailTimer = deps.after(0.8 * SECOND, () => {
      detailTimer = undefined;
      void refreshDetail();
    });
  };

  const showTyping = (push: Extract<Push, { type: 'typing' }>): void => {
    if (typingTimer !== undefined) deps.cancel(typingTimer);
    typingTimer = undefined;
    typing.value = push.on ? { side: push.side, name: push.name } : null;
    if (push.on)
      typingTimer = deps.after(TYPING_FOR, () => {
        typing.value = null;
      });
  };

  const show = (conversationId: string | null): void => {
    const held = conversationId === null ? undefined : cache.get(conversationId);
    id.value = conversationId;
    log.value = held?.log ?? EMPTY_LOG;
    detail.value = held?.detail ?? null;
    cursors.value = held?.detail?.conversation.cursors ?? NOBODY;
    viewers.value = held?.detail?.viewers ?? [];
    typing.value = null;
    error.value = null;
  };

  const received = (conversationId: string, got: readonly Entry[]): void => {
    take(conversationId, got);
    if (conversationId !== id.peek()) return;
    if (got.some((e) => e.by.kind === typing.peek()?.side)) typing.value = null;
    if (hasGap(log.peek())) void catchUp();
    refreshDetailSoon();
  };

  const forThis = <P extends { conversationId: string }>(push: P, run: (push: P) => void): void => {
    if (push.conversationId === id.peek()) run(push);
  };

  return {
    id,
    entries,
    state,
    detail,
    cursors,
    viewers,
    typing,
    error,
    catchUp,
    refreshDetail,
    received,
    /** Number to freeze into what is written now: the last one that the writer can have seen. */
    base: (): number => contiguousTo(log.peek()),
    lastSeq: computed(() => highestSeq(log.value)),
    open: async (conversationId: string | null): Promise<void> => {
      if (conversationId === id.peek()) return;
      keep();
      show(conversationId);
      deps.send({ action: 'view', conversationId });
      if (conversationId !== null) await Promise.all([refreshDetail(), catchUp()]);
    },
    /** After a reconnect the server has forgotten who looks at what. */
    announceView: (): void => {
      deps.send({ action: 'view', conversationId: id.peek() });
    },
    noted: (conversationId: string, event: TimelineEvent): void => {
      const held = detail.peek();
      if (conversationId !== id.peek() || held === null) return;
      if (held.timeline.some((e) => e.eventId === event.eventId)) return;
      detail.value = { ...held, timeline: [...held.timeline, event] };
    },
    pushed: (push: Push): void => {
      switch (push.type) {
        case 'entries':
          received(push.conversationId, push.entries);
          break;
        case 'typing':
          forThis(push, showTyping);
          break;
        case 'viewers':
          forThis(push, (p) => {
            viewers.value = p.viewers;
          });
          break;
        case 'cursor':
          forThis(push, (p) => moveCursors({ [p.side]: { delivered: p.delivered, read: p.read } }));
          break;
      }
    },
  };
};
