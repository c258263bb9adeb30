import { z } from 'zod';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { firstDue } from './lists.ts';
import type { Ticket } from './ticket.ts';

/**
 * What a list is narrowed by, kept beside every place of a ticket in a list: a filtered page reads these small rows, and
 * the tickets only that it shows. No words of the patient, no name, no phone.
 */
export const facets = z.object({
  number: z.string(),
  channel: z.string(),
  category: z.string(),
  topic: z.string().nullable(),
  severity: z.string().nullable(),
  /** State of the case, or of the conversation where there is no case. */
  state: z.string(),
  department: z.string(),
  /** Departments that take part beside the one that leads. */
  partners: z.array(z.string()),
  /** Departments whose open task nobody has taken yet. */
  asked: z.array(z.string()),
  handlerId: z.string().nullable(),
  openedAt: z.int(),
  /** Of the running clock that is due first; null where none runs, or where it stands still. */
  dueAt: z.int().nullable(),
  /** A supervisor or the office was told that it is late. */
  high: z.boolean(),
  labels: z.array(z.string()),
  /** Staff whom praise names: those of the console, and names as they were told. Of other tickets nobody. */
  named: z.object({ ids: z.array(z.string()), names: z.array(z.string()) }),
});
export type Facets = z.infer<typeof facets>;

export const facetsOf = (ticket: Ticket): Facets => {
  const clock = firstDue(ticket);
  const still = clock === undefined || clock.pauses.some(({ to }) => to === null);
  return {
    number: ticket.number,
    channel: ticket.channel,
    category: ticket.category,
    topic: ticket.topic,
    severity: ticket.severity,
    state: ticket.case?.state ?? ticket.status,
    department: ticket.department,
    partners: [
      ...new Set([...ticket.departments, ...ticket.tasks.map(({ department }) => department)]),
    ],
    asked: [
      ...new Set(
        ticket.tasks.filter(({ state }) => state === 'open').map(({ department }) => department),
      ),
    ],
    handlerId: ticket.case === null ? ticket.ownerId : ticket.case.handlerId,
    openedAt: ticket.openedAt,
    dueAt: still ? null : clock.dueAt,
    high: ticket.escalation === 'supervisor' || ticket.escalation === 'office',
    labels: ticket.labels,
    named:
      ticket.category === '表扬'
        ? { ids: ticket.case?.namedStaff ?? [], names: ticket.staffNamed }
        : { ids: [], names: [] },
  };
};

export const DUE_FILTERS = ['overdue', 'soon', 'none'] as const;

/** Every condition that is given must hold. */
export type TicketFilter = {
  readonly category?: string | undefined;
  readonly topic?: string | undefined;
  readonly severity?: string | undefined;
  readonly state?: string | undefined;
  /** Leads it or takes part in it. */
  readonly department?: string | undefined;
  /** A member of staff, or `nobody`. */
  readonly handler?: string | undefined;
  readonly channel?: string | undefined;
  readonly label?: string | undefined;
  readonly due?: (typeof DUE_FILTERS)[number] | undefined;
  /** Due within so long counts as due soon. */
  readonly soon: number;
  /** Received at or after, and before. */
  readonly from?: Instant | undefined;
  readonly before?: Instant | undefined;
};

const isDue = (
  { due, soon }: TicketFilter,
  { dueAt }: Pick<Facets, 'dueAt'>,
  now: Instant,
): boolean => {
  switch (due) {
    case 'overdue':
      return dueAt !== null && dueAt < now;
    case 'soon':
      return dueAt !== null && dueAt >= now && dueAt <= now + soon;
    case 'none':
      return dueAt === null;
    default:
      return true;
  }
};

const EQUAL = ['category', 'topic', 'severity', 'state', 'channel'] as const;

const isHandled = (handler: string | undefined, handlerId: string | null): boolean =>
  handler === undefined || (handler === 'nobody' ? handlerId === null : handlerId === handler);

/** Whether a ticket belongs into a filtered list. Pure; conditions combine by "and". */
export const passes = (filter: TicketFilter, row: Facets, now: Instant): boolean => {
  const { department, label, from, before } = filter;
  return (
    EQUAL.every((field) => filter[field] === undefined || filter[field] === row[field]) &&
    (department === undefined ||
      row.department === department ||
      row.partners.includes(department)) &&
    isHandled(filter.handler, row.handlerId) &&
    (label === undefined || row.labels.includes(label)) &&
    isDue(filter, row, now) &&
    (from === undefined || row.openedAt >= from) &&
    (before === undefined || row.openedAt < before)
  );
};

/** True where somebody has still to do something; a consultation is open until it is answered. */
export const isOpen = ({ state }: Pick<Facets, 'state'>): boolean =>
  state in CASE_STATES
    ? !CASE_STATES[state as keyof typeof CASE_STATES].final
    : state !== 'resolved' && state !== 'closed';

/** Waits for one of these departments: to accept the ticket or return it, or to take a task. */
export const waitsFor = (row: Facets, departments: readonly string[]): boolean =>
  (row.state === 'assigned' && departments.includes(row.department)) ||
  row.asked.some((department) => departments.includes(department));
