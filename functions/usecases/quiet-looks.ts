import type { Deps, OutboxRow } from '#functions/ports.ts';
import { asksEmergency } from '#shared/domain/conversation/conversation.ts';
import type { Card, Entry } from '#shared/domain/conversation/entry.ts';
import { nudgeId, type QuietStep, quietStep } from '#shared/domain/conversation/quiet.ts';
import { nextDueAt, startClock, stopClock } from '#shared/domain/sla/clocks.ts';
import type { ClockId, Ticket, TicketClock } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { beijingDate, beijingTime, DAY, fromBeijing, type Instant } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { loadScene } from './enter.ts';
import { followConversation } from './follow-ticket.ts';
import { localeOf, type Scene } from './scene.ts';
import { type SystemStepDeps, systemStep } from './system-step.ts';

type Outcome =
  | 'nudged'
  | 'reminded'
  | 'ended'
  | 'released'
  | 'rang'
  | 'followed'
  | 'checked'
  | 'stale';
type Look = (deps: SystemStepDeps, ticket: Ticket, scene: Scene) => Promise<Outcome>;

const WORDS = {
  nudge: {
    'zh-CN':
      '您还在吗？如果还需要帮助，请直接回复。10 分钟内没有新消息，本次对话会先结束，您随时可以再来。',
    en: 'Are you still there? Just reply if you need more help. Without a message within 10 minutes this chat ends for now; you can come back at any time.',
  },
  ended: {
    'zh-CN':
      '一段时间没有收到您的消息，本次对话先结束。记录和工单都会保留，回到这里留言就可以继续。',
    en: 'We have not heard from you for a while, so this chat ends for now. Everything is kept: write here to go on.',
  },
  followup: {
    'zh-CN': '您好，想回访一下：昨天的问题解决了吗？如果还没有，直接在这里回复，我们继续帮您处理。',
    en: 'A short follow-up: was your question of yesterday settled? If not, reply here and we will go on.',
  },
} as const satisfies Record<string, Localized>;

const stillAsks = (phone: string): Localized => ({
  'zh-CN': `还没有收到您的回复。如果不舒服正在发生或加重，请立即拨打 120 或本院急救电话 ${phone}，或直接到急诊。如果没有，请回复一句话告诉我们。`,
  en: `We have not heard from you. If this is happening now or getting worse, call 120 or our emergency line ${phone}, or come to the emergency department. If not, please tell us in a word.`,
});

type SaveDeps = Pick<Deps, 'tickets' | 'clock'>;
type Extra = {
  readonly events?: readonly TicketEvent[];
  readonly outbox?: readonly OutboxRow[];
  readonly alarm?: Ticket['alarm'];
};

const withNext = (
  clocks: readonly TicketClock[],
  id: ClockId,
  at: Instant | null,
  now: Instant,
) => {
  const stopped = stopClock(clocks, id, now, 'checked');
  return at === null
    ? stopped
    : startClock(stopped, id, now, null).map((clock) =>
        clock.id === id ? { ...clock, dueAt: Math.max(at, now + 1) } : clock,
      );
};

/** Sets the next look of a clock (null: none) on the ticket as it stands now; somebody faster leaves it to the next sweep. */
const nextLook = async (
  { tickets, clock }: SaveDeps,
  ticketId: string,
  id: ClockId,
  at: Instant | null,
  { events = [], outbox = [], alarm }: Extra = {},
): Promise<boolean> => {
  const now = clock();
  const ticket = await tickets.get(ticketId);
  const due = ticket?.clocks.find((one) => one.id === id);
  if (ticket === undefined || due === undefined || due.stoppedAt !== null || due.dueAt > now)
    return false;
  const looked = withNext(ticket.clocks, id, at, now);
  const clocks = alarm === undefined ? looked : startClock(looked, 'emergency', now, null);
  const saved = await tickets.save(
    { ...ticket, clocks, nextDueAt: nextDueAt(clocks), ...(alarm === undefined ? {} : { alarm }) },
    events,
    outbox,
  );
  return saved.ok;
};

const eventOf = (
  eventId: string,
  kind: TicketEvent['kind'],
  now: Instant,
  text: string,
  data: object = {},
): TicketEvent => ({
  eventId,
  at: now,
  kind,
  actorId: null,
  actorName: null,
  text,
  data: { ...data },
});

const rowOf = (
  ticket: Ticket,
  id: string,
  now: Instant,
  what: Pick<OutboxRow, 'audience' | 'to' | 'title' | 'text'>,
): OutboxRow => ({
  outboxId: `${ticket.ticketId}#${id}`,
  ticketId: ticket.ticketId,
  ticketNumber: ticket.number,
  at: now,
  ...what,
});

/** Given to somebody who has said nothing in two minutes: back into the queue, at the place it had. */
const lookPickup: Look = async (deps, ticket, scene) => {
  const { entries } = scene.tail;
  const given = entries.findLast(({ body }) => body.kind === 'assigned');
  const answers = entries.some(
    ({ seq, by, body }) =>
      seq > (given?.seq ?? 0) && by.kind === 'agent' && body.kind === 'message',
  );
  if (answers || given === undefined)
    return (await nextLook(deps, ticket.ticketId, 'pickup', null)) ? 'checked' : 'stale';
  const done = await systemStep(deps, scene, {
    id: `sweep:pickup:${given.seq}`,
    body: { kind: 'released', reason: `${ticket.ownerName ?? '客服'}两分钟内没有应答，重新安排` },
  });
  return done.ok ? 'released' : 'stale';
};

const remind = async (
  deps: SystemStepDeps,
  ticket: Ticket,
  step: Extract<QuietStep, { do: 'remind-owner' | 'remind-supervisor' }>,
): Promise<Outcome> => {
  const now = deps.clock();
  const toOwner = step.do === 'remind-owner';
  const id = `idle:${step.seq}:${toOwner ? 'owner' : 'supervisor'}`;
  // Said once for each silence, however often it is looked at.
  if ((await deps.tickets.event(ticket.ticketId, `sweep:${id}`)) !== undefined)
    return (await nextLook(deps, ticket.ticketId, 'idle', step.until)) ? 'checked' : 'stale';
  const text = toOwner
    ? `工单 ${ticket.number} 的患者在等您回复，已超过 5 分钟`
    : `工单 ${ticket.number} 的患者等${ticket.ownerName ?? '客服'}回复已超过 10 分钟`;
  const saved = await nextLook(deps, ticket.ticketId, 'idle', step.until, {
    events: [eventOf(`sweep:${id}`, toOwner ? 'warned' : 'escalated', now, text)],
    outbox: [
      rowOf(ticket, id, now, {
        audience: toOwner ? 'staff' : 'supervisors',
        to: toOwner ? ticket.ownerId : null,
        title: toOwner ? '患者在等您回复' : '患者等待回复',
        text,
      }),
    ],
  });
  return saved ? 'reminded' : 'stale';
};

const say = (
  deps: SystemStepDeps,
  scene: Scene,
  id: string,
  words: Localized,
  cards: Card[] = [],
) =>
  systemStep(deps, scene, {
    id,
    body: { kind: 'message', text: words[localeOf(scene.opening)], cards },
  });

/** In somebody's hand and quiet: the owner is reminded, or the patient asked, or the conversation ended. */
const lookIdle: Look = async (deps, ticket, scene) => {
  const now = deps.clock();
  const { entries } = scene.tail;
  const moved = entries.findLast(({ seq }) => seq <= ticket.followedSeq);
  const since = { at: moved?.at ?? ticket.updatedAt, seq: moved?.seq ?? ticket.followedSeq };
  const step = quietStep(entries, since, now);
  switch (step.do) {
    case 'wait':
      return (await nextLook(deps, ticket.ticketId, 'idle', step.until)) ? 'checked' : 'stale';
    case 'nudge': {
      const done = await say(deps, scene, nudgeId(step.seq), WORDS.nudge);
      if (!done.ok) return 'stale';
      await nextLook(deps, ticket.ticketId, 'idle', step.until);
      return 'nudged';
    }
    case 'close': {
      const told = await say(deps, scene, `idle:${step.seq}:ended`, WORDS.ended);
      if (!told.ok) return 'stale';
      const done = await systemStep(deps, told.value, {
        id: `idle:${step.seq}:resolved`,
        body: { kind: 'resolved', outcome: 'no-answer' },
      });
      return done.ok ? 'ended' : 'stale';
    }
    default:
      return remind(deps, ticket, step);
  }
};

const cardOf = ({ body }: Entry): Extract<Card, { type: 'emergency' }> | undefined =>
  body.kind === 'message' ? body.cards.find((card) => card.type === 'emergency') : undefined;

/** Emergencies of these grades ring at the desk where the question stays without an answer; of others it is told. */
const RINGS_UP_TO = 2;

/** Asked whether it is an emergency, the patient has not answered for three minutes: the desk is told to get in touch. */
const lookConfirm: Look = async (deps, ticket, scene) => {
  const now = deps.clock();
  const { entries } = scene.tail;
  const asked = entries.findLast(({ body }) => asksEmergency(body));
  const card = asked === undefined ? undefined : cardOf(asked);
  const answered = entries.some(({ seq, by }) => seq > (asked?.seq ?? 0) && by.kind === 'patient');
  if (asked === undefined || card === undefined || answered)
    return (await nextLook(deps, ticket.ticketId, 'confirm', null)) ? 'checked' : 'stale';
  const profile = await deps.knowledge.profile();
  const told = await say(
    deps,
    scene,
    `confirm:${asked.seq}:again`,
    stillAsks(profile?.emergencyPhone ?? ''),
  );
  if (!told.ok) return 'stale';
  const text = `工单 ${ticket.number} 的患者 3 分钟没有回应急症确认，请尽快联系`;
  const rings = card.level <= RINGS_UP_TO;
  const saved = await nextLook(deps, ticket.ticketId, 'confirm', null, {
    events: [eventOf(`sweep:confirm:${asked.seq}`, 'emergency', now, text, { seq: asked.seq })],
    outbox: [
      rowOf(ticket, `confirm:${asked.seq}`, now, {
        audience: 'desk',
        to: null,
        title: '急症确认无人回应',
        text,
      }),
    ],
    ...(rings
      ? {
          alarm: {
            at: now,
            seq: asked.seq,
            kinds: card.kinds,
            level: card.level,
            acknowledgedAt: null,
            acknowledgedBy: null,
          },
        }
      : {}),
  });
  return saved ? 'rang' : 'stale';
};

/** Nobody is followed up at night: between 20:00 and 9:00 it waits for the morning. */
const decentHour = (now: Instant): Instant => {
  const time = beijingTime(now);
  if (time >= '09:00' && time < '20:00') return now;
  const date = beijingDate(time < '09:00' ? now : now + DAY);
  return fromBeijing(date, 9 * 60);
};

/** A day after somebody was helped: did it help? Once, by day, and not to those who have written or rated since. */
const lookFollowup: Look = async (deps, ticket, scene) => {
  const now = deps.clock();
  const { last, entries } = scene.tail;
  if (last.state.status !== 'resolved')
    return (await nextLook(deps, ticket.ticketId, 'followup', null)) ? 'checked' : 'stale';
  const at = decentHour(now);
  if (at > now)
    return (await nextLook(deps, ticket.ticketId, 'followup', at)) ? 'checked' : 'stale';
  const ended = entries.findLast(({ body }) => body.kind === 'resolved');
  const rated = entries.some(({ seq, body }) => seq > (ended?.seq ?? 0) && body.kind === 'rated');
  const done = await say(
    deps,
    scene,
    `followup:${ended?.seq ?? last.seq}`,
    WORDS.followup,
    rated ? [] : [{ type: 'rating' }],
  );
  if (!done.ok) return 'stale';
  const saved = await nextLook(deps, ticket.ticketId, 'followup', null, {
    events: [eventOf(`sweep:followup:${ended?.seq ?? last.seq}`, 'quiet', now, '已自动回访患者')],
  });
  return saved ? 'followed' : 'stale';
};

const LOOKS = {
  pickup: lookPickup,
  idle: lookIdle,
  confirm: lookConfirm,
  followup: lookFollowup,
} as const satisfies Partial<Record<ClockId, Look>>;

export const isQuietClock = (id: ClockId): id is keyof typeof LOOKS => id in LOOKS;

/**
 * Looks into a conversation in which nobody speaks. Everything said has an id that follows from what it is about, so a
 * sweep that dies in the middle, or runs twice, says nothing twice.
 */
export const lookIntoQuiet = async (
  deps: SystemStepDeps,
  ticket: Ticket,
  id: keyof typeof LOOKS,
): Promise<Outcome> => {
  if (ticket.conversationId === null) return 'checked';
  // Who is quiet is looked at every few minutes: what was said before somebody took it does not matter then.
  const reach = id === 'idle' ? ticket.followedSeq : 0;
  const scene = await loadScene(deps, ticket.conversationId, reach);
  if (scene === undefined) return 'checked';
  // The ticket lags: it follows first, and its clocks with it.
  if (isBehind(scene, ticket)) {
    await followConversation(deps, ticket.conversationId);
    return 'stale';
  }
  return LOOKS[id](deps, ticket, scene);
};

const STANDING = { agent: 'in-hand', queue: 'waiting', bot: 'bot' } as const;
const isBehind = ({ tail }: Scene, ticket: Ticket): boolean => {
  const { owner, status, agentId } = tail.last.state;
  const expected = status === 'resolved' ? 'resolved' : STANDING[owner];
  return ticket.status !== expected || (owner === 'agent' && ticket.ownerId !== agentId);
};
