import type { Signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import { type Timers, waitBefore } from '#shared/client/push-client.ts';
import type { Appended, ConversationView } from '#shared/contract/conversations.ts';
import { SECOND } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import type { Result } from '#shared/kernel/result.ts';
import {
  carriesOver,
  fromTheBeginning,
  nextToSend,
  type Outbox,
  type OutgoingItem,
  refusedFor,
  resolveAbout,
  triedInVain,
  tryAgain,
  withoutItem,
} from '../helpers/outbox.ts';
import type { PatientApi } from '../services/patient-api.ts';
import type { ChatStorage } from '../services/storage.ts';

export type OutgoingOptions = {
  readonly api: PatientApi;
  readonly storage: ChatStorage;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly channel: 'web' | 'wechat';
  readonly locale: () => Locale;
  readonly outbox: Signal<Outbox>;
  readonly onOpened: (conversation: ConversationView) => void;
  readonly onStored: (conversationId: string, appended: Appended) => void;
  /** The conversation is not there (any more) for this visitor. */
  readonly onMissing: () => void;
  /** `base` lay after the end of the log: what is on screen is not what the service has. */
  readonly onAhead: () => void;
  /** Number of the service's own question about one of the patient's messages. */
  readonly askedAbout: (clientId: string) => number | undefined;
};

export type Outgoing = {
  /** Sends what waits, one by one and in order. Safe to call at any time. */
  flush(): Promise<void>;
  retry(clientId: string): void;
  stop(): void;
};

/** What to do when the service refuses; codes that are not here are worth repeating. */
const REFUSALS: Readonly<Record<string, 'refuse' | 'drop' | 'missing' | 'ahead'>> = {
  'duplicate-id-other-body': 'refuse',
  'invalid-request': 'refuse',
  'malformed-json': 'refuse',
  'too-large': 'refuse',
  forbidden: 'refuse',
  'transition-refused': 'refuse',
  'conversation-resolved': 'drop',
  'not-resolved': 'drop',
  'not-found': 'missing',
  'base-ahead': 'ahead',
};

/** Longer than any burst of events that one lost connection sets off. */
const PATIENCE = 1 * SECOND;

export const createOutgoing = (options: OutgoingOptions): Outgoing => {
  const { api, outbox, timers, storage } = options;
  let running: Promise<void> | undefined;
  let runAgain = false;
  let attempt = 0;
  let failedAt = 0;
  let timer: unknown;
  let stopped = false;

  const later = (seconds: number | undefined): false => {
    if (timer !== undefined) timers.cancel(timer);
    const wait = seconds === undefined ? waitBefore(attempt, timers.random()) : seconds * SECOND;
    attempt += 1;
    failedAt = timers.now();
    timer = timers.after(wait, () => {
      timer = undefined;
      void flush();
    });
    return false;
  };

  const inVain = (item: OutgoingItem, retryAfterSeconds: number | undefined): false => {
    outbox.value = triedInVain(outbox.value, item.clientId);
    return later(retryAfterSeconds);
  };

  const open = async (): Promise<boolean> => {
    const clientId = storage.opening() ?? options.newId();
    storage.saveOpening(clientId);
    const answer = await api.call('startConversation', {
      body: { clientId, channel: options.channel, locale: options.locale() },
    });
    if (answer.ok) {
      storage.saveOpening(undefined);
      options.onOpened(answer.value);
      return true;
    }
    if (
      answer.error.kind === 'problem' &&
      answer.error.problem.code === 'duplicate-id-other-body'
    ) {
      storage.saveOpening(undefined);
      return true;
    }
    return false;
  };

  const deliver = (id: string, item: OutgoingItem): Promise<Result<Appended, CallError>> => {
    const { body, clientId, base } = item;
    const params = { conversationId: id };
    switch (body.kind) {
      case 'message':
        return api.call('postMessage', { params, body: { clientId, base, text: body.text } });
      case 'handoff':
        return api.call('requestHandoff', {
          params,
          body: { clientId, base, reason: body.reason },
        });
      case 'feedback': {
        const { aboutSeq, helpful } = body;
        return api.call('giveFeedback', { params, body: { clientId, base, aboutSeq, helpful } });
      }
      case 'emergency-answer': {
        const { aboutSeq, happening } = body;
        return api.call('answerEmergency', {
          params,
          body: { clientId, base, aboutSeq: aboutSeq ?? 0, happening },
        });
      }
      case 'rating': {
        const { score, solved, comment } = body;
        return api.call('rate', { params, body: { clientId, base, score, solved, comment } });
      }
    }
  };

  const refused = (item: OutgoingItem, code: string): boolean => {
    switch (REFUSALS[code]) {
      case 'refuse':
        outbox.value = refusedFor(outbox.value, item.clientId, code);
        return true;
      case 'drop':
        outbox.value = withoutItem(outbox.value, item.clientId);
        return true;
      case 'missing':
        // An answer may point to what is not there; only a message says that the conversation itself is gone.
        if (carriesOver(item)) options.onMissing();
        else outbox.value = withoutItem(outbox.value, item.clientId);
        return true;
      case 'ahead':
        if (item.base === -1) {
          outbox.value = refusedFor(outbox.value, item.clientId, code);
        } else {
          outbox.value = fromTheBeginning(outbox.value, item.clientId);
          options.onAhead();
        }
        return true;
      default:
        return false;
    }
  };

  const settle = (item: OutgoingItem, answer: Result<Appended, CallError>): boolean => {
    if (answer.ok) {
      attempt = 0;
      if (item.conversationId !== null) options.onStored(item.conversationId, answer.value);
      outbox.value = withoutItem(outbox.value, item.clientId);
      return true;
    }
    const problem = answer.error.kind === 'problem' ? answer.error.problem : undefined;
    if (problem !== undefined && refused(item, problem.code)) return true;
    return inVain(item, problem?.retryAfterSeconds);
  };

  /** An answer to a card of the browser's own: the service had not asked yet when the patient tapped. */
  const pointsNowhere = ({ body }: OutgoingItem): boolean =>
    body.kind === 'emergency-answer' && body.aboutSeq === null;

  const point = ({ clientId, body }: OutgoingItem): void => {
    const about = body.kind === 'emergency-answer' ? body.aboutClientId : null;
    const seq = about === null ? undefined : options.askedAbout(about);
    outbox.value =
      seq === undefined
        ? withoutItem(outbox.value, clientId)
        : resolveAbout(outbox.value, clientId, seq);
  };

  /** True where the next one may follow at once. */
  const step = async (): Promise<boolean> => {
    const item = nextToSend(outbox.value);
    if (item === undefined || stopped) return false;
    if (!(await api.session())) return inVain(item, undefined);
    if (item.conversationId === null) return (await open()) || inVain(item, undefined);
    if (pointsNowhere(item)) {
      point(item);
      return true;
    }
    const answer = await deliver(item.conversationId, item);
    return !stopped && settle(item, answer);
  };

  const run = async (): Promise<void> => {
    runAgain = false;
    while (await step());
  };

  const flush = (): Promise<void> => {
    // Just failed: sockets that open and calls that succeed beside it are no reason to try before its time.
    if (timer !== undefined && timers.now() - failedAt < PATIENCE) return Promise.resolve();
    if (timer !== undefined) {
      timers.cancel(timer);
      timer = undefined;
    }
    if (running !== undefined) {
      runAgain = true;
      return running;
    }
    running = run().finally(() => {
      running = undefined;
      // Asked for while it was ending: what it stopped for may be over.
      if (runAgain && !stopped) void flush();
    });
    return running;
  };

  return {
    flush,
    retry: (clientId) => {
      outbox.value = tryAgain(outbox.value, clientId);
      attempt = 0;
      failedAt = 0;
      void flush();
    },
    stop: () => {
      stopped = true;
      if (timer !== undefined) timers.cancel(timer);
      timer = undefined;
    },
  };
};
