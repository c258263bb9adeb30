import type { Deps } from '#functions/ports.ts';
import { patientStatus } from '#shared/domain/ticket/change-ticket.ts';
import { areOfOthers } from '#shared/domain/ticket/link-runs.ts';
import { parseTicketNumber } from '#shared/domain/ticket/number.ts';
import { LOOKUP_TRIES, lockedUntil, promisedClock } from '#shared/domain/ticket/promise.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isPublic, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isRestricted } from './enter.ts';

export type Progress = {
  readonly number: string;
  readonly category: string;
  readonly status: Localized;
  /** The number under which it is worked on, where it was merged. */
  readonly mergedInto: string | null;
  readonly parts: readonly {
    readonly number: string;
    readonly status: Localized;
    readonly promisedAt: number | null;
  }[];
  readonly openedAt: number;
  readonly promisedAt: number | null;
  readonly provisional: boolean;
  readonly comments: readonly { readonly at: number; readonly text: string }[];
};

/** As people read a code out: letters that look like digits, blanks, lower case. */
const readCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

/** Where a merged ticket's matter goes on; the ticket itself else. */
const workedOn = async (deps: Pick<Deps, 'tickets'>, ticket: Ticket): Promise<Ticket> => {
  let at = ticket;
  for (let hops = 0; hops < 5 && at.case?.mergedInto != null; hops += 1)
    at = (await deps.tickets.get(at.case.mergedInto)) ?? at;
  return at;
};

/** What the patient was told where the matter went on, since it was merged; another patient's words are theirs. */
const toldSince = async (
  deps: Pick<Deps, 'tickets'>,
  ticket: Ticket,
  at: Ticket,
): Promise<readonly TicketEvent[]> => {
  if (at === ticket || areOfOthers(ticket, at)) return [];
  const since = ticket.case?.closedAt ?? Number.POSITIVE_INFINITY;
  return (await deps.tickets.timeline(at.ticketId)).filter(
    (event) => event.kind === 'patient-told' && event.at >= since,
  );
};

/** Other matters of the same contact that were made tickets of their own. */
const partsOf = async (
  deps: Pick<Deps, 'tickets'>,
  { links }: Ticket,
): Promise<Progress['parts']> => {
  const parts = await deps.tickets.many(
    links.filter(({ kind }) => kind === 'split-into').map(({ ticketId }) => ticketId),
  );
  return parts.map((part) => ({
    number: part.number,
    status: patientStatus(part),
    promisedAt: promisedClock(part)?.dueAt ?? null,
  }));
};

/**
 * Progress of a ticket for whoever has number and code, on any device. Every failure is the same answer: no such
 * number, a wrong code, one wrong code too many. After five wrong codes a number is locked for the rest of an hour.
 */
export const lookupTicket = async (
  deps: Pick<Deps, 'tickets' | 'tokens' | 'clock'>,
  body: { readonly number: string; readonly code: string },
): Promise<Result<Progress, { readonly kind: 'not-found' }>> => {
  const failed = err({ kind: 'not-found' } as const);
  const number = parseTicketNumber(body.number);
  if (number === undefined) return failed;
  const known = await deps.tickets.lookup(number);
  const now = deps.clock();
  if (known === undefined || lockedUntil(known, now) !== null) return failed;
  // Counted before it is compared: tries at the same time cannot outrun the lock.
  if ((await deps.tickets.countTry(number, now)) > LOOKUP_TRIES) return failed;
  const ticket = await deps.tickets.get(known.ticketId);
  if (ticket === undefined || ticket.code === '') return failed;
  if (!deps.tokens.same(readCode(body.code), ticket.code)) return failed;
  await deps.tickets.clearTries(number);
  const [timeline, at, parts] = await Promise.all([
    deps.tickets.timeline(ticket.ticketId),
    workedOn(deps, ticket),
    partsOf(deps, ticket),
  ]);
  const onward = await toldSince(deps, ticket, at);
  const due = promisedClock(at);
  return ok({
    number: ticket.number,
    category: ticket.category,
    status: patientStatus(at),
    mergedInto: at === ticket ? null : at.number,
    parts,
    openedAt: ticket.openedAt,
    promisedAt: due?.dueAt ?? null,
    provisional: due !== undefined && due.status !== 'official',
    comments: timeline
      .filter(isPublic)
      // Where discipline looks into it, that it was received is all that is said.
      .filter(({ kind }) => !isRestricted(ticket) || kind === 'patient-told')
      .concat(onward)
      .map(({ at, kind, text }) => ({
        at,
        text: kind === 'opened' ? `工单 ${ticket.number} 已建立` : text,
      })),
  });
};
