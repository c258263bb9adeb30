import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize, departmentHolder } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { Step, StepOutcome } from './append.ts';
import { answerStep, type DeskFailure } from './desk.ts';
import { isRestricted, loadScene } from './enter.ts';
import { followConversation } from './follow-ticket.ts';
import { ticketIdOf } from './ids.ts';
import { isNamed } from './named-staff.ts';
import { type SystemStepDeps, systemStep } from './system-step.ts';

type Outcome = Promise<Result<StepOutcome, DeskFailure>>;

/** Editors answer nobody; a department's people answer what was handed to them. */
const ANSWERS_PATIENTS: readonly string[] = ['agent', 'supervisor', 'office', 'department'];

type Target = { readonly id: string; readonly name: string };

/** The person or department (`dep:<name>`) that is asked, where there is one that answers patients. */
const targetOf = async (
  { people }: Pick<Deps, 'people'>,
  id: string,
): Promise<Target | undefined> => {
  if (!id.startsWith(departmentHolder(''))) {
    const colleague = await people.staff(id);
    const able = colleague?.active === true && ANSWERS_PATIENTS.includes(colleague.tier);
    return able ? { id, name: colleague.name } : undefined;
  }
  const name = id.slice(departmentHolder('').length);
  const staffed = (await people.allStaff()).some(
    ({ active, tier, departments }) =>
      active && tier === 'department' && departments.includes(name),
  );
  return staffed ? { id, name } : undefined;
};

/** Nobody is asked to take over a complaint that names them, and of discipline nobody outside its department hears. */
const mayBeAsked = (ticket: Ticket | undefined, { id }: Target): boolean =>
  !isNamed(ticket, id) &&
  (!isRestricted(ticket) ||
    !id.startsWith(departmentHolder('')) ||
    id === departmentHolder(ticket?.department ?? ''));

/**
 * Asks a colleague, or the people of a department, to take the conversation over. The owner stays, and goes on answering,
 * until somebody accepts; an offer that nobody answers falls back after two minutes.
 */
export const transfer = async (
  deps: Deps,
  actor: Actor,
  { toStaffId, ...step }: Step & { readonly toStaffId: string; readonly reason: string },
): Outcome => {
  // Who may not hand over at all does not learn who works here.
  if (authorize(actor, 'desk.transfer') === 'forbidden') return err({ kind: 'forbidden' });
  const target = await targetOf(deps, toStaffId);
  if (target === undefined) return err({ kind: 'not-found' });
  const ticket = await deps.tickets.get(ticketIdOf(step.conversationId));
  if (!mayBeAsked(ticket, target)) return err({ kind: 'forbidden' });
  return answerStep(deps, actor, {
    action: 'desk.transfer',
    step,
    body: {
      kind: 'transfer-offered',
      toAgentId: target.id,
      toAgentName: target.name,
      reason: step.reason,
    },
  });
};

/** The department for which this person answers an offer; nothing where they were asked themselves, or not at all. */
const asDepartment = async (
  deps: Deps,
  actor: Actor,
  conversationId: string,
): Promise<{ readonly forDepartment?: string }> => {
  if (actor.kind !== 'staff') return {};
  const asked = (await deps.log.last(conversationId))?.state.offer?.toAgentId;
  const forDepartment = actor.departments.find((name) => departmentHolder(name) === asked);
  return forDepartment === undefined ? {} : { forDepartment };
};

export const acceptTransfer = async (deps: Deps, actor: Actor, step: Step): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.transfer',
    step,
    body: {
      kind: 'transfer-accepted',
      ...(await asDepartment(deps, actor, step.conversationId)),
    },
  });

/** Who was asked declines, or the owner withdraws. */
export const declineTransfer = async (
  deps: Deps,
  actor: Actor,
  step: Step & { readonly reason: string },
): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.transfer',
    step,
    body: {
      kind: 'transfer-declined',
      reason: step.reason,
      ...(await asDepartment(deps, actor, step.conversationId)),
    },
  });

/** A supervisor takes a colleague's conversation; log and timeline say who, from whom and why. */
export const takeOver = (
  deps: Deps,
  actor: Actor,
  step: Step & { readonly reason: string },
): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.take-over',
    step,
    body: { kind: 'taken-over', reason: step.reason },
  });

/** Nobody answered an offer in time: it falls back to the owner. True where that happened now. */
export const lapseOffer = async (deps: SystemStepDeps, ticket: Ticket): Promise<boolean> => {
  if (ticket.conversationId === null) return false;
  const scene = await loadScene(deps, ticket.conversationId, 'last');
  if (scene === undefined) return false;
  const { offer } = scene.tail.last.state;
  const same = offer !== undefined && offer.toAgentId === ticket.offer?.toAgentId;
  const generation = ticket.clocks.find(({ id }) => id === 'transfer')?.generation ?? 0;
  const lapsed = same
    ? await systemStep(deps, scene, {
        id: `sweep:transfer:${generation}`,
        body: { kind: 'transfer-declined', reason: `${offer.toAgentName}两分钟内没有接受` },
      })
    : undefined;
  if (lapsed?.ok === true) return true;
  // Somebody was faster: the ticket follows what happened, and its timer goes with it.
  await followConversation(deps, ticket.conversationId);
  return false;
};
