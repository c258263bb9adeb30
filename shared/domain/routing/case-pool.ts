import type { CaseState } from '#shared/domain/case/case.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { FRONT_DESK } from './route-ticket.ts';

/** Whose people may handle a ticket, and why these. */
export type CasePool = {
  /** Only members of this department. */
  readonly department: string;
  readonly why: string;
};

export type CasePoolInput = {
  readonly ticket: Pick<Ticket, 'department' | 'severity'>;
  /** A matter of discipline: nobody outside its department is ever given it. */
  readonly restricted: boolean;
  /** Whether the department works now, and in words when it does again. */
  readonly open: boolean;
  readonly opens: string | null;
  /** Whether anybody of the department is there, whatever its hours say. */
  readonly present: boolean;
};

const isGrave = ({ severity }: CasePoolInput['ticket']): boolean =>
  severity === 'S1' || severity === 'S2';

/**
 * Whose people a ticket is given to: those of the department that answers for it; of a grave one (S1, S2) that arrives
 * while the department is closed and nobody of it is there, those of the service centre, until it opens. Everything else
 * waits for its department. Discipline never leaves it.
 */
export const casePool = (input: CasePoolInput): CasePool => {
  const { ticket, restricted, open, opens, present } = input;
  const { department } = ticket;
  if (restricted) return { department, why: `限制事项，只分配给${department}` };
  if (present || open) return { department, why: `归口${department}` };
  const closed = `${department}现在不办公${opens === null ? '' : `（${opens}起）`}`;
  return isGrave(ticket) && department !== FRONT_DESK
    ? { department: FRONT_DESK, why: `${closed}，${ticket.severity} 级先由${FRONT_DESK}值班受理` }
    : { department, why: closed };
};

/**
 * States in which nobody has begun to work: only then may a ticket be given, or taken back from who left. What a
 * department has returned is not given to it again: the service centre decides whose it is.
 */
const NOT_BEGUN: ReadonlySet<CaseState> = new Set([
  'new',
  'clarifying',
  'acknowledged',
  'assigned',
]);

/** A ticket that somebody should handle and nobody has begun. */
export const isUnbegun = ({ case: record }: Pick<Ticket, 'case'>): boolean =>
  record !== null && NOT_BEGUN.has(record.state);

/** A ticket that waits for a handler; one whose handler is named in it waits as well. */
export const needsHandler = (ticket: Pick<Ticket, 'case'>): boolean => {
  const record = ticket.case;
  if (record === null || !isUnbegun(ticket)) return false;
  return record.handlerId === null || record.namedStaff.includes(record.handlerId);
};
