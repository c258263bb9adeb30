import type { Cursors } from '#shared/contract/conversations.ts';
import type { Card, Entry } from '#shared/domain/conversation/entry.ts';
import { beijingDate, MINUTE } from '#shared/kernel/clock.ts';
import { coverLocalCards, type EmergencyCard, type LocalCards } from './emergency-cards.ts';
import { isStuck, type Outbox, sortOutbox } from './outbox.ts';

type MessageStatus = 'sending' | 'failed' | 'sent' | 'delivered' | 'read';

export type MessageItem = {
  /** The client id for a patient's own, so that the bubble stays the same one when the service has stored it. */
  readonly key: string;
  readonly seq: number | null;
  readonly at: number;
  readonly text: string;
  readonly cards: readonly Exclude<Card, EmergencyCard>[];
  /** Of the patient's own messages only. */
  readonly status: MessageStatus | null;
  /** What the patient answered to 解决了吗. */
  readonly helpful: boolean | null;
  readonly erased: boolean;
};

export type Speaker = 'patient' | 'bot' | 'agent';

export type SystemLine =
  | { readonly says: 'handoff' }
  | { readonly says: 'joined' | 'transferred'; readonly name: string }
  | { readonly says: 'released' | 'resolved' | 'reopened' | 'thanks' }
  | { readonly says: 'text'; readonly text: string };

export type ThreadItem =
  | { readonly type: 'day'; readonly key: string; readonly date: string }
  | {
      readonly type: 'group';
      readonly key: string;
      readonly speaker: Speaker;
      readonly name: string | null;
      readonly messages: readonly MessageItem[];
    }
  | { readonly type: 'system'; readonly key: string; readonly line: SystemLine }
  | {
      readonly type: 'emergency';
      readonly key: string;
      readonly card: EmergencyCard;
      readonly aboutSeq: number | null;
      readonly aboutClientId: string | null;
      /** What the patient answered to 正在发生吗. */
      readonly happening: boolean | null;
      /** A question that was answered with yes: the card that follows says what to do. */
      readonly settled: boolean;
    };

export type ThreadInput = {
  /** Gapless, from number 0. */
  readonly entries: readonly Entry[];
  readonly outbox: Outbox;
  readonly cursors: Cursors | null;
  /** What the check in the browser found, by client id of the message. */
  readonly localCards: LocalCards;
};

/** One sender's messages within a minute stand together. */
const GROUP_WITHIN = MINUTE;

const statusOf = (seq: number, cursors: Cursors | null): MessageStatus => {
  if (cursors === null) return 'sent';
  if (cursors.agent.read >= seq) return 'read';
  return cursors.agent.delivered >= seq ? 'delivered' : 'sent';
};

const lineOf = ({ by, body }: Entry): SystemLine | null => {
  switch (body.kind) {
    case 'handoff-requested':
      return { says: 'handoff' };
    case 'claimed':
      return { says: 'joined', name: by.name ?? '' };
    case 'assigned':
      return { says: 'joined', name: body.toAgentName };
    case 'transferred':
      return { says: 'transferred', name: body.toAgentName };
    case 'transfer-accepted':
    case 'taken-over':
      return { says: 'transferred', name: by.name ?? '' };
    case 'released':
      return { says: 'released' };
    case 'resolved':
      return { says: 'resolved' };
    case 'reopened':
      return { says: 'reopened' };
    case 'rated':
      return { says: 'thanks' };
    default:
      return null;
  }
};

type Answers = {
  readonly helpful: ReadonlyMap<number, boolean>;
  readonly happening: ReadonlyMap<number, boolean>;
};

/** The last word counts: stored answers first, unsent ones after them. */
const answersOf = ({ entries, outbox }: ThreadInput): Answers => {
  const helpful = new Map<number, boolean>();
  const happening = new Map<number, boolean>();
  for (const { body } of entries) {
    if (body.kind === 'feedback') helpful.set(body.aboutSeq, body.helpful);
    if (body.kind === 'emergency-answered') happening.set(body.aboutSeq, body.happening);
  }
  for (const { body } of sortOutbox(outbox)) {
    if (body.kind === 'feedback') helpful.set(body.aboutSeq, body.helpful);
    if (body.kind === 'emergency-answer' && body.aboutSeq !== null)
      happening.set(body.aboutSeq, body.happening);
  }
  return { helpful, happening };
};

const createBuilder = () => {
  const items: ThreadItem[] = [];
  let day = '';
  const dayOf = (at: number): void => {
    const date = beijingDate(at);
    if (date === day) return;
    day = date;
    items.push({ type: 'day', key: `day:${date}:${items.length}`, date });
  };
  const message = (speaker: Speaker, name: string | null, item: MessageItem): void => {
    dayOf(item.at);
    const last = items[items.length - 1];
    const previous = last?.type === 'group' ? last.messages[last.messages.length - 1] : undefined;
    const joins =
      last?.type === 'group' &&
      last.speaker === speaker &&
      last.name === name &&
      previous !== undefined &&
      Math.abs(item.at - previous.at) <= GROUP_WITHIN;
    if (joins) items[items.length - 1] = { ...last, messages: [...last.messages, item] };
    else items.push({ type: 'group', key: `g:${item.key}`, speaker, name, messages: [item] });
  };
  return { items, dayOf, message, push: (item: ThreadItem) => items.push(item) };
};

const settleQuestions = (items: readonly ThreadItem[]): readonly ThreadItem[] => {
  let fired = false;
  const settled = [...items].reverse().map((item): ThreadItem => {
    if (item.type !== 'emergency') return item;
    const done = fired && item.card.decision === 'confirm' && item.happening === true;
    fired ||= item.card.decision === 'fire';
    return done ? { ...item, settled: true } : item;
  });
  return settled.reverse();
};

const isEmergency = (card: Card): card is EmergencyCard => card.type === 'emergency';

const speakerOf = (entry: Entry): Speaker =>
  entry.by.kind === 'patient' || entry.by.kind === 'agent' ? entry.by.kind : 'bot';

/**
 * The thread as it is drawn: days, groups of one speaker, centred lines, emergency cards (at most one for a message:
 * the service's replaces the browser's). Unsent messages stand at the end in the order of writing.
 */
export const threadItems = (input: ThreadInput): readonly ThreadItem[] => {
  const { entries, outbox, cursors } = input;
  const thread = createBuilder();
  const answers = answersOf(input);
  const locals = coverLocalCards(entries, input.localCards);

  const localCard = (clientId: string): void => {
    const local = locals.get(clientId);
    if (local === undefined) return;
    thread.push({
      type: 'emergency',
      key: `e:${clientId}`,
      card: local.card,
      aboutSeq: null,
      aboutClientId: clientId,
      happening: local.happening,
      settled: false,
    });
  };

  let lastAsked: string | null = null;

  const serverCards = ({ entryId, seq, at }: Entry, cards: readonly EmergencyCard[]): void => {
    for (const card of cards) {
      thread.dayOf(at);
      thread.push({
        type: 'emergency',
        key: `e:${entryId}`,
        card,
        aboutSeq: seq,
        aboutClientId: null,
        // The patient may have answered the browser's card, which stood here before.
        happening:
          answers.happening.get(seq) ?? input.localCards.get(lastAsked ?? '')?.happening ?? null,
        settled: false,
      });
    }
  };

  const systemLine = ({ entryId, at }: Entry, line: SystemLine | null): void => {
    if (line === null) return;
    thread.dayOf(at);
    thread.push({ type: 'system', key: entryId, line });
  };

  const spoken = (entry: Entry, text: string, cards: MessageItem['cards']): void => {
    const { by, seq, at, entryId, body } = entry;
    const patient = by.kind === 'patient';
    thread.message(speakerOf(entry), by.kind === 'agent' ? by.name : null, {
      key: entryId,
      seq,
      at,
      text,
      cards,
      status: patient ? statusOf(seq, cursors) : null,
      helpful: answers.helpful.get(seq) ?? null,
      erased: body.kind === 'erased',
    });
    if (!patient) return;
    lastAsked = entryId;
    localCard(entryId);
  };

  const message = (entry: Entry, said: string, all: readonly Card[]): void => {
    const urgent = all.filter(isEmergency);
    serverCards(entry, urgent);
    // The card already says it.
    const text = urgent.some(({ safetyLine }) => safetyLine === said) ? '' : said;
    const cards = all.filter((card) => !isEmergency(card)) as MessageItem['cards'];
    if (text === '' && cards.length === 0) return;
    if (entry.by.kind === 'system' && cards.length === 0) systemLine(entry, { says: 'text', text });
    else spoken(entry, text, cards);
  };

  const stored = (entry: Entry): void => {
    const { body } = entry;
    if (body.kind === 'erased') spoken(entry, '', []);
    else if (body.kind === 'message') message(entry, body.text, body.cards);
    else systemLine(entry, lineOf(entry));
  };

  for (const entry of entries) stored(entry);
  for (const item of sortOutbox(outbox)) {
    if (item.body.kind !== 'message') continue;
    thread.message('patient', null, {
      key: item.clientId,
      seq: null,
      at: item.at,
      text: item.body.text,
      cards: [],
      status: isStuck(item) ? 'failed' : 'sending',
      helpful: null,
      erased: false,
    });
    localCard(item.clientId);
  }
  return settleQuestions(thread.items);
};
