import { randomBytes } from 'node:crypto';
import { socketPusher } from '#functions/channels/socket-pusher.ts';
import type { Deps } from '#functions/ports.ts';
import { auditStore } from '#functions/storage/audit-store.ts';
import { conversationLog } from '#functions/storage/conversation-log.ts';
import { dutyStore } from '#functions/storage/duty-store.ts';
import { knowledgeBaseStore } from '#functions/storage/knowledge-base-store.ts';
import { knowledgeStore } from '#functions/storage/knowledge-store.ts';
import { liveStore } from '#functions/storage/live-store.ts';
import { noticeStore } from '#functions/storage/notice-store.ts';
import { peopleStore } from '#functions/storage/people-store.ts';
import type { Unreadable } from '#functions/storage/read-tickets.ts';
import { documentClient, type Table } from '#functions/storage/table.ts';
import { ticketIndex } from '#functions/storage/ticket-index.ts';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import { forgetSocket } from '#functions/usecases/sockets.ts';
import { idFactory } from '#shared/kernel/id.ts';
import { channelsNow } from './channels.ts';
import { type Variable, variable } from './env.ts';
import { idTokensOf } from './id-tokens.ts';
import { counted, countMetrics } from './metrics.ts';
import { tokenKey } from './secret.ts';
import { correlationId, describeError, logger } from './telemetry.ts';
import { tokensWith } from './tokens.ts';

const clock = (): number => Date.now();

let client: ReturnType<typeof documentClient> | undefined;
const table = (name: Variable): Table => {
  client ??= documentClient();
  return { client, name: variable(name), trace: correlationId };
};

/** Makes a thing on first use and keeps it: a function pays, and needs the environment, only for what it touches. */
const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const log = lazy(() => counted(conversationLog(table('DESK_TABLE'))));
const audit = lazy(() => auditStore(table('AUDIT_TABLE')));
const unreadable = (row: Unreadable): void => {
  logger.error('ticket cannot be read', row);
  countMetrics({ UnreadableTickets: 1 });
};
const tickets = lazy(() => ticketStore(table('DESK_TABLE'), audit, unreadable));
const index = lazy(() => ticketIndex(table('DESK_TABLE'), unreadable));
const notices = lazy(() => noticeStore(table('DESK_TABLE')));
const live = lazy(() => liveStore(table('LIVE_TABLE')));
const duty = lazy(() => dutyStore(table('LIVE_TABLE')));
const people = lazy(() => peopleStore(table('PEOPLE_TABLE')));
const knowledge = lazy(() =>
  knowledgeStore(table('KNOWLEDGE_TABLE'), clock, (problem, error) =>
    logger.error(problem, describeError(error)),
  ),
);
const knowledgeBase = lazy(() => knowledgeBaseStore(table('KNOWLEDGE_TABLE')));
const pusher = lazy(() =>
  socketPusher(
    () => variable('WS_CALLBACK_URL'),
    (connection) => forgetSocket({ live: live(), tickets: tickets(), clock }, connection),
    logger,
  ),
);

const tokens = lazy(() => tokensWith(tokenKey));
const idTokens = lazy(() =>
  idTokensOf({ issuer: variable('OIDC_ISSUER'), clientId: variable('OIDC_CLIENT_ID') }, logger),
);

/** The composition root: the only place that knows the system's clock, its randomness and which store is real. */
export const deps: Deps = {
  clock,
  newId: idFactory(clock, (count) => randomBytes(count)),
  logger,
  get log() {
    return log();
  },
  get tickets() {
    return tickets();
  },
  get ticketIndex() {
    return index();
  },
  get audit() {
    return audit();
  },
  get notices() {
    return notices();
  },
  channels: channelsNow,
  get live() {
    return live();
  },
  get duty() {
    return duty();
  },
  get people() {
    return people();
  },
  get knowledge() {
    return knowledge();
  },
  get knowledgeBase() {
    return knowledgeBase();
  },
  get pusher() {
    return pusher();
  },
  get tokens() {
    return tokens();
  },
  get idTokens() {
    return idTokens();
  },
};
