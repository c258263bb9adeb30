import type { Deps, Tail } from '#functions/ports.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';
import { changesCourse, INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { nextDueAt, running, startClock } from '#shared/domain/sla/clocks.ts';
import { followEntries } from '#shared/domain/ticket/follow-conversation.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { deskSchedule } from './desk-schedule.ts';
import { ticketIdOf } from './ids.ts';
import { somebodyOnDuty } from './on-duty.ts';

type FollowDeps = Pick<Deps, 'tickets' | 'log' | 'clock' | 'knowledge' | 'live' | 'logger'>;

/** The desk's plan, or null where somebody is on duty now whatever the plan says. */
const hoursNow = async (
  deps: Pick<Deps, 'knowledge' | 'live' | 'clock'>,
): Promise<Schedule | null> => {
  const [schedule, staffed] = await Promise.all([deskSchedule(deps), somebodyOnDuty(deps)]);
  return staffed ? null : (schedule ?? null);
};

/** The entries that changed the course, of a run that starts at the beginning or whose first entry was followed. */
const courseChanges = (entries: readonly Entry[]): Entry[] => {
  let state = entries[0]?.seq === 0 ? INITIAL_STATE : undefined;
  const changes: Entry[] = [];
  for (const entry of entries) {
    if (state === undefined || changesCourse(state, entry.body, entry.state)) changes.push(entry);
    state = entry.state;
  }
  return changes;
};

const ROUNDS = 5;

/**
 * Brings the ticket up to its conversation. The log is the truth and the ticket follows: whoever notices that it lags
 * (the request, the stream consumer, the sweep) may call this, at the same time, any number of times.
 */
export const followConversation = async (
  deps: FollowDeps,
  conversationId: string,
  known: { readonly ticket?: Ticket | undefined; readonly tail?: Tail } = {},
): Promise<Ticket | undefined> => {
  let ticket = known.ticket ?? (await deps.tickets.get(ticketIdOf(conversationId)));
  for (let round = 0; ticket !== undefined && round < ROUNDS; round += 1) {
    const { followedSeq } = ticket;
    const covered = known.tail?.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
    const entries =
      round === 0 && covered <= followedSeq
        ? (known.tail?.entries ?? [])
        : ((await deps.log.tail(conversationId, followedSeq))?.entries ?? []);
    const changes = courseChanges(entries).filter(({ seq }) => seq > followedSeq);
    if (changes.length === 0) return ticket;
    const followed = followEntries(ticket, changes, await hoursNow(deps));
    const saved = await deps.tickets.save(followed.ticket, followed.events);
    if (saved.ok) return saved.value;
    ticket = await deps.tickets.get(ticketIdOf(conversationId));
  }
  if (ticket !== undefined)
    deps.logger.warn('ticket lags behind its conversation', { conversationId });
  return ticket;
};

/**
 * Before a message is stored: makes sure that a timer is set that would find it if everything stopped right after.
 * Written only where none runs, so about once in five minutes of a conversation.
 */
export const armUnanswered = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  ticket: Ticket | undefined,
): Promise<Ticket | undefined> => {
  // A consultation that was closed because nobody went on is open again with the next word.
  if (ticket === undefined || (ticket.status !== 'bot' && ticket.status !== 'closed'))
    return ticket;
  if (running(ticket.clocks, 'unanswered') !== undefined) return ticket;
  const now = deps.clock();
  const clocks = startClock(ticket.clocks, 'unanswered', now, null);
  const saved = await deps.tickets.save(
    { ...ticket, status: 'bot', updatedAt: now, clocks, nextDueAt: nextDueAt(clocks) },
    [],
  );
  // Somebody else changed the ticket at the same time; a patient's own burst arms it once, a claim makes it needless.
  return saved.ok ? saved.value : deps.tickets.get(ticket.ticketId);
};
