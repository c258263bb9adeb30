import { running } from '#shared/domain/sla/clocks.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { isFinal, type Tell } from './case-work.ts';
import type { Run } from './change.ts';
import { HELP_KINDS, tidyHelp } from './help.ts';
import type { Ticket, TicketClock } from './ticket.ts';

/** Timers that look after a conversation whose words were all answered: nobody is owed anything by them. */
const QUIET: ReadonlySet<TicketClock['id']> = new Set(['followup', 'idle']);

/**
 * True for a consultation that was answered: no case, nobody waits or is being served, no emergency rings, and the bot
 * owes no answer. It would close by itself; closing it by hand takes nothing from the patient, whose next word opens it.
 */
export const mayCloseConsultation = (
  ticket: Pick<Ticket, 'case' | 'status' | 'alarm' | 'clocks'>,
): boolean =>
  ticket.case === null &&
  (ticket.status === 'resolved' || ticket.status === 'bot') &&
  (ticket.alarm === null || ticket.alarm.acknowledgedAt !== null) &&
  ticket.clocks.every(({ id }) => QUIET.has(id) || running(ticket.clocks, id) === undefined);

const closeConsultation: Run<'close-consultation'> = (ticket, _change, _actor, { now }) =>
  mayCloseConsultation(ticket)
    ? ok({
        ticket: { ...ticket, status: 'closed', clocks: ended(ticket.clocks, now) },
        event: { kind: 'closed-idle', text: '咨询已答复，人工关闭', data: {} },
        tells: [],
      })
    : err({ kind: 'not-over' });

const ended = (clocks: readonly TicketClock[], now: Instant): TicketClock[] =>
  clocks.map((clock) =>
    clock.stoppedAt === null ? { ...clock, stoppedAt: now, reason: 'closed' } : clock,
  );

const handlerOr = (ticket: Ticket): Pick<Tell, 'audience' | 'to'> => {
  const handlerId = ticket.case === null ? ticket.ownerId : ticket.case.handlerId;
  return handlerId === null
    ? { audience: 'department', to: ticket.department }
    : { audience: 'staff', to: handlerId };
};

const remind: Run<'remind'> = (ticket, { text }, actor) => {
  if (isFinal(ticket.case) || ticket.status === 'closed') return err({ kind: 'final' });
  const words = text.trim() === '' ? '' : `：${text.trim()}`;
  return ok({
    ticket,
    event: { kind: 'reminded', text: `催办${words}`, data: {} },
    tells: [
      {
        ...handlerOr(ticket),
        title: '催办',
        text: `工单 ${ticket.number} 请尽快办理（${actor.name} 催办）${words}`,
      },
    ],
  });
};

/** A ticket carries so many labels at the most. */
const LABELS = 10;

const label: Run<'label'> = (ticket, { add, remove }) => {
  const kept = ticket.labels.filter((one) => !remove.includes(one));
  const labels = [...new Set([...kept, ...add])].slice(0, LABELS);
  if (labels.join('\n') === ticket.labels.join('\n')) return err({ kind: 'nothing-to-change' });
  return ok({
    ticket: { ...ticket, labels },
    event: { kind: 'labelled', text: `标签：${labels.join('、') || '无'}`, data: { labels } },
    tells: [],
  });
};

const nameStaff: Run<'named'> = (ticket, { names }, _actor, { named = [] }) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  if (names.join('\n') === ticket.staffNamed.join('\n')) return err({ kind: 'nothing-to-change' });
  const handlerId = ticket.case.handlerId;
  // Whoever is complained about lets go of it at once.
  const freed = handlerId !== null && ticket.category === '投诉' && named.includes(handlerId);
  const fresh = named.filter((id) => ticket.case?.namedStaff.includes(id) !== true);
  return ok({
    ticket: {
      ...ticket,
      staffNamed: [...names],
      handlerName: freed ? null : ticket.handlerName,
      case: {
        ...ticket.case,
        namedStaff: [...new Set(named)],
        handlerId: freed ? null : handlerId,
      },
    },
    event: { kind: 'staff-named', text: `涉及人员：${names.join('、') || '无'}`, data: {} },
    tells: ticket.category === '表扬' ? praiseTells(ticket, fresh) : [],
  });
};

/** Praise reaches whom it names. */
export const praiseTells = (
  { number, department }: Pick<Ticket, 'number' | 'department'>,
  staffIds: readonly string[],
): Tell[] =>
  staffIds.map((to) => ({
    audience: 'staff',
    to,
    title: '有患者表扬您',
    text: `工单 ${number}：${department}收到对您的表扬`,
  }));

const setHelp: Run<'help'> = (ticket, { help }, _actor, { department }) => {
  if (ticket.category !== '求助') return err({ kind: 'nothing-to-change' });
  if (isFinal(ticket.case)) return err({ kind: 'final' });
  const tidy = tidyHelp(help);
  const moves = department !== null && department !== ticket.department;
  return ok({
    ticket: {
      ...ticket,
      help: tidy,
      ...(moves ? { department, routeReason: '求助事项的归口部门' } : {}),
    },
    event: {
      kind: 'reclassified',
      text: `求助事项：${HELP_KINDS[tidy.kind].label['zh-CN']}${moves ? `，归口${department}` : ''}`,
      data: { kind: tidy.kind },
    },
    tells: moves
      ? [
          {
            audience: 'department',
            to: department,
            title: '新的求助',
            text: `工单 ${ticket.number} 归口${department}`,
          },
        ]
      : [],
  });
};

/** Changes of the desk's own that move no case. */
export const DESK_RUNS = {
  remind,
  label,
  named: nameStaff,
  help: setHelp,
  'close-consultation': closeConsultation,
} as const;
