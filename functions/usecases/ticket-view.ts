import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize, type Subject } from '#shared/domain/access/policy.ts';
import { closingGaps, currentProofs } from '#shared/domain/case/closing.ts';
import { CASE_STEPS, type CaseStep, stepsFrom } from '#shared/domain/case/lifecycle.ts';
import { openTaskCount } from '#shared/domain/ticket/case-work.ts';
import {
  allowanceOf,
  hasNoPart,
  rightFor,
  rightForKind,
} from '#shared/domain/ticket/change-rights.ts';
import { mayCloseConsultation } from '#shared/domain/ticket/desk-runs.ts';
import { facetsOf } from '#shared/domain/ticket/facets.ts';
import { firstDue } from '#shared/domain/ticket/lists.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { isPublic, type TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { type ChangeKind, ticketChange } from '#shared/domain/ticket/work.ts';
import type { Instant } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { isRestricted } from './enter.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

/** Departments that take part in a ticket beside the one that leads it. */
const partners = (ticket: Ticket): string[] => [
  ...ticket.departments,
  ...ticket.tasks.map(({ department }) => department),
];

/** A ticket as the policy table sees it. Partners read and contribute; only the lead works on the case itself. */
export const subjectOf = (ticket: Ticket, withPartners = true): Subject => ({
  visitorId: ticket.visitorId,
  department: ticket.department,
  restricted: isRestricted(ticket),
  heldBy: [ticket.ownerId, ticket.offer?.toAgentId ?? null].filter((id) => id !== null),
  ...(withPartners ? { departments: partners(ticket) } : {}),
});

export const mayRead = (actor: Actor, ticket: Ticket): boolean =>
  authorize(actor, 'ticket.read', subjectOf(ticket)) === 'allowed';

/** True for a department that answers a part of the ticket only. */
const isPartner = (actor: Staff, ticket: Ticket): boolean =>
  actor.tier === 'department' && !actor.departments.includes(ticket.department);

export type TicketRow = {
  readonly ticketId: string;
  readonly number: string;
  readonly channel: Ticket['channel'];
  readonly category: string;
  readonly topic: string | null;
  readonly severity: string | null;
  readonly department: string;
  readonly departments: readonly string[];
  readonly state: string;
  readonly handlerId: string | null;
  readonly handlerName: string | null;
  readonly summary: string;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly due: {
    readonly clock: string;
    readonly at: Instant;
    readonly provisional: boolean;
    readonly overdue: boolean;
    readonly paused: boolean;
  } | null;
  readonly escalation: string;
  readonly openTasks: number;
  readonly pendingApprovals: number;
  readonly restricted: boolean;
  readonly labels: readonly string[];
  readonly asked: readonly string[];
  readonly closable: boolean;
};
/** A ticket whose record cannot be read, and where in the page it stands. */
export type UnreadableRow = {
  readonly ticketId: string;
  readonly number: string;
  readonly before: number;
};

export const rowOf = (ticket: Ticket, now: Instant): TicketRow => {
  const clock = firstDue(ticket);
  const paused = clock?.pauses.some(({ to }) => to === null) === true;
  return {
    ticketId: ticket.ticketId,
    number: ticket.number,
    channel: ticket.channel,
    category: ticket.category,
    topic: ticket.topic,
    severity: ticket.severity,
    department: ticket.department,
    departments: ticket.departments,
    state: ticket.case?.state ?? ticket.status,
    // Without a case nobody handles it but whoever answers.
    handlerId: ticket.case === null ? ticket.ownerId : ticket.case.handlerId,
    handlerName: ticket.case === null ? ticket.ownerName : ticket.handlerName,
    // What it is about is shown on its page, where the look is put on record.
    summary: isRestricted(ticket) ? '（限制查看）' : ticket.summary,
    openedAt: ticket.openedAt,
    updatedAt: ticket.updatedAt,
    due:
      clock === undefined
        ? null
        : {
            clock: clock.id,
            at: clock.dueAt,
            provisional: clock.status !== 'official',
            overdue: !paused && clock.dueAt < now,
            paused,
          },
    escalation: ticket.escalation,
    openTasks: openTaskCount(ticket),
    pendingApprovals: ticket.approvals.filter(({ state }) => state === 'pending').length,
    restricted: isRestricted(ticket),
    labels: ticket.labels,
    asked: facetsOf(ticket).asked,
    closable: mayCloseConsultation(ticket),
  };
};

export type ShownEvent = TicketEvent & { readonly public: boolean };

export type AllowedStep = {
  readonly step: CaseStep;
  readonly label: Localized;
  readonly missing: readonly string[];
  readonly needsReason: boolean;
  readonly may: 'allowed' | 'needs-approval';
  readonly approvalFrom: string | null;
};

const stepFor = (actor: Staff, ticket: Ticket, step: CaseStep): AllowedStep[] => {
  if (ticket.case === null || hasNoPart(ticket, actor.staffId)) return [];
  const change = ticketChange.parse({ do: 'step', step });
  if (authorize(actor, rightFor(change), subjectOf(ticket, false)) !== 'allowed') return [];
  const allowance = allowanceOf(actor.tier, ticket, change);
  if (allowance.kind === 'refused') return [];
  const row = CASE_STEPS[step];
  const proofs = currentProofs(ticket.case);
  return [
    {
      step,
      label: row.label,
      missing: row.needs.filter((kind) => !proofs.some(({ evidence }) => evidence.kind === kind)),
      needsReason: 'reason' in row,
      may: allowance.kind,
      approvalFrom: allowance.kind === 'needs-approval' ? allowance.from : null,
    },
  ];
};

const KINDS: readonly Exclude<ChangeKind, 'step'>[] = [
  'proof',
  'matter',
  'assign',
  'add-department',
  'clock',
  'grant',
  'task',
  'task-step',
  'link',
  'merge',
  'split',
  'remind',
  'label',
  'named',
  'help',
  'close-consultation',
];

/** Any change of a kind, to ask which right it needs. */
const changesFor = (actor: Staff, ticket: Ticket): string[] =>
  KINDS.filter((kind) => {
    if (hasNoPart(ticket, actor.staffId, kind)) return false;
    const right = rightForKind(kind);
    const together = right === 'ticket.contribute';
    return authorize(actor, right, subjectOf(ticket, together)) === 'allowed';
  });

/** Of the proofs: all for a department that was formally added and works on the whole, its own for one that was asked. */
const proofsFor = (actor: Staff, { case: record, departments }: Ticket): Ticket['case'] => {
  if (record === null) return null;
  const joint = departments.some((name) => actor.departments.includes(name));
  const proofs = joint ? record.proofs : record.proofs.filter((p) => p.byId === actor.staffId);
  return { ...record, proofs, namedStaff: [] };
};

/** What a department that answers a part sees: its own tasks, nothing of the patient, nothing of the others. */
const partOf = (actor: Staff, ticket: Ticket): Ticket => ({
  ...ticket,
  case: proofsFor(actor, ticket),
  tasks: ticket.tasks.filter(({ department }) => actor.departments.includes(department)),
  approvals: [],
  grants: [],
  links: [],
  contact: null,
  staffNamed: [],
});

export type TicketDetail = {
  readonly ticket: Ticket;
  readonly timeline: readonly ShownEvent[];
  readonly row: TicketRow;
  readonly closingGaps: readonly string[];
  readonly steps: readonly AllowedStep[];
  readonly changes: readonly string[];
};

/** Everything that the page of a ticket shows to this person. */
export const detailOf = async (
  deps: Pick<Deps, 'tickets' | 'clock'>,
  actor: Staff,
  ticket: Ticket,
): Promise<TicketDetail> => {
  const now = deps.clock();
  const partner = isPartner(actor, ticket);
  const shown = partner ? partOf(actor, ticket) : ticket;
  const timeline = await deps.tickets.timeline(ticket.ticketId);
  const own = (event: TicketEvent): boolean =>
    !partner ||
    event.actorId === actor.staffId ||
    shown.tasks.some(({ taskId }) => taskId === event.data['taskId']);
  return {
    ticket: shown,
    timeline: timeline.filter(own).map((event) => ({ ...event, public: isPublic(event) })),
    row: rowOf(ticket, now),
    closingGaps:
      ticket.case === null
        ? []
        : closingGaps(ticket.case, {
            category: ticket.category,
            openTasks: openTaskCount(ticket),
            now,
          }),
    steps:
      ticket.case === null
        ? []
        : stepsFrom(ticket.case.state)
            .filter((step) => step !== 'merge')
            .flatMap((step) => stepFor(actor, ticket, step)),
    changes: changesFor(actor, ticket),
  };
};
