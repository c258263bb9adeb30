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
import { pushToDesk, pushToPatient, pushToStaff, pushToSubject } from './push.ts';
import { SYSTEM } from './scene.ts';

export type OutboxDeps = Pick<
  Deps,
  'tickets' | 'log' | 'live' | 'pusher' | 'clock' | 'logger' | 'channels'
>;

type ConsoleAudience = Exclude<OutboxRow['audience'], 'patient' | 'staff'>;

const AUDIENCE: Readonly<
  Record<ConsoleAudience, (connection: Connection, to: string | null) => boolean>
> = {
  desk: ({ tier }) => tier !== 'department' && tier !== 'editor',
  supervisors: ({ tier }) => tier === 'supervisor' || tier === 'office',
  office: ({ tier }) => tier === 'office',
  department: ({ departments }, to) => to !== null && departments.includes(to),
};

/** Of a matter of discipline the department concerned and the hospital office hear, nobody else. */
const mayHearRestricted = ({ tier }: Connection): boolean =>
  tier === 'office' || tier === 'department';

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
  if (audience === 'patient') return;
  if (audience === 'staff') return to === null ? undefined : pushToSubject(deps, to, message);
  const restricted = isRestricted(ticket);
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

const noticeOf = (row: OutboxRow): Notice => ({
  noticeId: row.outboxId,
  at: row.at,
  audience: row.to === null ? row.audience : `${row.audience}:${row.to}`,
  title: row.title,
  text: row.text,
  ticketNumber: row.ticketNumber,
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

const sendNow = async (
  deps: OutboxDeps,
  row: OutboxRow,
  log: Log,
  ticket: Ticket | undefined,
): Promise<Log> => {
  const now = deps.clock();
  let next = log;
  if (!isOver(lastOf(next, 'console'))) {
    await (row.audience === 'patient' ? toPatient : toConsoles)(deps, row, ticket);
    const done = stateOf(lastOf(next, 'console'), 'console', { kind: 'sent' }, now);
    next = noted(next, done.state, done.again);
  }
  const { webhook } = await deps.channels();
  if (webhook !== null && row.audience !== 'patient' && !isOver(lastOf(next, 'webhook'))) {
    const delivery = await webhook(noticeOf(row), now);
    const done = stateOf(lastOf(next, 'webhook'), 'webhook', delivery, now);
    next = noted(next, done.state, done.again);
  }
  return next;
};

const nextMinute = (now: Instant): Instant => (Math.floor(now / MINUTE) + 1) * MINUTE;

/** Sends one message of the robot for some rows, where this minute has a turn left; else they wait for the next. */
const robotTurn = async (
  deps: OutboxDeps,
  robot: NonNullable<Awaited<ReturnType<Deps['channels']>>['robot']>,
  notices: readonly Notice[],
  digest: boolean,
): Promise<Delivery> => {
  const now = deps.clock();
  if (!(await deps.tickets.takeRobotTurn(now, ROBOT_PER_MINUTE)))
    return { kind: 'retry', reason: 'minute full', retryAfterMs: nextMinute(now) - now };
  return robot({ notices, digest });
};

type Pending = { readonly row: StoredOutboxRow; readonly log: Log; readonly forRobot: boolean };

const store = (deps: OutboxDeps, row: OutboxRow, log: Log): Promise<void> =>
  deps.tickets.noteDeliveries(row, log.states, log.again, deps.clock());

const begin = async (deps: OutboxDeps, row: StoredOutboxRow): Promise<Pending> => {
  const ticket = await deps.tickets.get(row.ticketId);
  const log = await sendNow(deps, row, { states: row.deliveries, again: null }, ticket);
  const { robot } = await deps.channels();
  const forRobot =
    robot !== null &&
    isForRobot(row, ticket) &&
    !isOver(log.states.find((s) => s.channel === 'robot'));
  return { row, log, forRobot };
};

const sendByRobot = async (deps: OutboxDeps, pending: readonly Pending[]): Promise<void> => {
  const { robot } = await deps.channels();
  if (robot === null || pending.length === 0) return;
  const byId = new Map(pending.map((one) => [one.row.outboxId, one]));
  const plan = planRobot(
    pending.map(({ row }) => noticeOf(row)),
    [],
    deps.clock(),
  );
  const settle = async (notices: readonly Notice[], delivery: Delivery): Promise<void> => {
    for (const { noticeId } of notices) {
      const one = byId.get(noticeId);
      if (one === undefined) continue;
      const done = stateOf(lastOf(one.log, 'robot'), 'robot', delivery, deps.clock());
      await store(deps, one.row, noted(one.log, done.state, done.again));
    }
  };
  for (const { notices, digest } of plan.messages)
    await settle(notices, await robotTurn(deps, robot, notices, digest));
  if (plan.held.length > 0)
    await settle(plan.held, {
      kind: 'retry',
      reason: 'minute full',
      retryAfterMs: nextMinute(deps.clock()) - deps.clock(),
    });
};

/**
 * Sends notices through every channel that is set up and that has not had them: consoles (or the patient's thread),
 * signed webhook, group robot (several at once as a digest). How it went is written beside each row; what must be
 * tried again is due again then. Sending is at least once: receivers tell repeats by the notice's id.
 */
export const sendOutboxRows = async (
  deps: OutboxDeps,
  rows: readonly StoredOutboxRow[],
): Promise<void> => {
  const pending: Pending[] = [];
  for (const row of rows) {
    const one = await begin(deps, row);
    if (one.forRobot) pending.push(one);
    else await store(deps, row, one.log);
  }
  await sendByRobot(deps, pending);
};

/** One row as the stream tells of it: nothing was sent yet. */
export const sendOutbox = (deps: OutboxDeps, row: OutboxRow): Promise<void> =>
  sendOutboxRows(deps, [{ ...row, deliveries: [] }]);
