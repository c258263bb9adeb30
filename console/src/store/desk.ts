import { batch, signal } from '@preact/signals';
import type { CallError, CallInput, CallOutcome } from '#shared/client/api-client.ts';
import type { PushState } from '#shared/client/push-client.ts';
import type { Appended } from '#shared/contract/conversations.ts';
import type { Push } from '#shared/contract/push.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { articleOfNotice } from '#shared/domain/knowledge/tasks.ts';
import { MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { createApprovals } from './approvals.ts';
import type { DeskDeps } from './deps.ts';
import { createDrafts } from './drafts.ts';
import { createInbox } from './inbox.ts';
import { createKnowledge } from './knowledge.ts';
import { createNotices, type Notice } from './notices.ts';
import { createOutbox } from './outbox.ts';
import { createTeam } from './team.ts';
import { createThread } from './thread.ts';
import { createTicketList } from './ticket-list.ts';
import { createTicketPage } from './ticket-page.ts';

type StepName =
  | 'claim'
  | 'release'
  | 'transfer'
  | 'acceptTransfer'
  | 'declineTransfer'
  | 'takeOver'
  | 'resolve';
type StepExtras = {
  readonly claim: Record<never, never>;
  readonly release: { readonly reason: string };
  readonly transfer: { readonly toStaffId: string; readonly reason: string };
  readonly acceptTransfer: Record<never, never>;
  readonly declineTransfer: { readonly reason: string };
  readonly takeOver: { readonly reason: string };
  readonly resolve: { readonly outcome: 'solved' | 'referred' | 'no-answer' | 'abandoned' };
};

/** What the page may want to make heard or seen; the stores only say that it happened. */
export type DeskEvents = {
  readonly onPatientMessage: (conversationId: string, entry: Entry) => void;
  readonly onWaiting: (conversationId: string) => void;
  readonly onNotice: (notice: Omit<Notice, 'read'>) => void;
};

/** Own typing is announced at most this often; the other side lets it go out after 30 s. */
const TYPING_EVERY = 5 * SECOND;
const REPEATS = 2;
const BELL = { live: 5 * MINUTE, polling: 30 * SECOND } as const;

/** The desk of one signed-in person: every store, and what flows between them. */
export const createDesk = (outside: DeskDeps, events: DeskEvents) => {
  const me = outside.staff.staffId;
  const connection = signal<PushState>('idle');
  /** Whether the last call of any kind was answered by our server. */
  const reachable = signal(true);
  const call: DeskDeps['call'] = async (name, input) => {
    const answer = await outside.call(name, input);
    reachable.value = answer.ok || answer.error.kind === 'problem';
    return answer;
  };
  const deps: DeskDeps = { ...outside, call };
  const inbox = createInbox(deps);
  const drafts = createDrafts(deps);
  const team = createTeam(deps);
  const notices = createNotices(deps);
  const ticketList = createTicketList(deps);
  const ticketPage = createTicketPage(deps, { onRow: ticketList.replace });
  const approvals = createApprovals(deps);
  const knowledge = createKnowledge(deps);
  /** Highest number told to the server as read, per conversation. */
  const told = new Map<string, number>();
  let typedAt = 0;
  let bellAt = Number.NEGATIVE_INFINITY;

  const thread = createThread(deps, {
    onEntries: (conversationId, entries) => outbox.acknowledge(conversationId, entries),
  });
  const outbox = createOutbox(deps, {
    onAppended: (conversationId, appended) => thread.received(conversationId, appended.entries),
    onNoted: (conversationId, event) => thread.noted(conversationId, event),
  });

  /** Sends a step; an answer lost on the way is asked for again with the same id, which changes nothing twice. */
  const step = async <N extends StepName>(
    name: N,
    conversationId: string,
    extras: StepExtras[N],
  ): Promise<CallOutcome<N>> => {
    const body = { clientId: deps.newClientId(), base: thread.base(), ...extras };
    const input = { params: { conversationId }, body } as unknown as CallInput<N>;
    let answer = await deps.call(name, input);
    for (let i = 0; i < REPEATS && !answer.ok && answer.error.kind === 'network'; i += 1)
      answer = await deps.call(name, input);
    if (answer.ok) thread.received(conversationId, (answer.value as Appended).entries);
    else if (answer.error.kind === 'problem') void thread.catchUp();
    void inbox.refresh();
    return answer;
  };

  const acknowledge = async (conversationId: string): Promise<CallError | null> => {
    inbox.change(conversationId, { alarm: false });
    const answer = await deps.call('acknowledgeAlarm', {
      params: { conversationId },
      body: { clientId: deps.newClientId() },
    });
    if (answer.ok) return null;
    inbox.change(conversationId, { alarm: true });
    return answer.error;
  };

  /** Tells the server what is on screen in front of somebody. Over HTTP: the patient's 已读 should not be lost. */
  const reportRead = (): void => {
    const conversationId = thread.id.peek();
    const last = thread.base();
    if (conversationId === null || last < 0) return;
    inbox.markSeen(conversationId, last);
    if (!deps.visible() || (told.get(conversationId) ?? -1) >= last) return;
    told.set(conversationId, last);
    void deps
      .call('deskCursor', { params: { conversationId }, body: { delivered: last, read: last } })
      .then((answer) => {
        if (!answer.ok) told.delete(conversationId);
      });
  };

  const typed = (on: boolean): void => {
    const conversationId = thread.id.peek();
    if (conversationId === null) return;
    if (on && deps.now() - typedAt < TYPING_EVERY) return;
    typedAt = on ? deps.now() : 0;
    deps.send({ action: 'typing', conversationId, on });
  };

  const announce = (push: Push): void => {
    if (push.type === 'entries')
      for (const entry of push.entries)
        if (entry.by.kind === 'patient' && entry.body.kind === 'message')
          events.onPatientMessage(push.conversationId, entry);
    if (push.type !== 'inbox') return;
    const before = inbox.rowOf(push.row.conversationId);
    if (push.row.status === 'waiting' && before?.status !== 'waiting')
      events.onWaiting(push.row.conversationId);
  };

  const noticed = (push: Extract<Push, { type: 'notice' }>): void => {
    if (push.ticketId !== null) ticketPage.touched(push.ticketId);
    if (articleOfNotice(push.noticeId) !== undefined) void knowledge.refreshOverview();
    if (notices.pushed(push)) events.onNotice(push);
  };

  const pushed = (push: Push): void => {
    announce(push);
    batch(() => {
      thread.pushed(push);
      if (push.type === 'alarm') inbox.alarmed(push.row.conversationId, push.kinds);
      if (push.type === 'inbox' || push.type === 'alarm') {
        inbox.pushed(push.row);
        ticketPage.touched(push.row.ticketId);
      }
      if (push.type === 'notice') noticed(push);
    });
  };

  /** Pushes keep the bell; it is asked for now and then, and whenever a socket has opened. */
  const bellNow = async (): Promise<void> => {
    const every = connection.peek() === 'open' ? BELL.live : BELL.polling;
    if (deps.now() - bellAt < every) return;
    bellAt = deps.now();
    await notices.refresh();
  };

  const catchUp = async (): Promise<void> => {
    outbox.drainAll();
    await Promise.all([
      inbox.refresh(),
      thread.catchUp(),
      thread.refreshDetail(),
      ticketPage.refresh(),
      bellNow(),
    ]);
  };

  return {
    staff: deps.staff,
    me,
    connection,
    reachable,
    inbox,
    thread,
    outbox,
    drafts,
    team,
    notices,
    ticketList,
    ticketPage,
    approvals,
    knowledge,
    step,
    acknowledge,
    reportRead,
    typed,
    pushed,
    catchUp,
    call: deps.call,
    newClientId: deps.newClientId,
    now: deps.now,
    /** A socket has opened: what was missed meanwhile is fetched. */
    opened: (): void => {
      thread.announceView();
      // Whose work the base is sees at once what is late.
      if (deps.staff.tier === 'editor' || deps.staff.tier === 'department')
        void knowledge.refreshOverview();
      bellAt = Number.NEGATIVE_INFINITY;
      void catchUp();
    },
  };
};
export type Desk = ReturnType<typeof createDesk>;
