import { widenLegal } from '#shared/domain/sla/case-clocks.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { isFinal, withCase } from './case-work.ts';
import {
  because,
  type ChangeContext,
  clockTime,
  named,
  type Run,
  replaceClock,
  tellHandler,
} from './change.ts';
import { hasNoPart } from './change-rights.ts';
import type { Ticket } from './ticket.ts';

export const matter: Run<'matter'> = (ticket, change, _actor, { now, schedule, department }) => {
  const next: Ticket = {
    ...ticket,
    category: change.category ?? ticket.category,
    severity: change.severity ?? ticket.severity,
    topic: change.topic ?? ticket.topic,
    department: department ?? ticket.department,
  };
  const same =
    next.category === ticket.category &&
    next.severity === ticket.severity &&
    next.topic === ticket.topic;
  if (same) return err({ kind: 'nothing-to-change' });
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  const cased = withCase(schedule, next, now, ticket);
  return ok({
    ticket: cased.ticket,
    event: {
      kind: 'reclassified',
      text: `改为${next.category}${next.severity === null ? '' : ` ${next.severity}`}${next.topic === null ? '' : ` ${next.topic}`}${because(change.reason)}`,
      data: {
        from: { category: ticket.category, severity: ticket.severity, topic: ticket.topic },
        to: { category: next.category, severity: next.severity, topic: next.topic },
      },
    },
    tells: cased.tells,
  });
};

const handed = (
  ticket: Ticket,
  department: string,
  handler: ChangeContext['handler'],
  reason: string,
): Ticket => {
  const moves = department !== ticket.department;
  // The handler of another department does not move along.
  const kept = moves ? null : { id: ticket.case?.handlerId ?? null, name: ticket.handlerName };
  return {
    ...ticket,
    department,
    routeReason: moves ? reason : ticket.routeReason,
    handlerName: handler?.name ?? kept?.name ?? null,
    handlerWhy: handler === null && !moves ? ticket.handlerWhy : null,
    case:
      ticket.case === null ? null : { ...ticket.case, handlerId: handler?.id ?? kept?.id ?? null },
  };
};

export const assign: Run<'assign'> = (ticket, change, _actor, context) => {
  const known = named(change, context);
  if (!known.ok) return known;
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  const { handler, department } = context;
  if (handler !== null && hasNoPart(ticket, handler.id)) return err({ kind: 'named-in-complaint' });
  if (handler === null && department === null) return err({ kind: 'nothing-to-change' });
  const next = handed(ticket, department ?? ticket.department, handler, change.reason);
  return ok({
    ticket: next,
    event: {
      kind: 'assigned',
      text: `派给${next.department}${handler === null ? '' : ` ${handler.name}`}${because(change.reason)}`,
      data: { from: ticket.department, to: next.department, handlerId: handler?.id ?? null },
    },
    tells: tellHandler(next, '派给您办理'),
  });
};

export const addDepartment: Run<'add-department'> = (ticket, change, _actor, context) => {
  const { department, schedule, now } = context;
  if (department === null) return err({ kind: 'unknown-department' });
  if (ticket.case === null) return err({ kind: 'no-case' });
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  if (department === ticket.department || ticket.departments.includes(department))
    return err({ kind: 'nothing-to-change' });
  const joint: Ticket = { ...ticket, departments: [...ticket.departments, department] };
  const legal = ticket.caseClocks.find(({ id, stoppedAt }) => id === 'legal' && stoppedAt === null);
  // The order knows working days; a due time that an authority set stays.
  const wider =
    legal === undefined || legal.span.unit !== 'working-days'
      ? undefined
      : widenLegal(schedule, legal, now);
  if (wider !== undefined && !wider.ok) return wider;
  const next = wider === undefined ? joint : replaceClock(joint, wider.value);
  const text = `工单 ${ticket.number} 由多个部门共同办理，最迟 ${clockTime(wider?.value.dueAt ?? now)} 反馈${because(change.reason)}`;
  return ok({
    ticket: next,
    event: {
      kind: 'department-added',
      text: `增加协办部门${department}${because(change.reason)}`,
      data: { department, legalDueAt: wider?.value.dueAt ?? null },
    },
    tells: [
      {
        audience: 'department',
        to: department,
        title: '请协同办理',
        text: `工单 ${ticket.number} 需要${department}协同办理`,
      },
      ...(wider === undefined
        ? []
        : [{ audience: 'patient' as const, to: null, title: '办理时间延长', text }]),
    ],
  });
};
