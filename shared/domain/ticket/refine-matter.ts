import type { Matter } from './open-ticket.ts';
import type { Ticket } from './ticket.ts';

/** How telling a category is: a conversation that opens with 您好 and becomes a complaint is a complaint. */
const WEIGHT: Readonly<Record<Ticket['category'], number>> = {
  其他: 0,
  咨询: 1,
  表扬: 2,
  意见建议: 3,
  求助: 4,
  投诉: 5,
};

export const graver = (a: Ticket['severity'], b: Ticket['severity']): Ticket['severity'] => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

/**
 * The matter of a ticket after one more message was read, or undefined where nothing is learned. A ticket moves to a
 * more telling category only, and to a graver severity only; people move it back.
 */
export const refineMatter = (ticket: Matter, read: Matter): Matter | undefined => {
  const heavier = WEIGHT[read.category] > WEIGHT[ticket.category];
  if (heavier) return { ...read, severity: graver(ticket.severity, read.severity) };
  // The contact began without words: these are its first.
  if (ticket.summary === '' && read.summary !== '') return { ...ticket, summary: read.summary };
  const severity = graver(ticket.severity, read.severity);
  const same = read.category === ticket.category;
  return same && severity !== ticket.severity
    ? {
        ...ticket,
        severity,
        topic: read.topic,
        department: read.department,
        routeReason: read.routeReason,
      }
    : undefined;
};
