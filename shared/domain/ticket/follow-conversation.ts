import type { Schedule } from '#shared/domain/calendar/hours.ts';
import { asksEmergency, emergencyIn } from '#shared/domain/conversation/conversation.ts';
import type { ConversationState, Entry } from '#shared/domain/conversation/entry.ts';
import { escalationOf, nextDueAt, startClock, stopClock } from '#shared/domain/sla/clocks.ts';
import type { Alarm, Ticket, TicketClock } from './ticket.ts';
import type { EventKind, TicketEvent } from './timeline.ts';

export type Followed = { readonly ticket: Ticket; readonly events: readonly TicketEvent[] };

/** Plan of the desk, or null where somebody is on duty now whatever the plan says. */
type Hours = Schedule | null;

const statusOf = ({ owner, status }: ConversationState): Ticket['status'] => {
  if (status === 'resolved') return 'resolved';
  return owner === 'bot' ? 'bot' : owner === 'queue' ? 'waiting' : 'in-hand';
};

const acknowledged = (alarm: Alarm | null, entry: Entry): Alarm | null =>
  alarm === null || alarm.acknowledgedAt !== null
    ? alarm
    : { ...alarm, acknowledgedAt: entry.at, acknowledgedBy: entry.by.id };

/** A person sees the conversation from here on. */
const TAKES: ReadonlySet<Entry['body']['kind']> = new Set([
  'claimed',
  'transfer-accepted',
  'taken-over',
  'resolved',
]);

/** Follows the entry that asks a colleague; void with every change of owner, and once declined. */
const offerOf = (ticket: Ticket, { at, by, body, state }: Entry): Ticket['offer'] => {
  if (state.offer === undefined) return null;
  if (body.kind !== 'transfer-offered') return ticket.offer;
  return { ...state.offer, byName: by.name ?? '', reason: body.reason, at };
};

const alarmOf = (ticket: Ticket, entry: Entry): Alarm | null => {
  const card = emergencyIn(entry.body);
  if (card !== undefined)
    return {
      at: entry.at,
      seq: entry.seq,
      kinds: card.kinds,
      level: card.level,
      acknowledgedAt: null,
      acknowledgedBy: null,
    };
  // Whoever takes or closes the conversation has seen the emergency.
  const taken = TAKES.has(entry.body.kind);
  return taken ? acknowledged(ticket.alarm, entry) : ticket.alarm;
};

/** What must be looked at although nobody speaks. */
const quietClocks = (
  given: TicketClock[],
  next: Pick<Ticket, 'status' | 'alarm'>,
  entry: Entry,
): TicketClock[] => {
  const { body, at } = entry;
  const run = (clocks: TicketClock[], id: TicketClock['id'], starts: boolean, ends: boolean) =>
    starts
      ? startClock(stopClock(clocks, id, at, body.kind), id, at, null)
      : ends
        ? stopClock(clocks, id, at, body.kind)
        : clocks;
  const inHand = next.status === 'in-hand';
  const moved = !inHand || TAKES.has(body.kind) || body.kind === 'transferred';
  let clocks = run(given, 'pickup', body.kind === 'assigned', moved);
  clocks = inHand ? startClock(clocks, 'idle', at, null) : run(clocks, 'idle', false, true);
  const answered = body.kind === 'emergency-answered' || emergencyIn(body) !== undefined;
  clocks = run(clocks, 'confirm', asksEmergency(body) && !inHand, answered || inHand);
  const done = body.kind === 'resolved' && FOLLOWED.has(body.outcome) && entry.by.kind === 'agent';
  return run(clocks, 'followup', done, next.status !== 'resolved');
};

/** Who was helped is asked a day later whether it helped; who left without a word is left in peace. */
const FOLLOWED: ReadonlySet<string> = new Set(['solved', 'referred']);

const clocksOf = (
  ticket: Ticket,
  next: Pick<Ticket, 'status' | 'alarm'>,
  entry: Entry,
  hours: Hours,
): TicketClock[] => {
  let clocks: TicketClock[] = [...ticket.clocks];
  const rings = next.alarm !== null && next.alarm.acknowledgedAt === null;
  clocks = rings
    ? startClock(clocks, 'emergency', entry.at, null)
    : stopClock(clocks, 'emergency', entry.at, 'acknowledged');
  clocks =
    next.status === 'waiting'
      ? startClock(clocks, 'chat', entry.at, hours)
      : stopClock(clocks, 'chat', entry.at, next.status);
  const asked = entry.body.kind === 'transfer-offered';
  if (asked || entry.state.offer === undefined)
    clocks = stopClock(clocks, 'transfer', entry.at, entry.body.kind);
  if (asked) clocks = startClock(clocks, 'transfer', entry.at, null);
  clocks = quietClocks(clocks, next, entry);
  return next.status === 'bot'
    ? startClock(clocks, 'unanswered', entry.at, null)
    : stopClock(clocks, 'unanswered', entry.at, next.status);
};

const WORDS: Readonly<Partial<Record<Entry['body']['kind'], [EventKind, string]>>> = {
  'handoff-requested': ['handoff-requested', '转人工，等待接待'],
  claimed: ['claimed', '开始接待'],
  assigned: ['auto-assigned', '自动分配'],
  released: ['released', '退回队列'],
  transferred: ['transferred', '转交同事'],
  'transfer-offered': ['transfer-offered', '请同事接手'],
  'transfer-accepted': ['transferred', '接受转接'],
  'transfer-declined': ['transfer-declined', '转接未成'],
  'taken-over': ['taken-over', '接手会话'],
  resolved: ['resolved', '会话已解决'],
  reopened: ['reopened', '患者再次联系，会话重新打开'],
  rated: ['rated', '患者作了评价'],
  'emergency-answered': ['emergency-answered', '患者回应急症确认'],
};

const OUTCOMES: Readonly<Record<string, string>> = {
  solved: '已解决',
  referred: '已转介',
  'no-answer': '患者未再回复',
  abandoned: '患者离开',
};

const dataOf = ({ body }: Entry): Record<string, unknown> => {
  if (body.kind === 'resolved') return { outcome: body.outcome };
  if (body.kind === 'rated') return { score: body.score, solved: body.solved };
  if (body.kind === 'transferred' || body.kind === 'transfer-offered' || body.kind === 'assigned')
    return { toAgentId: body.toAgentId, reason: body.reason };
  return 'reason' in body ? { reason: body.reason } : {};
};

const withReason = (text: string, reason: string): string =>
  reason === '' ? text : `${text}：${reason}`;

/** The words of an entry's event, with what the entry says about it. */
const detailed = (words: string, body: Entry['body']): string => {
  switch (body.kind) {
    case 'transferred':
      return `转交${body.toAgentName}`;
    case 'assigned':
      return `${words}给${body.toAgentName}：${body.reason}`;
    case 'transfer-offered':
      return `请${body.toAgentName}接手：${body.reason}`;
    case 'released':
    case 'transfer-declined':
    case 'taken-over':
      return withReason(words, body.reason);
    case 'resolved':
      return `${words}:${OUTCOMES[body.outcome] ?? ''}`;
    case 'rated':
      return `${words}：${body.score} 分`;
    case 'emergency-answered':
      return `${words}：${body.happening ? '正在发生' : '没有发生'}`;
    default:
      return words;
  }
};

const wordsFor = (ticket: Ticket, { body }: Entry): [EventKind, string] | undefined => {
  const card = emergencyIn(body);
  if (card !== undefined) return ['emergency', `急症提醒：${card.safetyLine}`];
  if (body.kind === 'message' && ticket.status === 'resolved')
    return ['reopened', '患者再次联系，会话重新打开'];
  const words = WORDS[body.kind];
  return words === undefined ? undefined : [words[0], detailed(words[1], body)];
};

const eventsOf = (ticket: Ticket, entry: Entry): TicketEvent[] => {
  const words = wordsFor(ticket, entry);
  return words === undefined
    ? []
    : [
        {
          eventId: `seq:${String(entry.seq).padStart(7, '0')}`,
          at: entry.at,
          kind: words[0],
          actorId: entry.by.id,
          actorName: entry.by.name,
          text: words[1],
          data: { seq: entry.seq, ...dataOf(entry) },
        },
      ];
};

/**
 * Since when the patient has wanted a person. It is kept while somebody has the conversation: whoever comes back to the
 * queue keeps the place they had.
 */
const queuedSinceOf = (ticket: Ticket, status: Ticket['status'], { at }: Entry): number | null => {
  if (status === 'waiting') return ticket.waitingSince ?? ticket.queuedSince ?? at;
  return status === 'in-hand' ? (ticket.queuedSince ?? ticket.waitingSince) : null;
};

/** Who had it and gave it back, or lost it by not answering: they are not given it again while the patient waits. */
const passedByOf = (
  { passedBy, ownerId }: Ticket,
  status: Ticket['status'],
  { body }: Entry,
): string[] => {
  if (status === 'bot' || status === 'resolved') return [];
  return body.kind === 'released' && ownerId !== null
    ? [...new Set([...passedBy, ownerId])]
    : passedBy;
};

const whyOf = ({ ownerWhy }: Ticket, { body, state }: Entry): string | null => {
  if (body.kind === 'assigned') return body.reason;
  const moved = TAKES.has(body.kind) || body.kind === 'transferred';
  return state.owner !== 'agent' || moved ? null : ownerWhy;
};

/**
 * The ticket after an entry that changed the course of its conversation. Pure and repeatable: an entry that the ticket
 * has followed already changes nothing, so request, stream consumer and sweep may all try.
 */
const followEntry = (ticket: Ticket, entry: Entry, hours: Hours): Followed => {
  if (entry.seq <= ticket.followedSeq) return { ticket, events: [] };
  const { state } = entry;
  const status = statusOf(state);
  const alarm = alarmOf(ticket, entry);
  const clocks = clocksOf(ticket, { status, alarm }, entry, hours);
  const queuedSince = queuedSinceOf(ticket, status, entry);
  return {
    ticket: {
      ...ticket,
      status,
      alarm,
      offer: offerOf(ticket, entry),
      clocks,
      urgent: state.urgent,
      ownerId: state.owner === 'agent' ? state.agentId : null,
      ownerName: state.owner === 'agent' ? state.agentName : null,
      waitingSince: status === 'waiting' ? queuedSince : null,
      queuedSince,
      passedBy: passedByOf(ticket, status, entry),
      ownerWhy: whyOf(ticket, entry),
      nextDueAt: nextDueAt(clocks),
      escalated: escalationOf(clocks),
      updatedAt: entry.at,
      followedSeq: entry.seq,
    },
    events: eventsOf(ticket, entry),
  };
};

/** Follows several entries in order. */
export const followEntries = (
  ticket: Ticket,
  entries: readonly Entry[],
  hours: Hours,
): Followed => {
  let followed: Followed = { ticket, events: [] };
  for (const entry of entries) {
    const step = followEntry(followed.ticket, entry, hours);
    followed = { ticket: step.ticket, events: [...followed.events, ...step.events] };
  }
  return followed;
};
