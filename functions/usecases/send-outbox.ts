import type {
  Connection,
  DeliveryState,
  Deps,
  OutboxChannel,
  OutboxRow,
  StoredOutboxRow,
} from '#functions/ports.ts';
import {
  type Delivery,
  type Notice,
  nextAttempt,
  planRobot,
  ROBOT_PER_MINUTE,
} from '#shared/domain/notify/notice.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { isRestricted } from './enter.ts';
import {
  mayHearRestricted,
  pushToDesk,
  pushToEditors,
  pushToPatient,
  pushToStaff,
  pushToSubject,
} from './push.ts';
import { SYSTEM } from './scene.ts';

export type OutboxDeps = Pick<
  Deps,
  'tickets' | 'notices' | 'log' | 'live' | 'pusher' | 'clock' | 'logger' | 'channels'
>;

type ConsoleAudience = Exclude<OutboxRow['audience'], 'patient' | 'staff' | 'editors'>;

const AUDIENCE: Readonly<
  Record<ConsoleAudience, (connection: Connection, to: string | null) => boolean>
> = {
  desk: ({ tier }) => tier !== 'department' && tier !== 'editor',
  supervisors: ({ tier }) => tier === 'supervisor' || tier === 'office',
  office: ({ tier }) => tier === 'office',
  department: ({ departments }, to) => to !== null && departments.includes(to),
};

/** The bell that a notice goes into; null where it names nobody. */
const bellOf = ({ audience, to }: OutboxRow): string | null => {
  if (audience !== 'department' && audience !== 'staff') return audience;
  return to === null ? null : `${audience}:${to}`;
};

const toConsoles = async (
  deps: OutboxDeps,
  row: OutboxRow,
  ticket: Ticket | undefined,
): Promise<void> => {
  const message = {
    type: 'notice' as const,
    noticeId: row.outboxId,
    ticketId: row.ticketId,
    ticketNumber: row.ticketNumber,
    title: row.title,
    text: row.text,
    at: row.at,
  };
  const { audience, to } = row;
  const bell = bellOf(row);
  if (audience === 'patient' || bell === null) return;
  const restricted = isRestricted(ticket);
  // Into the bell first: a push is gone with the socket that missed it.
  await deps.notices.add({
    noticeId: row.outboxId,
    bell,
    at: row.at,
    ticketId: row.ticketId,
    ticketNumber: row.ticketNumber,
    title: row.title,
    text: row.text,
    restricted,
  });
  if (audience === 'editors') return pushToEditors(deps, message);
  if (audience === 'staff') return to === null ? undefined : pushToSubject(deps, to, message);
  await pushToStaff(
    deps,
    audience === 'department' && to !== null ? { department: to } : ticket,
    message,
    (connection) =>
      AUDIENCE[audience](connection, to) && (!restricted || mayHearRestricted(connection)),
  );
};

/** Says it in the patient's conversation, once: the entry's id is that of the notice. */
const toPatient = async (
  deps: OutboxDeps,
  row: OutboxRow,
  ticket: Ticket | undefined,
): Promise<void> => {
  const conversationId = ticket?.conversationId ?? null;
  if (conversationId === null) return;
  // From the beginning: a repeat must find what an earlier try has said, however long ago.
  const tail = await deps.log.tail(conversationId, 0);
  if (tail === undefined) return;
  const done = await deps.log.append(tail, {
    entryId: `tell:${row.outboxId}`,
    at: deps.clock(),
    by: SYSTEM,
    body: { kind: 'message', text: row.text, cards: [] },
    base: tail.last.seq,
    repeat: 'first-wins',
  });
  if (!done.ok) throw new Error(`patient not told: ${done.error.kind}`);
  const { own } = done.value;
  await Promise.all([
    pushToPatient(deps, done.value.tail, ticket?.visitorId ?? '', [own], ticket),
    pushToDesk(deps, done.value.tail, [own], ticket),
  ]);
};

const audienceOf = ({ audience, to }: OutboxRow): string =>
  to === null ? audience : `${audience}:${to}`;

/** What may leave the house: of a matter of discipline only that there is something to look at. */
const noticeOf = (row: OutboxRow, ticket: Ticket | undefined): Notice => ({
  noticeId: row.outboxId,
  at: row.at,
  audience: audienceOf(row),
  ...(isRestricted(ticket)
    ? { title: '有一条受限事项的提醒', text: '请登录工作台查看', ticketNumber: null }
    : { title: row.title, text: row.text, ticketNumber: row.ticketNumber }),
});

type Log = { readonly states: readonly DeliveryState[]; readonly again: Instant | null };

const stateOf = (
  before: DeliveryState | undefined,
  channel: OutboxChannel,
  delivery: Delivery,
  now: Instant,
): { state: DeliveryState; again: Instant | null } => {
  const attempts = (before?.attempts ?? 0) + 1;
  const base = { channel, attempts, at: now };
  if (delivery.kind === 'sent')
    return { state: { ...base, state: 'sent', result: 'sent' }, again: null };
  if (delivery.kind === 'refused')
    return { state: { ...base, state: 'refused', result: delivery.reason }, again: null };
  const next = nextAttempt(attempts, now, delivery.retryAfterMs);
  return next.kind === 'again'
    ? { state: { ...base, state: 'waiting', result: delivery.reason }, again: next.at }
    : { state: { ...base, state: 'given-up', result: delivery.reason }, again: null };
};

const isOver = (state: DeliveryState | undefined): boolean =>
  state !== undefined && state.state !== 'waiting';

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const noted = (log: Log, state: DeliveryState, again: Instant | null): Log => ({
  states: [...log.states.filter(({ channel }) => channel !== state.channel), state],
  again: earlier(log.again, again),
});

const lastOf = (log: Log, channel: OutboxChannel): DeliveryState | undefined =>
  log.states.find((state) => state.channel === channel);

/** Group chats are told what everybody at the desk may know; one person's notices and discipline stay out. */
const isForRobot = (row: OutboxRow, ticket: Ticket | undefined): boolean =>
  row.audience !== 'staff' && row.audience !== 'patient' && !isRestricted(ticket);

const toOwnPeople = async (
  deps: OutboxDeps,
  row: OutboxRow,
  ticket: Ticket | undefined,
): Promise<Delivery> => {
  try {
    await (row.audience === 'patient' ? toPatient : toConsoles)(deps, row, ticket);
    return { kind: 'sent' };
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    deps.logger.warn('notice not delivered', { error: reason });
    return { kind: 'retry', reason, retryAfterMs: null };
  }
};

const sendNow = async (
  deps: OutboxDeps,
  row: OutboxRow,
  log: Log,
  ticket: Ticket | undefined,
): Promise<Log> => {
  const now = deps.clock();
  let next = log;
  if (!isOver(lastOf(next, 'console'))) {
    const delivery = await toOwnPeople(deps, row, ticket);
    const done = stateOf(lastOf(next, 'console'), 'console', delivery, now);
    next = noted(next, done.state, done.again);
  }
  const { webhook } = await deps.channels();
  if (webhook !== null && row.audience !== 'patient' && !isOver(lastOf(next, 'webhook'))) {
    const delivery = await webhook(noticeOf(row, ticket), now);
    const done = stateOf(lastOf(next, 'webhook'), 'webhook', delivery, now);
    next = noted(next, done.state, done.again);
  }
  return next;
};

/** Sends one message of the robot for some rows, where the minute has a turn left; else they wait for the next. */
const robotTurn = async (
  deps: OutboxDeps,
  robot: NonNullable<Awaited<ReturnType<Deps['channels']>>['robot']>,
  notices: readonly Notice[],
  digest: boolean,
): Promise<Delivery> => {
  const now = deps.clock();
  const freeAt = await deps.tickets.takeRobotTurn(now, ROBOT_PER_MINUTE);
  return freeAt === null
    ? robot({ notices, digest })
    : { kind: 'retry', reason: 'minute full', retryAfterMs: freeAt - now };
};

type Pending = {
  readonly row: StoredOutboxRow;
  readonly log: Log;
  readonly ticket: Ticket | undefined;
  readonly forRobot: boolean;
};

/** Writes down how it went; what left the house stands in the log that operators read as well. */
const store = async (deps: OutboxDeps, { row, log, ticket }: Pending): Promise<void> => {
  await deps.tickets.noteDeliveries(row, log.states, log.again, deps.clock());
  if (log.states.every(({ channel, state }) => channel === 'console' && state === 'sent')) return;
  await deps.notices.logDelivery({
    outboxId: row.outboxId,
    ticketId: row.ticketId,
    ticketNumber: row.ticketNumber,
    audience: audienceOf(row),
    title: row.title,
    at: row.at,
    restricted: isRestricted(ticket),
    channels: log.states,
  });
};

const begin = async (deps: OutboxDeps, row: StoredOutboxRow): Promise<Pending> => {
  const ticket = row.ticketId === null ? undefined : await deps.tickets.get(row.ticketId);
  const log = await sendNow(deps, row, { states: row.deliveries, again: null }, ticket);
  const { robot } = await deps.channels();
  const forRobot = robot !== null && isForRobot(row, ticket) && !isOver(lastOf(log, 'robot'));
  return { row, log, ticket, forRobot };
};

/** A turn that was not to be had is no failed attempt: the row waits as long as it takes. */
const waitsForTurn = (delivery: Delivery): boolean =>
  delivery.kind === 'retry' && delivery.reason === 'minute full';

const afterRobot = (log: Log, delivery: Delivery, now: Instant): Log => {
  const before = lastOf(log, 'robot');
  if (delivery.kind === 'retry' && waitsForTurn(delivery))
    return noted(
      log,
      {
        channel: 'robot',
        attempts: before?.attempts ?? 0,
        at: now,
        state: 'waiting',
        result: delivery.reason,
      },
      now + (delivery.retryAfterMs ?? MINUTE),
    );
  const done = stateOf(before, 'robot', delivery, now);
  return noted(log, done.state, done.again);
};

const sendByRobot = async (deps: OutboxDeps, pending: readonly Pending[]): Promise<void> => {
  const { robot } = await deps.channels();
  if (robot === null || pending.length === 0) return;
  const byId = new Map(pending.map((one) => [one.row.outboxId, one]));
  for (const { notices, digest } of planRobot(
    pending.map(({ row, ticket }) => noticeOf(row, ticket)),
  )) {
    const delivery = await robotTurn(deps, robot, notices, digest);
    for (const { noticeId } of notices) {
      const one = byId.get(noticeId);
      if (one !== undefined)
        await store(deps, { ...one, log: afterRobot(one.log, delivery, deps.clock()) });
    }
  }
};

/**
 * Sends notices through every channel that is set up and that has not had them: bells and consoles (or the patient's
 * thread), signed webhook, group robot (several at once as a digest). How it went is written beside each row; what must
 * be tried again is due again then, and one row's trouble is no other's. Sending is at least once: receivers tell
 * repeats by the notice's id.
 */
export const sendOutboxRows = async (
  deps: OutboxDeps,
  rows: readonly StoredOutboxRow[],
): Promise<void> => {
  const pending: Pending[] = [];
  for (const row of rows) {
    const one = await begin(deps, row);
    if (one.forRobot) pending.push(one);
    else await store(deps, one);
  }
  await sendByRobot(deps, pending);
};

/** Sends notices as they stand in the store now: what was sent meanwhile is not sent again. */
export const sendOutbox = async (
  deps: OutboxDeps,
  keys: readonly { readonly ticketId: string | null; readonly outboxId: string }[],
): Promise<number> => {
  const rows: StoredOutboxRow[] = [];
  for (const { ticketId, outboxId } of keys) {
    const row = await deps.tickets.outboxRow(ticketId, outboxId);
    if (row !== undefined) rows.push(row);
  }
  await sendOutboxRows(deps, rows);
  return rows.length;
};
