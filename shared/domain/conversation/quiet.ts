import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import type { Entry } from './entry.ts';

/** So long nobody speaks before the service looks into it, and so long again after it has spoken. */
export const QUIET = {
  /** The owner is reminded, or the patient asked whether they are still there. */
  first: 5 * MINUTE,
  /** The supervisor hears of a patient without an answer. */
  supervisor: 10 * MINUTE,
  /** After the question a conversation ends. */
  last: 10 * MINUTE,
} as const;

/** What a quiet conversation in somebody's hand calls for. `seq` names the words that nobody answered. */
export type QuietStep =
  | { readonly do: 'wait'; readonly until: Instant }
  | {
      readonly do: 'remind-owner' | 'remind-supervisor';
      readonly seq: number;
      readonly until: Instant;
    }
  | { readonly do: 'nudge'; readonly seq: number; readonly until: Instant }
  | { readonly do: 'close'; readonly seq: number };

export const nudgeId = (seq: number): string => `idle:${seq}:nudge`;

const isSaid = ({ by, body }: Entry): boolean =>
  body.kind === 'message' && (by.kind === 'patient' || by.kind === 'agent');

/** The first words of the patient that nobody of the desk has answered. */
const unanswered = (entries: readonly Entry[]): Entry | undefined => {
  const answered = entries.findLastIndex((e) => isSaid(e) && e.by.kind === 'agent');
  return entries.slice(answered + 1).find((e) => isSaid(e) && e.by.kind === 'patient');
};

const forOwner = (seq: number, from: Instant, now: Instant): QuietStep => {
  const age = now - from;
  if (age < QUIET.first) return { do: 'wait', until: from + QUIET.first };
  return age < QUIET.supervisor
    ? { do: 'remind-owner', seq, until: from + QUIET.supervisor }
    : { do: 'remind-supervisor', seq, until: now + QUIET.supervisor };
};

/**
 * Who is asked to speak in a conversation that a person has: the owner after five minutes without an answer, the supervisor
 * after ten; the patient after five minutes of silence, and ten minutes later it ends. An emergency never ends by itself:
 * then the owner is reminded. `since`: when the owner got it. Pure: what was done already stands among the entries.
 */
export const quietStep = (
  entries: readonly Entry[],
  since: { readonly at: Instant; readonly seq: number },
  now: Instant,
): QuietStep => {
  const open = unanswered(entries);
  const last = entries.findLast(isSaid);
  if (open !== undefined || last === undefined || last.by.kind === 'patient')
    return open === undefined || open.at < since.at
      ? forOwner(since.seq, since.at, now)
      : forOwner(open.seq, open.at, now);
  if (now - last.at < QUIET.first) return { do: 'wait', until: last.at + QUIET.first };
  if (entries.at(-1)?.state.urgent === true) return forOwner(last.seq, last.at, now);
  const nudge = entries.find(
    ({ entryId, by }) => by.kind === 'system' && entryId === nudgeId(last.seq),
  );
  if (nudge === undefined) return { do: 'nudge', seq: last.seq, until: now + QUIET.first };
  return now - nudge.at < QUIET.last
    ? { do: 'wait', until: nudge.at + QUIET.last }
    : { do: 'close', seq: last.seq };
};
