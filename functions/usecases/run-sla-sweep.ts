import type { Deps, DueItem, OutboxRow } from '#functions/ports.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { nextDueAt, startClock, stopClock } from '#shared/domain/sla/clocks.ts';
import { POLICIES } from '#shared/domain/sla/policies.ts';
import { type SweepStep, sweep } from '#shared/domain/sla/sweep.ts';
import type { Ticket, TicketClock } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { sweepCase } from '#shared/domain/ticket/timers.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import { beijingTime, DAY, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { sweepAway } from './agent-away.ts';
import { assignCases } from './assign-cases.ts';
import { assignWaiting } from './assign-chats.ts';
import { resumeRecount } from './calendar.ts';
import { ticketIdOf } from './ids.ts';
import { lookAfterKnowledge } from './knowledge-tasks.ts';
import { ensureWordlessTicket, scheduleNow } from './open-ticket.ts';
import { WATCHED } from './post-message.ts';
import { isQuietClock, lookIntoQuiet } from './quiet-looks.ts';
import { type RespondDeps, respond, settle } from './respond.ts';
import { resume } from './resume.ts';
import type { Scene } from './scene.ts';
import { sendOutbox } from './send-outbox.ts';
import { caseWrites } from './sweep-words.ts';
import { lapseOffer } from './transfers.ts';

type SweepDeps = RespondDeps & Pick<Deps, 'channels' | 'notices' | 'duty' | 'people'>;

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
  'recounted',
  'told',
  'nudged',
  'reminded',
  'ended',
  'rang',
  'followed',
  'assigned',
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

const waitedTooLong = ({ clock, step }: SweepStep): boolean =>
  clock === 'chat' && step === 'escalate';

/** Who has waited for ten minutes hears of it, and that nobody needs to stay to be answered. */
const sorryFor = (ticket: Ticket, step: SweepStep, now: Instant): OutboxRow => ({
  outboxId: `${step.id}#patient`,
  ticketId: ticket.ticketId,
  ticketNumber: ticket.number,
  audience: 'patient',
  to: null,
  title: '仍在排队',
  text: `让您久等了，已请主管协调，您的位置不变。也可以直接在这里留言、留下电话，工单 ${ticket.number} 会有人跟进，不用一直等在页面上。`,
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

const isTimed = ({ id }: TicketClock): boolean => POLICIES[id].atEnd === 'escalate';

/** Takes the steps that are due on a ticket: one transaction, or nothing where somebody changed it meanwhile. */
const takeSteps = async (
  deps: SweepDeps,
  ticket: Ticket,
): Promise<{ readonly outcomes: SweepOutcome[]; readonly ticket: Ticket | undefined }> => {
  const now = deps.clock();
  const found = sweep({ ...ticket, clocks: ticket.clocks.filter(isTimed) }, now);
  const clocks = ticket.clocks.map(
    (clock) => found.clocks.find(({ id }) => id === clock.id) ?? clock,
  );
  const schedule = await scheduleNow(deps);
  const swept = sweepCase(schedule, { ...ticket, clocks, escalated: found.escalated }, now);
  const { steps, resumed, closedIdle } = swept;
  // The index may show a timer that has been moved since.
  if (found.steps.length + steps.length + resumed === 0 && !closedIdle)
    return { outcomes: [], ticket };
  const more = caseWrites(ticket, swept, now);
  const saved = await deps.tickets.save(
    swept.ticket,
    [...found.steps.map((step) => eventOf(ticket, step, now)), ...more.events],
    [
      ...found.steps.filter(({ notify }) => notify).map((step) => outboxOf(ticket, step, now)),
      ...found.steps.filter(waitedTooLong).map((step) => sorryFor(ticket, step, now)),
      ...more.outbox,
    ],
  );
  if (!saved.ok) return { outcomes: ['stale'], ticket: undefined };
  return {
    outcomes: [
      ...found.steps.map(
        ({ step }) => (step === 'escalate' ? 'escalated' : 'warned') as SweepOutcome,
      ),
      ...steps.map((): SweepOutcome => 'stepped'),
      ...(resumed > 0 ? (['resumed'] as const) : []),
      ...(closedIdle ? (['closed'] as const) : []),
    ],
    ticket: saved.value,
  };
};

/** Looks into one thing that is due to be looked at; a second one is due in a minute still. */
const lookInto = async (deps: SweepDeps, ticket: Ticket): Promise<SweepOutcome[]> => {
  const { steps } = sweep(
    { ...ticket, clocks: ticket.clocks.filter((clock) => !isTimed(clock)) },
    deps.clock(),
  );
  const [first] = steps;
  if (first === undefined) return [];
  if (first.clock === 'transfer') return [(await lapseOffer(deps, ticket)) ? 'lapsed' : 'stale'];
  if (isQuietClock(first.clock)) return [await lookIntoQuiet(deps, ticket, first.clock)];
  return [await check(deps, ticket)];
};

const sweepTicket = async (deps: SweepDeps, ticketId: string): Promise<SweepOutcome[]> => {
  const found = await deps.tickets.get(ticketId);
  if (found === undefined) return ['nothing'];
  const { outcomes, ticket } = await takeSteps(deps, found);
  const looked = ticket === undefined ? [] : await lookInto(deps, ticket);
  const all = [...outcomes, ...looked];
  return all.length === 0 ? ['nothing'] : all;
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
  try {
    return Array<SweepOutcome>(await sendOutbox(deps, items)).fill('resent');
  } catch (error) {
    deps.logger.error('notices not sent', {
      rows: items.length,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return ['failed'];
  }
};

const take = async (
  deps: SweepDeps,
  item: Exclude<DueItem, { kind: 'outbox' }>,
  until: Instant,
): Promise<SweepOutcome[]> => {
  try {
    if (item.kind === 'ticket') return await sweepTicket(deps, item.ticketId);
    if (item.kind === 'recount')
      return Array<SweepOutcome>(await resumeRecount(deps, until)).fill('recounted');
    if (item.kind === 'knowledge')
      return Array<SweepOutcome>(await lookAfterKnowledge(deps)).fill('told');
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

/** Tickets that are worked on at the same time, and notices that go out together. */
const AT_ONCE = 24;
const NOTICES_AT_ONCE = 100;

/** Work that goes on at the same time, so much and no more. */
const bounded = (most: number) => {
  const running = new Set<Promise<void>>();
  return {
    /** Resolves when there is room for more. */
    add: async (work: () => Promise<void>): Promise<void> => {
      while (running.size >= most) await Promise.race(running);
      const one = work().finally(() => running.delete(one));
      running.add(one);
    },
    done: async (): Promise<void> => {
      await Promise.all(running);
    },
  };
};

/** Gives out what waits, for the times when every other trigger was lost. */
const assign = async (deps: SweepDeps): Promise<SweepOutcome[]> => {
  try {
    const given = (await assignWaiting(deps)) + (await assignCases(deps));
    return Array<SweepOutcome>(given).fill('assigned');
  } catch (error) {
    deps.logger.error('nothing assigned', {
      error: error instanceof Error ? error.name : 'unknown',
    });
    return ['failed'];
  }
};

/**
 * One sweep: everything whose instant has come, so many at the same time, until done or out of time (the rest is due still
 * in a minute, and the next sweep begins elsewhere). One failure stops nothing else.
 */
export const runSlaSweep = async (deps: SweepDeps, until: Instant): Promise<SweepSummary> => {
  const counts = Object.fromEntries(OUTCOMES.map((o) => [o, 0])) as Record<SweepOutcome, number>;
  const count = (outcomes: readonly SweepOutcome[]): void => {
    for (const outcome of outcomes) counts[outcome] += 1;
  };
  const pool = bounded(AT_ONCE);
  let notices: Extract<DueItem, { kind: 'outbox' }>[] = [];
  const send = async (): Promise<void> => {
    const rows = notices;
    notices = [];
    if (rows.length > 0) await pool.add(async () => count(await resend(deps, rows)));
  };
  let complete = true;
  for await (const item of deps.tickets.due(deps.clock())) {
    if (deps.clock() >= until) {
      complete = false;
      break;
    }
    if (item.kind === 'outbox') notices.push(item);
    else await pool.add(async () => count(await take(deps, item, until)));
    if (notices.length >= NOTICES_AT_ONCE) await send();
  }
  await send();
  await pool.done();
  count(await assign(deps));
  return { ...counts, complete };
};
