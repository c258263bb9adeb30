import type { AppendRefusal, Deps, Tail } from '#functions/ports.ts';
import { openAt } from '#shared/domain/calendar/business-time.ts';
import { openingWords } from '#shared/domain/calendar/opening-words.ts';
import type { Card, Entry, EntryAuthor, EntryBody } from '#shared/domain/conversation/entry.ts';
import {
  composeReply,
  type Desk,
  type EmergencyCard,
  missesIn,
  type Reply,
} from '#shared/domain/reply/compose-reply.ts';
import { emergencyCard } from '#shared/domain/reply/emergency-card.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TriageResult } from '#shared/domain/triage/triage.ts';
import type { Result } from '#shared/kernel/result.ts';
import { deskSchedule } from './desk-schedule.ts';
import { followConversation } from './follow-ticket.ts';
import { handoffId, replyId } from './ids.ts';
import { inboxLine } from './inbox-row.ts';
import { tellOfExpired } from './knowledge-tasks.ts';
import { somebodyOnDuty } from './on-duty.ts';
import { ensureTicket, matterOf, refineTicket } from './open-ticket.ts';
import { pushToDesk, pushToPatient, pushToStaff } from './push.ts';
import { countAnswer, recordMiss } from './record-miss.ts';
import { BOT, localeOf, type Scene, visitorOf } from './scene.ts';
import { triageJoined, type Understanding, understand } from './understand.ts';

export type RespondDeps = Pick<
  Deps,
  | 'log'
  | 'tickets'
  | 'knowledge'
  | 'knowledgeBase'
  | 'people'
  | 'live'
  | 'pusher'
  | 'clock'
  | 'newId'
  | 'logger'
>;

/** Can somebody answer now? People signed in count whatever the plan says. */
export const deskNow = async (
  deps: Pick<Deps, 'knowledge' | 'live' | 'clock' | 'logger'>,
): Promise<Desk> => {
  const now = deps.clock();
  try {
    const [profile, schedule, onDuty] = await Promise.all([
      deps.knowledge.profile(),
      deskSchedule(deps),
      somebodyOnDuty(deps),
    ]);
    const hours = profile?.deskHours.text ?? '';
    if (schedule === undefined) return { staffed: true, opens: null, hours };
    const { open, opensAt } = openAt(schedule, now);
    return {
      staffed: onDuty || open,
      opens: opensAt === null ? null : openingWords(opensAt, now),
      hours,
    };
  } catch (error) {
    deps.logger.warn('desk hours not available', {
      error: error instanceof Error ? error.name : '',
    });
    return { staffed: true, opens: null, hours: '' };
  }
};

type ReplyDraft = {
  readonly about: Entry;
  readonly body: EntryBody;
  readonly by?: EntryAuthor;
  readonly id?: string;
  /** Void once owner or status have changed since it was composed. */
  readonly bound?: boolean;
  readonly answer?: unknown;
};

/** Appends what the bot or the service itself says about an entry, once. A reply that comes too late is dropped. */
export const sayAbout = async (
  { log, clock }: Pick<Deps, 'log' | 'clock'>,
  tail: Tail,
  { about, body, by = BOT, id = replyId(about.seq), bound = false, answer }: ReplyDraft,
): Promise<{ readonly tail: Tail; readonly own: Entry | undefined }> => {
  const done: Result<{ tail: Tail; own: Entry }, AppendRefusal> = await log.append(tail, {
    entryId: id,
    at: clock(),
    by,
    body,
    base: about.seq,
    repeat: 'first-wins',
    ...(bound ? { epoch: tail.last.state.epoch } : {}),
    ...(answer === undefined ? {} : { reading: { answer } }),
  });
  return done.ok ? done.value : { tail, own: undefined };
};

const replyTo = (tail: Tail, question: Entry): Entry | undefined =>
  tail.entries.find(
    ({ entryId, by }) => entryId === replyId(question.seq) && by.kind !== 'patient',
  );

const messageBody = ({ text, cards, outcome }: Reply): EntryBody => ({
  kind: 'message',
  text,
  cards: [...cards],
  outcome,
});

/** The card comes before everything else that the service does with the message. */
const showEmergency = async (
  deps: RespondDeps,
  scene: Scene,
  question: Entry,
  card: EmergencyCard,
): Promise<Scene> => {
  const body: EntryBody = {
    kind: 'message',
    text: card.safetyLine,
    cards: [card],
    outcome: 'emergency',
  };
  const { tail } = await sayAbout(deps, scene.tail, { about: question, body });
  return { ...scene, tail };
};

const ticketFor = async (
  deps: RespondDeps,
  scene: Scene,
  question: Entry,
  verdict: TriageResult,
  understanding: Understanding,
): Promise<Ticket | undefined> => {
  const text = question.body.kind === 'message' ? question.body.text : '';
  const matter = matterOf(text, verdict, understanding);
  try {
    return scene.ticket !== undefined
      ? await refineTicket(deps, scene.ticket, matter, question)
      : await ensureTicket(deps, scene, question, matter);
  } catch (error) {
    // The answer does not wait for the number: the next message or the sweep opens the ticket.
    deps.logger.error('ticket not written', {
      conversationId: scene.conversationId,
      error: error instanceof Error ? error.name : '',
    });
    return scene.ticket;
  }
};

const UNASKED: Desk = { staffed: true, opens: null, hours: '' };

const outcomesBefore = (tail: Tail, question: Entry) =>
  tail.entries.flatMap(({ seq, by, body }) =>
    seq < question.seq && by.kind === 'bot' && body.kind === 'message' ? [body.outcome] : [],
  );

/** Keeps what the knowledge base can learn from a reply: that it answered, or that somebody should write the answer. */
const learn = async (
  deps: RespondDeps,
  { conversationId }: Scene,
  question: Entry,
  { lookup, nearest, intent }: Understanding,
  reply: Reply,
): Promise<void> => {
  const answer = reply.cards.find((c) => c.type === 'answer');
  if (answer !== undefined) return countAnswer(deps, answer.articleId, question.at);
  const expired = lookup.kind === 'expired';
  if (reply.outcome !== 'missed' || lookup.kind === 'unavailable' || intent.category !== '咨询')
    return undefined;
  if (expired && nearest !== null) await tellOfExpired(deps, nearest.articleId);
  return recordMiss(deps, {
    conversationId,
    seq: question.seq,
    at: question.at,
    text: question.body.kind === 'message' ? question.body.text : '',
    kind: expired ? 'expired' : 'unanswered',
    department: nearest?.department ?? null,
    articleId: expired ? (nearest?.articleId ?? null) : null,
  });
};

/** Composes the ordinary reply and appends it, unless a person has taken over meanwhile. */
const answerAsBot = async (
  deps: RespondDeps,
  scene: Scene,
  question: Entry,
  understanding: Understanding,
  asking: EmergencyCard | undefined,
): Promise<Scene> => {
  const reply = composeReply({
    ...understanding,
    text: question.body.kind === 'message' ? question.body.text : '',
    locale: localeOf(scene.opening),
    emergency: asking,
    // Only who asks for a person hears whether somebody is there; everybody else costs no look-up.
    desk: understanding.intent.wantsHuman ? await deskNow(deps) : UNASKED,
    misses: missesIn(outcomesBefore(scene.tail, question)),
    ticketNumber: scene.ticket?.number ?? null,
  });
  const { tail, own } = await sayAbout(deps, scene.tail, {
    about: question,
    body: messageBody(reply),
    bound: true,
    answer: understanding.answerReading,
  });
  if (own !== undefined) await learn(deps, scene, question, understanding, reply);
  return { ...scene, tail };
};

/** A reply that announced a person is followed by the handoff itself; after a crash in between it is made up for. */
const handOver = async (deps: RespondDeps, scene: Scene, question: Entry): Promise<Scene> => {
  const reply = replyTo(scene.tail, question);
  const announced = reply?.body.kind === 'message' && reply.body.outcome === 'handed-off';
  if (!announced || scene.tail.last.state.owner !== 'bot') return scene;
  const { tail } = await sayAbout(deps, scene.tail, {
    about: question,
    id: handoffId(question.seq),
    body: { kind: 'handoff-requested', reason: 'bot' },
    bound: true,
  });
  return { ...scene, tail };
};

/** Rings at the desk at once, whoever owns the chat. The sweep is the safety net. */
const ringAlarm = (deps: RespondDeps, scene: Scene, card: EmergencyCard): Promise<void> => {
  const { ticket, tail, conversationId, opening } = scene;
  const row =
    ticket === undefined
      ? strangerLine(conversationId, opening, tail.last)
      : inboxLine(ticket, tail.last);
  return pushToStaff(deps, ticket, {
    type: 'alarm',
    row: { ...row, urgent: true, alarm: true },
    kinds: card.kinds,
    level: card.level,
  });
};

/** A conversation whose ticket could not be opened yet. */
const strangerLine = (conversationId: string, opening: Entry, last: Entry) => ({
  conversationId,
  ticketId: '',
  ticketNumber: '',
  channel: opening.body.kind === 'opened' ? opening.body.channel : 'web',
  category: '求助',
  department: '',
  urgent: true,
  status: 'waiting',
  ownerId: last.state.agentId,
  ownerName: last.state.agentName,
  preview: '',
  lastSeq: last.seq,
  lastAt: last.at,
  waitingSince: last.at,
  alarm: true,
  nextDueAt: null,
  offer: null,
  escalated: 'none',
});

const follow = async (deps: RespondDeps, scene: Scene): Promise<Scene> => {
  try {
    const { conversationId, ticket, tail } = scene;
    const followed =
      ticket === undefined
        ? undefined
        : await followConversation(deps, conversationId, { ticket, tail });
    return { ...scene, ticket: followed };
  } catch (error) {
    // The stream consumer brings the ticket up.
    deps.logger.warn('ticket not followed', {
      conversationId: scene.conversationId,
      error: error instanceof Error ? error.name : '',
    });
    return scene;
  }
};

const cardIn = (reply: Entry | undefined): EmergencyCard | undefined => {
  const cards: readonly Card[] = reply?.body.kind === 'message' ? reply.body.cards : [];
  return cards.find((c) => c.type === 'emergency');
};

const answered = async (
  deps: RespondDeps,
  scene: Scene,
  question: Entry,
  verdict: TriageResult,
  card: EmergencyCard | undefined,
): Promise<Scene> => {
  const silent = scene.tail.last.state.owner !== 'bot';
  const standing = replyTo(scene.tail, question);
  const shown =
    standing === undefined && card !== undefined && (card.decision === 'fire' || silent)
      ? await showEmergency(deps, scene, question, card)
      : scene;
  const needsReply = replyTo(shown.tail, question) === undefined && !silent;
  // Nothing left to say and the ticket knows what it is about: the usual case while a person owns the chat.
  const told = shown.ticket !== undefined && shown.ticket.summary !== '';
  if (!needsReply && told) return shown;
  const understanding = await understand(deps, shown.tail, question);
  const withTicket = {
    ...shown,
    ticket: await ticketFor(deps, shown, question, verdict, understanding),
  };
  return needsReply ? answerAsBot(deps, withTicket, question, understanding, card) : withTicket;
};

/** Brings the ticket up, tells both sides what is new since an entry, and rings if an emergency is among it. */
export const settle = async (
  deps: RespondDeps,
  scene: Scene,
  since: Entry,
  alreadyShown = false,
): Promise<Scene> => {
  const done = await follow(deps, scene);
  const shown = cardIn(replyTo(done.tail, since));
  const news = done.tail.entries.filter(({ seq }) => seq >= since.seq);
  await Promise.all([
    pushToDesk(deps, done.tail, news, done.ticket),
    // The patient's other tabs, and the page that asked for nothing: the sweep answers late.
    pushToPatient(deps, done.tail, visitorOf(done.opening), news, done.ticket),
    shown?.decision === 'fire' && !alreadyShown ? ringAlarm(deps, done, shown) : undefined,
  ]);
  return done;
};

/**
 * Does everything that a stored patient message calls for and that was not done yet: emergency card, ticket, reply,
 * handoff, alarm, pushes. Every step has a deterministic id, so a repeat after a crash goes on where it stopped.
 */
export const respond = async (
  deps: RespondDeps,
  scene: Scene,
  question: Entry,
  alone: TriageResult,
): Promise<Scene> => {
  const verdict = triageJoined(scene.tail, question, alone);
  const card = emergencyCard(verdict, localeOf(scene.opening));
  const alreadyShown = replyTo(scene.tail, question) !== undefined;
  const replied = await answered(deps, scene, question, verdict, card);
  const handedOver = await handOver(deps, replied, question);
  return settle(deps, handedOver, question, alreadyShown);
};
