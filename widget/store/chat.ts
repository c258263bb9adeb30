import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { contiguousTo, newestState, shownEntries } from '#shared/client/log-view.ts';
import {
  createPushClient,
  type PushClientOptions,
  type PushState,
  type Timers,
} from '#shared/client/push-client.ts';
import type { Appended, QueuePlace } from '#shared/contract/conversations.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import type { Push } from '#shared/contract/push.ts';
import type { SiteView } from '#shared/contract/site.ts';
import type { ConversationState, Entry } from '#shared/domain/conversation/entry.ts';
import { MINUTE, SECOND } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import { cleanText, suggestable } from '../helpers/composer-rules.ts';
import { askedAbout, type EmergencyCard, type LocalCards } from '../helpers/emergency-cards.ts';
import {
  enqueue,
  homed,
  homeless,
  isStuck,
  type Outbox,
  type OutgoingBody,
  withoutItem,
  withoutStored,
} from '../helpers/outbox.ts';
import { nextPlace, type ShownPlace } from '../helpers/queue-place.ts';
import { type ThreadItem, threadItems } from '../helpers/thread-items.ts';
import { asksForRating, type TicketStep, ticketStep } from '../helpers/ticket-step.ts';
import { unreadCount } from '../helpers/unread.ts';
import type { PatientApi } from '../services/patient-api.ts';
import type { RecentMessage, RedFlagCheck } from '../services/red-flags.ts';
import { type ChatStorage, CONSENT_VERSION } from '../services/storage.ts';
import { createLogSync } from './log-sync.ts';
import { createOutgoing } from './outgoing.ts';

export type ChatServices = {
  /** Built by the caller around the callbacks it is given. */
  readonly api: (callbacks: {
    readonly onEnded: () => void;
    readonly onReach: (reached: boolean) => void;
    readonly locale: () => Locale;
  }) => PatientApi;
  readonly openSocket: PushClientOptions['open'];
  readonly storage: ChatStorage;
  readonly timers: Timers;
  readonly newId: () => string;
  /** Loads the check that runs in the browser; asked for once. */
  readonly redFlags: () => Promise<RedFlagCheck>;
  readonly channel: 'web' | 'wechat';
};

export type Suggestion = { readonly articleId: string; readonly question: string };
export type HotQuestions = Response<'hotQuestions'>;
export type Notice = 'session-ended';
export type EmergencyItem = Extract<ThreadItem, { type: 'emergency' }>;

export type Chat = {
  readonly site: ReadonlySignal<SiteView | null>;
  /** What others ask; null until it is known. */
  readonly hot: ReadonlySignal<HotQuestions | null>;
  readonly items: ReadonlySignal<readonly ThreadItem[]>;
  readonly state: ReadonlySignal<ConversationState | null>;
  readonly ticketNumber: ReadonlySignal<string | null>;
  /** With the number it opens the progress page; never kept on the device, asked for when it is shown. */
  readonly ticketCode: ReadonlySignal<string | null>;
  readonly step: ReadonlySignal<TicketStep>;
  readonly asksRating: ReadonlySignal<boolean>;
  readonly unread: ReadonlySignal<number>;
  /** Newest message of the other side, for the preview beside the launcher. */
  readonly newest: ReadonlySignal<Entry | null>;
  readonly hasConversation: ReadonlySignal<boolean>;
  /** A conversation exists and has not been read yet. */
  readonly loading: ReadonlySignal<boolean>;
  readonly reached: ReadonlySignal<boolean>;
  readonly waiting: ReadonlySignal<number>;
  readonly agentTyping: ReadonlySignal<string | null>;
  /** Place in the queue while a person is awaited. */
  readonly queue: ReadonlySignal<ShownPlace | null>;
  readonly botBusy: ReadonlySignal<boolean>;
  readonly handoffAsked: ReadonlySignal<boolean>;
  readonly notice: ReadonlySignal<Notice | null>;
  /** The text that waits for consent. */
  readonly awaitingConsent: ReadonlySignal<string | null>;
  readonly consented: ReadonlySignal<boolean>;
  start(): void;
  stop(): void;
  /** The page woke up, came back or is online again. */
  wake(): void;
  attend(visible: boolean): void;
  say(text: string): void;
  agree(): void;
  /** Returns the text that was held back. */
  decline(): string;
  askForPerson(): void;
  feedback(aboutSeq: number, helpful: boolean): void;
  answerEmergency(item: EmergencyItem, happening: boolean): void;
  rate(score: number, solved: boolean | null, comment: string): void;
  retry(clientId: string): void;
  typing(text: string): void;
  /** Everything on screen has been seen. */
  seen(): void;
  suggest(typed: string): Promise<readonly Suggestion[]>;
  leave(): Promise<void>;
  setContext(context: string): void;
};

/** Agents' dots go out by themselves if no word follows. */
const TYPING_LASTS = 30 * SECOND;
const TYPING_EVERY = 3 * SECOND;
const TYPING_IDLE = 6 * SECOND;
const CURSOR_AFTER = 0.6 * SECOND;
/** With the socket open a reading now and then finds the one push that was lost. */
const POLL = { spoken: 60 * SECOND, person: 3 * SECOND, bot: 15 * SECOND, lost: 5 * SECOND };
const BACK_AT_MOST_EVERY = 5 * SECOND;
const RECENT_WITHIN = 90 * SECOND;
const SITE_FRESH = MINUTE;
/** Every move in the queue is pushed; asking finds what a push lost. */
const QUEUE_FRESH = 15 * SECOND;

export const createChat = (services: ChatServices, locale: () => Locale): Chat => {
  const { storage, timers, newId } = services;
  const held = storage.conversation();

  const site = signal<SiteView | null>(null);
  const hot = signal<HotQuestions | null>(null);
  const conversationId = signal<string | null>(held?.conversationId ?? null);
  const ticketNumber = signal<string | null>(held?.ticketNumber ?? null);
  const ticketCode = signal<string | null>(null);
  const read = signal(held?.read ?? -1);
  const outbox = signal<Outbox>(storage.outbox());
  const localCards = signal<LocalCards>(new Map());
  const reached = signal(true);
  const pushState = signal<PushState>('idle');
  const agentTyping = signal<string | null>(null);
  const queue = signal<ShownPlace | null>(null);
  const notice = signal<Notice | null>(null);
  const consented = signal(storage.consent());
  const awaitingConsent = signal<string | null>(null);
  const visible = signal(false);
  const running = signal(false);
  let context = '';
  let backAt = 0;

  const api = services.api({
    locale,
    onEnded: () => missing(),
    onReach: (now) => {
      const back = now && !reached.value;
      reached.value = now;
      // A line on which one kind of call fails goes up and down all the time: its own timers are enough then.
      if (!back || timers.now() - backAt < BACK_AT_MOST_EVERY) return;
      backAt = timers.now();
      wake();
    },
  });

  const missing = (): void => {
    if (conversationId.value === null) return;
    batch(() => {
      conversationId.value = null;
      ticketNumber.value = null;
      ticketCode.value = null;
      read.value = -1;
      sync.reset();
      outbox.value = homeless(outbox.value);
      notice.value = 'session-ended';
    });
  };

  const sync = createLogSync({
    api,
    conversationId,
    onTicket: (number) => {
      if (number !== null) ticketNumber.value = number;
    },
    onMissing: missing,
  });

  const receive = (news: Pick<Appended, 'entries' | 'ticketNumber'>): void =>
    batch(() => {
      if (news.ticketNumber !== null) ticketNumber.value = news.ticketNumber;
      sync.receive(news.entries);
    });

  const entries = computed(() => shownEntries(sync.log.value));
  const state = computed(() => newestState(sync.log.value));

  const outgoing = createOutgoing({
    api,
    storage,
    timers,
    newId,
    channel: services.channel,
    locale,
    outbox,
    onOpened: (conversation) =>
      batch(() => {
        conversationId.value = conversation.conversationId;
        ticketNumber.value = conversation.ticketNumber;
        ticketCode.value = null;
        outbox.value = homed(outbox.value, conversation.conversationId);
      }),
    onStored: (id, appended: Appended) => {
      if (id !== conversationId.value) return;
      receive(appended);
    },
    onMissing: missing,
    onAhead: () => {
      sync.reset();
      void sync.catchUp();
    },
    askedAbout: (clientId) => askedAbout(entries.value, clientId),
  });

  // --- socket and polling -------------------------------------------------------------------------------------------

  let typingTimer: unknown;
  const agentTypes = (name: string | null): void => {
    if (typingTimer !== undefined) timers.cancel(typingTimer);
    typingTimer = undefined;
    agentTyping.value = name;
    if (name === null) return;
    typingTimer = timers.after(TYPING_LASTS, () => {
      agentTyping.value = null;
    });
  };

  const agentMoved = (push: Extract<Push, { type: 'typing' | 'cursor' }>): void => {
    if (push.type === 'cursor') sync.moveCursor('agent', push.delivered, push.read);
    else agentTypes(push.on ? (push.name ?? state.value?.agentName ?? '') : null);
  };

  const waits = computed(() => state.value?.owner === 'queue' && state.value.status === 'open');
  const placed = (news: QueuePlace): void => {
    queue.value = waits.peek() ? nextPlace(queue.peek(), news) : null;
  };
  let queueReadAt = 0;
  const readQueue = async (): Promise<void> => {
    const id = conversationId.peek();
    if (id === null || !waits.peek() || timers.now() - queueReadAt < QUEUE_FRESH) return;
    queueReadAt = timers.now();
    const answer = await api.call('queuePlace', { params: { conversationId: id } });
    // The list may lag the log by a moment: who has just asked is placed by the push.
    if (answer.ok && answer.value.ahead !== null && id === conversationId.peek())
      placed(answer.value);
  };

  const onPush = (push: Push): void => {
    if (!('conversationId' in push) || push.conversationId !== conversationId.value) return;
    if (push.type === 'queue') placed(push);
    else if (push.type === 'entries') {
      if (push.entries.some(({ by }) => by.kind === 'agent')) agentTypes(null);
      receive(push);
    } else if ('side' in push && push.side === 'agent') agentMoved(push);
  };

  const push = createPushClient({
    address: async () => {
      if (!(await api.session())) return undefined;
      const answer = await api.call('socketTicket', {});
      if (!answer.ok) return undefined;
      const { url, ticket } = answer.value;
      return `${url}${url.includes('?') ? '&' : '?'}ticket=${encodeURIComponent(ticket)}`;
    },
    open: services.openSocket,
    timers,
    onPush,
    onOpen: () => {
      void sync.catchUp();
      void outgoing.flush();
    },
    onState: (next) => {
      pushState.value = next;
    },
  });

  const pollEvery = computed<number | null>(() => {
    if (!running.value || conversationId.value === null || !visible.value) return null;
    const person = state.value !== null && state.value.owner !== 'bot';
    if (pushState.value === 'open') return person ? POLL.spoken : null;
    if (!reached.value) return POLL.lost;
    return person ? POLL.person : POLL.bot;
  });

  const poll = (every: number): (() => void) => {
    let timer: unknown;
    const again = (): void => {
      timer = timers.after(every, () => {
        void sync.catchUp();
        void readQueue();
        again();
      });
    };
    again();
    return () => timers.cancel(timer);
  };

  let siteReadAt = 0;
  let readingSite = false;
  const readSite = async (): Promise<void> => {
    const fresh = site.value !== null && timers.now() - siteReadAt < SITE_FRESH;
    if (readingSite || fresh) return;
    readingSite = true;
    const answer = await api.call('site', {});
    readingSite = false;
    if (!answer.ok) return;
    site.value = answer.value;
    siteReadAt = timers.now();
    const asked = await api.call('hotQuestions', {});
    if (asked.ok) hot.value = asked.value;
  };

  const wake = (): void => {
    if (!running.value) return;
    if (conversationId.value !== null) {
      push.wake();
      void sync.catchUp();
    }
    void readSite();
    void outgoing.flush();
  };

  // --- what the patient has seen ------------------------------------------------------------------------------------

  let cursorTimer: unknown;
  let cursorSent = '';
  const sendCursor = (): void => {
    cursorTimer = undefined;
    const id = conversationId.value;
    const delivered = contiguousTo(sync.log.value);
    if (id === null || delivered < 0) return;
    const moved = { delivered, read: Math.min(read.value, delivered) };
    const mark = `${id}:${moved.delivered}:${moved.read}`;
    if (mark === cursorSent) return;
    cursorSent = mark;
    if (push.send({ action: 'cursor', conversationId: id, ...moved })) return;
    void api.call('moveCursor', { params: { conversationId: id }, body: moved, keepalive: true });
  };
  const cursorSoon = (): void => {
    cursorTimer ??= timers.after(CURSOR_AFTER, sendCursor);
  };

  // --- sending ------------------------------------------------------------------------------------------------------

  const post = (body: OutgoingBody): string => {
    const clientId = newId();
    outbox.value = enqueue(outbox.value, {
      clientId,
      conversationId: conversationId.value,
      base: contiguousTo(sync.log.value),
      at: timers.now(),
      body,
    });
    notice.value = null;
    void outgoing.flush();
    return clientId;
  };

  let check: RedFlagCheck | undefined;
  let loadingCheck: Promise<RedFlagCheck> | undefined;
  const loadCheck = (): Promise<RedFlagCheck> => {
    loadingCheck ??= services.redFlags().then(
      (loaded) => {
        check = loaded;
        return loaded;
      },
      () => {
        // Asked for again with the next message; the server reads every message anyway.
        loadingCheck = undefined;
        return () => null;
      },
    );
    return loadingCheck;
  };

  /** Undefined while there is no check yet. A fault in it must not keep a message from being sent. */
  const reading = (
    loaded: RedFlagCheck | undefined,
    text: string,
    recent: readonly RecentMessage[],
  ): EmergencyCard | null | undefined => {
    try {
      return loaded?.(text, recent, locale());
    } catch {
      return null;
    }
  };

  const recentMessages = (): readonly RecentMessage[] => {
    const now = timers.now();
    const stored = entries.value.flatMap(({ at, by, body }) =>
      by.kind === 'patient' && body.kind === 'message' ? [{ at, text: body.text }] : [],
    );
    const unsent = outbox.value.flatMap(({ at, body }) =>
      body.kind === 'message' ? [{ at, text: body.text }] : [],
    );
    return [...stored, ...unsent]
      .filter(({ at }) => now - at <= RECENT_WITHIN)
      .slice(-2)
      .map(({ at, text }) => ({ text, secondsAgo: Math.max(0, Math.round((now - at) / SECOND)) }));
  };

  const showCard = (clientId: string, card: EmergencyCard | null): void => {
    if (card !== null)
      localCards.value = new Map(localCards.value).set(clientId, { card, happening: null });
  };

  const sayNow = (text: string, card: EmergencyCard | null | undefined): void => {
    const recent = recentMessages();
    typingOff();
    const clientId = batch(() => {
      const id = post({ kind: 'message', text });
      if (card !== undefined) showCard(id, card);
      return id;
    });
    if (card === undefined)
      void loadCheck().then((loaded) => showCard(clientId, reading(loaded, text, recent) ?? null));
  };

  const say = (typed: string): void => {
    const text = cleanText(typed);
    if (text === '') return;
    const recent = recentMessages();
    const card = reading(check, text, recent);
    // Saving a life needs no consent (PIPL art. 13(4)): an emergency goes out at once, the notice can follow.
    if (consented.value || (card !== undefined && card !== null)) {
      sayNow(text, card);
      return;
    }
    awaitingConsent.value = text;
    if (check !== undefined) return;
    void loadCheck().then((loaded) => {
      const late = reading(loaded, text, recent);
      if (late === null || late === undefined || awaitingConsent.value !== text) return;
      awaitingConsent.value = null;
      sayNow(text, late);
    });
  };

  let typingSentAt = 0;
  let typingIdle: unknown;
  const sendTyping = (on: boolean): void => {
    const id = conversationId.value;
    if (id !== null) push.send({ action: 'typing', conversationId: id, on });
  };
  const typingOff = (): void => {
    if (typingIdle === undefined) return;
    timers.cancel(typingIdle);
    typingIdle = undefined;
    typingSentAt = 0;
    sendTyping(false);
  };
  const typing = (text: string): void => {
    storage.saveDraft(text);
    const heard = state.value !== null && state.value.owner !== 'bot';
    if (!heard || text === '') {
      typingOff();
      return;
    }
    if (typingIdle !== undefined) timers.cancel(typingIdle);
    typingIdle = timers.after(TYPING_IDLE, typingOff);
    if (timers.now() - typingSentAt < TYPING_EVERY) return;
    typingSentAt = timers.now();
    sendTyping(true);
  };

  const readCard = async (id: string | null): Promise<void> => {
    if (id === null) return;
    const answer = await api.call('ticketCard', { params: { conversationId: id } });
    if (answer.ok && id === conversationId.peek()) ticketCode.value = answer.value.code;
  };

  // --- lasting effects ----------------------------------------------------------------------------------------------

  let disposers: (() => void)[] = [];
  let savedOutbox: Outbox = outbox.value;
  const keep = (): (() => void)[] => [
    effect(() => {
      const left = withoutStored(outbox.value, entries.value);
      if (left !== outbox.peek()) outbox.value = left;
    }),
    effect(() => {
      storage.saveOutbox(savedOutbox, outbox.value);
      savedOutbox = outbox.value;
    }),
    effect(() => {
      const id = conversationId.value;
      storage.saveConversation(
        id === null
          ? undefined
          : { conversationId: id, ticketNumber: ticketNumber.value, read: read.value },
      );
    }),
    effect(() => {
      // Again when the line is back: without a code the patient has only half of what opens the progress page.
      if (reached.value && ticketNumber.value !== null && ticketCode.value === null)
        void readCard(conversationId.value);
    }),
    effect(() => {
      const every = pollEvery.value;
      return every === null ? undefined : poll(every);
    }),
    effect(() => {
      if (conversationId.value !== null) push.start();
      else push.stop();
    }),
    effect(() => {
      // A socket that cannot be had says nothing about the service: ask over HTTP.
      if (pushState.value === 'waiting' && conversationId.peek() !== null) void sync.catchUp();
    }),
    effect(() => {
      if (entries.value.length > 0) cursorSoon();
    }),
    effect(() => {
      if (waits.value) void readQueue();
      else {
        queue.value = null;
        queueReadAt = 0;
      }
    }),
  ];

  const suggested = new Map<string, readonly Suggestion[]>();

  return {
    site,
    hot,
    state,
    ticketNumber,
    ticketCode,
    reached,
    agentTyping,
    queue,
    notice,
    awaitingConsent,
    consented,
    items: computed(() =>
      threadItems({
        entries: entries.value,
        outbox: outbox.value,
        cursors: sync.cursors.value,
        localCards: localCards.value,
      }),
    ),
    step: computed(() => ticketStep(state.value, entries.value)),
    asksRating: computed(
      () =>
        asksForRating(state.value, entries.value) &&
        !outbox.value.some(({ body }) => body.kind === 'rating'),
    ),
    unread: computed(() => unreadCount(entries.value, read.value)),
    newest: computed(() => {
      for (let i = entries.value.length - 1; i >= 0; i -= 1) {
        const entry = entries.value[i];
        if (entry?.body.kind === 'message' && entry.by.kind !== 'patient') return entry;
      }
      return null;
    }),
    hasConversation: computed(() => conversationId.value !== null || outbox.value.length > 0),
    loading: computed(
      () => conversationId.value !== null && !sync.caughtUp.value && entries.value.length === 0,
    ),
    waiting: computed(() => outbox.value.filter(({ body }) => body.kind === 'message').length),
    botBusy: computed(
      () =>
        (state.value?.owner ?? 'bot') === 'bot' &&
        reached.value &&
        outbox.value.some((item) => item.body.kind === 'message' && !isStuck(item)),
    ),
    handoffAsked: computed(
      () =>
        (state.value !== null && state.value.status === 'open' && state.value.owner !== 'bot') ||
        outbox.value.some(({ body }) => body.kind === 'handoff'),
    ),
    start: () => {
      if (running.value) return;
      running.value = true;
      disposers = keep();
      void readSite();
      void loadCheck().then((loaded) => {
        for (const { clientId, body } of outbox.value)
          if (body.kind === 'message') showCard(clientId, reading(loaded, body.text, []) ?? null);
      });
      if (conversationId.value !== null) void sync.catchUp();
      void outgoing.flush();
    },
    stop: () => {
      running.value = false;
      for (const dispose of disposers) dispose();
      disposers = [];
      push.stop();
      outgoing.stop();
      for (const timer of [typingTimer, typingIdle, cursorTimer])
        if (timer !== undefined) timers.cancel(timer);
    },
    wake,
    attend: (now) => {
      visible.value = now;
      if (now) wake();
    },
    say,
    agree: () => {
      consented.value = true;
      storage.saveConsent(CONSENT_VERSION);
      const text = awaitingConsent.value;
      awaitingConsent.value = null;
      if (text !== null) sayNow(text, reading(check, text, recentMessages()));
    },
    decline: () => {
      const text = awaitingConsent.value ?? '';
      awaitingConsent.value = null;
      return text;
    },
    askForPerson: () => {
      post({ kind: 'handoff', reason: context.slice(0, 200) });
    },
    feedback: (aboutSeq, helpful) => {
      post({ kind: 'feedback', aboutSeq, helpful });
    },
    answerEmergency: ({ card, aboutSeq, aboutClientId }, happening) => {
      if (aboutClientId !== null)
        localCards.value = new Map(localCards.value).set(aboutClientId, { card, happening });
      post({ kind: 'emergency-answer', aboutSeq, aboutClientId, happening });
    },
    rate: (score, solved, comment) => {
      post({ kind: 'rating', score, solved, comment: cleanText(comment).slice(0, 500) });
    },
    retry: outgoing.retry,
    typing,
    seen: () => {
      const to = contiguousTo(sync.log.value);
      if (to <= read.value) return;
      read.value = to;
      cursorSoon();
    },
    suggest: async (typed) => {
      const q = suggestable(typed);
      if (q === null || (state.value?.owner ?? 'bot') !== 'bot') return [];
      const known = suggested.get(q);
      if (known !== undefined) return known;
      const answer = await api.call('suggestions', { query: { q } });
      if (!answer.ok) return [];
      const found = answer.value.suggestions.slice(0, 4);
      suggested.set(q, found);
      return found;
    },
    leave: async () => {
      push.stop();
      const left = api.leave();
      batch(() => {
        outbox.value = outbox.value.reduce(
          (rest, { clientId }) => withoutItem(rest, clientId),
          outbox.value,
        );
        conversationId.value = null;
        ticketNumber.value = null;
        ticketCode.value = null;
        read.value = -1;
        localCards.value = new Map();
        consented.value = false;
        awaitingConsent.value = null;
        notice.value = null;
        sync.reset();
      });
      storage.clear();
      await left;
    },
    setContext: (next) => {
      context = next;
    },
  };
};
