import { needsHandler } from '#shared/domain/routing/case-pool.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { isFinal, isTaskOpen } from './case-work.ts';
import type { Listing, Ticket } from './ticket.ts';

/** The running clock of a case that is due first. */
export const firstDue = (ticket: Pick<Ticket, 'caseClocks'>) =>
  ticket.caseClocks
    .filter(({ stoppedAt, id }) => stoppedAt === null && id !== 'alert')
    .sort((a, b) => a.dueAt - b.dueAt)[0];

const openLists = (ticket: Ticket): string[] => {
  const departments = new Set([
    ticket.department,
    ...ticket.departments,
    ...ticket.tasks.filter(isTaskOpen).map(({ department }) => department),
  ]);
  const high = ticket.escalation === 'supervisor' || ticket.escalation === 'office';
  return [
    'open',
    ...[...departments].map((department) => `dep:${department}`),
    ...(ticket.case?.handlerId == null ? [] : [`own:${ticket.case.handlerId}`]),
    ...(needsHandler(ticket) ? [`free:${ticket.department}`] : []),
    `cat:${ticket.category}`,
    ...(ticket.severity === null ? [] : [`sev:${ticket.severity}`]),
    `state:${ticket.case?.state}`,
    ...(high ? ['escalated'] : []),
  ];
};

const approvalLists = (ticket: Ticket): Listing[] =>
  [...new Set(ticket.approvals.filter(({ state }) => state === 'pending').map((a) => a.from))].map(
    (from) => ({ list: `apv:${from}`, at: ticket.updatedAt }),
  );

const memory = (ticket: Ticket): Listing[] => {
  const at = ticket.openedAt;
  return [
    { list: 'all', at },
    ...(ticket.patientKey === null ? [] : [{ list: `patient:${ticket.patientKey}`, at }]),
    ...(ticket.topic === null ? [] : [{ list: `topic:${ticket.topic}`, at }]),
    ...(ticket.category === '表扬'
      ? [
          { list: `praise:${ticket.department}`, at },
          { list: 'praise', at },
        ]
      : []),
    ...(ticket.category === '表扬'
      ? (ticket.case?.namedStaff ?? []).map((id) => ({ list: `praise-staff:${id}`, at }))
      : []),
  ];
};

/** A consultation has no case and no due time: one list, by when it began, and those of the patient. */
const consultation = (ticket: Ticket): Listing[] => {
  const at = ticket.openedAt;
  return [
    { list: 'consult', at },
    ...(ticket.patientKey === null ? [] : [{ list: `patient:${ticket.patientKey}`, at }]),
  ];
};

/**
 * Every list that a ticket with a case stands in, with its place there: open ones by what is due first, closed ones by
 * when they were closed, memory (patient, topic, praise) by when they were opened. A view is then one query.
 */
export const listsOf = (ticket: Ticket): Listing[] => {
  if (ticket.case === null) return consultation(ticket);
  if (isFinal(ticket.case))
    return [
      { list: 'closed', at: ticket.case.closedAt ?? ticket.updatedAt },
      ...approvalLists(ticket),
      ...memory(ticket),
    ];
  const at: Instant = firstDue(ticket)?.dueAt ?? ticket.openedAt;
  return [
    ...openLists(ticket).map((list) => ({ list, at })),
    ...approvalLists(ticket),
    ...memory(ticket),
  ];
};
