import { tokensWith } from '#functions/lib/tokens.ts';
import type { Connection, Deps, IdTokens, PushMessage } from '#functions/ports.ts';
import { auditStore } from '#functions/storage/audit-store.ts';
import { conversationLog } from '#functions/storage/conversation-log.ts';
import { dutyStore } from '#functions/storage/duty-store.ts';
import { knowledgeBaseStore } from '#functions/storage/knowledge-base-store.ts';
import { knowledgeStore } from '#functions/storage/knowledge-store.ts';
import { liveStore } from '#functions/storage/live-store.ts';
import { noticeStore } from '#functions/storage/notice-store.ts';
import { peopleStore } from '#functions/storage/people-store.ts';
import { ticketIndex } from '#functions/storage/ticket-index.ts';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import { ID_PREFIX, type Id, type IdKind } from '#shared/kernel/id.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { TestTables } from './database.ts';

/** A clock that moves when told to. */
export type TestClock = (() => number) & {
  readonly advance: (milliseconds: number) => void;
  readonly set: (instant: number) => void;
};

export const testClock = (start: number): TestClock => {
  let now = start;
  return Object.assign(() => now, {
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    set: (instant: number) => {
      now = instant;
    },
  });
};

export type Sent = { readonly to: readonly Connection[]; readonly message: PushMessage };

/** Keeps what would have gone to sockets. */
export const recordingPusher = () => {
  const sent: Sent[] = [];
  return {
    sent,
    ofType: (type: PushMessage['type']): Sent[] =>
      sent.filter(({ message }) => message.type === type),
    send: async (to: readonly Connection[], message: PushMessage): Promise<void> => {
      if (to.length > 0) sent.push({ to, message });
    },
  };
};

export const silentLogger = { info: () => {}, warn: () => {}, error: () => {} };

/** An issuer that vouches for `good:<subject>`. */
const idTokens: IdTokens = {
  verify: async (idToken, nonce, now) =>
    idToken.startsWith('good:') && nonce === 'the-nonce'
      ? ok({ subject: idToken.slice('good:'.length).split('#')[0] ?? '', expiresAt: now + 300_000 })
      : err({ kind: 'unauthenticated', detail: 'not one of ours' }),
};

const KEY = new TextEncoder().encode('a key of at least thirty-two characters');

export type TestDeps = Deps & {
  readonly clock: TestClock;
  readonly pusher: ReturnType<typeof recordingPusher>;
};

/** 2026-11-24 10:00 in Beijing: within the desk's hours. */
export const TUESDAY_TEN = Date.UTC(2026, 10, 24, 2);

let made = 0;

/** Everything real but clock, ids, sockets and the issuer. */
export const testDeps = (tables: TestTables, start = TUESDAY_TEN): TestDeps => {
  const clock = testClock(start);
  const audit = auditStore(tables.audit);
  return {
    clock,
    newId: <K extends IdKind>(kind: K): Id<K> => {
      made += 1;
      return `${ID_PREFIX[kind]}_${String(made).padStart(26, '0')}` as Id<K>;
    },
    logger: silentLogger,
    log: conversationLog(tables.desk),
    tickets: ticketStore(tables.desk, () => audit),
    ticketIndex: ticketIndex(tables.desk),
    audit,
    notices: noticeStore(tables.desk),
    channels: async () => ({ webhook: null, robot: null }),
    live: liveStore(tables.live),
    duty: dutyStore(tables.live),
    people: peopleStore(tables.people),
    knowledge: knowledgeStore(tables.knowledge, clock),
    knowledgeBase: knowledgeBaseStore(tables.knowledge),
    pusher: recordingPusher(),
    tokens: tokensWith(async () => KEY),
    idTokens,
  };
};
