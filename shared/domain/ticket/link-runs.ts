import type { Schedule } from '#shared/domain/calendar/hours.ts';
import { takeStep } from '#shared/domain/case/lifecycle.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { ALL_CLOCKS, contextOf } from './case-runs.ts';
import { isFinal, isMedicalQuality, isTaskOpen, withCase } from './case-work.ts';
import { because, type Run, replaceClock, stopped } from './change.ts';
import { graver } from './refine-matter.ts';
import { isRestrictedTopic } from './restricted.ts';
import type { Ticket } from './ticket.ts';
import type { TicketTask } from './work.ts';

const linked = (ticket: Ticket, other: Ticket, kind: Ticket['links'][number]['kind']): Ticket => ({
  ...ticket,
  links: [
    ...ticket.links.filter(({ ticketId }) => ticketId !== other.ticketId),
    { ticketId: other.ticketId, number: other.number, kind },
  ],
});

export const link: Run<'link'> = (ticket, change, _actor, { other }) => {
  if (other === null || other.ticketId === ticket.ticketId) return err({ kind: 'unknown-ticket' });
  return ok({
    ticket: linked(ticket, other, 'related'),
    event: {
      kind: 'linked',
      text: `与工单 ${other.number} 关联${because(change.reason)}`,
      data: { ticketId: other.ticketId },
    },
    tells: [],
    other: {
      ticket: linked(other, ticket, 'related'),
      text: `与工单 ${ticket.number} 关联${because(change.reason)}`,
    },
  });
};

/** Of two statutory clocks the one that was received first counts: the earliest due time wins. */
const earliestLegal = (ticket: Ticket, other: Ticket): Ticket => {
  const mine = ticket.caseClocks.find(({ id }) => id === 'legal');
  const theirs = other.caseClocks.find(({ id }) => id === 'legal');
  const runs = mine?.stoppedAt === null && theirs?.stoppedAt === null;
  if (!runs || mine === undefined || theirs === undefined || theirs.dueAt >= mine.dueAt)
    return ticket;
  return replaceClock(ticket, { ...theirs, generation: mine.generation + 1 });
};

/** What other departments still owe goes along to the ticket that is worked on. */
const withTasks = (
  from: Ticket,
  into: Ticket,
): { readonly from: readonly TicketTask[]; readonly into: readonly TicketTask[] } => {
  const standing = new Set(into.tasks.map(({ taskId }) => taskId));
  const moved = from.tasks.filter((one) => isTaskOpen(one) && !standing.has(one.taskId));
  return {
    from: from.tasks.filter((one) => !isTaskOpen(one)),
    into: [...into.tasks, ...moved],
  };
};

/** What goes on is as grave as the gravest that went into it, and of medical quality where one was. */
const asGraveAs = (
  schedule: Schedule,
  into: Ticket,
  { severity, ...from }: Ticket,
  now: Instant,
): Ticket => {
  if (from.case?.complaint !== true) return into;
  const topic = isMedicalQuality(from) && !isRestrictedTopic(into.topic) ? from.topic : into.topic;
  const next = { ...into, topic, severity: graver(into.severity, severity) };
  return next.topic === into.topic && next.severity === into.severity
    ? into
    : withCase(schedule, next, now, into).ticket;
};

const contactOf = ({ visitorId, patientKey }: Ticket) => ({
  visitor: visitorId,
  phone: patientKey?.startsWith('tel.') === true ? patientKey : null,
});

/**
 * Whether two tickets are known to come from different people: two visitors of the chat, or two telephone numbers. One who
 * wrote and then called cannot be told apart from two: there the agent's word, with a reason, stands.
 */
export const areOfOthers = (a: Ticket, b: Ticket): boolean => {
  const [one, two] = [contactOf(a), contactOf(b)];
  const differ = (x: string | null, y: string | null) => x !== null && y !== null && x !== y;
  return differ(one.visitor, two.visitor) || differ(one.phone, two.phone);
};

export const merge: Run<'merge'> = (ticket, change, actor, { other, now, schedule }) => {
  if (ticket.case === null || other?.case == null) return err({ kind: 'no-case' });
  if (other.ticketId === ticket.ticketId) return err({ kind: 'unknown-ticket' });
  if (isFinal(other.case)) return err({ kind: 'final' });
  if (ticket.case.complaint && other.category !== '投诉') return err({ kind: 'other-category' });
  if (isRestrictedTopic(ticket.topic) && !isRestrictedTopic(other.topic))
    return err({ kind: 'restricted' });
  // Everybody who complains hears the outcome themselves: matters of two people are linked, not merged.
  if (ticket.case.complaint && areOfOthers(ticket, other)) return err({ kind: 'other-patient' });
  const tasks = withTasks(ticket, other);
  const done = takeStep(
    ticket.case,
    { step: 'merge', mergedInto: other.ticketId, reason: change.reason },
    actor,
    contextOf(ticket, now),
  );
  if (!done.ok) return done;
  const departments = [...new Set([...other.departments, ...tasks.into.map(departmentOf)])];
  const joined = { ...other, tasks: [...tasks.into], departments };
  const absorbing = asGraveAs(schedule, joined, ticket, now);
  const merged = stopped(
    { ...ticket, case: done.value, tasks: [...tasks.from] },
    ALL_CLOCKS,
    'merge',
    now,
  );
  return ok({
    ticket: linked(merged, other, 'merged-into'),
    event: {
      kind: 'linked',
      text: `并入工单 ${other.number}${because(change.reason)}`,
      data: { intoTicketId: other.ticketId },
    },
    tells: [
      {
        audience: 'patient',
        to: null,
        title: '合并办理',
        text: `您的工单 ${ticket.number} 与 ${other.number} 为同一事项，已合并办理`,
      },
    ],
    other: {
      ticket: {
        ...linked(earliestLegal(absorbing, ticket), ticket, 'merged-from'),
      },
      text: `工单 ${ticket.number} 并入${because(change.reason)}`,
    },
  });
};

/** The use case has opened the second ticket; this ties the two together. */
export const split: Run<'split'> = (ticket, change, _actor, { other }) => {
  if (other === null) return err({ kind: 'unknown-ticket' });
  return ok({
    ticket: linked(ticket, other, 'split-into'),
    event: {
      kind: 'linked',
      text: `另立工单 ${other.number}${because(change.reason)}`,
      data: { ticketId: other.ticketId },
    },
    tells: [
      {
        audience: 'patient',
        to: null,
        title: '分开办理',
        text: `您反映的另一事项已另立工单 ${other.number}；用工单 ${ticket.number} 和原来的查询码可一并查看进度`,
      },
    ],
  });
};

const departmentOf = ({ department }: TicketTask): string => department;
