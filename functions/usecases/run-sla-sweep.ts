import type { Deps, DueItem, OutboxRow, StoredOutboxRow } from '#functions/ports.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { nextDueAt, startClock, stopClock } from '#shared/domain/sla/clocks.ts';
import { POLICIES } from '#shared/domain/sla/policies.ts';
import { type SweepStep, sweep } from '#shared/domain/sla/sweep.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { sweepCase } from '#shared/domain/ticket/timers.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import { beijingTime, DAY, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { sweepAway } from './agent-away.ts';
import { ticketIdOf } from './ids.ts';
import { ensureWordlessTicket, scheduleNow } from './open-ticket.ts';
import { WATCHED } from './post-message.ts';
import { type RespondDeps, respond, settle } from './respond.ts';
import { resume } from './resume.ts';
import type { Scene } from './scene.ts';
import { sendOutboxRows } from './send-outbox.ts';
import { caseWrites } from './sweep-words.ts';
import { lapseOffer } from './transfers.ts';

type SweepDeps = RespondDeps & Pick<Deps, 'channels'>;

const OUTCOMES = [
  'warned',
  'escalated',
  'checked',
  'answered',
  'resent',
  'lapsed',
  'released',
  'watched',
  'stepped',
  'resumed',
  'closed',
  'nothing',
  'stale',
  'failed',
] as const;
type SweepOutcome = (typeof OUTCOMES)[number];
export type SweepSummary = Readonly<Record<SweepOutcome, number>> & { readonly complete: boolean };

const minutes = (duration: number): number => Math.max(1, Math.round(duration / MINUTE));

const wordsOf = (ticket: Ticket, step: SweepStep, startedAt: Instant): string => {
  const { label } = POLICIES[step.clock];
  const waited = minutes(step.dueAt - startedAt);
  const what = step.step === 'escalate' ? '仍无人处理，已上报主管' : '还没有人处理，请尽快接待';
  return `${label['zh-CN']}：工单 ${ticket.number} 自 ${beijingTime(startedAt)} 起已 ${waited} 分钟${what}`;
};

const startOf = (ticket: Ticket, step: SweepStep): Instant =>
  ticket.clocks.find(({ id }) => id === step.clock)?.startedAt ?? ticket.openedAt;

const eventOf = (ticket: Ticket, step: SweepStep, now: Instant): TicketEvent => ({
  eventId: `sweep:${step.id}`,
  at: now,
  kind: step.step === 'escalate' ? 'escalated' : 'warned',
  actorId: null,
  actorName: null,
  text: wordsOf(ticket, step, startOf(ticket, step)),
  data: { clock: step.clock, dueAt: step.dueAt, lateBy: now - step.dueAt },
});

const outboxOf = (ticket: Ticket, step: SweepStep, now: Instant): OutboxRow => ({
  outboxId: step.id,
  ticketId: ticket.ticketId,
  ticketNumber: ticket.number,
  audience: step.step === 'escalate' ? 'supervisors' : 'desk',
  to: null,
  title: `${POLICIES[step.clock].label['zh-CN']}${step.step === 'escalate' ? '升级' : '提醒'}`,
  text: wordsOf(ticket, step, startOf(ticket, step)),
  at: now,
});

/** Looks whether anything was left unanswered, answers it, and sets the next look, or none where all is quiet. */
const check = async (deps: SweepDeps, ticket: Ticket): Promise<SweepOutcome> => {
  const { conversationId } = ticket;
  if (conversationId === null) return 'nothing';
  const [opening, tail] = await Promise.all([
    deps.log.opening(conversationId),
    deps.log.tail(conversationId, ticket.followedSeq),
  ]);
  if (opening === undefined || tail === undefined) return 'nothing';
  const done = await resume(deps, { conversationId, opening, tail, ticket });
  const current = await deps.tickets.get(ticket.ticketId);
  if (current === undefined) return 'nothing';
  const now = deps.clock();
  const clock = current.clocks.find(({ id }) => id === 'unanswered');
  const sameLook = clock !== undefined && clock.stoppedAt === null && clock.dueAt <= now;
  if (!sameLook) return done.answered > 0 ? 'answered' : 'checked';
  const stopped = stopClock(current.clocks, 'unanswered', now, 'checked');
  const busy = tail.last.at > clock.startedAt || done.answered > 0;
  const clocks = busy ? startClock(stopped, 'unanswered', now, null) : stopped;
  const events: TicketEvent[] =
    done.answered === 0
      ? []
      : [
          {
            eventId: `sweep:${ticket.ticketId}#unanswered#${clock.generation}#check`,
            at: now,
            kind: 'answered-late',
            actorId: null,
            actorName: null,
            text: `补答了 ${done.answered} 条未答复的消息`,
            data: { answered: done.answered },
          },
        ];
  const saved = await deps.tickets.save(
    { ...current, clocks, nextDueAt: nextDueAt(clocks) },
    events,
  );
  if (!saved.ok) return 'stale';
  return done.answered > 0 ? 'answered' : 'checked';
};

/** Takes the steps that are due on a ticket: one transaction, or nothing where somebody changed it meanwhile. */
const sweepTicket = async (deps: SweepDeps, ticketId: string): Promise<SweepOutcome[]> => {
  const ticket = await deps.tickets.get(ticketId);
  if (ticket === undefined) return ['nothing'];
  const now = deps.clock();
  const found = sweep(ticket, now);
  if (found.steps.some(({ clock }) => clock === 'transfer'))
    return [(await lapseOffer(deps, ticket)) ? 'lapsed' : 'stale'];
  if (found.steps.some(({ step }) => step === 'check')) {
    const outcome = await check(deps, ticket);
    // The look may have changed the ticket; what else is due is due in a minute still.
    return [outcome];
  }
  const schedule = await scheduleNow(deps);
  const swept = sweepCase(
    schedule,
    { ...ticket, clocks: [...found.clocks], escalated: found.escalated },
    now,
  );
  const { steps, resumed, closedIdle } = swept;
  // The index may show a timer that has been moved since.
  if (found.steps.length + steps.length + resumed === 0 && !closedIdle) return ['nothing'];
  const more = caseWrites(ticket, swept, now);
  const saved = await deps.tickets.save(
    swept.ticket,
    [...found.steps.map((step) => eventOf(ticket, step, now)), ...more.events],
    [
      ...found.steps.filter(({ notify }) => notify).map((step) => outboxOf(ticket, step, now)),
      ...more.outbox,
    ],
  );
  if (!saved.ok) return ['stale'];
  return [
    ...found.steps.map(
      ({ step }) => (step === 'escalate' ? 'escalated' : 'warned') as SweepOutcome,
    ),
    ...steps.map((): SweepOutcome => 'stepped'),
    ...(resumed > 0 ? (['resumed'] as const) : []),
    ...(closedIdle ? (['closed'] as const) : []),
  ];
};

/** A conversation without a ticket: answers what was said and opens one, or looks again later while nobody wrote. */
const sweepConversation = async (
  deps: SweepDeps,
  conversationId: string,
): Promise<SweepOutcome[]> => {
  const [opening, tail, ticket] = await Promise.all([
    deps.log.opening(conversationId),
    deps.log.tail(conversationId, 0),
    deps.tickets.get(ticketIdOf(conversationId)),
  ]);
  if (opening === undefined || tail === undefined) return ['nothing'];
  if (ticket !== undefined) {
    await deps.log.watch(conversationId, null);
    return ['watched'];
  }
  const steps = tail.entries.filter(({ seq, by }) => seq > 0 && by.kind === 'patient');
  const first = steps.find(({ body }) => body.kind === 'message') ?? steps[0];
  if (first !== undefined) {
    // `resume` opens the ticket with the answer; where the answer stands already, the ticket alone is missing.
    const { scene, answered } = await resume(deps, { conversationId, opening, tail, ticket });
    if (scene.ticket === undefined) await openFor(deps, scene, first);
    return [answered > 0 ? 'answered' : 'checked'];
  }
  const now = deps.clock();
  const age = now - opening.at;
  const later = age > WATCHED + DAY ? null : now + Math.max(POLICIES.unanswered.dueAfter, age);
  await deps.log.watch(conversationId, later);
  return ['watched'];
};

const openFor = async (deps: SweepDeps, scene: Scene, first: Entry): Promise<void> => {
  if (first.body.kind === 'message') {
    await respond(deps, scene, first, triage({ text: first.body.text }));
    return;
  }
  await settle(deps, await ensureWordlessTicket(deps, scene, first), first);
};

/** Notices that the stream consumer has not sent, or that must be tried again: many at once are one digest. */
const resend = async (
  deps: SweepDeps,
  items: readonly Extract<DueItem, { kind: 'outbox' }>[],
): Promise<SweepOutcome[]> => {
  const rows: StoredOutboxRow[] = [];
  for (const { ticketId, outboxId } of items) {
    const row = await deps.tickets.outboxRow(ticketId, outboxId);
    if (row !== undefined) rows.push(row);
  }
  try {
    await sendOutboxRows(deps, rows);
    return rows.map(() => 'resent');
  } catch (error) {
    deps.logger.error('notices not sent', {
      rows: rows.length,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return ['failed'];
  }
};

const take = async (
  deps: SweepDeps,
  item: Exclude<DueItem, { kind: 'outbox' }>,
): Promise<SweepOutcome[]> => {
  try {
    if (item.kind === 'ticket') return await sweepTicket(deps, item.ticketId);
    if (item.kind === 'away')
      return Array<SweepOutcome>(await sweepAway(deps, item.staffId)).fill('released');
    return await sweepConversation(deps, item.conversationId);
  } catch (error) {
    deps.logger.error('sweep item failed', {
      kind: item.kind,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return ['failed'];
  }
};

const AT_ONCE = 16;
const NOTICES_AT_ONCE = 100;

/**
 * One sweep: everything whose instant has come, a few at a time, until done or out of time (the rest is due still in a
 * minute). One failure stops nothing else.
 */
export const runSlaSweep = async (deps: SweepDeps, until: Instant): Promise<SweepSummary> => {
  const counts = Object.fromEntries(OUTCOMES.map((o) => [o, 0])) as Record<SweepOutcome, number>;
  const count = (outcomes: readonly SweepOutcome[]): void => {
    for (const outcome of outcomes) counts[outcome] += 1;
  };
  type Step = Exclude<DueItem, { kind: 'outbox' }>;
  let batch: Step[] = [];
  let notices: Extract<DueItem, { kind: 'outbox' }>[] = [];
  const flush = async (): Promise<void> => {
    const [steps, rows] = [batch, notices];
    batch = [];
    notices = [];
    count((await Promise.all(steps.map((item) => take(deps, item)))).flat());
    if (rows.length > 0) count(await resend(deps, rows));
  };
  for await (const item of deps.tickets.due(deps.clock())) {
    if (deps.clock() >= until) return { ...counts, complete: false };
    if (item.kind === 'outbox') notices.push(item);
    else batch.push(item);
    if (batch.length >= AT_ONCE || notices.length >= NOTICES_AT_ONCE) await flush();
  }
  await flush();
  return { ...counts, complete: true };
};
