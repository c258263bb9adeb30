import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { whyUnassigned } from '#shared/domain/routing/assign-agent.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { departmentNow, whyCase } from './assign-cases.ts';
import { type AssignDeps, whyWaiting } from './assign-chats.ts';
import { detailOf, type TicketDetail } from './ticket-view.ts';

type WhyDeps = AssignDeps & Pick<Deps, 'logger'>;

const departmentLines = async (
  deps: WhyDeps,
  { department, routeReason }: Ticket,
): Promise<string[]> => {
  const { open, opens } = await departmentNow(deps, department);
  const hours = open ? '现在办公' : `现在不办公${opens === null ? '' : `，${opens}起`}`;
  return [`归口${department}：${routeReason}`, `${department}${hours}`];
};

const chatLines = async (deps: WhyDeps, ticket: Ticket): Promise<string[]> => {
  if (ticket.status === 'in-hand')
    return ticket.ownerWhy === null
      ? []
      : [`分给${ticket.ownerName ?? '客服'}：${ticket.ownerWhy}`];
  if (ticket.status !== 'waiting') return [];
  const why = await whyWaiting(deps, ticket);
  if (why.kind === 'queue') return ['排队等客服接待：本院不自动分配会话'];
  return why.found.ok
    ? [`即将分配给${why.found.value.name}`]
    : [`排队等候：${whyUnassigned(why.found.error)}`];
};

/** Explaining is never the reason for which a page fails. */
const quietly = async (deps: WhyDeps, lines: () => Promise<string[]>): Promise<string[]> => {
  try {
    return await lines();
  } catch (error) {
    deps.logger.warn('not explained', { error: error instanceof Error ? error.name : '' });
    return [];
  }
};

/** Why a chat lies with this department and this person, or in the queue: 为什么在这里, 为什么是我. */
export const whyChatHere = (deps: WhyDeps, ticket: Ticket): Promise<string[]> =>
  quietly(deps, async () =>
    (await Promise.all([departmentLines(deps, ticket), chatLines(deps, ticket)])).flat(),
  );

/** The same for a ticket and whoever handles it. */
const whyCaseHere = (deps: WhyDeps, ticket: Ticket): Promise<string[]> =>
  quietly(deps, async () => {
    const [department, handler] = await Promise.all([
      departmentLines(deps, ticket),
      ticket.case === null ? null : whyCase(deps, ticket),
    ]);
    const label = ticket.handlerName === null ? '办理人' : `由${ticket.handlerName}办理`;
    return handler === null ? department : [...department, `${label}：${handler}`];
  });

export type ExplainedTicket = TicketDetail & { readonly why: readonly string[] };

/** The page of a ticket, with why it lies where it lies. A department that answers a part is not told of the whole. */
export const explainedDetail = async (
  deps: WhyDeps,
  actor: Extract<Actor, { kind: 'staff' }>,
  ticket: Ticket,
): Promise<ExplainedTicket> => {
  const partner = actor.tier === 'department' && !actor.departments.includes(ticket.department);
  const [detail, why] = await Promise.all([
    detailOf(deps, actor, ticket),
    partner ? [] : whyCaseHere(deps, ticket),
  ]);
  return { ...detail, why };
};
