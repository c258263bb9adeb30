import type { ApiClient, CallError } from '#shared/client/api-client.ts';
import type { DeskConversation, InboxRow, TimelineEvent } from '#shared/contract/desk.ts';
import type { EndpointName } from '#shared/contract/endpoints.ts';
import { PROBLEMS, type ProblemCode } from '#shared/contract/problem.ts';
import type { Push } from '#shared/contract/push.ts';
import type { StaffView } from '#shared/contract/sessions.ts';
import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import { advance, INITIAL_STATE, type Refusal } from '#shared/domain/conversation/conversation.ts';
import type {
  ConversationState,
  Entry,
  EntryAuthor,
  EntryBody,
} from '#shared/domain/conversation/entry.ts';
import { NO_WORK, type Ticket } from '#shared/domain/ticket/ticket.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { FakeRecords } from './fake-records.ts';
import { FakeRouting } from './fake-routing.ts';
import { FakeTickets } from './fake-tickets.ts';

export type FakeConversation = {
  readonly id: string;
  readonly channel: ChannelId;
  readonly entries: Entry[];
  readonly timeline: TimelineEvent[];
  readonly readings: DeskConversation['readings'];
  viewers: DeskConversation['viewers'];
  patient: { delivered: number; read: number };
  agent: { delivered: number; read: number };
  category: Ticket['category'];
  department: string;
  routeReason: string;
  severity: Ticket['severity'];
  topic: string | null;
  escalated: InboxRow['escalated'];
  alarm: boolean;
  nextDueAt: number | null;
  number: string;
};

export type FakeColleague = StaffView & { presence: string };

export const PATIENT: EntryAuthor = { kind: 'patient', id: 'vst_1', name: null };
export const BOT: EntryAuthor = { kind: 'bot', id: null, name: null };

const REFUSALS: Readonly<Record<Refusal['kind'], ProblemCode>> = {
  'not-yours': 'not-yours',
  'already-claimed': 'already-claimed',
  resolved: 'conversation-resolved',
  'not-resolved': 'not-resolved',
  'bot-silenced': 'unavailable',
  'not-allowed': 'forbidden',
  'no-offer': 'transition-refused',
};

export const problem = (code: ProblemCode, ownerName: string | null = null): CallError => ({
  kind: 'problem',
  problem: {
    type: `urn:nuanxin:${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    code,
    correlationId: 'c0rr-0001',
    ownerName,
  },
});

/** A refusal that names what is missing, as the service does. */
const refusal = (code: ProblemCode, missing: readonly string[] = [], detail = ''): CallError => {
  const plain = problem(code);
  if (plain.kind !== 'problem') return plain;
  const fields = missing.map((one) => ({ field: 'body.change', message: one }));
  return { kind: 'problem', problem: { ...plain.problem, detail, fields } };
};

const message = (text: string): EntryBody => ({ kind: 'message', text, cards: [] });

/**
 * The server side of the console in memory, on the real state machine: what a test or a screenshot needs of it. It
 * dedupes by client id, as the real one does, and can be told to fail.
 */
export class FakeDesk {
  readonly conversations = new Map<string, FakeConversation>();
  readonly colleagues: FakeColleague[];
  readonly me: StaffView;
  readonly calls: { readonly name: EndpointName; readonly input: unknown }[] = [];
  /** Articles for `suggestions`. */
  questions: { articleId: string; question: string }[] = [];
  /** Answers with this instead, as often as it is listed. Per endpoint. */
  readonly failures = new Map<EndpointName, CallError[]>();
  /** Stores what is asked, and loses the answer: as often as it is listed. */
  readonly lostAnswers = new Map<EndpointName, number>();
  /** What a socket would carry. */
  onPush: (push: Push) => void = () => undefined;
  readonly now: () => number;
  readonly tickets: FakeTickets;
  readonly records: FakeRecords;
  readonly routing = new FakeRouting();

  constructor(options: {
    readonly me: StaffView;
    readonly colleagues?: FakeColleague[];
    readonly now: () => number;
  }) {
    this.me = options.me;
    this.colleagues = options.colleagues ?? [];
    this.now = options.now;
    this.records = new FakeRecords(this.now);
    this.tickets = new FakeTickets({ me: this.me, colleagues: this.colleagues, now: this.now });
  }

  get author(): EntryAuthor {
    return { kind: 'agent', id: this.me.staffId, name: this.me.name };
  }

  start(
    id: string,
    { openedAt, ...about }: Partial<FakeConversation> & { readonly openedAt?: number } = {},
  ): FakeConversation {
    const conversation: FakeConversation = {
      id,
      channel: 'web',
      entries: [],
      timeline: [],
      readings: [],
      viewers: [],
      patient: { delivered: -1, read: -1 },
      agent: { delivered: -1, read: -1 },
      category: '咨询',
      department: '客户服务中心',
      routeReason: '咨询类默认由客户服务中心受理',
      severity: null,
      topic: null,
      escalated: 'none',
      alarm: false,
      nextDueAt: null,
      number: `261124-${String(10_000 + this.conversations.size * 7919).slice(0, 5)}-${this.conversations.size % 10}`,
      ...about,
    };
    this.conversations.set(id, conversation);
    this.append(
      id,
      PATIENT,
      {
        kind: 'opened',
        channel: conversation.channel,
        locale: 'zh-CN',
        visitorId: 'vst_1',
      },
      openedAt === undefined ? {} : { at: openedAt },
    );
    return conversation;
  }

  get(id: string): FakeConversation {
    const found = this.conversations.get(id);
    if (found === undefined) throw new Error(`no conversation ${id}`);
    return found;
  }

  state(id: string): ConversationState {
    return this.get(id).entries.at(-1)?.state ?? INITIAL_STATE;
  }

  append(
    id: string,
    by: EntryAuthor,
    body: EntryBody,
    options: { readonly entryId?: string; readonly at?: number; readonly silent?: boolean } = {},
  ): Result<Entry, Refusal> {
    const conversation = this.get(id);
    const next = advance(this.state(id), by, body);
    if (!next.ok) return next;
    const seq = conversation.entries.length;
    const entry: Entry = {
      seq,
      entryId: options.entryId ?? `e-${id}-${seq}`,
      at: options.at ?? this.now(),
      by,
      body,
      state: next.value,
    };
    conversation.entries.push(entry);
    if (options.silent !== true) this.push(id, [entry]);
    return ok(entry);
  }

  say(id: string, by: EntryAuthor, text: string, at?: number): void {
    this.append(id, by, message(text), at === undefined ? {} : { at });
  }

  push(id: string, entries: readonly Entry[]): void {
    const { number } = this.get(id);
    this.onPush({
      type: 'entries',
      conversationId: id,
      entries: [...entries],
      state: this.state(id),
      ticketNumber: number,
    });
    this.onPush({ type: 'inbox', row: this.row(id) });
  }

  status(id: string): Ticket['status'] {
    const { status, owner } = this.state(id);
    if (status === 'resolved') return 'resolved';
    return owner === 'bot' ? 'bot' : owner === 'queue' ? 'waiting' : 'in-hand';
  }

  waitingSince(id: string): number | null {
    const { entries } = this.get(id);
    if (this.status(id) === 'waiting')
      return (
        entries.findLast((e) => ['handoff-requested', 'released', 'reopened'].includes(e.body.kind))
          ?.at ?? null
      );
    const last = entries.findLast((e) => e.body.kind === 'message');
    return this.status(id) === 'in-hand' && last?.by.kind === 'patient' ? last.at : null;
  }

  row(id: string): InboxRow {
    const c = this.get(id);
    const state = this.state(id);
    const last = c.entries.at(-1);
    const words = c.entries.findLast((e) => e.body.kind === 'message' && e.body.text !== '');
    return {
      conversationId: id,
      ticketId: `tkt_${id}`,
      ticketNumber: c.number,
      channel: c.channel,
      category: c.category,
      department: c.department,
      urgent: state.urgent,
      status: this.status(id),
      ownerId: state.agentId,
      ownerName: state.agentName,
      preview: words?.body.kind === 'message' ? words.body.text : '',
      lastSeq: last?.seq ?? -1,
      lastAt: last?.at ?? 0,
      waitingSince: this.waitingSince(id),
      alarm: c.alarm,
      nextDueAt: c.nextDueAt,
      offer: this.offer(id),
      escalated: c.escalated,
    };
  }

  private offer(id: string): InboxRow['offer'] {
    const { offer } = this.state(id);
    const asked = this.get(id).entries.findLast(({ body }) => body.kind === 'transfer-offered');
    if (offer === undefined || asked?.body.kind !== 'transfer-offered') return null;
    return { ...offer, byName: asked.by.name ?? '', reason: asked.body.reason, at: asked.at };
  }

  ticket(id: string): Ticket {
    const c = this.get(id);
    const row = this.row(id);
    return {
      ...NO_WORK,
      ticketId: row.ticketId,
      number: c.number,
      conversationId: id,
      visitorId: 'vst_1',
      channel: c.channel,
      category: c.category,
      serviceClass: 'A',
      topic: c.topic,
      severity: c.severity,
      urgent: row.urgent,
      status: this.status(id),
      department: c.department,
      routeReason: c.routeReason,
      ownerId: row.ownerId,
      ownerName: row.ownerName,
      summary: row.preview,
      openedAt: c.entries[0]?.at ?? 0,
      updatedAt: row.lastAt,
      waitingSince: row.waitingSince,
      nextDueAt: c.nextDueAt,
      clocks: [],
      escalated: c.escalated,
      alarm: null,
      followedSeq: row.lastSeq,
      version: c.entries.length,
    };
  }

  /** The port of the console. Answers come in a later turn, as over a network. */
  readonly call: ApiClient['call'] = async (name, input) => {
    this.calls.push({ name, input });
    await Promise.resolve();
    const failure = this.failures.get(name)?.shift();
    if (failure !== undefined) return err(failure) as never;
    const answer =
      (await this.tickets.answer(name, input as Loose, refusal)) ??
      this.records.answer(name, input as Loose) ??
      this.routing.answer(name, input as Loose) ??
      this.answer(name, input as Loose);
    const lost = this.lostAnswers.get(name) ?? 0;
    if (lost > 0) {
      this.lostAnswers.set(name, lost - 1);
      return err({ kind: 'network', status: null }) as never;
    }
    return answer as never;
  };

  private answer(name: EndpointName, input: Loose): Result<unknown, CallError> {
    const id = input.params?.['conversationId'] ?? '';
    const body = input.body ?? {};
    if (input.params?.['conversationId'] !== undefined && !this.conversations.has(id))
      return err(problem('not-found'));
    switch (name) {
      case 'me':
        return ok(this.me);
      case 'inbox':
        return ok(this.inbox(String(input.query?.['view'] ?? 'waiting')));
      case 'deskConversation':
        return ok(this.detail(id));
      case 'deskEntries':
        return ok(this.entriesAfter(id, Number(input.query?.['after'] ?? -1)));
      case 'claim':
        return this.step(id, body, { kind: 'claimed' });
      case 'release':
        return this.step(id, body, { kind: 'released', reason: String(body['reason'] ?? '') });
      case 'transfer':
        return this.step(id, body, {
          kind: 'transfer-offered',
          toAgentId: String(body['toStaffId']),
          toAgentName: this.colleagues.find((c) => c.staffId === body['toStaffId'])?.name ?? '',
          reason: String(body['reason']),
        });
      case 'acceptTransfer':
        return this.step(id, body, { kind: 'transfer-accepted' });
      case 'declineTransfer':
        return this.step(id, body, {
          kind: 'transfer-declined',
          reason: String(body['reason'] ?? ''),
        });
      case 'takeOver':
        return this.step(id, body, { kind: 'taken-over', reason: String(body['reason']) });
      case 'resolve':
        return this.step(id, body, { kind: 'resolved', outcome: body['outcome'] as 'solved' });
      case 'reply':
        return this.step(id, body, message(String(body['text'])));
      case 'acknowledgeAlarm':
        this.get(id).alarm = false;
        this.onPush({ type: 'inbox', row: this.row(id) });
        return ok(undefined);
      case 'deskCursor':
        this.get(id).agent = { delivered: Number(body['delivered']), read: Number(body['read']) };
        return ok(undefined);
      case 'addNote':
        return ok(this.note(String(input.params?.['ticketId']).replace('tkt_', ''), body));
      case 'colleagues':
        return ok({ staff: [{ ...this.me, presence: 'online' }, ...this.colleagues] });
      case 'setPresence':
        return ok(undefined);
      case 'suggestions':
        return ok({ suggestions: this.questions });
      default:
        return err(problem('not-found'));
    }
  }

  private inbox(view: string) {
    const rows = [...this.conversations.keys()].map((id) => this.row(id));
    const mine = (r: InboxRow) => r.ownerId === this.me.staffId && r.status === 'in-hand';
    const open = (r: InboxRow) => ['waiting', 'in-hand'].includes(r.status) || r.alarm;
    const views: Record<string, (r: InboxRow) => boolean> = {
      waiting: (r) => r.status === 'waiting' || r.alarm,
      mine,
      all: open,
      bot: (r) => r.status === 'bot',
      resolved: (r) => r.status === 'resolved',
    };
    const late = rows.filter((r) => r.escalated !== 'none' && open(r));
    const pick = (v: string) => rows.filter(views[v] ?? open);
    return {
      rows: pick(view),
      counts: {
        waiting: pick('waiting').length,
        mine: pick('mine').length,
        all: pick('all').length,
        alarms: rows.filter((r) => r.alarm).length,
        escalated: late.length,
      },
      escalations: late,
      offers: rows.filter((r) => r.offer?.toAgentId === this.me.staffId),
      cursor: null,
    };
  }

  private detail(id: string): DeskConversation {
    const c = this.get(id);
    return {
      why: [`归口${c.department}：${c.routeReason}`],
      conversation: {
        conversationId: id,
        channel: c.channel,
        locale: 'zh-CN',
        openedAt: c.entries[0]?.at ?? 0,
        lastSeq: c.entries.length - 1,
        state: this.state(id),
        ticketNumber: c.number,
        cursors: { patient: c.patient, agent: c.agent },
      },
      ticket: this.ticket(id),
      timeline: [...c.timeline],
      readings: [...c.readings],
      viewers: c.viewers,
    };
  }

  private entriesAfter(id: string, after: number) {
    const c = this.get(id);
    const page = c.entries.filter((e) => e.seq > after).slice(0, 50);
    return {
      entries: page,
      state: this.state(id),
      ticketNumber: c.number,
      cursors: { patient: c.patient, agent: c.agent },
      more: (page.at(-1)?.seq ?? c.entries.length) < c.entries.length - 1,
    };
  }

  private step(
    id: string,
    body: Loose['body'] & object,
    entry: EntryBody,
  ): Result<unknown, CallError> {
    const c = this.get(id);
    const base = Number(body['base']);
    const entryId = String(body['clientId']);
    const reply = () => ({
      entries: c.entries.filter((e) => e.seq > base),
      state: this.state(id),
      ticketNumber: c.number,
    });
    if (c.entries.some((e) => e.entryId === entryId)) return ok(reply());
    const appended = this.append(id, this.author, entry, { entryId });
    if (!appended.ok) {
      const owner = 'ownerName' in appended.error ? appended.error.ownerName : null;
      return err(problem(REFUSALS[appended.error.kind], owner));
    }
    return ok(reply());
  }

  private note(id: string, body: Loose['body'] & object): TimelineEvent {
    const c = this.get(id);
    const eventId = `evt_${String(body['clientId'])}`;
    const stored = c.timeline.find((e) => e.eventId === eventId);
    if (stored !== undefined) return stored;
    const event: TimelineEvent = {
      eventId,
      at: this.now(),
      kind: 'note',
      actorId: this.me.staffId,
      actorName: this.me.name,
      text: String(body['text']),
      public: false,
      data: {},
    };
    c.timeline.push(event);
    return event;
  }
}

type Loose = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
};
