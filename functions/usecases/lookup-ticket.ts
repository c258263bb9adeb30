import type { Deps } from '#functions/ports.ts';
import { patientStatus } from '#shared/domain/ticket/change-ticket.ts';
import { parseTicketNumber } from '#shared/domain/ticket/number.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isPublic } from '#shared/domain/ticket/timeline.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isRestricted } from './enter.ts';

/** After so many wrong codes a number tells nothing any more; a person at the desk must be asked. */
const MAX_TRIES = 5;

export type Progress = {
  readonly number: string;
  readonly category: string;
  readonly status: Localized;
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

/** By when the patient may expect an answer: the statutory feedback where it runs, else the handling, else a first word. */
const promised = ({ caseClocks }: Pick<Ticket, 'caseClocks'>) => {
  const running = caseClocks.filter(({ stoppedAt }) => stoppedAt === null);
  return (['legal', 'internal', 'contact'] as const)
    .map((id) => running.find((clock) => clock.id === id))
    .find((clock) => clock !== undefined);
};

/**
 * Progress of a ticket for whoever has number and code, on any device. Every failure is the same answer: no such
 * number, a wrong code, one wrong code too many.
 */
export const lookupTicket = async (
  deps: Pick<Deps, 'tickets' | 'tokens'>,
  body: { readonly number: string; readonly code: string },
): Promise<Result<Progress, { readonly kind: 'not-found' }>> => {
  const failed = err({ kind: 'not-found' } as const);
  const number = parseTicketNumber(body.number);
  if (number === undefined) return failed;
  const known = await deps.tickets.lookup(number);
  if (known === undefined || known.tries >= MAX_TRIES) return failed;
  // Counted before it is compared: tries at the same time cannot outrun the lock.
  if ((await deps.tickets.countWrongCode(number)) > MAX_TRIES) return failed;
  const ticket = await deps.tickets.get(known.ticketId);
  if (ticket === undefined || ticket.code === '') return failed;
  if (!deps.tokens.same(readCode(body.code), ticket.code)) return failed;
  await deps.tickets.clearWrongCodes(number);
  const timeline = await deps.tickets.timeline(ticket.ticketId);
  const due = promised(ticket);
  return ok({
    number: ticket.number,
    category: ticket.category,
    status: patientStatus(ticket),
    openedAt: ticket.openedAt,
    promisedAt: due?.dueAt ?? null,
    provisional: due !== undefined && due.status !== 'official',
    comments: timeline
      .filter(isPublic)
      // Where discipline looks into it, that it was received is all that is said.
      .filter(({ kind }) => !isRestricted(ticket) || kind === 'patient-told')
      .map(({ at, kind, text }) => ({
        at,
        text: kind === 'opened' ? `工单 ${ticket.number} 已建立` : text,
      })),
  });
};
